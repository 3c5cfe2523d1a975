import type { ControlFactBody } from '../../domain/facts/control.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { emptyRoot } from '../../domain/ledger/tree.ts';
import type { Role } from '../../domain/people/roles.ts';
import { role } from '../../domain/people/roles.ts';
import { RowsDiffer, type SqlReader, type Statement } from '../sql/port.ts';
import { number, text } from '../sql/rows.ts';
import type { ControlWriter } from './control.ts';
import type { Decided } from './enrol.ts';

/** A role as the newest grant of it says. Whether its time is over is for the reader's clock. */
export interface Grant {
  readonly person: string;
  readonly role: Role;
  readonly sites: readonly string[];
  readonly tenants: readonly string[];
  readonly untilMs: number;
}

/** Grants a role, or draws it anew: logs `role.granted`. `officer` is a `tc_` id, absent for the registry's operator. */
export async function grantRole(control: ControlWriter, grant: Grant, officer: string | undefined): Promise<string> {
  const { person, role, untilMs } = grant;
  const [sites, tenants] = [[...grant.sites], [...grant.tenants]];
  const entry = await control.write(
    { type: 'role.granted', body: { person, role, sites, tenants, until_ms: untilMs }, actor: officer },
    ({ logId, index }) => [
      {
        text: `INSERT INTO role_grants (person, role, sites, tenants, until_ms, log_id, log_index) VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (person, role) DO UPDATE SET sites = excluded.sites, tenants = excluded.tenants, until_ms = excluded.until_ms,
                 log_id = excluded.log_id, log_index = excluded.log_index`,
        params: [person, role, JSON.stringify(sites), JSON.stringify(tenants), untilMs, logId, index],
      },
    ],
  );
  return entry.hash;
}

/** Ends a role: logs `role.ended`. */
export async function endRole(
  control: ControlWriter,
  { person, role }: Pick<Grant, 'person' | 'role'>,
  officer: string | undefined,
  note?: string,
): Promise<Decided<{ readonly kind: 'done'; readonly event: string }>> {
  try {
    const entry = await control.write({ type: 'role.ended', body: { person, role }, actor: officer, note }, () => [
      { text: 'DELETE FROM role_grants WHERE person = $1 AND role = $2', params: [person, role], changes: 1 },
    ]);
    return { kind: 'done', event: entry.hash };
  } catch (cause) {
    if (cause instanceof RowsDiffer) return { kind: 'refused', code: 'not_found', detail: 'this person does not have that role' };
    throw cause;
  }
}

/** Roles of a person that the log has not ended; of everybody when no person is named. */
export async function grantsOf(sql: SqlReader, person?: string): Promise<readonly Grant[]> {
  const rows = await sql.query(
    `SELECT person, role, sites, tenants, until_ms FROM role_grants ${person === undefined ? '' : 'WHERE person = $1'} ORDER BY person, role`,
    person === undefined ? [] : [person],
  );
  return rows.map((row) => ({
    person: text(row, 'person'),
    role: role.parse(row['role']),
    sites: JSON.parse(text(row, 'sites')) as readonly string[], // written by `grantRole`
    tenants: JSON.parse(text(row, 'tenants')) as readonly string[],
    untilMs: number(row, 'until_ms'),
  }));
}

/** Puts a policy in force: logs `policy.set` with its text. `hash` is that of the text. */
export async function setPolicy(
  control: ControlWriter,
  policy: ControlFactBody<'policy.set'>,
  officer: string | undefined,
  /** Written in the same commit. */
  also: readonly Statement[] = [],
): Promise<string> {
  const { id, version, hash } = policy;
  const entry = await control.write({ type: 'policy.set', body: policy, actor: officer }, ({ logId, index }) => [
    {
      text: 'INSERT INTO policies (log_id, log_index, id, version, hash) VALUES ($1, $2, $3, $4, $5)',
      params: [logId, index, id, version, hash],
    },
    ...also,
  ]);
  return entry.hash;
}

/** Hash of the policy that was set last; of nothing while the log holds none. */
export async function policyInForce(sql: SqlReader): Promise<string> {
  const [row] = await sql.query('SELECT hash FROM policies ORDER BY log_id DESC, log_index DESC LIMIT 1');
  return row === undefined ? hashText(emptyRoot) : text(row, 'hash');
}
