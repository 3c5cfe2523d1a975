import { testUnitReady } from '../scsi/inquiry.ts';
import { isReset, knownSense, parseSense, requestSense, type Sense, senseIs, senseKey, senseText } from '../scsi/sense.ts';
import type { ScsiTransport } from '../transport/transport.ts';
import type { Limits } from './limits.ts';
import { ppmOf65536 } from './method.ts';
import { sendScsi } from './wire.ts';

/**
 * What a SCSI drive says of a long operation in it. It keeps no record of success: `quiet` means that nothing runs
 * and nothing has failed, which after an accepted command is the only sign of completion SBC gives.
 */
export type ScsiUnitState =
  | { readonly kind: 'running'; readonly donePpm?: number; readonly raw: Uint8Array }
  | { readonly kind: 'failed'; readonly reading: string; readonly raw: Uint8Array }
  | { readonly kind: 'quiet'; readonly raw: Uint8Array }
  | { readonly kind: 'unknown'; readonly detail: string; readonly raw: Uint8Array };

/** Which sense codes an operation has for "in progress" and for "failed". */
export interface OperationSense {
  readonly running: readonly [number, number, number];
  readonly failed: readonly { readonly triple: readonly [number, number, number]; readonly reading: string }[];
}

export const sanitizeSense: OperationSense = {
  running: knownSense.sanitizeInProgress,
  failed: [{ triple: knownSense.sanitizeFailed, reading: '03/31/03: SANITIZE command failed' }],
};

export const formatSense: OperationSense = {
  running: knownSense.formatInProgress,
  failed: [
    { triple: knownSense.formatFailed, reading: '03/31/01: FORMAT command failed' },
    { triple: knownSense.formatCorrupted, reading: '03/31/00: medium format corrupted' },
  ],
};

/** A state, and whether the drive has said on the way that it was reset or lost power. */
export interface ScsiLook {
  readonly state: ScsiUnitState;
  readonly reset: boolean;
}

/**
 * Asks REQUEST SENSE, then TEST UNIT READY: progress that vanishes is not success, so the drive must also be ready,
 * without a sense of failure. Drives exist that give progress to the second only. Throws TransportError.
 */
export async function lookAtUnit(transport: ScsiTransport, operation: OperationSense, limits: Limits): Promise<ScsiLook> {
  let reset = false;
  const heard = (sense: Sense): void => {
    if (isReset(sense)) reset = true;
  };
  const polled = await sendScsi(transport, requestSense({ desc: true }), limits.commandMs, heard);
  const sense = polled.kind === 'sense' ? polled.sense : polled.kind === 'good' ? parseSense(polled.data) : undefined;
  // REQUEST SENSE hands out a waiting attention as its data, with good status.
  if (sense?.key === senseKey.unitAttention) heard(sense);
  const told = sense === undefined ? undefined : fromSense(sense, operation);
  if (told !== undefined && !(told.kind === 'running' && told.donePpm === undefined)) return { state: told, reset };
  const ready = await sendScsi(transport, testUnitReady(), limits.commandMs, heard);
  const second = ready.kind === 'sense' ? fromSense(ready.sense, operation) : undefined;
  if (second !== undefined) return { state: second, reset };
  return { state: told ?? settled(sense, ready), reset };
}

function settled(sense: Sense | undefined, ready: Awaited<ReturnType<typeof sendScsi>>): ScsiUnitState {
  switch (ready.kind) {
    case 'good':
      // Without any sense at all we have not been told that nothing runs.
      if (sense === undefined) return { kind: 'unknown', detail: 'REQUEST SENSE gave no sense data', raw: new Uint8Array(0) };
      return saysNothing(sense)
        ? { kind: 'quiet', raw: sense.raw }
        : { kind: 'unknown', detail: `sense ${senseText(sense)}`, raw: sense.raw };
    case 'sense':
      return { kind: 'unknown', detail: `not ready: ${senseText(ready.sense)}`, raw: ready.sense.raw };
    case 'unreadable':
      return { kind: 'unknown', detail: `status ${ready.status.toString(16)}h`, raw: new Uint8Array(0) };
  }
}

/** Fixed format has the additional sense code up to here. */
const wholeFixedBytes = 14;
/** Additional codes about a unit that is not ready, and about its format: "no sense" beside them is a contradiction. */
const notNothing: readonly number[] = [0x04, 0x31];

/** A whole "no sense" about now. One about an earlier command, or cut before its additional code, tells nothing of an erase. */
function saysNothing(sense: Sense): boolean {
  const whole = sense.format === 'descriptor' || sense.raw.length >= wholeFixedBytes;
  return sense.key === senseKey.noSense && !sense.deferred && whole && !notNothing.includes(sense.asc);
}

function fromSense(sense: Sense, operation: OperationSense): ScsiUnitState | undefined {
  if (senseIs(sense, operation.running)) {
    return { kind: 'running', raw: sense.raw, ...(sense.progress !== undefined && { donePpm: ppmOf65536(sense.progress) }) };
  }
  const failed = operation.failed.find(({ triple }) => senseIs(sense, triple));
  return failed === undefined ? undefined : { kind: 'failed', reading: failed.reading, raw: sense.raw };
}
