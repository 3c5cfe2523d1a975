import { type PersonRow, personRow } from '../../contract/console/people.ts';
import { endRole, grantsOf } from '../ledger/grants.ts';
import { revokeKey } from '../ledger/revocation.ts';
import type { Accounts, PersonRecord } from '../people/accounts.ts';
import type { LocalSignIn } from '../people/local.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { coversSite, mayGive, type Scope } from '../people/rights.ts';
import type { SqlDatabase } from '../sql/port.ts';
import { optionalNumber } from '../sql/rows.ts';
import type { RegistryStore } from '../store.ts';
import { isProgram } from '../people/programs.ts';
import { type Acts, decidedOr } from './acts.ts';
import { enrolledOf } from './bench-people.ts';
import type { Handlers } from './call.ts';
import { cut, pageSize, readCursor } from './cursor.ts';
import { present } from './drive-view.ts';
import { shown as shownGrant } from './grants.ts';

export interface PeopleParts {
  readonly sql: SqlDatabase;
  readonly store: RegistryStore;
  readonly accounts: Accounts;
  readonly local: LocalSignIn;
  readonly acts: Acts;
}

type People = 'people.list' | 'people.strangers' | 'people.add' | 'people.end';

export function peopleHandlers({ sql, store, accounts, local, acts }: PeopleParts): Handlers<People> {
  async function rowOf({ person, name, endedMs }: PersonRecord): Promise<PersonRow> {
    const [seen] = await sql.query('SELECT max(seen_ms) AS seen_ms FROM console_sessions WHERE person = $1', [person]);
    return personRow.parse({
      person,
      name,
      ways: (await accounts.accountsOf(person)).map(({ way, label }) => ({ way, account: label })),
      active: endedMs === undefined,
      grants: (await grantsOf(sql, person)).map(shownGrant),
      ...present({ last_seen_ms: seen === undefined ? undefined : optionalNumber(seen, 'seen_ms') }),
    });
  }

  return {
    'people.list': async ({ query }) => {
      const limit = query.limit ?? pageSize;
      const [name, person] = query.after === undefined ? ['', ''] : readCursor(query.after, ['string', 'string']);
      const { shown, ...more } = cut(await accounts.list([String(name), String(person)], limit + 1), limit, (row) => [
        row.name,
        row.person,
      ]);
      return { rows: await Promise.all(shown.map(rowOf)), ...more };
    },

    'people.strangers': async ({ query }) => {
      const limit = query.limit ?? pageSize;
      const [id] = query.after === undefined ? [''] : readCursor(query.after, ['string']);
      const { shown, ...more } = cut(await accounts.strangers(String(id), limit + 1), limit, (row) => [row.id]);
      const rows = shown.map((row) => ({
        id: row.id,
        provider: row.provider,
        account: row.label,
        name: row.name,
        first_ms: row.firstMs,
        last_ms: row.lastMs,
      }));
      return { rows, ...more };
    },

    'people.add': async ({ body, nowMs }) => {
      const person = body.person ?? accounts.newPerson();
      const known = await accounts.person(person);
      if (known?.endedMs !== undefined)
        throw new ConsoleRefusal('refused', 'this person was ended here; make a new account under a new pseudonym');
      if (await isProgram(sql, person))
        throw new ConsoleRefusal('refused', 'this is a program; nobody signs in as one', { why: 'program' });
      if (body.way.way === 'local') {
        const { login, password } = body.way;
        if ((await accounts.account('local', '', login)) !== undefined)
          throw new ConsoleRefusal('refused', 'this login is taken', { why: 'login_taken' });
        const secret = await local.hash(password);
        await sql.apply(
          accounts.adding({ person, name: body.name }, { way: 'local', issuer: '', account: login, person, label: login, secret }, nowMs),
        );
        return { person };
      }
      const stranger = await accounts.stranger(body.way.stranger);
      if (stranger === undefined) throw new ConsoleRefusal('not_found', 'nobody waits under this id');
      const { issuer, account, label, id } = stranger;
      await sql.apply([
        ...accounts.adding({ person, name: body.name }, { way: 'oidc', issuer, account, person, label, secret: undefined }, nowMs),
        { text: 'DELETE FROM strangers WHERE id = $1', params: [id] },
      ]);
      return { person };
    },

    'people.end': async ({ params, body, asker, scope, nowMs }) => {
      await endPerson({ sql, store, accounts, acts }, { person: params.person, reason: body.reason, officer: asker.person }, scope, nowMs);
      return { ok: true };
    },
  };
}

/** Ends all that a person has here: account, sessions, roles, and the key by which a bench knows them. @throws ConsoleRefusal */
async function endPerson(
  { sql, store, accounts, acts }: Omit<PeopleParts, 'local'>,
  { person, reason, officer }: { readonly person: string; readonly reason: string; readonly officer: string },
  scope: Scope,
  nowMs: number,
): Promise<void> {
  if (person === officer)
    throw new ConsoleRefusal('refused', 'nobody ends their own account; somebody else has to', { why: 'same_person' });
  const grants = await grantsOf(sql, person);
  const enrolled = await enrolledOf({ sql, store }, person);
  if ((await accounts.person(person)) === undefined && grants.length === 0 && enrolled === undefined)
    throw new ConsoleRefusal('not_found', 'there is no such person');
  if (!grants.every((grant) => mayGive(scope, grant)))
    throw new ConsoleRefusal('role', 'this person has roles at sites or for tenants that are not yours');
  if (enrolled !== undefined && !coversSite(scope, enrolled.site))
    throw new ConsoleRefusal('role', 'this person was enrolled at a site that is not yours');
  await accounts.end(person, nowMs);
  for (const { role } of grants) decidedOr(await endRole(acts.control, { person, role }, officer, reason));
  // What the person signed stays good; from here on the key opens no bench that has read the log.
  if (enrolled?.active === true) {
    const revocation = { keyId: enrolled.keyId, reason: 'retired', officer, note: reason } as const;
    decidedOr(await revokeKey({ store, control: acts.control }, revocation));
  }
}
