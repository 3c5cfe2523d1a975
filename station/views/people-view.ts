import type { PersonRow } from '../../contract/ports.ts';
import type { Person } from '../../contract/views.ts';

/** A person as the window shows them: the name opened, the key left out. */
export function shownPerson(row: PersonRow): Person {
  const { byLog } = row;
  return {
    id: row.id,
    name: row.name,
    roles: [...row.roles],
    active: row.active,
    ...(byLog === undefined || byLog.roles.length === 0 ? {} : { by_log: [...byLog.roles] }),
    ...(byLog?.ended === true ? { ended_by_log: true as const } : {}),
  };
}
