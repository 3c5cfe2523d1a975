import type { Bytes } from '../../domain/bytes.ts';
import { eventsAt } from '../../registry/projector/read-log.ts';
import type { OpenRegistry } from '../../registry/open.ts';

/** Every entry of the log, in order. */
export async function openEntries({ ledger }: OpenRegistry): Promise<readonly Bytes[]> {
  const { sql } = ledger.store;
  const size = (await sql.query('SELECT log_index FROM events WHERE log_id = $1', [ledger.log.logId])).length;
  const read = [];
  for (let at = 0; at < size; at += 64)
    read.push(
      ...(await eventsAt(
        sql,
        ledger.log.logId,
        Array.from({ length: Math.min(64, size - at) }, (_, n) => at + n),
      )),
    );
  return read.map(({ bytes }) => bytes);
}
