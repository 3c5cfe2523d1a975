import type { ScsiAnswer } from '../transport/transport.ts';
import { u8 } from '../transport/fields.ts';
import type { ScsiCommand } from '../scsi/command.ts';
import { status } from '../scsi/command.ts';
import type { Sense } from '../scsi/sense.ts';
import { parseSense } from '../scsi/sense.ts';

/** The registers of one ATA command. `lba` and `count` are 48 and 16 bits with `extend`, else 28 and 8. */
export interface AtaCommand {
  readonly command: number;
  readonly features?: number;
  readonly count?: number;
  readonly lba?: number;
  readonly device?: number;
  /** A 48-bit command. */
  readonly extend: boolean;
  readonly data: AtaData;
}

/** Data phase in the terms of SAT: `pio` and `dma` choose the PROTOCOL field. */
export type AtaData =
  | { readonly kind: 'none' }
  | { readonly kind: 'in'; readonly protocol: 'pio' | 'dma'; readonly blocks: number }
  | { readonly kind: 'out'; readonly protocol: 'pio' | 'dma'; readonly bytes: Uint8Array };

/** Ask for the registers by default only where nothing else comes back: some bridges mix up data and sense. */
export interface PassThroughOptions {
  readonly ckCond?: boolean;
}

const ataBlock = 512;

function protocolOf(data: AtaData): number {
  switch (data.kind) {
    case 'none':
      return 3;
    case 'in':
      return data.protocol === 'pio' ? 4 : 6;
    case 'out':
      return data.protocol === 'pio' ? 5 : 6;
  }
}

/** Bytes 1 and 2 of a pass-through CDB. */
function protocolAndFlags(task: AtaCommand, options: PassThroughOptions): [number, number] {
  const ckCond = options.ckCond ?? task.data.kind === 'none';
  const transfer = task.data.kind === 'none' ? 0 : 0x06 | (task.data.kind === 'in' ? 0x08 : 0);
  return [(protocolOf(task.data) << 1) | (task.extend ? 1 : 0), (ckCond ? 0x20 : 0) | transfer];
}

function scsiData(data: AtaData): ScsiCommand['data'] {
  switch (data.kind) {
    case 'none':
      return { kind: 'none' };
    case 'in':
      return { kind: 'in', lengthBytes: data.blocks * ataBlock };
    case 'out':
      return { kind: 'out', bytes: data.bytes };
  }
}

/** COUNT as the data phase demands it when the command does not use the field for itself. */
function countOf(task: AtaCommand): number {
  if (task.count !== undefined) return task.count;
  switch (task.data.kind) {
    case 'none':
      return 0;
    case 'in':
      return task.data.blocks;
    case 'out':
      return task.data.bytes.length / ataBlock;
  }
}

/** Byte `index` (0 = lowest) of a number of up to 48 bits. */
function byteOf(value: number, index: number): number {
  return Math.floor(value / 256 ** index) % 256;
}

/** ATA PASS-THROUGH (16), 85h (SAT). */
export function ataPassThrough16(task: AtaCommand, options: PassThroughOptions = {}): ScsiCommand {
  const [protocol, flags] = protocolAndFlags(task, options);
  const features = task.features ?? 0;
  const count = countOf(task);
  const lba = task.lba ?? 0;
  const cdb = Uint8Array.of(
    0x85,
    protocol,
    flags,
    byteOf(features, 1),
    byteOf(features, 0),
    byteOf(count, 1),
    byteOf(count, 0),
    byteOf(lba, 3),
    byteOf(lba, 0),
    byteOf(lba, 4),
    byteOf(lba, 1),
    byteOf(lba, 5),
    byteOf(lba, 2),
    task.device ?? 0x40,
    task.command,
    0,
  );
  return { cdb, data: scsiData(task.data) };
}

/** ATA PASS-THROUGH (12), A1h (SAT). Throws for a 48-bit command: this form cannot carry one. */
export function ataPassThrough12(task: AtaCommand, options: PassThroughOptions = {}): ScsiCommand {
  const lba = task.lba ?? 0;
  const count = countOf(task);
  if (task.extend || lba >= 2 ** 24 || count > 255 || (task.features ?? 0) > 255)
    throw new RangeError('this command needs the 16-byte form');
  const [protocol, flags] = protocolAndFlags(task, options);
  const cdb = Uint8Array.of(
    0xa1,
    protocol,
    flags,
    task.features ?? 0,
    count,
    byteOf(lba, 0),
    byteOf(lba, 1),
    byteOf(lba, 2),
    task.device ?? 0x40,
    task.command,
    0,
    0,
  );
  return { cdb, data: scsiData(task.data) };
}

/**
 * ATA PASS-THROUGH (32), 7Fh with service action 1FF0h (SAT): the only form that carries ICC and AUXILIARY. The
 * reference has no recorded vector for it, so it is built from the table of fields alone.
 */
export function ataPassThrough32(
  task: AtaCommand,
  options: PassThroughOptions & { readonly icc?: number; readonly auxiliary?: number } = {},
): ScsiCommand {
  const [protocol, flags] = protocolAndFlags(task, options);
  const features = task.features ?? 0;
  const count = countOf(task);
  const lba = task.lba ?? 0;
  const cdb = new Uint8Array(32);
  cdb.set([0x7f, 0, 0, 0, 0, 0, 0, 0x18, 0x1f, 0xf0, protocol, flags]);
  cdb.set(
    [5, 4, 3, 2, 1, 0].map((index) => byteOf(lba, index)),
    14,
  );
  cdb.set([byteOf(features, 1), byteOf(features, 0), byteOf(count, 1), byteOf(count, 0), task.device ?? 0x40, task.command], 20);
  cdb.set([options.icc ?? 0, ...[3, 2, 1, 0].map((index) => byteOf(options.auxiliary ?? 0, index))], 27);
  return { cdb, data: scsiData(task.data) };
}

/** ATA registers as they came back. A register that did not come back is undefined, never zero. */
export interface AtaRegisters {
  readonly error: number;
  readonly status: number;
  readonly device: number;
  readonly extend: boolean;
  readonly countLow: number;
  /** COUNT 15:0; undefined when the fixed format dropped a nonzero upper half. */
  readonly count: number | undefined;
  readonly lbaLow24: number;
  /** LBA 47:0; undefined when the fixed format dropped a nonzero upper half. */
  readonly lba: number | undefined;
  readonly format: 'fixed' | 'descriptor';
  /** DF or ERR is set: the drive refused or failed the command. */
  readonly failed: boolean;
}

/**
 * What came back from a pass-through command. `unknown` is never success: the command may or may not have run.
 * `refused`: the translator itself turned the command down, the drive was not asked.
 */
export type AtaReturn =
  | { readonly kind: 'registers'; readonly registers: AtaRegisters }
  | { readonly kind: 'refused'; readonly sense: Sense }
  | {
      readonly kind: 'unknown';
      readonly why: 'no_registers' | 'empty_registers' | 'busy' | 'not_ready' | 'bad_sense';
      readonly sense?: Sense;
    };

const bsy = 0x80;
const drdy = 0x40;
const df = 0x20;
const err = 0x01;

/** Reads the registers of a pass-through command sent with CK_COND = 1, or of one that failed. */
export function parseAtaReturn(answer: ScsiAnswer): AtaReturn {
  if (answer.sense.length === 0) return { kind: 'unknown', why: answer.status === status.good ? 'no_registers' : 'bad_sense' };
  const sense = parseSense(answer.sense);
  if (sense === undefined || sense.deferred) return { kind: 'unknown', why: 'bad_sense', ...(sense === undefined ? {} : { sense }) };
  const registers = sense.format === 'descriptor' ? fromDescriptor(sense) : fromFixed(sense);
  if (registers === undefined) {
    // ILLEGAL REQUEST comes from the translator. Anything else without registers says nothing of the drive.
    return sense.key === 0x5 ? { kind: 'refused', sense } : { kind: 'unknown', why: 'no_registers', sense };
  }
  if (registers.status === 0) return { kind: 'unknown', why: 'empty_registers', sense };
  if ((registers.status & bsy) !== 0) return { kind: 'unknown', why: 'busy', sense };
  if ((registers.status & drdy) === 0) return { kind: 'unknown', why: 'not_ready', sense };
  return { kind: 'registers', registers };
}

function fromDescriptor(sense: Sense): AtaRegisters | undefined {
  const d = sense.ataStatusReturn;
  if (d === undefined) return undefined;
  const extend = (u8(d, 2) & 1) !== 0;
  const lbaLow24 = u8(d, 7) | (u8(d, 9) << 8) | (u8(d, 11) << 16);
  const lbaHigh24 = u8(d, 6) + u8(d, 8) * 256 + u8(d, 10) * 65536;
  return {
    error: u8(d, 3),
    status: u8(d, 13),
    device: u8(d, 12),
    extend,
    countLow: u8(d, 5),
    count: (u8(d, 4) << 8) | u8(d, 5),
    lbaLow24,
    lba: lbaHigh24 * 2 ** 24 + lbaLow24,
    format: 'descriptor',
    failed: (u8(d, 13) & (df | err)) !== 0,
  };
}

/** Fixed format is the registers only with 00h/1Dh; with any other code the same bytes mean something else. */
function fromFixed(sense: Sense): AtaRegisters | undefined {
  const raw = sense.raw;
  if (sense.asc !== 0x00 || sense.ascq !== 0x1d || raw.length < 12) return undefined;
  const flags = u8(raw, 8);
  const lbaLow24 = u8(raw, 9) | (u8(raw, 10) << 8) | (u8(raw, 11) << 16);
  const countLow = u8(raw, 6);
  return {
    error: u8(raw, 3),
    status: u8(raw, 4),
    device: u8(raw, 5),
    extend: (flags & 0x80) !== 0,
    countLow,
    count: (flags & 0x40) !== 0 ? undefined : countLow,
    lbaLow24,
    lba: (flags & 0x20) !== 0 ? undefined : lbaLow24,
    format: 'fixed',
    failed: (u8(raw, 4) & (df | err)) !== 0,
  };
}
