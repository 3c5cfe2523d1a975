import { consoleRoutes } from '../../../contract/console/routes.ts';
import { codeWords } from '../refusals.ts';

const words: Readonly<Record<string, string>> = {
  'drives.find': 'A list of drives',
  'drives.look': 'The life of a drive',
  'drives.proof': 'A proof',
  'drives.photo': 'A photo of a drive',
  'drives.bracket': 'When a line was written',
  'drives.export': 'Exported drives',
  'drives.bundle': 'Took an audit bundle',
  'conflicts.list': 'The list of conflicts',
  'conflicts.look': 'A conflict',
  'ageing.list': 'Drives that wait',
  'readiness.look': 'Audit readiness',
  'readiness.save': 'Audit readiness, as a file',
  'retention.report': 'A retention report',
  'firmware.list': 'Firmware that left data behind',
  'rechecks.list': 'Re-checks',
  'policies.replay': 'Tried a draft on past drives',
};

/** What a person looked at, from the route's id. */
export function routeWords(id: string): string {
  return words[id] ?? codeWords(id.replace('.', ' '));
}

/** Routes whose calls stand in the read log: each needs its words. */
export const loggedRoutes: readonly string[] = Object.entries(consoleRoutes).flatMap(([id, route]) => ('logged' in route ? [id] : []));
