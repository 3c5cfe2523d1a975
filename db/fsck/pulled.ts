import type Database from 'better-sqlite3';
import { isCustodyType } from '../../domain/custody/life.ts';
import { type Entry, openEntry } from '../../domain/ledger/entry.ts';
import type { Find } from './findings.ts';

/** Judges entries of the log by the keys that counted at their places, as the station did when it pulled them. */
export interface PulledJudge {
  /** Why an entry cannot be believed at its place; undefined when it can. */
  fault(index: number, entry: Entry): string | undefined;
  /** Takes in what a good entry says of keys and rights, in the order of the log. */
  learn(index: number, entry: Entry): void;
  /** Does it bring, change or end keys or rights? */
  bears(entry: Entry): boolean;
}

interface Row {
  readonly log_index: number;
  readonly hash: string;
  readonly authority: number;
  readonly subject: string | null;
  readonly custody: number;
  readonly entry: Buffer | null;
  readonly own: Buffer | null;
}

/**
 * What was pulled from the registry, each entry judged anew. Without a judge (no registry was joined) nothing may be there.
 * After the registry lost data the cursor is behind what is kept: that was judged by another order, and only its form is looked at.
 */
export function checkPulled(db: Database.Database, judge: PulledJudge | undefined, find: Find): void {
  const cursor = Number(db.prepare('SELECT cursor FROM pull').pluck().get() ?? NaN);
  const newest = Number(db.prepare('SELECT coalesce(max(size), 0) FROM checkpoints').pluck().get());
  if (!Number.isSafeInteger(cursor)) find('pulled', 'pull', 'the place that was read up to is gone');
  else if (cursor >= newest && cursor >= 0) find('pulled', 'pull', `it read up to ${cursor}, and the log had ${newest} entries`);
  const rows = db.prepare<[], Row>(
    'SELECT p.*, e.entry AS own FROM pulled AS p LEFT JOIN events AS e ON e.hash = p.hash ORDER BY p.log_index',
  );
  for (const row of rows.iterate()) {
    const where = `pulled ${row.log_index}`;
    const bytes = row.entry ?? row.own;
    const opened = bytes === null ? undefined : openEntry(new Uint8Array(bytes));
    if (row.log_index >= newest) find('pulled', where, `its place is outside of the log, which had ${newest} entries`);
    if (opened === undefined) find('pulled', where, 'the event that has this place is not here');
    else if (opened.kind === 'refused') find('pulled', where, `the entry does not open: ${opened.code}`);
    else checkRow(row, opened.entry, { judge, isRead: row.log_index <= cursor, where, find });
  }
}

function checkRow(
  row: Row,
  entry: Entry,
  {
    judge,
    isRead,
    where,
    find,
  }: { readonly judge: PulledJudge | undefined; readonly isRead: boolean; readonly where: string; readonly find: Find },
): void {
  const { type, subject } = entry.event;
  if (row.hash !== entry.hash) find('pulled', where, 'the hash beside the entry is another one');
  if (row.subject !== (subject ?? null) || row.custody !== (isCustodyType(type) ? 1 : 0))
    find('pulled', where, 'what stands beside the entry is not what it says');
  if (judge === undefined) return find('pulled', where, 'it came from a registry, and the store knows of none');
  if (row.authority === 1 && !judge.bears(entry)) find('pulled', where, 'it is kept as one of keys and rights, and is none');
  if (!isRead) return;
  if (row.authority === 0 && judge.bears(entry)) find('pulled', where, 'it is about keys and rights, and is not kept as such');
  const fault = judge.fault(row.log_index, entry);
  if (fault !== undefined) find('pulled', where, `it cannot be believed at this place: ${fault}`);
  judge.learn(row.log_index, entry);
}
