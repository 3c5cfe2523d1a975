import { longestTokenMs, programRow } from '../../contract/console/programs.ts';
import { grantsOf } from '../ledger/grants.ts';
import type { Accounts } from '../people/accounts.ts';
import type { Programs } from '../people/programs.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import type { SqlDatabase } from '../sql/port.ts';
import type { Handlers } from './call.ts';
import { cut, pageSize, readCursor } from './cursor.ts';
import { present } from './drive-view.ts';
import { inForce } from './grants.ts';
import { namesOf } from './names.ts';

export interface ProgramParts {
  readonly sql: SqlDatabase;
  readonly accounts: Pick<Accounts, 'newPerson'>;
  readonly programs: Programs;
}

/** Access tokens for programs. What they may see is given and taken like a person's, and `people.end` takes a token back. */
export function programHandlers({ sql, accounts, programs }: ProgramParts): Handlers<'programs.list' | 'programs.add'> {
  return {
    'programs.list': async ({ query, nowMs }) => {
      const limit = query.limit ?? pageSize;
      const [name, person] = query.after === undefined ? ['', ''] : readCursor(query.after, ['string', 'string']);
      const found = await programs.list([String(name), String(person)], limit + 1);
      const { shown, ...more } = cut(found, limit, (row) => [row.name, row.person]);
      const names = await namesOf(
        sql,
        shown.map(({ madeBy }) => madeBy),
        true,
      );
      const rows = shown.map(async (program) =>
        programRow.parse({
          person: program.person,
          name: program.name,
          made_by: { person: program.madeBy, name: names(program.madeBy) },
          made_ms: program.madeMs,
          until_ms: program.untilMs,
          active: program.active && program.untilMs > nowMs,
          grants: inForce(await grantsOf(sql, program.person), nowMs),
          ...present({ last_seen_ms: program.seenMs }),
        }),
      );
      return { rows: await Promise.all(rows), ...more };
    },

    'programs.add': async ({ body: { name, until_ms: untilMs }, asker, nowMs }) => {
      if (untilMs <= nowMs || untilMs > nowMs + longestTokenMs)
        throw new ConsoleRefusal('refused', 'an access token counts for a year at most, from now on', { why: 'until' });
      const person = accounts.newPerson();
      const { token, statements } = programs.adding({ person, name, madeBy: asker.person, untilMs }, nowMs);
      await sql.apply(statements);
      return { person, token };
    },
  };
}
