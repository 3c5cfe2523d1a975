import { Command } from 'commander';
import { verifyFile } from './verify-run.ts';

/** `custos verify`: is this certificate or bundle what it says? Works with no network, no account and no station. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('Check a certificate or an audit bundle, offline.')
    .argument('<file>', 'a certificate (.json), a bundle (.zip or its folder), or - for standard input')
    .option('--policy <file>', 'hold the log against the keys in this C2SP trust policy')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExit codes: 0 valid, 10 revoked, 20 altered, 30 incomplete, 40 superseded, 2 nothing could be checked.')
    .action((file: string, options: { readonly policy?: string; readonly json?: boolean }) => {
      process.exitCode = verifyFile({ file, ...options });
    });
}
