import { toHex } from '../../domain/bytes.ts';
import { ownerTerm } from '../../domain/retention/tenant-mark.ts';
import type { RandomBytes } from '../../keys/random.ts';
import { termOf } from '../projections/terms.ts';
import { insertRows, type SqlDatabase, type SqlRow, type Statement } from '../sql/port.ts';
import { number, text } from '../sql/rows.ts';

/*
 * Whose a drive is and whom it went to is sealed beside its facts, so no projection may know it. This index is read from
 * the sealed values that are there, goes on where it stood, and is gone with a new database.
 */

const cursor = 'owners';
const batch = 500;

export interface SealedIndex {
  /** Reads on to the end of the log. Calls are done one after the other. */
  catchUp(): Promise<void>;
}

export function newTenant(randomBytes: RandomBytes): string {
  return `tn_${toHex(randomBytes(16))}`;
}

export function openSealedIndex(sql: SqlDatabase, logId: number, randomBytes: RandomBytes): SealedIndex {
  let running = Promise.resolve();

  async function position(): Promise<number> {
    const [row] = await sql.query('SELECT next_index FROM sealed_cursor WHERE name = $1 AND log_id = $2', [cursor, logId]);
    return row === undefined ? 0 : number(row, 'next_index');
  }

  /** Pseudonyms of owners; an owner who is new gets one. */
  async function tenantsOf(
    owners: ReadonlySet<string>,
  ): Promise<{ readonly ids: ReadonlyMap<string, string>; readonly statements: readonly Statement[] }> {
    const ids = new Map<string, string>();
    const statements: Statement[] = [];
    for (const owner of owners) {
      const [row] = await sql.query('SELECT tenant FROM tenants WHERE owner = $1', [ownerTerm(owner)]);
      const tenant = row === undefined ? newTenant(randomBytes) : text(row, 'tenant');
      if (row === undefined && ![...ids.keys()].some((one) => ownerTerm(one) === ownerTerm(owner)))
        statements.push({
          text: 'INSERT INTO tenants (tenant, name, owner) VALUES ($1, $2, $3)',
          params: [tenant, owner.trim(), ownerTerm(owner)],
        });
      const same = [...ids].find(([one]) => ownerTerm(one) === ownerTerm(owner));
      ids.set(owner, same === undefined ? tenant : same[1]);
    }
    return { ids, statements };
  }

  async function follow(): Promise<void> {
    const [log] = await sql.query('SELECT size FROM logs WHERE log_id = $1', [logId]);
    const size = log === undefined ? 0 : number(log, 'size');
    for (let next = await position(); next < size;) {
      const upTo = Math.min(size, next + batch);
      const rows = await sql.query(sealedQuery, [logId, next, upTo]);
      const owned = newest(rows, 'owner');
      const { ids, statements } = await tenantsOf(new Set(owned.values()));
      const tenants = [...owned].map(([subject, owner]) => [subject, ids.get(owner) ?? '']);
      const consignees = [...newest(rows, 'consignee')].map(([subject, name]) => [subject, termOf(name)]);
      await sql.apply([
        ...statements,
        ...insertRows('drive_tenants', ['subject', 'tenant'], tenants, 'ON CONFLICT (subject) DO UPDATE SET tenant = excluded.tenant'),
        ...insertRows(
          'drive_consignees',
          ['subject', 'consignee'],
          consignees,
          'ON CONFLICT (subject) DO UPDATE SET consignee = excluded.consignee',
        ),
        {
          text: `INSERT INTO sealed_cursor (name, log_id, next_index) VALUES ($1, $2, $3)
                 ON CONFLICT (name) DO UPDATE SET log_id = excluded.log_id, next_index = excluded.next_index`,
          params: [cursor, logId, upTo],
        },
      ]);
      next = upTo;
    }
  }

  return {
    catchUp() {
      const done = running.then(follow);
      running = done.catch(() => undefined);
      return done;
    },
  };
}

const sealedQuery = `SELECT s.log_index, s.field, s.value, u.subject FROM sealed s
  JOIN events e ON e.log_id = s.log_id AND e.log_index = s.log_index JOIN subjects u ON u.subject_no = e.subject_no
 WHERE s.log_id = $1 AND s.log_index >= $2 AND s.log_index < $3 AND s.field IN ('owner', 'consignee') ORDER BY s.log_index`;

/** The last value of a field for each drive. */
function newest(rows: readonly SqlRow[], field: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const row of rows) {
    if (text(row, 'field') !== field) continue;
    const value: unknown = JSON.parse(text(row, 'value'));
    if (typeof value === 'string' && value.trim() !== '') values.set(text(row, 'subject'), value);
  }
  return values;
}
