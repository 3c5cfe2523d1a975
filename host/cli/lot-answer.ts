import { readFileSync } from 'node:fs';
import { checkLoadList } from '../../certificate/lot/file.ts';
import type { LoadListBody } from '../../certificate/lot/format.ts';
import { type AnswerLine, type LineVerdict, matchAnswer } from '../../domain/containers/answer.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { type AnswerColumns, readAnswerTable } from '../assemble/answer-shelf.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { existing } from './certificate.ts';

const verdictWords: Record<LineVerdict, string> = {
  matched: 'matches a drive of the lot',
  not_in_lot: 'NO SUCH DRIVE in the lot: ask what this is, and where it came from',
  serial_unclear: 'FITS TWO DRIVES of the lot: ask for the whole serial number',
  twice: 'STANDS TWICE: one line for one drive; ask which is right',
  no_method: 'NO METHOD is told',
  date_unclear: 'THE DAY IS UNCLEAR: ask for it as 2026-11-23',
  before_it_left: 'THE DAY lies before the drive left',
  in_the_future: 'THE DAY has not come yet',
};

/**
 * Holds a vendor's answer against a load list and gives what is to be said of it. Settled only when every drive has just
 * one good line and no line is about anything else.
 *
 * @throws CannotStart for a list that is altered or not closed, and for a table that cannot be read
 */
export async function answerLines(
  list: string,
  answer: string,
  columns: AnswerColumns,
  nowMs: number,
): Promise<{ readonly settled: boolean; readonly lines: readonly string[] }> {
  const body = closedLot(list);
  const drives = body.drives.map((drive) => ({ ...drive, leftAt: drive.left?.mark.at }));
  const match = matchAnswer(drives, await rowsOf(answer, columns), nowMs);
  const good = match.lines.filter(({ verdict }) => verdict === 'matched').length;
  return {
    settled: match.settled,
    lines: [
      `${match.settled ? 'SETTLED' : 'NOT SETTLED'}  ${body.name}: ${good} of ${body.drives.length} drives have one good line each.`,
      ...match.lines.map(({ line, serial, verdict }) => `line ${line}  ${serial}  ${verdictWords[verdict]}`),
      ...match.lacking.map(({ item, serial }) => `lacking  ${serial ?? item}  NOTHING GOOD is told of this drive: ask for it`),
    ],
  };
}

function closedLot(file: string): LoadListBody {
  const { list, verdict, findings } = checkLoadList({ bytes: readFileSync(existing(file)), verifier: createVerifier() });
  if (list === undefined || verdict === 'altered' || verdict === 'revoked')
    throw new CannotStart(`${file} is not to be relied on: ${findings[0]?.says ?? ''}`);
  if (list.body.state !== 'closed') throw new CannotStart(`${list.body.name} is not closed, so there is nothing to answer for yet.`);
  return list.body;
}

async function rowsOf(file: string, columns: AnswerColumns): Promise<readonly AnswerLine[]> {
  const table = await readAnswerTable(readFileSync(existing(file)), columns, (column) => `name it with --${column}`);
  if (table.kind === 'unread') throw new CannotStart(`${file}: ${table.says}`);
  return table.lines;
}
