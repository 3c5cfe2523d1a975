import { parseVkey } from '../../domain/ledger/note.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { newestReleased } from '../ledger/release.ts';
import type { SqlReader } from '../sql/port.ts';
import type { Find } from './findings.ts';

/** What is kept for those who read beside the registry is a checkpoint of this log, signed by it. */
export async function checkReleased(
  sql: SqlReader,
  log: { readonly logId: number; readonly logVkey: string },
  verifier: SignatureVerifier,
  find: Find,
): Promise<void> {
  const key = parseVkey(log.logVkey);
  // A log key that cannot be read is found elsewhere.
  if (key === undefined) return;
  await newestReleased(sql, log.logId, key, verifier).catch((cause: unknown) => {
    find('checkpoint', `released ${log.logId}`, cause instanceof Error ? cause.message : 'it cannot be read');
  });
  const strangers = await sql.query('SELECT log_id FROM released WHERE log_id NOT IN (SELECT log_id FROM logs)');
  if (strangers.length > 0) find('index', 'released', `${strangers.length} rows belong to nothing in logs`);
}
