import { status } from '../../scsi/command.ts';
import type { DataPhase, ScsiAnswer } from '../../transport/transport.ts';
import { TransportError } from '../../transport/transport.ts';
import type { CommandWrapper } from '../../transport/usb/bulk-only.ts';
import { classRequest, cswBytes, parseCommandWrapper, statusWrapper } from '../../transport/usb/bulk-only.ts';
import { fixedSense } from '../model/scsi-answers.ts';

/** What stands behind the USB plug: answers CDBs for one of its LUNs. Throws TransportError when nothing would ever answer. */
export type ScsiBehind = (cdb: Uint8Array, data: DataPhase, lun: number) => Promise<ScsiAnswer>;

/** What goes wrong on the wire. It strikes each command with this opcode, or every command; `times` bounds how often. */
export interface BotFault {
  readonly kind:
    | 'stall_command'
    | 'stall_data'
    | 'stall_status'
    | 'phase_error'
    | 'wrong_tag'
    | 'wrong_signature'
    | 'short_status'
    | 'residue_too_large'
    | 'pads_data'
    | 'skips_data'
    | 'silent';
  readonly opcode?: number;
  readonly times?: number;
}

export interface BotQuirks {
  /** LUNs that the dock says it has; 1 by default. */
  readonly units?: number;
  /** GET MAX LUN is stalled, as many docks with one LUN do. */
  readonly stallsMaxLun?: boolean;
  readonly faults?: readonly BotFault[];
}

export type BotOut = 'taken' | 'stall' | 'silent';
export type BotIn = Uint8Array | 'stall' | 'silent';

/**
 * The device's side of Bulk-Only Transport, without any USB beneath it: what a USB/IP server or a test moves in and
 * out of it are the bytes of the two bulk pipes. `silent` means: give no answer until the host gives up.
 */
export interface BotDevice {
  /** One bulk-out transfer; data may come in as many as the host likes. */
  out(bytes: Uint8Array): Promise<BotOut>;
  /** One bulk-in transfer. Waits for the drive, as the real pipe does by NAK. */
  in(lengthBytes: number): Promise<BotIn>;
  /** A class request to the interface: GET MAX LUN brings a byte, the reset an empty answer. */
  control(request: number): Promise<Uint8Array | 'stall'>;
  /** CLEAR_FEATURE(ENDPOINT_HALT). */
  clearHalt(direction: 'in' | 'out'): void;
}

const none = new Uint8Array(0);

type Phase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'receiving'; readonly command: CommandWrapper; readonly got: readonly Uint8Array[]; readonly bytes: number }
  | { readonly kind: 'sending'; readonly end: Promise<Ended>; readonly sentBytes: number; readonly statusStalled: boolean }
  | { readonly kind: 'lost' };

/** How a command ended: what goes in as data, and then the status. */
interface Ended {
  readonly data: Uint8Array;
  /** The host waits for more data than there is, so that the data phase has to be cut short. */
  readonly askedBytes: number;
  readonly csw: Uint8Array | 'silent';
  readonly stallsData: boolean;
  readonly stallsStatus: boolean;
}

export function botDevice(scsi: ScsiBehind, quirks: BotQuirks = {}): BotDevice {
  return new BotMachine(scsi, quirks);
}

class BotMachine implements BotDevice {
  readonly #scsi: ScsiBehind;
  readonly #quirks: BotQuirks;
  readonly #faults: Faults;
  /** The sense of the last failed command of each LUN. */
  readonly #sense = new Map<number, Uint8Array>();
  readonly #halted = { in: false, out: false };
  #phase: Phase = { kind: 'idle' };

  constructor(scsi: ScsiBehind, quirks: BotQuirks) {
    this.#scsi = scsi;
    this.#quirks = quirks;
    this.#faults = faultCounter(quirks.faults ?? []);
  }

  out(bytes: Uint8Array): Promise<BotOut> {
    if (this.#halted.out) return Promise.resolve('stall');
    const phase = this.#phase;
    if (phase.kind === 'receiving') {
      const got = [...phase.got, bytes];
      const total = phase.bytes + bytes.length;
      if (total < phase.command.dataBytes) this.#phase = { ...phase, got, bytes: total };
      else this.#begin(phase.command, joined(got));
      return Promise.resolve('taken');
    }
    const command = phase.kind === 'idle' ? parseCommandWrapper(bytes) : undefined;
    // Not a valid wrapper, or not the time for one: both pipes halt until reset recovery.
    if (command === undefined || this.#faults.strikes('stall_command', command.cdb[0])) {
      this.#phase = { kind: 'lost' };
      this.#halted.in = true;
      this.#halted.out = true;
      return Promise.resolve('stall');
    }
    if (command.direction === 'in' || command.dataBytes === 0) this.#begin(command, none);
    else if (this.#faults.strikes('stall_data', command.cdb[0])) this.#refuseData(command);
    else this.#phase = { kind: 'receiving', command, got: [], bytes: 0 };
    return Promise.resolve('taken');
  }

  async in(lengthBytes: number): Promise<BotIn> {
    if (this.#halted.in) return 'stall';
    const now = this.#phase;
    if (now.kind !== 'sending') return 'silent';
    const ended = await now.end;
    // A reset while the drive worked: what comes now belongs to nobody.
    if (this.#phase !== now) return 'silent';
    if (now.sentBytes < ended.askedBytes) return this.#sendData(now, ended, lengthBytes);
    if (ended.csw === 'silent') return 'silent';
    if (ended.stallsStatus && !now.statusStalled) {
      this.#phase = { ...now, statusStalled: true };
      this.#halted.in = true;
      return 'stall';
    }
    this.#phase = { kind: 'idle' };
    return ended.csw.slice(0, lengthBytes);
  }

  control(request: number): Promise<Uint8Array | 'stall'> {
    if (request === classRequest.getMaxLun)
      return Promise.resolve(this.#quirks.stallsMaxLun === true ? 'stall' : Uint8Array.of((this.#quirks.units ?? 1) - 1));
    if (request !== classRequest.bulkOnlyReset) return Promise.resolve('stall');
    this.#phase = { kind: 'idle' };
    return Promise.resolve(none);
  }

  clearHalt(direction: 'in' | 'out'): void {
    // Behind an invalid wrapper the halts stay until the reset.
    if (this.#phase.kind !== 'lost') this.#halted[direction] = false;
  }

  #begin(command: CommandWrapper, bytes: Uint8Array): void {
    const end = carryOut(this.#scsi, this.#sense, this.#faults, command, bytes);
    this.#phase = { kind: 'sending', end, sentBytes: 0, statusStalled: false };
  }

  /** Halts the out pipe before the data has come, and fails the command. */
  #refuseData(command: CommandWrapper): void {
    this.#halted.out = true;
    this.#sense.set(command.lun, fixedSense([0x4, 0x44, 0x00]));
    const csw = statusWrapper(command.tag, command.dataBytes, 1);
    const end = Promise.resolve({ data: none, askedBytes: 0, csw, stallsData: false, stallsStatus: false });
    this.#phase = { kind: 'sending', end, sentBytes: 0, statusStalled: false };
  }

  /** The next part of the data; a short part ends the data phase, and where there is nothing to send the pipe halts. */
  #sendData(now: Extract<Phase, { kind: 'sending' }>, ended: Ended, lengthBytes: number): BotIn {
    const part = ended.stallsData ? none : ended.data.slice(now.sentBytes, now.sentBytes + lengthBytes);
    this.#phase = { ...now, sentBytes: part.length < lengthBytes ? ended.askedBytes : now.sentBytes + part.length };
    if (part.length > 0) return part;
    this.#halted.in = true;
    return 'stall';
  }
}

type Faults = ReturnType<typeof faultCounter>;

function faultCounter(faults: readonly BotFault[]): { strikes(kind: BotFault['kind'], opcode: number | undefined): boolean } {
  const left = faults.map((fault) => fault.times ?? Number.POSITIVE_INFINITY);
  return {
    strikes: (kind, opcode) => {
      const at = faults.findIndex((fault, index) => fault.kind === kind && (fault.opcode ?? opcode) === opcode && (left[index] ?? 0) > 0);
      if (at < 0) return false;
      left[at] = (left[at] ?? 0) - 1;
      return true;
    },
  };
}

async function carryOut(
  scsi: ScsiBehind,
  sense: Map<number, Uint8Array>,
  faults: Faults,
  command: CommandWrapper,
  bytes: Uint8Array,
): Promise<Ended> {
  const opcode = command.cdb[0];
  const silence: Ended = { data: none, askedBytes: 0, csw: 'silent', stallsData: false, stallsStatus: false };
  if (faults.strikes('silent', opcode)) return silence;
  const answer = await answerOf(scsi, sense, command, bytes);
  if (answer === undefined) return silence;
  const incoming = command.direction === 'in' ? command.dataBytes : 0;
  const honest = answer.data.slice(0, incoming);
  const data = faults.strikes('pads_data', opcode) ? padded(honest, incoming) : honest;
  const residue = incoming - honest.length;
  const tag = faults.strikes('wrong_tag', opcode) ? (command.tag + 1) >>> 0 : command.tag;
  const told = faults.strikes('phase_error', opcode) ? 2 : answer.status === status.good ? 0 : 1;
  const left = faults.strikes('residue_too_large', opcode) ? command.dataBytes + 1 : residue;
  let csw = statusWrapper(tag, left, told);
  if (faults.strikes('wrong_signature', opcode)) csw[0] = 0;
  if (faults.strikes('short_status', opcode)) csw = csw.slice(0, cswBytes - 1);
  return {
    data,
    askedBytes: faults.strikes('skips_data', opcode) ? 0 : incoming,
    csw,
    stallsData: incoming > 0 && faults.strikes('stall_data', opcode),
    stallsStatus: faults.strikes('stall_status', opcode),
  };
}

/** The bridge keeps the sense of the last failed command and gives it to the next REQUEST SENSE. */
async function answerOf(
  scsi: ScsiBehind,
  sense: Map<number, Uint8Array>,
  command: CommandWrapper,
  bytes: Uint8Array,
): Promise<ScsiAnswer | undefined> {
  const kept = sense.get(command.lun);
  sense.delete(command.lun);
  if (command.cdb[0] === 0x03 && kept !== undefined) return { status: status.good, sense: none, data: kept.slice(0, command.cdb[4] ?? 0) };
  try {
    const answer = await scsi(command.cdb, dataPhaseOf(command, bytes), command.lun);
    if (answer.status !== status.good) sense.set(command.lun, answer.sense);
    return answer;
  } catch (error) {
    if (error instanceof TransportError) return undefined;
    throw error;
  }
}

function dataPhaseOf(command: CommandWrapper, bytes: Uint8Array): DataPhase {
  if (command.dataBytes === 0) return { kind: 'none' };
  return command.direction === 'in' ? { kind: 'in', lengthBytes: command.dataBytes } : { kind: 'out', bytes };
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const all = new Uint8Array(length);
  all.set(bytes);
  return all;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
