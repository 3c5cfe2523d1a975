import { maxRequestSkewMs } from '../../domain/ledger/request-signature.ts';
import { RowsDiffer, type SqlDatabase } from '../sql/port.ts';

/**
 * Remembers the nonce of a signed request for as long as its `created` would be taken. False when it was used before:
 * then the request is a repeat, by whomever.
 */
export async function firstUse(
  sql: SqlDatabase,
  { keyId, nonce, createdMs }: { readonly keyId: string; readonly nonce: string; readonly createdMs: number },
  nowMs: number,
): Promise<boolean> {
  try {
    await sql.apply([
      { text: 'DELETE FROM nonces WHERE until_ms < $1', params: [nowMs] },
      {
        text: 'INSERT INTO nonces (keyid, nonce, until_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        params: [keyId, nonce, createdMs + 2 * maxRequestSkewMs],
        changes: 1,
      },
    ]);
    return true;
  } catch (cause) {
    if (cause instanceof RowsDiffer) return false;
    throw cause;
  }
}
