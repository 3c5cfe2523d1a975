import { inList, type SqlReader } from '../sql/port.ts';
import { text } from '../sql/rows.ts';

/** Names by pseudonym; whoever has no name here, or whose name may not be seen, goes by the pseudonym. */
export type NamesOf = (person: string) => string;

/** Roles that need to know who it was. Others see pseudonyms. */
export const nameReaders = ['custodian', 'supervisor', 'auditor', 'admin'] as const;

/**
 * Looks up the names of some people: as the console knows them, else as a station sealed them when it enrolled them.
 *
 * @param may whether the asker may see names at all
 */
export async function namesOf(sql: SqlReader, people: Iterable<string | undefined>, may: boolean): Promise<NamesOf> {
  const names = new Map<string, string>();
  const [first, ...others] = [...new Set([...people].filter((person) => person !== undefined))];
  if (may && first !== undefined) {
    const { list, params } = inList([first, ...others], 1);
    const sealed = await sql.query(
      `SELECT person, value FROM enrolled_people JOIN sealed USING (log_id, log_index) WHERE field = 'name' AND person IN ${list}`,
      params,
    );
    for (const row of sealed) {
      const value: unknown = JSON.parse(text(row, 'value'));
      if (typeof value === 'string' && value !== '') names.set(text(row, 'person'), value);
    }
    for (const row of await sql.query(`SELECT person, name FROM people WHERE person IN ${list}`, params))
      names.set(text(row, 'person'), text(row, 'name'));
  }
  return (person) => names.get(person) ?? person;
}
