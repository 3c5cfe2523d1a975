import type { Authority } from '../../domain/authority/authority.ts';
import type { PersonElsewhere } from '../../contract/views.ts';
import { personId } from '../../domain/people/roles.ts';

/** Everybody whom other stations of the registry enrolled, in the order of the log, as far as it was pulled. */
export function peopleElsewhere(authority: Authority | undefined, own: string | undefined): readonly PersonElsewhere[] {
  const found = new Map<string, PersonElsewhere>();
  for (const { use, station, person, revoked } of [...(authority?.keys.values() ?? [])].flat()) {
    const id = personId.safeParse(person).data;
    if (use !== 'person' || id === undefined || station === own || revoked !== undefined) continue;
    const record = authority?.stations.get(station);
    found.set(id, { id, station: record?.name ?? station, site: record?.site ?? '' });
  }
  return [...found.values()];
}
