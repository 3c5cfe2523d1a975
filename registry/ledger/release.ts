import { equal } from '../../domain/bytes.ts';
import { openCheckpoint } from '../../domain/ledger/checkpoint.ts';
import type { NoteKey } from '../../domain/ledger/note.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { After, Report } from '../ports.ts';
import type { SqlDatabase, SqlReader } from '../sql/port.ts';
import { bytes, number, text } from '../sql/rows.ts';
import type { Integrator, Published } from './integrator.ts';

/**
 * Keeps the newest released checkpoint in the store, note and all, for processes that read beside this one and cannot sign.
 * From time to time, not with each checkpoint: a reader is a little behind, and no checkpoint waits for it.
 *
 * @returns what ends it, after the newest one was kept
 */
export function keepReleased(parts: {
  readonly sql: SqlDatabase;
  readonly logId: number;
  readonly integrator: Pick<Integrator, 'published'>;
  readonly everyMs: number;
  readonly after: After;
  readonly report: Report;
}): () => Promise<void> {
  const { sql, logId, integrator, everyMs, after, report } = parts;
  let kept = -1;
  let isTold = false;
  let isStopped = false;
  let running = Promise.resolve();
  let cancel = after(0, run);

  async function keep(): Promise<void> {
    const newest = integrator.published();
    if (newest === undefined || newest.size <= kept) return;
    await sql.apply([
      {
        text: `INSERT INTO released (log_id, size, note) VALUES ($1, $2, $3) ON CONFLICT (log_id)
               DO UPDATE SET size = excluded.size, note = excluded.note WHERE excluded.size > released.size`,
        params: [logId, newest.size, newest.note],
      },
    ]);
    kept = newest.size;
    isTold = false;
  }
  function run(): void {
    running = keep()
      .catch((cause: unknown) => {
        if (!isTold) report('The newest checkpoint could not be kept for those who read beside this process. The log goes on.', cause);
        isTold = true;
      })
      .finally(() => {
        if (!isStopped) cancel = after(everyMs, run);
      });
  }
  return async () => {
    isStopped = true;
    cancel();
    await running;
    await keep().catch(() => undefined);
  };
}

/**
 * The newest released checkpoint that the store keeps. Undefined when there is none.
 *
 * @throws when it is not signed by the log, or its root is not the one that the store has for this size
 */
export async function newestReleased(
  sql: SqlReader,
  logId: number,
  logKey: NoteKey,
  verifier: SignatureVerifier,
): Promise<Published | undefined> {
  const [row] = await sql.query(
    'SELECT r.size, r.note, c.root FROM released r LEFT JOIN checkpoints c ON c.log_id = r.log_id AND c.size = r.size WHERE r.log_id = $1',
    [logId],
  );
  if (row === undefined) return undefined;
  const [size, note] = [number(row, 'size'), text(row, 'note')];
  const checkpoint = openCheckpoint(note, logKey, verifier);
  if (checkpoint === undefined) throw new Error('the checkpoint that is kept for readers is not signed by the log');
  if (row['root'] === null || checkpoint.size !== size || !equal(checkpoint.root, new Uint8Array(bytes(row, 'root'))))
    throw new Error('the checkpoint that is kept for readers is not one of this log');
  return { size, root: checkpoint.root, note };
}
