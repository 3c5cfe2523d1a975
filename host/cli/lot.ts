import { Command } from 'commander';
import { exitCodes } from '../../certificate/check/report.ts';
import { readLoadList } from '../../certificate/lot/file.ts';
import { utf8 } from '../../domain/bytes.ts';
import { csvOf } from '../../exchange/out/csv.ts';
import type { AnswerColumns } from '../assemble/answer-shelf.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { machineClock } from '../machine/clock.ts';
import { renderLoadList } from '../paper/load-list.ts';
import { cannotCheckThis, type KeyOptions, keyOptions, put, textOf, withSeal } from './certificate.ts';
import { checkPaper } from './certificate-check.ts';
import { answerLines } from './lot-answer.ts';

/** `custos lot`: the papers of a lot, from the load list that a station saved. */
export function lotCommand(): Command {
  return new Command('lot')
    .description('Print and check load lists: the drives that leave together, and what let each of them go.')
    .addCommand(
      keyOptions(new Command('print'))
        .argument('<file>', 'a load list (.json)')
        .description('Make the PDF of a load list, with the file inside it.')
        .requiredOption('--out <file>', 'the PDF to write')
        .action(async (file: string, options: KeyOptions & { readonly out: string }) => {
          const text = textOf(file);
          const pdf = await withSeal(options, (seal) => renderLoadList(text, seal)).catch((error: unknown) => {
            if (error instanceof RangeError) throw new CannotStart(`${file}: ${error.message} Nothing was written.`, { cause: error });
            throw error;
          });
          put({ [options.out]: pdf });
        }),
    )
    .addCommand(
      new Command('csv')
        .argument('<file>', 'a load list (.json)')
        .description('Write the drives of a load list as a table.')
        .requiredOption('--out <file>', 'the table to write')
        .action((file: string, { out }: { readonly out: string }) => put({ [out]: tableOf(file) })),
    )
    .addCommand(
      new Command('answer')
        .argument('<file>', 'the load list (.json) of a closed lot')
        .argument('<answer>', 'what the vendor sent back for it: a table (CSV) of serial numbers, methods and days')
        .description('Hold a vendor’s answer against a lot, line by line. Offline; nothing is written down.')
        .option('--serial <column>', 'the heading of the column with serial numbers')
        .option('--method <column>', 'the heading of the column with methods')
        .option('--date <column>', 'the heading of the column with days')
        .addHelpText('after', '\nExit codes: 0 every drive is answered for, 1 something lacks or is too much, 2 nothing could be compared.')
        .action(async (file: string, answer: string, columns: AnswerColumns) => {
          process.exitCode = await sayAnswer(file, answer, columns).catch(cannotCheckThis);
        }),
    )
    .addCommand(
      new Command('check')
        .argument('<file>', 'a load list (.json), or its PDF')
        .description('Check a load list against its signed events. Offline.')
        .option('--root <file>', 'PDF: certificates that you trust (PEM or DER)')
        .option('--policy <file>', 'hold the log against the keys in this C2SP trust policy')
        .addHelpText(
          'after',
          `\nExit codes: 0 valid, ${exitCodes.altered} altered, ${exitCodes.incomplete} incomplete, 2 nothing could be checked.`,
        )
        .action(async (file: string, options: { readonly root?: string; readonly policy?: string }) => {
          process.exitCode = await checkPaper({ file, ...options }).catch(cannotCheckThis);
        }),
    );
}

/** What the other side counts by: the drives, by their serial numbers. */
function tableOf(file: string): string {
  const list = readLoadList(utf8(textOf(file)));
  if (list === undefined) throw new CannotStart(`${file} is not a load list, or it is not spelled as it was made. Nothing was written.`);
  const columns = ['serial', 'serial_from', 'model', 'wwn', 'capacity_bytes', 'ground', 'certificate', 'subject'] as const;
  const rows = list.body.drives.map(({ item, serial, serial_from, model, wwn, capacity_bytes, left }) => {
    const ground = left?.ground;
    const certificate = ground === undefined || ground.on === 'exception' ? undefined : ground.certificate;
    return { serial, serial_from, model, wwn, capacity_bytes, ground: ground?.on ?? 'none', certificate, subject: item };
  });
  return [...csvOf({ columns, rows })].join('');
}

async function sayAnswer(file: string, answer: string, columns: AnswerColumns): Promise<number> {
  const { settled, lines } = await answerLines(file, answer, columns, machineClock.wallMs());
  process.stdout.write(`${lines.join('\n')}\n`);
  return settled ? 0 : 1;
}
