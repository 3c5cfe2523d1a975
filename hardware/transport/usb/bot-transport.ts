import { status } from '../../scsi/command.ts';
import { requestSense } from '../../scsi/sense.ts';
import type { DataPhase, ScsiAnswer, ScsiTransport } from '../transport.ts';
import { lengthOf, TransportError } from '../transport.ts';
import type { TransferredIn, UsbBulkDevice } from './bulk-device.ts';
import type { StatusWrapperFault } from './bulk-only.ts';
import { classRequest, commandWrapper, cswBytes, parseStatusWrapper } from './bulk-only.ts';

/** Class requests and sense data are answered by the bridge itself: at once or never. */
const shortMs = 5_000;
const noBytes = new Uint8Array(0);

/**
 * SCSI over Bulk-Only Transport to one LUN. One command at a time, in the order of arrival: a command of hours holds
 * everything behind it. Sense is fetched by REQUEST SENSE after a failed command and comes in the same
 * answer. Throws TransportError; after `timeout` and `io` the bridge has been reset and the next command may be tried,
 * but whether the command ran is not known: nothing is ever sent again from here.
 */
export function botTransport(device: UsbBulkDevice, lun = 0): ScsiTransport {
  let tag = 0;
  let last: Promise<unknown> = Promise.resolve();
  const nextTag = (): number => (tag = (tag + 1) >>> 0);
  return {
    kind: 'scsi',
    execute: (cdb, data, timeoutMs) => {
      const mine = last.then(() => answered(device, { lun, nextTag }, cdb, data, timeoutMs));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

interface Unit {
  readonly lun: number;
  nextTag(): number;
}

/** How many LUNs the device has, at least 1. A device without the request stalls it, which means one. */
export async function countUnits(device: UsbBulkDevice): Promise<number> {
  const told = await device.controlIn(classRequest.getMaxLun, 1, shortMs);
  if (told.kind === 'stall') return 1;
  const highest = told.bytes[0] ?? 0;
  // Bulk-Only Transport has 4 bits for a LUN; more is a device that answered nonsense.
  return highest > 15 ? 1 : highest + 1;
}

async function answered(device: UsbBulkDevice, unit: Unit, cdb: Uint8Array, data: DataPhase, timeoutMs: number): Promise<ScsiAnswer> {
  const first = await attempt(device, unit, cdb, data, timeoutMs);
  if (first.passed) return { status: status.good, sense: noBytes, data: first.data };
  const ask = requestSense({ desc: true });
  const sense = await attempt(device, unit, ask.cdb, ask.data, shortMs);
  // A failed REQUEST SENSE leaves the command failed with nothing known about why.
  return { status: status.checkCondition, sense: sense.passed ? sense.data : noBytes, data: first.data };
}

interface Attempt {
  readonly passed: boolean;
  readonly data: Uint8Array;
}

/** One command with its data and status. Anything that leaves the two sides out of step ends in reset recovery. */
async function attempt(device: UsbBulkDevice, unit: Unit, cdb: Uint8Array, data: DataPhase, timeoutMs: number): Promise<Attempt> {
  const asked = { tag: unit.nextTag(), dataBytes: lengthOf(data) };
  const wrapper = commandWrapper({ ...asked, direction: data.kind === 'out' ? 'out' : 'in', lun: unit.lun, cdb });
  try {
    const sent = await device.transferOut(wrapper, timeoutMs);
    if (sent.kind === 'stall' || sent.lengthBytes !== wrapper.length) throw broken('the dock did not take the command');
    const moved = await dataPhase(device, data, timeoutMs);
    // Some bridges skip the data of a failed command and send its status in that place; the tag proves it.
    const early = moved.length === cswBytes && asked.dataBytes > cswBytes && parseStatusWrapper(moved, asked).kind === 'status';
    const bytes = early ? noBytes : moved;
    const ended = parseStatusWrapper(early ? moved : await readStatus(device, timeoutMs), asked);
    if (ended.kind === 'invalid') throw broken(faultWords[ended.why]);
    // The residue counts what of the asked bytes means nothing, even where they were sent as padding.
    return { passed: ended.passed, data: bytes.subarray(0, Math.max(0, asked.dataBytes - ended.residueBytes)) };
  } catch (error) {
    if (error instanceof TransportError && error.code !== 'gone') await recover(device);
    throw error;
  }
}

/** Moves the data. A stall ends the phase early and is no error: the status says what it meant. */
async function dataPhase(device: UsbBulkDevice, data: DataPhase, timeoutMs: number): Promise<Uint8Array> {
  if (data.kind === 'out' && data.bytes.length > 0) {
    const sent = await device.transferOut(data.bytes, timeoutMs);
    if (sent.kind === 'stall') await device.clearHalt('out');
    return noBytes;
  }
  if (data.kind !== 'in' || data.lengthBytes === 0) return noBytes;
  const got = await device.transferIn(data.lengthBytes, timeoutMs);
  if (got.kind === 'data') return got.bytes;
  await device.clearHalt('in');
  return noBytes;
}

/** A stalled status is asked for once more after the halt is cleared; a second stall is out of step. */
async function readStatus(device: UsbBulkDevice, timeoutMs: number): Promise<Uint8Array> {
  let got: TransferredIn = await device.transferIn(cswBytes, timeoutMs);
  // Some devices end a data phase on a packet boundary with an empty packet.
  if (got.kind === 'data' && got.bytes.length === 0) got = await device.transferIn(cswBytes, timeoutMs);
  if (got.kind === 'stall') {
    await device.clearHalt('in');
    got = await device.transferIn(cswBytes, timeoutMs);
  }
  if (got.kind === 'stall') throw broken('the dock gives no status');
  return got.bytes;
}

const faultWords: Readonly<Record<StatusWrapperFault, string>> = {
  short: 'the dock sent a status of the wrong length',
  signature: 'the dock sent a status without its signature',
  tag: 'the dock sent the status of another command',
  status: 'the dock sent a status that does not exist',
  phase_error: 'the dock lost step with the command (phase error)',
  residue: 'the dock left over more bytes than were asked for',
};

function broken(what: string): TransportError {
  return new TransportError('io', `${what}; whether the drive carried it out is not known`);
}

/** Reset recovery: Bulk-Only Mass Storage Reset, then both halts. What fails here shows itself at the next command. */
async function recover(device: UsbBulkDevice): Promise<void> {
  const steps = [
    () => device.controlOut(classRequest.bulkOnlyReset, shortMs),
    () => device.clearHalt('in'),
    () => device.clearHalt('out'),
  ] as const;
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      if (error.code === 'gone') return;
    }
  }
}
