import { type Bracket, bracketOf, type CheckpointTime, checkpointTimes } from '../../domain/ledger/bracket.ts';
import type { SqlReader } from '../sql/port.ts';
import { number } from '../sql/rows.ts';

/** When checkpoints of these sizes were there, by cosignatures of trusted witnesses. */
export type TimesOfSizes = (fromSize: number, toSize: number) => Promise<readonly CheckpointTime[]>;

/**
 * The bracket of a logged event from the checkpoints of its log: times of trusted cosignatures before the registry's own.
 *
 * @param seenSize the largest size that the event's chain had seen up to it; 0 is none
 * @param cosigned times of cosignatures by trusted witnesses from a size on
 */
export async function bracketOfLogged(
  sql: SqlReader,
  { logId, index, seenSize }: { readonly logId: number; readonly index: number; readonly seenSize: number },
  cosigned: TimesOfSizes,
): Promise<Bracket> {
  const rows = await sql.query(
    `SELECT size, at_ms FROM checkpoints WHERE log_id = $1 AND (size = $2
       OR size = (SELECT min(size) FROM checkpoints WHERE log_id = $1 AND size > $3)) ORDER BY size`,
    [logId, seenSize, index],
  );
  const recorded = rows.map((row): CheckpointTime => ({ size: number(row, 'size'), atMs: number(row, 'at_ms'), by: 'registry' }));
  const sizes = recorded.map(({ size }) => size);
  const witnessed = await Promise.all(sizes.map((size) => cosigned(size, size)));
  return bracketOf(seenSize, index, checkpointTimes([...recorded, ...witnessed.flat()]));
}
