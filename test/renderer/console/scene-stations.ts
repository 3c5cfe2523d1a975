import type { Answer } from '../../../renderer/console/ask.ts';
import { nowMs, subjectOf } from '../scenes.ts';
import { dayMs, hour, log, someHash, stations } from './scene-drives.ts';
import { days } from './scene-reports.ts';

/** Stations, and what waits for an officer, for the scenes of the console. */
const waitingWords = ['harbor', 'velvet', 'comet', 'walnut', 'pepper', 'glacier'];

export const stationAnswers: {
  readonly [Id in 'stations.list' | 'stations.look' | 'enrolments.list' | 'epochs.list' | 'quarantine.list']: Answer<Id>;
} = {
  'stations.list': {
    rows: [
      {
        station: stations[0],
        name: 'Bench 3',
        site: 'Frankfurt 2',
        platform: 'linux x64',
        epoch: 1,
        seq: 40_218,
        state: 'in_step',
        last_event_ms: nowMs - 42_000,
        lag_ms: 310,
        clock_off_ms: 412,
        clock: 'measured',
        version: '0.1.0',
        quarantined: 0,
      },
      {
        station: stations[1],
        name: 'Dock A',
        site: 'Dublin 1',
        platform: 'win32 x64',
        epoch: 2,
        seq: 18_007,
        state: 'frozen',
        last_event_ms: nowMs - 5 * hour,
        lag_ms: 5 * hour,
        clock_off_ms: -431_000,
        clock: 'wrong',
        version: '0.1.0',
        quarantined: 4,
      },
      {
        station: stations[2],
        name: 'Cage 2 intake',
        site: 'Frankfurt 2',
        platform: 'linux arm64',
        epoch: 1,
        seq: 9210,
        state: 'silent',
        last_event_ms: nowMs - 3 * dayMs,
        lag_ms: 2100,
        clock: 'unmeasured',
        version: '0.1.0',
        quarantined: 0,
      },
    ],
  },
  'stations.look': {
    row: {
      station: stations[1],
      name: 'Dock A',
      site: 'Dublin 1',
      platform: 'win32 x64',
      epoch: 2,
      seq: 18_007,
      state: 'frozen',
      last_event_ms: nowMs - 5 * hour,
      lag_ms: 5 * hour,
      clock_off_ms: -431_000,
      clock: 'wrong',
      version: '0.1.0',
      quarantined: 4,
    },
    keys: [
      { keyid: 'ed25519:TdIDlEC3TsMGcv1RzdIh6A', use: 'event', from_index: 88_120, until_index: 912_004, ended: 'replaced' },
      { keyid: 'ed25519:iMWbLV58pHfchV6PxUOZRg', use: 'event', from_index: 912_004 },
      { keyid: 'ed25519:kMWbLV58pHfchV6PxUOZRg', use: 'transport', from_index: 912_004 },
    ],
    forks: [{ epoch: 2, seq: 18_004, logged: log.entries[0]!.hash, diverging: log.entries[1]!.hash, at_ms: nowMs - 5 * hour }],
    days: days.map(({ day, claimed }) => ({ day, facts: claimed * 31 })),
  },
  'enrolments.list': {
    rows: [
      {
        request: 'r1',
        words: waitingWords,
        name: 'Bench 7',
        site: 'Dublin 1',
        platform: 'linux x64',
        asked_ms: nowMs - 4 * 60_000,
        expires_ms: nowMs + 20 * hour,
      },
    ],
  },
  'epochs.list': {
    rows: [
      {
        request: 'r2',
        station: stations[1],
        name: 'Dock A',
        site: 'Dublin 1',
        epoch: 3,
        reason: 'restored',
        words: [...waitingWords].reverse(),
        after: { seq: 18_003, hash: someHash },
        asked_ms: nowMs - 2 * hour,
      },
    ],
  },
  'quarantine.list': {
    rows: ['custody.moved', 'custody.received', 'erase.finished', 'verify.finished'].map((type, at) => ({
      entry: log.entries[at]!.hash,
      station: stations[1],
      name: 'Dock A',
      site: 'Dublin 1',
      epoch: 2,
      seq: 18_004 + at,
      type,
      subject: subjectOf(at + 4),
      at_ms: nowMs - (5 - at) * hour,
      why: 'key_revoked',
      ...(at === 3 ? { decided: 'dismissed' as const } : {}),
    })),
  },
};
