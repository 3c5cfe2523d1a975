import { Command } from 'commander';
import { exitCodes } from '../../certificate/check/report.ts';
import { originOf, readSummary } from '../../certificate/summary/file.ts';
import { utf8 } from '../../domain/bytes.ts';
import { csvOf } from '../../exchange/out/csv.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { renderSummary } from '../paper/summary.ts';
import { cannotCheckThis, type KeyOptions, keyOptions, put, textOf, withSeal } from './certificate.ts';
import { checkPaper } from './certificate-check.ts';

/** `custos summary`: one certificate for many drives, from the file that a station saved. */
export function summaryCommand(): Command {
  return new Command('summary')
    .description('Print and check summaries: one certificate for the drives of a lot, a list or a batch.')
    .addCommand(
      keyOptions(new Command('print'))
        .argument('<file>', 'a summary (.json)')
        .description('Make the PDF of a summary, with the file inside it.')
        .requiredOption('--out <file>', 'the PDF to write')
        .action(async (file: string, options: KeyOptions & { readonly out: string }) => {
          const text = textOf(file);
          const pdf = await withSeal(options, (seal) => renderSummary(text, seal)).catch((error: unknown) => {
            if (error instanceof RangeError) throw new CannotStart(`${file}: ${error.message} Nothing was written.`, { cause: error });
            throw error;
          });
          put({ [options.out]: pdf });
        }),
    )
    .addCommand(
      new Command('csv')
        .argument('<file>', 'a summary (.json)')
        .description('Write the drives of a summary as a table.')
        .requiredOption('--out <file>', 'the table to write')
        .action((file: string, { out }: { readonly out: string }) => put({ [out]: tableOf(file) })),
    )
    .addCommand(
      new Command('check')
        .argument('<file>', 'a summary (.json), or its PDF')
        .description('Check a summary against its signed events, and with a folder each drive against its own certificate. Offline.')
        .option('--certificates <folder>', 'the certificates (.json) that the summary names')
        .option('--root <file>', 'PDF: certificates that you trust (PEM or DER)')
        .option('--policy <file>', 'hold the log against the keys in this C2SP trust policy')
        .addHelpText(
          'after',
          `\nExit codes: 0 valid, ${exitCodes.revoked} revoked, ${exitCodes.altered} altered, ${exitCodes.incomplete} incomplete, ${exitCodes.superseded} superseded, 2 nothing could be checked.`,
        )
        .action(async (file: string, options: { readonly certificates?: string; readonly root?: string; readonly policy?: string }) => {
          process.exitCode = await checkPaper({ file, ...options }).catch(cannotCheckThis);
        }),
    );
}

function tableOf(file: string): string {
  const summary = readSummary(utf8(textOf(file)));
  if (summary === undefined) throw new CannotStart(`${file} is not a summary, or it is not spelled as it was made. Nothing was written.`);
  const columns = [
    'row',
    'serial',
    'serial_from',
    'model',
    'wwn',
    'host',
    'slot',
    'result',
    'method',
    'technique',
    'certificate',
    'sha256',
    'subject',
  ] as const;
  const rows = summary.body.drives.map((drive) => {
    const { item, row, serial, serial_from, model, wwn, result } = drive;
    const { host, slot } = originOf(summary, drive);
    const told =
      result.is === 'certified'
        ? {
            result: result.outcome,
            method: result.method,
            technique: result.technique,
            certificate: result.certificate,
            sha256: result.sha256,
          }
        : result.is === 'taken_back'
          ? { result: result.is, certificate: result.certificate }
          : { result: result.is };
    return { row, serial, serial_from, model, wwn, host, slot, subject: item, ...told };
  });
  return [...csvOf({ columns, rows })].join('');
}
