import { readFact } from '../../domain/facts/facts.ts';
import type { LoggedEvent } from '../projector/projection.ts';
import type { Statement } from '../sql/port.ts';

/** Where the sealed name of a person stands who was enrolled at a station. */
export function applyPeople(events: readonly LoggedEvent[]): readonly Statement[] {
  return events.flatMap(({ logId, index, event }): readonly Statement[] => {
    if (event.type !== 'person.enrolled') return [];
    const read = readFact(event.type, event.body);
    if (read.kind !== 'fact' || read.fact.type !== 'person.enrolled') return [];
    return [
      {
        text: `INSERT INTO enrolled_people (person, log_id, log_index) VALUES ($1, $2, $3)
               ON CONFLICT (person) DO UPDATE SET log_id = excluded.log_id, log_index = excluded.log_index`,
        params: [read.fact.body.person, logId, index],
      },
    ];
  });
}
