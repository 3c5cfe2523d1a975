import type { z } from 'zod';
import type { erasureGround } from '../../domain/facts/control.ts';
import { readFact } from '../../domain/facts/facts.ts';
import { type Entry, openEntry } from '../../domain/ledger/entry.ts';
import { eraseValues } from '../ledger/erasure.ts';
import type { SealedText } from '../ledger/quarantine-rows.ts';
import type { Accounts } from '../people/accounts.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { coversSite } from '../people/rights.ts';
import type { SqlReader } from '../sql/port.ts';
import { bytes, number, text } from '../sql/rows.ts';
import type { RegistryStore } from '../store.ts';
import { type Acts, decidedOr } from './acts.ts';
import { enrolledOf } from './bench-people.ts';
import type { Handlers } from './call.ts';
import { factsOf } from './drive-facts.ts';
import { driveOf } from './drives.ts';

export interface ErasingParts {
  readonly store: RegistryStore;
  readonly accounts: Accounts;
  readonly acts: Acts;
  /** Resolves when the index of sealed values has read all there is: it must not write down again what goes. */
  readonly caughtUp: () => Promise<void>;
}

type Ground = z.infer<typeof erasureGround>;

/** The acts that erase personal values for good: of a person whose access has ended, and of one line of a drive's life. */
export function erasingHandlers(parts: ErasingParts): Handlers<'people.erase' | 'drives.erase'> {
  const { store, accounts, acts, caughtUp } = parts;

  async function erase(event: string, fields: readonly string[], ground: Ground, officer: string): Promise<string> {
    const [first, ...more] = fields;
    if (first === undefined) throw new ConsoleRefusal('malformed', 'no value was named');
    const done = decidedOr(await eraseValues({ store, control: acts.control }, { event, fields: [first, ...more], ground, officer }));
    return acts.seen(done.event);
  }

  return {
    'people.erase': async ({ params: { person }, body, asker, scope }) => {
      const account = await accounts.person(person);
      const enrolled = await enrolledOf({ sql: store.sql, store }, person);
      if (account === undefined && enrolled === undefined) throw new ConsoleRefusal('not_found', 'there is no such person');
      if (enrolled !== undefined && !coversSite(scope, enrolled.site))
        throw new ConsoleRefusal('role', 'this person was enrolled at a site that is not yours');
      if (enrolled?.active === true || (account !== undefined && account.endedMs === undefined))
        throw new ConsoleRefusal('refused', 'end the access of this person first: whoever still signs in needs a name', {
          why: 'still_active',
        });
      await caughtUp();
      const events: string[] = [];
      // One after another: each is a line of the log with what it deletes, and one that was done stays done.
      for (const { hash, fields } of await namedIn(store.sql, person)) events.push(await erase(hash, fields, body.ground, asker.person));
      await accounts.forget(person);
      return { events };
    },

    'drives.erase': async ({ params, body, asker, scope }) => {
      const { life } = await driveOf(store.sql, params.subject, scope);
      if ((life.holds ?? []).length > 0)
        throw new ConsoleRefusal('refused', 'a legal hold stands on this drive: nothing about it is erased until the hold is lifted', {
          why: 'legal_hold',
        });
      const fact = (await factsOf(store.sql, params.subject)).find(({ hash }) => hash === body.event);
      if (fact === undefined) throw new ConsoleRefusal('not_found', 'this drive has no such line here');
      await caughtUp();
      return { event: await erase(body.event, body.fields, body.ground, asker.person) };
    },
  };
}

interface Named {
  /** Of the event that enrols, however often it was told. */
  readonly hash: string;
  readonly fields: readonly string[];
}

/**
 * Every place where the name and badge of a person are kept: in each chain that enrolled them, told again, and set aside.
 * What was told again has its values twice, and one erasure deletes both.
 */
async function namedIn(sql: SqlReader, person: string): Promise<readonly Named[]> {
  const found = new Map<string, Set<string>>();
  const note = (hash: string, fields: readonly string[]): void => {
    found.set(hash, new Set([...(found.get(hash) ?? []), ...fields]));
  };
  for (const row of await sql.query(sealedNamesQuery)) {
    const opened = openEntry(bytes(row, 'entry'));
    if (opened.kind !== 'entry' || !enrols(opened.entry, person)) continue;
    const place = [number(row, 'log_id'), number(row, 'log_index')];
    const fields = await sql.query('SELECT field FROM sealed WHERE log_id = $1 AND log_index = $2', place);
    note(
      opened.entry.hash,
      fields.map((each) => text(each, 'field')),
    );
  }
  for (const row of await sql.query(`SELECT hash, entry, private FROM quarantine WHERE private <> '[]'`)) {
    const opened = openEntry(bytes(row, 'entry'));
    if (opened.kind !== 'entry' || !enrols(opened.entry, person)) continue;
    const kept = JSON.parse(text(row, 'private')) as readonly SealedText[]; // as `holdStatements` writes it
    note(
      text(row, 'hash'),
      kept.map(([field]) => field),
    );
  }
  return [...found].map(([hash, fields]) => ({ hash, fields: [...fields] }));
}

/** Of what is told again, the entry that is told says whom it is about. */
export const sealedNamesQuery = `SELECT s.log_id, s.log_index, COALESCE(r.entry, e.entry) AS entry FROM sealed s
  JOIN events e ON e.log_id = s.log_id AND e.log_index = s.log_index
  LEFT JOIN recovered r ON r.log_id = s.log_id AND r.log_index = s.log_index
 WHERE s.field = 'name' ORDER BY s.log_id, s.log_index`;

function enrols({ event }: Entry, person: string): boolean {
  const read = readFact(event.type, event.body);
  return read.kind === 'fact' && read.fact.type === 'person.enrolled' && read.fact.body.person === person;
}
