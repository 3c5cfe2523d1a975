import type { EnrolledRow } from '../../contract/console/people.ts';
import { readFact } from '../../domain/facts/facts.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import type { PersonId, Role } from '../../domain/people/roles.ts';
import { grantsOf } from '../ledger/grants.ts';
import { coversSite } from '../people/rights.ts';
import type { SqlReader, SqlRow } from '../sql/port.ts';
import { number, text } from '../sql/rows.ts';
import type { RegistryStore } from '../store.ts';
import type { Handlers } from './call.ts';
import { cut, pageSize, readCursor } from './cursor.ts';
import { shown as shownGrant } from './grants.ts';
import { namesOf } from './names.ts';

export interface BenchPeopleParts {
  readonly sql: SqlReader;
  readonly store: Pick<RegistryStore, 'entries' | 'keys'>;
}

/** Somebody whom a station enrolled, as its newest `person.enrolled` says. */
export interface Enrolled {
  readonly person: PersonId;
  readonly station: string;
  readonly stationName: string;
  readonly site: string;
  readonly roles: readonly Role[];
  readonly keyId: string;
  /** False once the key was taken back. */
  readonly active: boolean;
}

/** The person as enrolled at a station; undefined for somebody whom no station enrolled. */
export async function enrolledOf(parts: BenchPeopleParts, person: string): Promise<Enrolled | undefined> {
  const [row] = await parts.sql.query('SELECT person, log_index FROM enrolled_people WHERE person = $1', [person]);
  return row === undefined ? undefined : readEnrolled(parts, row);
}

async function readEnrolled({ sql, store }: BenchPeopleParts, row: SqlRow): Promise<Enrolled | undefined> {
  const [bytes] = await store.entries(number(row, 'log_index'), 1);
  const opened = bytes === undefined ? undefined : openEntry(bytes);
  if (opened?.kind !== 'entry') return undefined;
  const { event } = opened.entry;
  const read = readFact(event.type, event.body);
  if (read.kind !== 'fact' || read.fact.type !== 'person.enrolled') return undefined;
  const { person, roles, key } = read.fact.body;
  const publicKey = readHash(key);
  if (publicKey === undefined) return undefined;
  const id = keyId(publicKey);
  const uses = (await store.keys([id])).get(id) ?? [];
  const [station] = await sql.query('SELECT name, site FROM stations WHERE station = $1', [event.station]);
  if (station === undefined) return undefined;
  return {
    person,
    station: event.station,
    stationName: text(station, 'name'),
    site: text(station, 'site'),
    roles,
    keyId: id,
    active: !uses.some(({ ended }) => ended === 'revoked'),
  };
}

/** The people of the benches: whom a station enrolled and the asker's sites cover. */
export function benchPeopleHandlers(parts: BenchPeopleParts): Handlers<'people.enrolled'> {
  const { sql } = parts;
  return {
    'people.enrolled': async ({ query, scope }) => {
      const limit = query.limit ?? pageSize;
      const [after = ''] = query.after === undefined ? [] : readCursor(query.after, ['string']);
      const found = await sql.query('SELECT person, log_index FROM enrolled_people WHERE person > $1 ORDER BY person LIMIT $2', [
        after,
        limit + 1,
      ]);
      const { shown, ...more } = cut(found, limit, (row) => [text(row, 'person')]);
      const all = (await Promise.all(shown.map((row) => readEnrolled(parts, row)))).filter((each) => each !== undefined);
      const own = all.filter(({ site }) => coversSite(scope, site));
      const names = await namesOf(
        sql,
        own.map(({ person }) => person),
        true,
      );
      const rows = await Promise.all(
        own.map(async ({ person, station, stationName, site, roles, active }): Promise<EnrolledRow> => {
          const grants = (await grantsOf(sql, person)).map(shownGrant);
          return { person, name: names(person), station, station_name: stationName, site, roles: [...roles], active, grants };
        }),
      );
      return { rows, ...more };
    },
  };
}
