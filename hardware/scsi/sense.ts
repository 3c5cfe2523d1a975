import { be16, be32, be64, safeNumber, u8 } from '../transport/fields.ts';
import type { ScsiCommand } from './command.ts';
import { dataIn } from './command.ts';

/** Sense keys (SPC). */
export const senseKey = {
  noSense: 0x0,
  recoveredError: 0x1,
  notReady: 0x2,
  mediumError: 0x3,
  hardwareError: 0x4,
  illegalRequest: 0x5,
  unitAttention: 0x6,
  dataProtect: 0x7,
  abortedCommand: 0xb,
} as const;

/** Sense data, either format, with only the fields that were really sent. */
export interface Sense {
  readonly format: 'fixed' | 'descriptor';
  /** The sense belongs to an earlier command (response codes 71h and 73h). */
  readonly deferred: boolean;
  readonly key: number;
  readonly asc: number;
  readonly ascq: number;
  /** Progress indication in 65,536ths; present only when the drive marked it valid. */
  readonly progress?: number;
  /** Information field (usually the LBA of a medium error), when marked valid. */
  readonly information?: number;
  /** The ATA Status Return descriptor (type 09h), all 14 bytes, when one came. */
  readonly ataStatusReturn?: Uint8Array;
  readonly raw: Uint8Array;
}

/** REQUEST SENSE (03h). DESC = 1 asks for descriptor format; a drive may still answer in fixed format. */
export function requestSense(options: { readonly desc: boolean; readonly allocationLength?: number } = { desc: true }): ScsiCommand {
  const length = options.allocationLength ?? 252;
  return dataIn(Uint8Array.of(0x03, options.desc ? 1 : 0, 0, 0, length, 0), length);
}

/** Reads sense data; undefined when the bytes are no sense data (too short, unknown response code). */
export function parseSense(raw: Uint8Array): Sense | undefined {
  if (raw.length < 1) return undefined;
  const code = u8(raw, 0) & 0x7f;
  switch (code) {
    case 0x70:
    case 0x71:
      return parseFixed(raw, code === 0x71);
    case 0x72:
    case 0x73:
      return parseDescriptors(raw, code === 0x73);
    default:
      return undefined;
  }
}

function parseFixed(raw: Uint8Array, deferred: boolean): Sense | undefined {
  if (raw.length < 3) return undefined;
  const key = u8(raw, 2) & 0x0f;
  // Short fixed sense carries no additional code: zero means "no additional information" (SPC).
  const asc = raw.length > 12 ? u8(raw, 12) : 0;
  const ascq = raw.length > 13 ? u8(raw, 13) : 0;
  const validInformation = raw.length >= 7 && (u8(raw, 0) & 0x80) !== 0;
  const carriesProgress = key === senseKey.notReady || key === senseKey.noSense;
  const hasProgress = carriesProgress && raw.length >= 18 && (u8(raw, 15) & 0x80) !== 0;
  return {
    format: 'fixed',
    deferred,
    key,
    asc,
    ascq,
    ...(hasProgress ? { progress: be16(raw, 16) } : {}),
    ...(validInformation ? { information: be32(raw, 3) } : {}),
    raw,
  };
}

function parseDescriptors(raw: Uint8Array, deferred: boolean): Sense | undefined {
  if (raw.length < 4) return undefined;
  const key = u8(raw, 1) & 0x0f;
  let progress: number | undefined;
  let information: number | undefined;
  let ataStatusReturn: Uint8Array | undefined;
  const end = raw.length < 8 ? raw.length : Math.min(raw.length, 8 + u8(raw, 7));
  let at = 8;
  while (at + 2 <= end) {
    const type = u8(raw, at);
    const size = 2 + u8(raw, at + 1);
    if (at + size > end) break;
    if (type === 0x00 && size >= 12 && (u8(raw, at + 2) & 0x80) !== 0) information = safeNumber(be64(raw, at + 4));
    if (type === 0x02 && size >= 8 && (u8(raw, at + 4) & 0x80) !== 0 && (key === senseKey.notReady || key === senseKey.noSense))
      progress = be16(raw, at + 5);
    if (type === 0x09 && size >= 14) ataStatusReturn = raw.slice(at, at + 14);
    at += size;
  }
  return {
    format: 'descriptor',
    deferred,
    key,
    asc: u8(raw, 2),
    ascq: u8(raw, 3),
    ...(progress === undefined ? {} : { progress }),
    ...(information === undefined ? {} : { information }),
    ...(ataStatusReturn === undefined ? {} : { ataStatusReturn }),
    raw,
  };
}

/** True when key, ASC and ASCQ are all these. */
export function senseIs(sense: Sense | undefined, triple: readonly [key: number, asc: number, ascq: number]): boolean {
  return sense !== undefined && sense.key === triple[0] && sense.asc === triple[1] && sense.ascq === triple[2];
}

/** The sense codes that decide an erase. */
export const knownSense = {
  sanitizeInProgress: [0x2, 0x04, 0x1b],
  formatInProgress: [0x2, 0x04, 0x04],
  becomingReady: [0x2, 0x04, 0x01],
  notReady: [0x2, 0x04, 0x00],
  mediumNotPresent: [0x2, 0x3a, 0x00],
  sanitizeFailed: [0x3, 0x31, 0x03],
  formatFailed: [0x3, 0x31, 0x01],
  formatCorrupted: [0x3, 0x31, 0x00],
  unrecoveredReadError: [0x3, 0x11, 0x00],
  writeError: [0x3, 0x0c, 0x00],
  invalidOpcode: [0x5, 0x20, 0x00],
  lbaOutOfRange: [0x5, 0x21, 0x00],
  invalidFieldInCdb: [0x5, 0x24, 0x00],
  invalidFieldInParameterList: [0x5, 0x26, 0x00],
  powerOnOrReset: [0x6, 0x29, 0x00],
  securityConflict: [0x7, 0x74, 0x71],
  accessDenied: [0x7, 0x20, 0x02],
  unalignedWrite: [0x5, 0x21, 0x04],
  writeProtected: [0x7, 0x27, 0x00],
  ataPassThroughInformation: [0x1, 0x00, 0x1d],
  abortedCommand: [0xb, 0x00, 0x00],
} as const satisfies Record<string, readonly [number, number, number]>;

/** A unit attention that says that power came, or that somebody reset the bus, the target or the unit (ASC 29h). */
export function isReset(sense: Sense): boolean {
  return sense.key === senseKey.unitAttention && sense.asc === 0x29;
}

/** Key/ASC/ASCQ in two hex digits each, as people and logs write it: `03/31/03`. */
export function senseText(sense: Pick<Sense, 'key' | 'asc' | 'ascq'>): string {
  return [sense.key, sense.asc, sense.ascq].map((value) => value.toString(16).padStart(2, '0').toUpperCase()).join('/');
}
