import type { BayView, BenchView, LineView, NextStep } from '../../contract/views.ts';
import { lampStates, type DriveState } from '../../domain/custody/words.ts';
import { type RecordedFact, stateOf } from '../../domain/custody/life.ts';
import { readFact } from '../../domain/facts/facts.ts';
import { undoView } from '../custody/undo.ts';
import { planFor } from '../erase/plan.ts';
import type { DockedBay } from '../docks/docks.ts';
import type { Room } from '../room.ts';
import { askedView } from '../bench/ask-registry.ts';
import { isSeenElsewhere } from '../bench/bind.ts';
import { recordOfDrive } from '../bench/match.ts';
import { aroundDrive } from './around.ts';
import { dockPart } from './dock-part.ts';
import { limitPart } from './limit-part.ts';
import { firstOf, needOf } from './needs.ts';
import { shownPerson } from './people-view.ts';
import { stampSeen } from './stamp-part.ts';

/** Facts that are no news at the bench. */
const quiet: ReadonlySet<string> = new Set([
  'station.heartbeat',
  'erase.marked',
  'erase.accepted',
  'drive.linked',
  'session.closed',
  'erase.cleared',
]);
const linesShown = 40;

/** The whole bench as the window draws it. Made anew from the present state each time. */
export function benchView(room: Room): BenchView {
  const { parts, docks, desk, jobs } = room;
  const session = room.people.current();
  const bays = docks
    .all()
    .filter(({ bay }) => bay.taught !== false)
    .map((docked) => bayView(room, docked));
  const steps = bays.map((bay) => bay.needs).filter((step) => step !== undefined);
  const focused = desk.focus === undefined ? undefined : focusStep(room, desk.focus);
  const intake = desk.intake(room.station().name);
  const asked = askedView(room);
  const scan = desk.lastScan;
  const policy = parts.policy();
  const undoing = session === undefined ? undefined : undoView(parts, session.person);
  return {
    now_ms: parts.clock.wallMs(),
    station: { ...room.station(), mode: parts.mode, version: room.version, set_up: room.people.isSetUp() },
    ...(session === undefined ? {} : { session: { person: shownPerson(session.person), until_ms: session.untilMs } }),
    bays,
    ...(docks.failed === undefined ? {} : { docks_failed: docks.failed }),
    ...(scan === undefined ? {} : { scan }),
    ...(intake === undefined ? {} : { intake }),
    ...(asked === undefined ? {} : { asked }),
    ...(undoing === undefined ? {} : { undo: undoing }),
    next: nextOf(room, session !== undefined, intake !== undefined, [...(focused === undefined ? [] : [focused]), ...steps], jobs.count),
    lines: linesOf(room),
    sync: room.link.view(),
    counts: countsOf(parts.store.drives.counts()),
    policy: { id: policy.id, version: policy.version, name: policy.name },
  };
}

function nextOf(room: Room, signedIn: boolean, gathering: boolean, steps: readonly NextStep[], running: number): NextStep {
  if (!room.people.isSetUp()) return { kind: 'set_up' };
  if (!signedIn) return { kind: 'sign_in' };
  if (gathering) return { kind: 'finish_intake' };
  return firstOf(steps, room.desk.focus) ?? (running > 0 ? { kind: 'wait', jobs: running } : { kind: 'scan_or_dock' });
}

function focusStep(room: Room, subject: string): NextStep | undefined {
  const life = room.parts.store.drives.life(subject);
  if (life?.record === undefined) return undefined;
  const docked = room.docks.find(life.seen?.identity.serial ?? life.record.serial);
  return needOf(life, aroundDrive(room, life, docked, planFor(room.parts, life, docked)));
}

function bayView(room: Room, docked: DockedBay): BayView {
  const { bay, identified } = docked;
  const printed = room.parts.printed(bay.port);
  const plain = {
    port: bay.port,
    name: bay.name,
    dock: bay.dock,
    virtual: bay.virtual,
    occupied: bay.occupied,
    ...(bay.guarded === undefined ? {} : { guarded: bay.guarded }),
    ...dockPart(docked),
    ...(printed === undefined || !bay.occupied ? {} : { printed: [...printed] }),
  };
  if (!bay.occupied || identified === undefined) return plain;
  if (identified.kind === 'silent') return { ...plain, silent: identified.why };
  const life = lifeInBay(room, docked);
  const seen = stampSeen(room.parts, docked, life?.subject);
  const told = { identity: identified.identity, ...(seen === undefined ? {} : { stamp: seen }) };
  if (life !== undefined && isSeenElsewhere(life, bay, room.docks)) return { ...plain, ...told };
  if (life === undefined) return { ...plain, ...told, needs: { kind: 'scan_label', port: bay.port } };
  const progress = room.jobs.progress(life.subject);
  const needs = needOf(life, aroundDrive(room, life, docked, planFor(room.parts, life, docked)));
  return {
    ...plain,
    ...told,
    ...(life.seen === undefined ? {} : { lock: life.seen.lock }),
    subject: life.subject,
    state: stateOf(life),
    ...(progress === undefined ? {} : { progress }),
    ...(needs === undefined ? {} : { needs }),
  };
}

/** The record that this bay's drive was bound to: the one that says it was seen right here. */
export function lifeInBay(room: Room, docked: DockedBay): ReturnType<Room['parts']['store']['drives']['life']> {
  if (docked.identified?.kind !== 'identified') return undefined;
  const { identity } = docked.identified;
  const own = recordOfDrive(room.parts.store, identity)?.life;
  if (own !== undefined) return own;
  const focus = room.boundAt(docked.bay.port);
  const life = focus === undefined ? undefined : room.parts.store.drives.life(focus);
  return life?.seen?.port === docked.bay.port && life.seen.identity.serial === identity.serial ? life : undefined;
}

function linesOf(room: Room): LineView[] {
  const facts = room.parts.store.shelf
    .newest(linesShown * 2)
    .filter(({ fact }) => !quiet.has(fact.type))
    .map(({ fact }): LineView => {
      const { store } = room.parts;
      const serial = fact.subject === undefined ? undefined : store.drives.row(fact.subject)?.serial;
      const name = fact.subject === undefined ? undefined : store.containers.life(fact.subject)?.what?.name;
      return {
        at_ms: Date.parse(fact.wall),
        what: fact.type,
        ...(serial === undefined ? {} : { serial }),
        ...(name === undefined ? {} : { name }),
        ...(fact.subject === undefined ? {} : { subject: fact.subject }),
        verdict: verdictOf(fact),
      };
    });
  const newest = [...room.desk.lines, ...facts].toSorted((a, b) => b.at_ms - a.at_ms).slice(0, linesShown);
  return newest.map((line, at) => {
    const { subject } = line;
    const isNewest = subject?.startsWith('d1_') === true && newest.findIndex((each) => each.subject === subject) === at;
    const life = isNewest ? room.parts.store.drives.life(subject) : undefined;
    return life === undefined ? line : { ...line, ...limitPart(room.parts, life) };
  });
}

function verdictOf(fact: RecordedFact): LineView['verdict'] {
  const read = readFact(fact.type, fact.body);
  if (read.kind !== 'fact') return 'note';
  switch (read.fact.type) {
    case 'erase.failed':
    case 'custody.quarantined':
      return 'failed';
    case 'erase.interrupted':
      return 'refused';
    case 'verify.finished':
      return read.fact.body.verdict.kind === 'verified' ? 'ok' : 'failed';
    case 'drive.seen':
      return read.fact.body.lock.verdict === 'open' ? 'ok' : 'refused';
    case 'certificate.issued':
    case 'custody.released':
    case 'drive.destroyed':
      return 'done';
    default:
      return 'ok';
  }
}

function countsOf(counts: ReadonlyMap<DriveState, number>): BenchView['counts'] {
  const sum = (states: readonly DriveState[]): number => states.reduce((total, state) => total + (counts.get(state) ?? 0), 0);
  return {
    in_custody: sum(lampStates.in_custody),
    sanitizing: sum(lampStates.sanitizing),
    to_validate: sum(lampStates.to_validate),
    quarantined: sum(lampStates.quarantined),
    ready_to_release: sum(lampStates.ready_to_release),
    limbo: sum(lampStates.limbo),
  };
}
