import type { ConsoleDriveRow, ConsoleLine } from '../../../contract/console/drives.ts';
import { driveState, type DriveState } from '../../../domain/custody/words.ts';
import type { Answer } from '../../../renderer/console/ask.ts';
import { lifeOf, provenDrive } from '../canned-drive.ts';
import { nowMs, people, subjectOf } from '../scenes.ts';
import { cannedLog } from './canned-log.ts';

/** Drives, a life and a dispute for the scenes of the console. */
export const hour = 3_600_000;
export const dayMs = 86_400_000;
export const tenants = [`tn_${'1'.repeat(32)}`, `tn_${'2'.repeat(32)}`] as const;
export const stations = [
  'st_0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  'st_1b2c3d4e5f60718293a4b5c6d7e8f90a',
  'st_2c3d4e5f60718293a4b5c6d7e8f90a1b',
] as const;
export const stationId = stations[0];
export const someHash = 'qJ0rD8nMS7P2vK1fXw5YbT9cLhE3uGzA6oRiN4sQeVk';
export const conflictId = 'qJ0rD8nMS7P2vK1fXw5YbT';
export const serials = [
  'ZL2A9K7M',
  'S4EVNX0M512345',
  'WFK2J0L10000E9451A2B',
  'S64GNE0R903214',
  'ZC1A2B3C',
  '2TGX7L9D',
  'PHYF119301BN960CGN',
  'WD-WCC4M1234567',
  '7XK0A0W2FJ5H',
  'ZHZ5TM3Q',
  'S5G3NS0T201948',
  'Y9P0A01RTAVF',
] as const;
export const models = [
  'ST8000NM000A-2KE101',
  'SAMSUNG MZ7LH960HAJR',
  'ST1200MM0009',
  'SAMSUNG MZ7L37T6HBLA',
  'ST4000NM0035',
  'HUS726T6TAL',
  'INTEL SSDSC2KB960G8',
  'WDC WD20EFRX',
] as const;

export const log = cannedLog(
  'custody.example/acme',
  lifeOf(0, false).map(({ type, at_ms: atMs, body, actor, witness }) => ({
    type,
    atMs,
    body,
    subject: subjectOf(1),
    ...(actor === undefined ? {} : { actor: people.find(({ name }) => name === actor)?.id ?? people[0]!.id }),
    ...(witness === undefined ? {} : { witness: people[2]!.id }),
  })),
);

export const life: readonly ConsoleLine[] = lifeOf(0, false).map((line, at) => ({
  ...line,
  ...(at === 0 ? { opened: { owner: 'Tenant A', host: 'node-17' }, erased: ['ticket'] } : {}),
  hash: log.entries[at]!.hash,
  safety: 'proven',
  log_index: 5 + at,
  station: stations[0],
  station_name: at < 3 ? 'Cage 2 intake' : 'Bench 3',
  site: 'Frankfurt 2',
}));

const row = (at: number, state: DriveState, more: Partial<ConsoleDriveRow> = {}): ConsoleDriveRow => ({
  subject: subjectOf(at + 1),
  serial: at < serials.length ? serials[at]! : `ZL2${(0x9a7b1 + at * 7919).toString(36).toUpperCase()}`,
  model: models[at % models.length]!,
  state,
  holder: people[at % 3]!.name,
  place: ['Hall 4', 'Bench 3', 'Cage 2'][at % 3]!,
  site: ['Frankfurt 2', 'Dublin 1'][at % 2]!,
  tenant: tenants[at % 2]!,
  since_ms: nowMs - at * 5 * hour - 17 * 60_000,
  ...more,
});

const everyState = driveState.options;
export const rows: readonly ConsoleDriveRow[] = Array.from({ length: 60 }, (_, at) =>
  row(at, at === 0 ? 'validated' : at === 3 ? 'disputed' : everyState[(at * 5) % everyState.length]!),
);

const branchLine = (at: number, hash: string, station: number, type: string, body: Record<string, unknown>): ConsoleLine => ({
  hash,
  type,
  at_ms: nowMs - (40 - at) * hour,
  actor: people[station]!.name,
  body,
  opened: {},
  safety: 'proven',
  log_index: 900 + at,
  seq: at,
  station: stations[station]!,
  station_name: ['Bench 3', 'Dock A'][station]!,
  site: ['Frankfurt 2', 'Dublin 1'][station]!,
});

const sharedLine = branchLine(1, someHash, 0, 'custody.offered', { from: people[0]!.id, to: people[1]!.id });
export const conflictRow = {
  id: conflictId,
  class: 'double_claim',
  subject: subjectOf(4),
  serial: serials[3],
  site: 'Frankfurt 2',
  tenant: tenants[0],
  opened_ms: nowMs - 5 * hour,
} as const;

export const conflict: Answer<'conflicts.look'> = {
  row: conflictRow,
  branches: [
    {
      head: log.entries[0]!.hash,
      station: stations[0],
      station_name: 'Bench 3',
      site: 'Frankfurt 2',
      holder: 'Supervisor 1',
      holder_id: people[0]!.id,
      place: 'Cage 2',
      lines: [sharedLine, branchLine(4, log.entries[0]!.hash, 0, 'custody.withdrawn', { from: people[0]!.id })],
    },
    {
      head: log.entries[1]!.hash,
      station: stations[1],
      station_name: 'Dock A',
      site: 'Dublin 1',
      holder: 'Technician 1',
      holder_id: people[1]!.id,
      place: 'Hall 1',
      lines: [
        sharedLine,
        branchLine(3, log.entries[1]!.hash, 1, 'custody.received', { from: people[0]!.id, holder: people[1]!.id, place: 'Hall 1' }),
        branchLine(6, log.entries[2]!.hash, 1, 'custody.moved', { holder: people[1]!.id, place: 'Rack 7' }),
      ],
    },
  ],
};

const { life: _life, plan: _plan, progress: _progress, next: _next, port: _port, ...proven } = provenDrive(0);
export const driveFacts = proven;
export const drive: Answer<'drives.look'> = {
  drive: driveFacts,
  life: [...life],
  site: 'Frankfurt 2',
  tenant: tenants[0],
  opened: true,
  certificates: [{ id: 'cert_a1b2c3d4e5f6g7h8i9j0', outcome: 'sanitized', event: life[0]!.hash, issued_ms: nowMs - 360_000 }],
  breaches: [],
  breach_count: 0,
  conflicts: [],
  checkpoint: { origin: log.name, size: log.size, root: log.root },
};
export const bracket: Answer<'drives.bracket'> = {
  not_before: { size: log.size - 2, at_ms: nowMs - 420_000, by: 'cosignature' },
  not_after: { size: log.size, at_ms: nowMs - 300_000, by: 'registry' },
  flags: ['after_bracket'],
};
