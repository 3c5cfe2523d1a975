import type { Json } from '../../domain/ledger/canonical.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import type { SqlReader } from '../sql/port.ts';
import { bytes, number, optionalText, text } from '../sql/rows.ts';
import type { Find } from './findings.ts';
import type { PageCheck } from './walk.ts';

interface Run {
  readonly first: number;
  readonly n: number;
  readonly chain: string;
  readonly seq: number;
}

/** Each entry is in the one run that maps its place in its chain to its index. */
export function checkRuns(sql: SqlReader, logId: number, find: Find): PageCheck {
  let run: Run | undefined;
  return {
    async page(rows) {
      const starts = new Map<number, Run>();
      for (const row of await sql.query(
        `SELECT first_index, n, station, epoch, first_seq FROM runs LEFT JOIN stations USING (station_no)
          WHERE log_id = $1 AND first_index >= $2 AND first_index <= $3`,
        [logId, rows[0].index, rows.at(-1)?.index ?? 0],
      )) {
        const first = number(row, 'first_index');
        const chain = `${optionalText(row, 'station') ?? 'nobody'} ${number(row, 'epoch')}`;
        starts.set(first, { first, n: number(row, 'n'), chain, seq: number(row, 'first_seq') });
      }
      for (const { index, entry } of rows) {
        const begun = starts.get(index);
        if (begun !== undefined && run !== undefined && index < run.first + run.n)
          find('runs', `runs ${begun.first}`, `index ${index} is in the run of ${run.first} already`);
        run = begun ?? run;
        if (run === undefined || index >= run.first + run.n) find('runs', 'runs', `the event of index ${index} is in no run`);
        else if (entry !== undefined) {
          const { station, epoch, seq } = entry.event;
          const is = `${run.chain} ${run.seq + index - run.first}`;
          if (is !== `${station} ${epoch} ${seq}`) find('runs', `runs ${run.first}`, `index ${index} is not ${is}`);
        }
      }
    },
    async end(count) {
      for (const row of await sql.query('SELECT first_index FROM runs WHERE log_id = $1 AND first_index + n > $2 LIMIT 51', [logId, count]))
        find('runs', `runs ${number(row, 'first_index')}`, 'it goes on behind the end of the log');
    },
  };
}

/** Personal values open the commitments of their entries. A value that is not there was erased, which is no fault. */
export function checkSealed(sql: SqlReader, logId: number, find: Find): PageCheck {
  let opened = 0;
  return {
    async page(rows) {
      const at = new Map(rows.map(({ index, entry }) => [index, entry]));
      for (const row of await sql.query(
        'SELECT log_index, field, salt, value FROM sealed WHERE log_id = $1 AND log_index >= $2 AND log_index <= $3',
        [logId, rows[0].index, rows.at(-1)?.index ?? 0],
      )) {
        opened += 1;
        const [index, field] = [number(row, 'log_index'), text(row, 'field')];
        const salt = new Uint8Array(bytes(row, 'salt'));
        const told = await committed(sql, at.get(index)?.event, field);
        if (!opensCommitment(told.commitment, { field: told.field, salt, value: text(row, 'value') }))
          find('sealed', `sealed ${index} ${field}`, 'the value does not open the commitment of its entry');
      }
    },
    async end() {
      const [row] = await sql.query('SELECT count(*) AS n FROM sealed WHERE log_id = $1', [logId]);
      const kept = row === undefined ? 0 : number(row, 'n');
      if (kept !== opened) find('sealed', 'sealed', `${kept - opened} values belong to no entry`);
    },
  };
}

/** What an admitted event had sealed is kept with the event that admits it, under a name of its own; its commitment is in quarantine. */
async function committed(
  sql: SqlReader,
  event: Event | undefined,
  field: string,
): Promise<{ readonly field: string; readonly commitment: string | undefined }> {
  const own = event?.sealed?.[field];
  const hash = event?.type === 'quarantine.admitted' ? event.body['event'] : undefined;
  if (own !== undefined || typeof hash !== 'string' || !field.startsWith(admitted)) return { field, commitment: own };
  const [row] = await sql.query('SELECT entry FROM quarantine WHERE hash = $1', [hash]);
  const opened = row === undefined ? undefined : openEntry(new Uint8Array(bytes(row, 'entry')));
  const inner = field.slice(admitted.length);
  return { field: inner, commitment: opened?.kind === 'entry' ? opened.entry.event.sealed?.[inner] : undefined };
}

const admitted = 'entry.';

/** Does a kept value open what its event committed to? */
export function opensCommitment(
  committedTo: string | undefined,
  { field, salt, value }: { readonly field: string; readonly salt: Uint8Array<ArrayBuffer>; readonly value: string },
): boolean {
  try {
    const read = JSON.parse(value) as Json; // held against its canonical form next
    return canonicalText(read) === value && salt.length === 32 && commitment(field, salt, read) === committedTo;
  } catch {
    return false;
  }
}
