import type { Bay, Identified } from '../../contract/helper.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import type { PowerReading } from '../../domain/drive/power.ts';
import { judgeLock } from '../../domain/drive/lock.ts';
import { bestDriveName, driveId } from '../../domain/ledger/ids.ts';
import type { Jobs } from '../erase/jobs.ts';
import type { DockedBay, Docks } from '../docks/docks.ts';
import type { Proposal, StationParts } from '../parts.ts';
import type { Desk } from './desk.ts';
import { recordOfDrive } from './match.ts';

/** What binding a bay to a record came to. */
export type Bound =
  | { readonly kind: 'bound'; readonly subject: string }
  | { readonly kind: 'waits_for_label' }
  | { readonly kind: 'zombie'; readonly subject: string }
  | { readonly kind: 'double'; readonly subject: string };

/**
 * Ties the drive in a bay to its custody record, judges the identity lock, and writes down what was seen. A drive
 * that no record fits is held against the record last scanned, when that one still waits for its drive and this one
 * has just arrived or is the only one that waits for a label: that is how a wrong label is caught. Otherwise the bay
 * waits for a label.
 */
export function bindBay(
  room: { readonly parts: StationParts; readonly docks: Docks; readonly desk: Desk; readonly jobs: Jobs },
  bay: Bay,
  identified: Identified,
  arrived: boolean,
): Bound {
  const { parts, docks, desk, jobs } = room;
  if (identified.kind !== 'identified') return { kind: 'waits_for_label' };
  const match = recordOfDrive(parts.store, identified.identity);
  const isExpected = arrived || waitingBays(parts, docks).length === 1;
  // An image has no label that could be another's: it is known by the serial it was given, or not at all.
  const mayBeMislabelled = isExpected && identified.identity.serial_source !== 'assigned';
  const life = match?.life ?? (mayBeMislabelled ? expected(parts, docks, desk) : undefined);
  if (life?.record === undefined) return { kind: 'waits_for_label' };
  if (isSeenElsewhere(life, bay, docks)) return { kind: 'double', subject: life.subject };
  const lock = judgeLock({
    label: life.record.label,
    identity: identified.identity,
    record: { serial: life.record.serial, ...(life.record.model === undefined ? {} : { model: life.record.model }) },
    ...(identified.bridge_serial === undefined ? {} : { bridgeSerial: identified.bridge_serial }),
  });
  const body = { port: bay.port, dock: bay.dock, virtual: bay.virtual, identity: identified.identity, lock, ...powerOf(identified) };
  // Nothing may be written about a drive that was destroyed or sent away: that it is here is said at the bench.
  const gone = match?.ended === true && life.released?.way !== 'reuse';
  if (!gone && !sameAsSeen(life, body)) {
    const proposals: Proposal[] = [{ type: 'drive.seen', subject: life.subject, body }];
    const byWwn =
      identified.identity.wwn === undefined || lock.verdict === 'shut' ? undefined : driveId(bestDriveName(identified.identity));
    if (byWwn !== undefined && byWwn !== life.subject && !life.links.some((link) => link.other === byWwn)) {
      proposals.push({ type: 'drive.linked', subject: life.subject, body: { other: byWwn, reason: 'wwn_learned' } });
    }
    parts.recorder.record(proposals);
  }
  if (match?.ended === true) return { kind: 'zombie', subject: life.subject };
  jobs.settle(life.subject);
  return { kind: 'bound', subject: life.subject };
}

/**
 * True while the drive that this record was seen as still sits in another bay. Who comes second with the same serial
 * takes nothing over: a job may be running on the first.
 */
export function isSeenElsewhere(life: DriveLife, bay: Pick<Bay, 'port'>, docks: Docks): boolean {
  // A shut lock was only held against the label there: the drive that the record means takes its place.
  if (life.seen === undefined || life.seen.port === bay.port || life.seen.lock.verdict === 'shut') return false;
  const there = docks.at(life.seen.port)?.identified;
  return there?.kind === 'identified' && there.identity.serial === life.seen.identity.serial;
}

/** Bays whose drive no record fits. */
function waitingBays(parts: StationParts, docks: Docks): readonly DockedBay[] {
  return docks
    .all()
    .filter(
      ({ identified }) =>
        identified?.kind === 'identified' &&
        identified.identity.serial_source !== 'assigned' &&
        recordOfDrive(parts.store, identified.identity) === undefined,
    );
}

/** The record that a person has just scanned and whose drive has not turned up yet. */
function expected(parts: StationParts, docks: Docks, desk: Desk): DriveLife | undefined {
  const life = desk.focus === undefined ? undefined : parts.store.drives.life(desk.focus);
  if (life === undefined || life.record === undefined || life.quarantine !== undefined) return undefined;
  if (life.released !== undefined || life.destroyed !== undefined || life.jobs.length > 0) return undefined;
  return docks.find(life.record.serial) === undefined ? life : undefined;
}

function sameAsSeen(
  life: DriveLife,
  now: { readonly port: string; readonly dock: string; readonly identity: object; readonly lock: object; readonly power?: PowerReading },
): boolean {
  const seen = life.seen;
  return (
    seen !== undefined &&
    seen.port === now.port &&
    seen.dock === now.dock &&
    JSON.stringify(sorted(seen.identity)) === JSON.stringify(sorted(now.identity)) &&
    JSON.stringify(sorted(seen.lock)) === JSON.stringify(sorted(now.lock)) &&
    // Once its result is verified, each time that it is switched on counts.
    (life.power === undefined || now.power === undefined || life.power.cycles === now.power.cycles)
  );
}

function powerOf({ power }: Extract<Identified, { kind: 'identified' }>): { readonly power?: PowerReading } {
  return power === undefined ? {} : { power };
}

function sorted(value: object): [string, unknown][] {
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
