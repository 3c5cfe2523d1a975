import { toHex } from '../../domain/bytes.ts';
import { namedHash } from '../../domain/ledger/hash.ts';
import type { RandomBytes } from '../../keys/random.ts';
import type { SqlDatabase, SqlRow, Statement } from '../sql/port.ts';
import { number, optionalNumber, optionalText, text } from '../sql/rows.ts';

/** Who an account at a provider, or here, belongs to. */
export interface Account {
  readonly way: 'oidc' | 'local';
  /** Empty for a local account. */
  readonly issuer: string;
  readonly account: string;
  readonly person: string;
  readonly label: string;
  readonly secret: string | undefined;
}

export interface PersonRecord {
  readonly person: string;
  readonly name: string;
  readonly endedMs: number | undefined;
}

/** What a provider says of whoever signed in. */
export interface Vouched {
  readonly provider: string;
  readonly issuer: string;
  readonly account: string;
  readonly label: string;
  readonly name: string;
}

/** The people and their accounts. Names and accounts stand in these tables alone. */
export function openAccounts(sql: SqlDatabase, randomBytes: RandomBytes) {
  return {
    newPerson: (): string => `tc_${toHex(randomBytes(16))}`,

    async account(way: 'oidc' | 'local', issuer: string, account: string): Promise<Account | undefined> {
      const [row] = await sql.query('SELECT * FROM accounts WHERE way = $1 AND issuer = $2 AND account = $3', [way, issuer, account]);
      return row === undefined ? undefined : accountOf(row);
    },
    async accountsOf(person: string): Promise<readonly Account[]> {
      return (await sql.query('SELECT * FROM accounts WHERE person = $1 ORDER BY way, issuer, account', [person])).map(accountOf);
    },
    async person(person: string): Promise<PersonRecord | undefined> {
      const [row] = await sql.query('SELECT person, name, ended_ms FROM people WHERE person = $1', [person]);
      return row === undefined ? undefined : personOf(row);
    },
    /** People by name, after a key; programs are none. */
    async list(after: readonly [string, string], limit: number): Promise<readonly PersonRecord[]> {
      const rows = await sql.query(
        `SELECT person, name, ended_ms FROM people WHERE (name, person) > ($1, $2) AND person NOT IN (SELECT person FROM programs)
          ORDER BY name, person LIMIT $3`,
        [...after, limit],
      );
      return rows.map(personOf);
    },
    async isEmpty(): Promise<boolean> {
      return (await sql.query('SELECT person FROM people LIMIT 1')).length === 0;
    },
    async hasLocal(): Promise<boolean> {
      return (await sql.query("SELECT account FROM accounts WHERE way = 'local' LIMIT 1")).length > 0;
    },

    /** Statements that make a person and an account together. Making the same person again keeps the name. */
    adding(person: { readonly person: string; readonly name: string }, account: Account, atMs: number): readonly Statement[] {
      return [
        {
          text: 'INSERT INTO people (person, name, made_ms) VALUES ($1, $2, $3) ON CONFLICT (person) DO NOTHING',
          params: [person.person, person.name, atMs],
        },
        {
          text: 'INSERT INTO accounts (way, issuer, account, person, label, secret) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING',
          params: [account.way, account.issuer, account.account, account.person, account.label, account.secret ?? null],
          changes: 1,
        },
      ];
    },

    async keepStranger(vouched: Vouched, atMs: number): Promise<void> {
      await sql.apply([
        {
          text: `INSERT INTO strangers (id, provider, issuer, account, label, name, first_ms, last_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
                 ON CONFLICT (id) DO UPDATE SET label = excluded.label, name = excluded.name, last_ms = excluded.last_ms`,
          params: [strangerId(vouched), vouched.provider, vouched.issuer, vouched.account, vouched.label, vouched.name, atMs],
        },
      ]);
    },
    async stranger(id: string): Promise<(Vouched & { readonly id: string }) | undefined> {
      const [row] = await sql.query('SELECT * FROM strangers WHERE id = $1', [id]);
      return row === undefined ? undefined : strangerOf(row);
    },
    async strangers(after: string, limit: number) {
      const rows = await sql.query('SELECT * FROM strangers WHERE id > $1 ORDER BY id LIMIT $2', [after, limit]);
      return rows.map((row) => ({ ...strangerOf(row), firstMs: number(row, 'first_ms'), lastMs: number(row, 'last_ms') }));
    },

    async end(person: string, atMs: number): Promise<void> {
      await sql.apply([
        { text: 'UPDATE people SET ended_ms = $2 WHERE person = $1 AND ended_ms IS NULL', params: [person, atMs] },
        { text: 'DELETE FROM accounts WHERE person = $1', params: [person] },
        { text: 'DELETE FROM console_sessions WHERE person = $1', params: [person] },
        { text: 'UPDATE programs SET token = NULL WHERE person = $1', params: [person] },
      ]);
    },

    /** The name of somebody whose account has ended goes; the pseudonym stands in its place. */
    async forget(person: string): Promise<void> {
      await sql.apply([{ text: 'UPDATE people SET name = person WHERE person = $1 AND ended_ms IS NOT NULL', params: [person] }]);
    },
  };
}

export type Accounts = ReturnType<typeof openAccounts>;

function strangerId({ issuer, account }: Vouched): string {
  return toHex(namedHash('custos-stranger/v1', new TextEncoder().encode(JSON.stringify([issuer, account])))).slice(0, 32);
}

function personOf(row: SqlRow): PersonRecord {
  return { person: text(row, 'person'), name: text(row, 'name'), endedMs: optionalNumber(row, 'ended_ms') };
}

function accountOf(row: SqlRow): Account {
  return {
    way: text(row, 'way') === 'local' ? 'local' : 'oidc',
    issuer: text(row, 'issuer'),
    account: text(row, 'account'),
    person: text(row, 'person'),
    label: text(row, 'label'),
    secret: optionalText(row, 'secret'),
  };
}

function strangerOf(row: SqlRow): Vouched & { readonly id: string } {
  return {
    id: text(row, 'id'),
    provider: text(row, 'provider'),
    issuer: text(row, 'issuer'),
    account: text(row, 'account'),
    label: text(row, 'label'),
    name: text(row, 'name'),
  };
}
