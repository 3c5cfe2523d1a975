import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { exitCodes } from '../../certificate/check/report.ts';
import { makeMakerProof } from '../../certificate/maker/make.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { openOrganisationKey } from '../../keys/organisation/open.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { machineClock } from '../machine/clock.ts';
import { renderMakerProof } from '../paper/maker.ts';
import { renderCertificate } from '../paper/render.ts';
import { type PaperSeal, sealAt, unsealed } from '../paper/seal.ts';
import { checkPaper, type CheckPaperOptions } from './certificate-check.ts';
import { cannotCheck } from './verify-run.ts';

/** Where the organisation's key is, as every command that makes papers asks for it. */
export interface KeyOptions {
  readonly key?: string;
  readonly passwordFile?: string;
  readonly chain?: string;
}

/** `custos certificate`: papers of a certificate file, signed by the organisation where there is a key, and what their signature is worth. */
export function certificateCommand(): Command {
  return new Command('certificate')
    .description('Print certificates, make proofs for makers, and check the signature on a PDF.')
    .addCommand(
      keyOptions(new Command('print'))
        .argument('<file>', 'a certificate (.json)')
        .description('Make the PDF of a certificate, with the file inside it.')
        .requiredOption('--out <file>', 'the PDF to write')
        .action(async (file: string, options: KeyOptions & { readonly out: string }) => {
          const text = textOf(file);
          put({ [options.out]: await withSeal(options, (seal) => printed(file, text, seal)) });
        }),
    )
    .addCommand(
      keyOptions(new Command('maker'))
        .argument('<file>', 'a certificate (.json) that is in the log')
        .description('Make the proof that the maker of the drive may have: NAME.json and NAME.pdf, which name nobody.')
        .requiredOption('--out <name>', 'where to write, without an ending')
        .action(async (file: string, options: KeyOptions & { readonly out: string }) => {
          const made = makeMakerProof(textOf(file), createVerifier());
          if (made.kind === 'refused') throw new CannotStart(`${file} gives no proof for a maker: ${made.detail}. Nothing was written.`);
          const pdf = await withSeal(options, (seal) => renderMakerProof(made.text, seal));
          put({ [`${options.out}.json`]: made.text, [`${options.out}.pdf`]: pdf });
        }),
    )
    .addCommand(
      new Command('check')
        .argument('<file>', 'a PDF, or a proof for the maker (.json)')
        .description('Check the organisation’s signature on a PDF and the file inside it, or a proof for the maker. Offline.')
        .option('--root <file>', 'PDF: certificates that you trust (PEM or DER)')
        .option(
          '--revoked <file>',
          'PDF: a list of revoked certificates (CRL, PEM or DER); may be given again',
          collected,
          [] as readonly string[],
        )
        .option('--policy <file>', 'hold the log against the keys in this C2SP trust policy')
        .addHelpText(
          'after',
          `\nExit codes: 0 valid, ${exitCodes.revoked} revoked, ${exitCodes.altered} altered, ${exitCodes.incomplete} incomplete or not signed, 2 nothing could be checked.`,
        )
        .action(async (file: string, options: Omit<CheckPaperOptions, 'file'>) => {
          process.exitCode = await checkPaper({ file, ...options }).catch(cannotCheckThis);
        }),
    );
}

/** Exit code 2 is for what could not be checked at all, as `custos verify` has it. */
export function cannotCheckThis(error: unknown): number {
  if (!(error instanceof CannotStart)) throw error;
  process.stderr.write(`${error.message}\n`);
  return cannotCheck;
}

export function keyOptions(command: Command): Command {
  return command
    .option('--key <key>', "the organisation's key: a PEM or PKCS #12 file, or a PKCS #11 URI")
    .option('--password-file <file>', 'file with the password of the key file, or the PIN of the token')
    .option('--chain <file>', 'PEM file with the certificate, where the key has none beside it, and its issuers');
}

/** Signed with the key that was named; a key that cannot sign now ends the command, since it was asked for. */
export async function withSeal(options: KeyOptions, make: (seal: PaperSeal) => Promise<Uint8Array>): Promise<Uint8Array> {
  if (options.key === undefined) return make(unsealed);
  const now = machineClock.wallMs();
  const key = await openOrganisationKey({ key: options.key, passwordFile: options.passwordFile, chainFile: options.chain }, now);
  try {
    return await make(sealAt(key, now));
  } finally {
    key.close();
  }
}

async function printed(file: string, text: string, seal: PaperSeal): Promise<Uint8Array> {
  try {
    return await renderCertificate(text, seal);
  } catch (error) {
    if (error instanceof RangeError) throw new CannotStart(`${file}: ${error.message} Nothing was written.`, { cause: error });
    throw error;
  }
}

export function textOf(file: string): string {
  return readFileSync(existing(file), 'utf8');
}

/** The file's name, when there is such a file. */
export function existing(file: string): string {
  if (!existsSync(file)) throw new CannotStart(`There is no file ${file}. Nothing was written.`);
  return file;
}

export function put(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const name of Object.keys(files)) if (existsSync(name)) throw new CannotStart(`${name} is there already. Nothing was written.`);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(name, content);
    process.stdout.write(`${name}: ${Buffer.byteLength(content)} bytes\n`);
  }
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
