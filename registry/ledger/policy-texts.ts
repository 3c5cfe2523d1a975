import { openEntry } from '../../domain/ledger/entry.ts';
import { learnPolicies, learnPolicy } from '../../domain/policy/policies.ts';
import type { SqlReader } from '../sql/port.ts';
import { bytes, number, optionalText, text } from '../sql/rows.ts';

/** Takes in every policy that this log has set, before a drive is judged. The text stands in the event; older ones had it beside. */
export async function learnPoliciesOf(sql: SqlReader): Promise<void> {
  const rows = await sql.query(
    `SELECT p.id, p.version, p.hash, t.policy AS text, e.entry FROM policies p
       JOIN events e ON e.log_id = p.log_id AND e.log_index = p.log_index LEFT JOIN policy_texts t ON t.hash = p.hash`,
  );
  for (const row of rows) {
    const opened = openEntry(bytes(row, 'entry'));
    if (opened.kind === 'entry') learnPolicies([opened.entry]);
    const kept = optionalText(row, 'text');
    if (kept !== undefined) learnPolicy({ id: text(row, 'id'), version: number(row, 'version'), hash: text(row, 'hash') }, [kept]);
  }
}
