import { endRole, grantRole, grantsOf } from '../ledger/grants.ts';
import type { Accounts } from '../people/accounts.ts';
import { isProgram } from '../people/programs.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { mayGive } from '../people/rights.ts';
import type { SqlDatabase } from '../sql/port.ts';
import { number } from '../sql/rows.ts';
import { type Acts, decidedOr } from './acts.ts';
import type { Handlers } from './call.ts';

export interface RolesParts {
  readonly sql: SqlDatabase;
  readonly accounts: Accounts;
  readonly acts: Acts;
}

/** The longest that a role counts before it has to be given anew. */
export const longestRoleMs = 366 * 24 * 60 * 60 * 1000;

/** Giving and taking roles. Each is an act in the log, and nobody gives more than they have. */
export function roleHandlers({ sql, accounts, acts }: RolesParts): Handlers<'people.grant' | 'people.ungrant'> {
  return {
    'people.grant': async ({ params, body, asker, scope, nowMs }) => {
      const { person } = params;
      if (person === asker.person) throw new ConsoleRefusal('refused', 'nobody gives a role to themselves', { why: 'same_person' });
      if (!mayGive(scope, body)) throw new ConsoleRefusal('role', 'these sites and tenants are not all yours to give');
      if (body.until_ms <= nowMs || body.until_ms > nowMs + longestRoleMs)
        throw new ConsoleRefusal('refused', 'a role counts for a year at most, from now on', { why: 'until' });
      const known = await accounts.person(person);
      if (known?.endedMs !== undefined) throw new ConsoleRefusal('refused', 'this person was ended here');
      if (body.role === 'admin' && (await isProgram(sql, person)))
        throw new ConsoleRefusal('refused', 'a program only asks; it cannot be an administrator', { why: 'program' });
      const [enrolled] = await sql.query('SELECT log_index FROM enrolled_people WHERE person = $1', [person]);
      if (known === undefined && enrolled === undefined) throw new ConsoleRefusal('not_found', 'there is no such person');
      // A role that is given anew replaces the old one, so the old one must be the giver's to take, too.
      const before = (await grantsOf(sql, person)).find(({ role }) => role === body.role);
      if (before !== undefined && !mayGive(scope, before))
        throw new ConsoleRefusal('role', 'this person has the role at sites or for tenants that are not yours');
      const { role, sites, tenants, until_ms: untilMs } = body;
      return { event: await grantRole(acts.control, { person, role, sites, tenants, untilMs }, asker.person) };
    },

    'people.ungrant': async ({ params, body, asker, scope }) => {
      const { person } = params;
      const held = (await grantsOf(sql, person)).find(({ role }) => role === body.role);
      if (held === undefined) throw new ConsoleRefusal('not_found', 'this person does not have this role');
      if (!mayGive(scope, held)) throw new ConsoleRefusal('role', 'this person has the role at sites or for tenants that are not yours');
      if (body.role === 'admin' && (await otherAdmins(sql, person)) === 0)
        throw new ConsoleRefusal('refused', 'this is the last administrator; make another one first', { why: 'last_admin' });
      const { event } = decidedOr(await endRole(acts.control, { person, role: body.role }, asker.person, body.reason));
      return { event };
    },
  };
}

async function otherAdmins(sql: SqlDatabase, person: string): Promise<number> {
  const [row] = await sql.query("SELECT count(*) AS n FROM role_grants WHERE role = 'admin' AND person <> $1", [person]);
  return row === undefined ? 0 : number(row, 'n');
}
