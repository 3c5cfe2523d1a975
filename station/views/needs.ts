import type { NextStep } from '../../contract/views.ts';
import { currentJob, type DriveLife, stateOf } from '../../domain/custody/life.ts';

/** What is true around a drive when its next step is asked for. */
export interface Around {
  /** The port where this very drive answers now. */
  readonly port: string | undefined;
  readonly running: boolean;
  /** A plan exists, so that an erase could start. */
  readonly mayStart: boolean;
  /** The drive goes on only after it had no power. */
  readonly needsPowerCycle: boolean;
  /** Whether the plan is to open the drive by its PSID first, and whether that one was scanned. */
  readonly psid: 'not_needed' | 'missing' | 'scanned';
  /** The dock is why no erase could start: another one may let it. */
  readonly dockBars: boolean;
  /** Drawn for a re-check that is due; with a port where it sits in a bay that will do. */
  readonly recheck?: { readonly port?: string | undefined } | undefined;
  /** A hold or an ended contract keeps what is on it; until then, Unix ms, where a day is known. */
  readonly kept?: { readonly untilMs?: number | undefined } | undefined;
}

/** What a drive that is kept is not led to: the gate would refuse what they come to. */
const endsData: ReadonlySet<NextStep['kind']> = new Set([
  'dock_drive',
  'change_dock',
  'power_cycle',
  'scan_psid',
  'start_erase',
  'start_again',
  'destroy',
  'release',
]);

/** What a drive needs from a person next, if anything. Pure. */
export function needOf(life: DriveLife, around: Around): NextStep | undefined {
  const step = stepOf(life, around);
  const { kept } = around;
  // One that was never in a bay is docked all the same: label, drive and record have to be compared.
  if (kept === undefined || step === undefined || !endsData.has(step.kind) || stateOf(life) === 'in_custody') return step;
  return { kind: 'keep_data', subject: life.subject, ...(kept.untilMs === undefined ? {} : { until_ms: kept.untilMs }) };
}

function stepOf(life: DriveLife, around: Around): NextStep | undefined {
  const subject = life.subject;
  const port = around.port;
  if (around.running) return undefined;
  const state = stateOf(life);
  switch (state) {
    case 'in_custody':
      return port === undefined ? { kind: 'dock_drive', subject, serial: life.record?.serial ?? '' } : undefined;
    case 'offered':
      return { kind: 'receive', subject };
    case 'mismatch':
      return { kind: 'quarantine', subject };
    case 'identified':
      return beginOrDock(life, around);
    case 'interrupted': {
      if (port !== undefined && opensOrOpened(life, around)) return beginOrDock(life, around);
      const lastPort = port ?? currentJob(life)?.port ?? '';
      return port === undefined ? { kind: 'reconnect', subject, port: lastPort } : { kind: 'start_again', subject, port };
    }
    case 'sanitized_unverified':
      // Judged, not enough, and let in again by a person: nothing is owed to this erase any more, so another one begins.
      if (currentJob(life)?.phase === 'judged') return beginOrDock(life, around);
      return port === undefined ? { kind: 'reconnect', subject, port: currentJob(life)?.port ?? '' } : undefined;
    case 'verified':
      return { kind: 'validate', subject };
    case 'validated':
      return around.recheck === undefined ? { kind: 'release', subject } : { kind: 'recheck', subject, ...portOf(around.recheck) };
    case 'quarantined':
      return life.quarantine?.bound_for === 'destruction' || life.must_be_destroyed ? { kind: 'destroy', subject } : undefined;
    case 'cleared':
    case 'sanitizing':
    case 'released':
    case 'destroyed':
    case 'disputed':
      return undefined;
  }
}

function portOf({ port }: { readonly port?: string | undefined }): { readonly port?: string } {
  return port === undefined ? {} : { port };
}

function beginOrDock(life: DriveLife, { port, mayStart, psid, needsPowerCycle, dockBars }: Around): NextStep {
  const { subject } = life;
  if (port === undefined) return { kind: 'dock_drive', subject, serial: life.record?.serial ?? '' };
  if (dockBars) return { kind: 'change_dock', subject, port };
  if (needsPowerCycle) return { kind: 'power_cycle', subject, port };
  if (psid === 'missing') return { kind: 'scan_psid', subject, port };
  return mayStart
    ? { kind: 'start_erase', subject, port, ...(psid === 'scanned' ? { opens: true } : {}) }
    : { kind: 'quarantine', subject };
}

/** Opening a drive is no erase that stopped before its end: what comes next is its first one. */
function opensOrOpened(life: DriveLife, { psid }: Around): boolean {
  return psid !== 'not_needed' || currentJob(life)?.why === 'psid_reverted';
}

/** Which of several open steps comes first: what endangers, then what waits on a person, then what can begin. */
const urgency: Readonly<Record<NextStep['kind'], number>> = {
  set_up: 0,
  sign_in: 1,
  finish_intake: 2,
  quarantine: 3,
  reconnect: 4,
  change_dock: 5,
  power_cycle: 5,
  start_again: 6,
  start_erase: 7,
  scan_psid: 7,
  scan_label: 8,
  validate: 9,
  receive: 10,
  dock_drive: 11,
  destroy: 12,
  recheck: 10,
  release: 13,
  keep_data: 13,
  wait: 14,
  scan_or_dock: 15,
};

/** The one next step of the bench. Steps about the drive in hand come before the same kind about others. */
export function firstOf(steps: readonly NextStep[], focus: string | undefined): NextStep | undefined {
  const isFocus = (step: NextStep): boolean => 'subject' in step && step.subject === focus;
  return steps.toSorted((a, b) => urgency[a.kind] - urgency[b.kind] || Number(isFocus(b)) - Number(isFocus(a)))[0];
}
