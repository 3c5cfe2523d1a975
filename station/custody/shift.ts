import type { Receipt } from '../../contract/bridge.ts';
import type { HandedOver, ShiftItem, ShiftView } from '../../contract/shift.ts';
import { mostHanded } from '../../contract/shift.ts';
import type { PersonRow } from '../../contract/ports.ts';
import { currentJob, type DriveLife, isRunning } from '../../domain/custody/life.ts';
import { type MoveVerdict, refused as barred } from '../../domain/custody/verdicts.ts';
import { technicianId } from '../../domain/ledger/ids.ts';
import { mayCause } from '../../domain/people/duties.ts';
import type { Proposal, StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';
import { lineOfDrive } from '../views/drive-line.ts';
import { gateOver } from './contest.ts';

/** Nobody: whom a drive would be offered to while the receiver is not known yet. */
const somebody = technicianId(new Uint8Array(16));

/** What is open in a person's hands, longest waiting first, and what of it could not be handed over as it stands. */
export function shiftView(parts: StationParts, person: PersonRow): ShiftView {
  const { drives, containers } = parts.store;
  const held = drives.held(person.id, mostHanded + 1);
  const items = held.slice(0, mostHanded).map((row): ShiftItem => {
    const verdict = mayGo(parts, drives.life(row.subject), person, somebody);
    return { drive: lineOfDrive(parts, row), ...(verdict.kind === 'refused' ? reasonOf(verdict) : {}) };
  });
  const offered = drives.find('', { states: ['offered'], limit: mostHanded });
  const counting = containers.standing('container', mostHanded).filter((life) => life.count?.mark.by === person.id);
  return {
    person: person.id,
    items,
    more: held.length > mostHanded,
    waiting: offered.filter(({ subject }) => drives.life(subject)?.offer?.to === person.id).map((row) => lineOfDrive(parts, row)),
    running: held.filter(({ subject }) => isRunning(jobOf(drives.life(subject)))).length,
    counting: counting.map(({ subject, what }) => ({ container: subject, name: what?.name ?? '' })),
  };
}

/**
 * Hands drives of one person over to another in one act: for each an offer by the giver and a receipt by the receiver,
 * through the same rules as one by one. What is legal is written in one transaction; the rest stays, each with its reason.
 *
 * @param isBehind drives of which the log knows a newer step than this station
 */
export function handOver(
  parts: StationParts,
  { giver, receiver }: { readonly giver: PersonRow; readonly receiver: PersonRow },
  subjects: readonly string[],
  isBehind: ReadonlySet<string>,
): HandedOver | Receipt {
  if (giver.id === receiver.id) return refused('same_person');
  if (!mayCause('custody.offered', giver) || !mayCause('custody.received', receiver)) return refused('role_missing');
  const proposals: Proposal[] = [];
  const kept: HandedOver['kept'] = [];
  for (const subject of new Set(subjects)) {
    const life = parts.store.drives.life(subject);
    const verdict = isBehind.has(subject) ? undefined : mayGo(parts, life, giver, receiver.id);
    if (verdict?.kind === 'legal') proposals.push(...bothSides(subject, giver, receiver));
    else {
      const reason = verdict === undefined ? { why: 'log_knows_more' as const } : reasonOf(verdict);
      kept.push({ subject, serial: life?.record?.serial ?? '', ...reason });
    }
  }
  const written = proposals.length === 0 ? [] : parts.recorder.record(proposals);
  return { kind: 'handed', events: written.map(({ hash }) => hash), handed: proposals.length / 2, kept };
}

function bothSides(subject: string, giver: PersonRow, receiver: PersonRow): readonly Proposal[] {
  return [
    { type: 'custody.offered', subject, body: { from: giver.id, to: receiver.id }, actor: giver.id },
    { type: 'custody.received', subject, body: { from: giver.id, holder: receiver.id }, actor: receiver.id },
  ];
}

/** The rules of an offer, and one of the hand-over of many: nobody signs for a drive that is missed without having it in hand. */
function mayGo(parts: StationParts, life: DriveLife | undefined, giver: PersonRow, to: string): MoveVerdict {
  if (life?.cases?.some(({ kind }) => kind === 'missing') === true) return barred('drive_missing');
  return gateOver(parts)(life, {
    type: 'custody.offered',
    body: { from: giver.id, to },
    actor: giver.id,
    actorRoles: giver.roles,
    nowMs: parts.clock.wallMs(),
  });
}

function reasonOf(verdict: MoveVerdict): Pick<HandedOver['kept'][number], 'why' | 'detail'> {
  if (verdict.kind === 'legal') throw new Error('what is legal has no reason');
  return verdict.detail === undefined ? { why: verdict.why } : { why: verdict.why, detail: verdict.detail };
}

function jobOf(life: DriveLife | undefined): ReturnType<typeof currentJob> {
  return life === undefined ? undefined : currentJob(life);
}
