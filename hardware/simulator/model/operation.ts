import { z } from 'zod';
import { fromHex } from '../../../domain/bytes.ts';
import type { DriveSpec } from '../drive-spec.ts';
import { faultOf } from '../drive-spec.ts';
import type { Medium } from './medium.ts';

const fill = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('zeros') }),
  z.strictObject({ kind: z.literal('noise'), seed: z.string() }),
  z.strictObject({ kind: z.literal('pattern'), hex: z.string() }),
  z.strictObject({ kind: z.literal('nothing') }),
]);
export type Fill = z.infer<typeof fill>;

/** An erase that the drive does by itself. It works while there is power; the clock alone moves it on. */
export const operation = z.strictObject({
  kind: z.enum(['sanitize', 'security_erase', 'format']),
  /** The command's name in its standard. */
  name: z.string(),
  /** Milliseconds of the clock that the whole work takes. */
  work_ms: z.number(),
  /** Work done before `running_since_ms`. */
  done_ms: z.number(),
  /** Null while there is no power. */
  running_since_ms: z.number().nullable(),
  fill,
  /** Where on the medium the erase begins. */
  from_bytes: z.number().default(0),
  /** Bytes from there that it reaches. */
  reach_bytes: z.number(),
  /** The fraction at which it fails; null when it does not. */
  fails_at: z.number().nullable(),
});
export type Operation = z.infer<typeof operation>;

/** State that every kind of drive has. */
export const commonState = z.strictObject({
  powered: z.boolean(),
  /** How many events of the shelf's power record this drive has lived through. */
  power_seen: z.int(),
  /** One-time faults that have struck. */
  fired: z.array(z.string()),
  /** Answers nothing until power is cycled. */
  hung: z.boolean(),
  operation: operation.nullable(),
});
export type CommonState = z.infer<typeof commonState>;

export const unpowered: CommonState = { powered: false, power_seen: 0, fired: [], hung: false, operation: null };

/** How often a drive had its power switched on by its own count. It had a life before it came here. */
export function powerCyclesOf({ power_seen: seen }: CommonState): number {
  return 40 + Math.ceil(seen / 2);
}

/** A fault that cuts the power and so is the shelf's to carry out. */
export interface Trip {
  readonly kind: 'unplug' | 'power_loss';
  readonly atMs: number;
  readonly offMs: number;
}

/** What one kind of drive does at the turns of its life. */
export interface Turns<State extends CommonState> {
  readonly ended: (state: State, done: Operation, how: 'succeeded' | 'failed', spec: DriveSpec) => State;
  readonly poweredOn: (state: State, spec: DriveSpec) => State;
  /** Somebody reset the drive; a drive without this hears of no resets. */
  readonly reset?: (state: State) => State;
  /** `cut` is the operation that lost power and will not resume by itself. */
  readonly poweredOff: (state: State, cut: Operation | null) => State;
}

/** Fraction of the work that is done, 0 to 1. */
export function progressOf(op: Operation, nowMs: number): number {
  const worked = op.done_ms + (op.running_since_ms === null ? 0 : Math.max(0, nowMs - op.running_since_ms));
  return op.work_ms <= 0 ? 1 : Math.min(1, worked / op.work_ms);
}

/** In 65,536ths, as every standard here counts it. */
export function progress16(op: Operation, nowMs: number): number {
  return Math.min(0xffff, Math.floor(progressOf(op, nowMs) * 65536));
}

export interface Start {
  readonly kind: Operation['kind'];
  readonly name: string;
  /** The drive's own estimate in seconds of the world that it imitates. */
  readonly estimateS: number;
  readonly fill: Fill;
  readonly fromBytes?: number;
  readonly reachBytes: number;
}

export function startOperation(start: Start, spec: DriveSpec, nowMs: number, timeScale: number): Operation {
  const lies = faultOf(spec, 'false_success') !== undefined;
  return {
    kind: start.kind,
    name: start.name,
    work_ms: (start.estimateS * 1000 * (faultOf(spec, 'slow')?.factor ?? 1)) / timeScale,
    done_ms: 0,
    running_since_ms: nowMs,
    fill: lies ? { kind: 'nothing' } : start.fill,
    from_bytes: start.fromBytes ?? 0,
    reach_bytes: start.reachBytes,
    fails_at: faultOf(spec, 'sanitize_fails')?.fraction ?? null,
  };
}

type Stop = { readonly fraction: number; readonly kind: 'end' | 'fail' | 'hang' | 'unplug' | 'power_loss' | 'reset' };

function nextStop(op: Operation, fired: readonly string[], spec: DriveSpec): Stop {
  const stops: Stop[] = [{ fraction: 1, kind: 'end' }];
  const hangs = faultOf(spec, 'hangs');
  const unplug = faultOf(spec, 'unplug_at');
  const loss = faultOf(spec, 'power_loss_at');
  const reset = faultOf(spec, 'reset_at');
  if (op.fails_at !== null && !fired.includes('sanitize_fails')) stops.push({ fraction: op.fails_at, kind: 'fail' });
  if (hangs !== undefined && !fired.includes('hangs')) stops.push({ fraction: hangs.fraction, kind: 'hang' });
  if (unplug !== undefined && !fired.includes('unplug_at')) stops.push({ fraction: unplug.fraction, kind: 'unplug' });
  if (loss !== undefined && !fired.includes('power_loss_at')) stops.push({ fraction: loss.fraction, kind: 'power_loss' });
  if (reset !== undefined && !fired.includes('reset_at')) stops.push({ fraction: reset.fraction, kind: 'reset' });
  return stops.reduce((first, stop) => (stop.fraction <= first.fraction ? stop : first));
}

function whenReached(op: Operation, fraction: number): number | undefined {
  return op.running_since_ms === null ? undefined : op.running_since_ms + Math.max(0, fraction * op.work_ms - op.done_ms);
}

/** When the running operation next changes by itself; undefined when nothing runs. */
export function nextChangeMs(state: CommonState, spec: DriveSpec): number | undefined {
  return state.operation === null ? undefined : whenReached(state.operation, nextStop(state.operation, state.fired, spec).fraction);
}

/** Lets the drive live until `untilMs`, or until a fault cuts its power: that is told and left to the shelf. */
export function advance<State extends CommonState>(
  before: State,
  untilMs: number,
  spec: DriveSpec,
  medium: Medium,
  turns: Turns<State>,
): { readonly state: State; readonly trip?: Trip } {
  let state = before;
  for (;;) {
    const op = state.operation;
    if (op === null || state.hung) return { state };
    const stop = nextStop(op, state.fired, spec);
    const at = whenReached(op, stop.fraction);
    if (at === undefined || at > untilMs) return { state };
    switch (stop.kind) {
      case 'end':
        erase(medium, op, 1);
        state = turns.ended({ ...state, operation: null }, op, 'succeeded', spec);
        break;
      case 'fail':
        erase(medium, op, stop.fraction);
        state = turns.ended({ ...state, operation: null, fired: failedOnce(state.fired, spec) }, op, 'failed', spec);
        break;
      case 'hang':
        return { state: { ...state, hung: true, fired: [...state.fired, 'hangs'], operation: paused(op, at) } };
      case 'reset':
        if (op.kind === 'format') erase(medium, op, stop.fraction);
        state = { ...state, fired: [...state.fired, 'reset_at'], operation: op.kind === 'format' ? null : op };
        state = turns.reset?.(state) ?? state;
        break;
      case 'unplug':
        return { state: { ...state, fired: [...state.fired, 'unplug_at'] }, trip: { kind: 'unplug', atMs: at, offMs: 0 } };
      case 'power_loss':
        return {
          state: { ...state, fired: [...state.fired, 'power_loss_at'] },
          trip: { kind: 'power_loss', atMs: at, offMs: faultOf(spec, 'power_loss_at')?.off_ms ?? 0 },
        };
    }
  }
}

function failedOnce(fired: string[], spec: DriveSpec): string[] {
  return faultOf(spec, 'sanitize_fails')?.once === true ? [...fired, 'sanitize_fails'] : fired;
}

function paused(op: Operation, atMs: number): Operation {
  return { ...op, done_ms: progressOf(op, atMs) * op.work_ms, running_since_ms: null };
}

/** Power on: a sanitize goes on where it was (ATA, SCSI and NVMe alike). */
export function powerOn<State extends CommonState>(state: State, atMs: number, spec: DriveSpec, turns: Turns<State>): State {
  const op = state.operation;
  const resumed: State = {
    ...state,
    powered: true,
    hung: false,
    power_seen: state.power_seen + 1,
    operation: op === null ? null : { ...op, running_since_ms: atMs },
  };
  return turns.poweredOn(resumed, spec);
}

/** Power off: a sanitize keeps its place; any other erase is cut short and has reached only part of the medium. */
export function powerOff<State extends CommonState>(state: State, atMs: number, medium: Medium, turns: Turns<State>): State {
  const op = state.operation;
  const resumes = op !== null && op.kind === 'sanitize';
  if (op !== null && !resumes) erase(medium, op, progressOf(op, atMs));
  const off: State = { ...state, powered: false, power_seen: state.power_seen + 1, operation: resumes ? paused(op, atMs) : null };
  return turns.poweredOff(off, resumes ? null : op);
}

/** Carries out what an operation does to the bytes, up to a fraction of its reach. */
function erase(medium: Medium, op: Operation, fraction: number): void {
  const length = Math.floor((op.reach_bytes * fraction) / 4096) * 4096;
  if (length === 0) return;
  switch (op.fill.kind) {
    case 'zeros':
      medium.zero(op.from_bytes, length);
      return;
    case 'noise':
      medium.noise(op.from_bytes, length, op.fill.seed);
      return;
    case 'pattern':
      medium.fill(op.from_bytes, length, fromHex(op.fill.hex) ?? new Uint8Array(1));
      return;
    case 'nothing':
      return;
  }
}
