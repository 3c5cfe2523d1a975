import type { Projection } from '../projector/projection.ts';
import { applyContainers } from './console-containers.ts';
import { applyDrives } from './console-drives.ts';
import { applyPeople } from './console-people.ts';
import { applyStations } from './console-stations.ts';

/** What the console draws: drives with what they are found by and lie in, stations with their health, and where the names of people stand. */
export const consoleProjection: Projection = {
  name: 'console',
  version: 3,
  tables: [
    { name: 'console_stations', key: ['station'] },
    { name: 'station_days', key: ['station', 'day'] },
    { name: 'console_drives', key: ['subject'] },
    { name: 'console_terms', key: ['subject', 'term'] },
    { name: 'console_containers', key: ['subject'] },
    { name: 'console_contents', key: ['container', 'item'] },
    { name: 'console_rechecks', key: ['subject', 'event'] },
    { name: 'drive_days', key: ['site', 'day'] },
    { name: 'enrolled_people', key: ['person'] },
  ],
  async apply(events, db) {
    const stations = await applyStations(events, db);
    const drives = await applyDrives(events, db, stations.siteOf);
    return [...stations.statements, ...drives, ...applyContainers(events), ...applyPeople(events)];
  },
};
