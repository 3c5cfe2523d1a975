import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { PeopleShelf, PersonRow } from '../contract/ports.ts';
import { personId, role } from '../domain/people/roles.ts';

interface Row {
  readonly person: string;
  readonly name: string;
  readonly roles: string;
  readonly active: number;
  readonly key: string;
}

/** Everyone this station knows, in the order of their enrolment. */
export function openPeople(db: Database.Database): PeopleShelf {
  const all = db.prepare<[], Row>('SELECT person, name, roles, active, key FROM people ORDER BY n');
  const one = db.prepare<[string], Row>('SELECT person, name, roles, active, key FROM people WHERE person = ?');
  return {
    all: () => all.all().map(personOf),
    byId(id) {
      const row = one.get(id);
      return row === undefined ? undefined : personOf(row);
    },
  };
}

function personOf({ person, name, roles, active, key }: Row): PersonRow {
  return { id: personId.parse(person), name, roles: z.array(role).parse(JSON.parse(roles)), active: active === 1, key };
}
