import type { NvmeCommand } from '../transport/transport.ts';
import { le16, le32, le64, u8 } from '../transport/fields.ts';

/** Sanitize Action (SANACT). */
export const sanact = { exitFailureMode: 1, blockErase: 2, overwrite: 3, cryptoErase: 4, exitMediaVerification: 5 } as const;

export interface SanitizeOptions {
  /** AUSE: unrestricted completion mode, a failure can be left by Exit Failure Mode. */
  readonly ause?: boolean;
  /** NDAS: do not deallocate after sanitize, so that reads come from the media. */
  readonly noDeallocate?: boolean;
  /** EMVS: enter media verification state. */
  readonly mediaVerification?: boolean;
}

function sanitize(action: number, options: SanitizeOptions, extra = 0, cdw11 = 0): NvmeCommand {
  const cdw10 =
    action |
    (options.ause === true ? 0x08 : 0) |
    (options.noDeallocate === true ? 0x200 : 0) |
    (options.mediaVerification === true ? 0x400 : 0) |
    extra;
  return { opcode: 0x84, nsid: 0, cdw10, cdw11, data: { kind: 'none' } };
}

/** Sanitize (84h), Block Erase. The good completion only says that it has started. */
export function sanitizeBlockErase(options: SanitizeOptions = {}): NvmeCommand {
  return sanitize(sanact.blockErase, options);
}
/** Sanitize (84h), Crypto Erase. */
export function sanitizeCryptoErase(options: SanitizeOptions = {}): NvmeCommand {
  return sanitize(sanact.cryptoErase, options);
}
/** Sanitize (84h), Overwrite with a 32-bit pattern; 1 to 16 passes. */
export function sanitizeOverwrite(pattern: number, passes = 1, options: SanitizeOptions & { readonly invert?: boolean } = {}): NvmeCommand {
  if (passes < 1 || passes > 16) throw new RangeError('OWPASS is 1 to 16');
  return sanitize(sanact.overwrite, options, ((passes & 0x0f) << 4) | (options.invert === true ? 0x100 : 0), pattern >>> 0);
}
/** Sanitize (84h), Exit Failure Mode. */
export function sanitizeExitFailureMode(): NvmeCommand {
  return sanitize(sanact.exitFailureMode, {});
}
/** Sanitize (84h), Exit Media Verification State: what was sanitized becomes a drive in use again. */
export function sanitizeExitMediaVerification(): NvmeCommand {
  return sanitize(sanact.exitMediaVerification, {});
}

/** Get Log Page (02h). `lengthBytes` is a multiple of 4. */
export function getLogPage(lid: number, lengthBytes: number, nsid = 0xffffffff): NvmeCommand {
  if (lengthBytes < 4 || lengthBytes % 4 !== 0) throw new RangeError('a log is read in dwords');
  const dwords = lengthBytes / 4 - 1;
  return { opcode: 0x02, nsid, cdw10: (((dwords & 0xffff) << 16) | lid) >>> 0, cdw11: dwords >>> 16, data: { kind: 'in', lengthBytes } };
}
/** Sanitize Status, log 81h. */
export function getSanitizeStatusLog(): NvmeCommand {
  return getLogPage(0x81, 512);
}
/** SMART / Health Information, log 02h. */
export function getHealthLog(): NvmeCommand {
  return getLogPage(0x02, 512);
}

/** SSTAT 2:0. `deallocated_unexpectedly` completed without error but without No-Deallocate being honoured. */
export type SanitizeOutcome = 'never' | 'success' | 'running' | 'failed' | 'deallocated_unexpectedly' | 'reserved';
const outcomes = ['never', 'success', 'running', 'failed', 'deallocated_unexpectedly'] as const satisfies readonly SanitizeOutcome[];

export interface SanitizeStatusLog {
  /** In 65,536ths; undefined when nothing runs (FFFFh). */
  readonly progress?: number;
  readonly outcome: SanitizeOutcome;
  readonly passesDone: number;
  /** Nothing was written since the last successful sanitize. */
  readonly globalDataErased: boolean;
  /** CDW10 of the sanitize that the status is about. */
  readonly cdw10: number;
  /** Seconds that the drive expects; undefined = it gives none. Overwrite is for 16 passes. */
  readonly estimates: SanitizeEstimates;
  /** The same with No-Deallocate After Sanitize. */
  readonly noDeallocateEstimates: SanitizeEstimates;
  /** SSI 3:0, sanitize state; older drives leave it zero. 5 is Media Verification: done, and readable for checking only. */
  readonly state: number;
}

export interface SanitizeEstimates {
  readonly overwriteS?: number;
  readonly blockEraseS?: number;
  readonly cryptoEraseS?: number;
}

/** Three estimates in a row from byte `at`. */
function estimates(data: Uint8Array, at: number): SanitizeEstimates {
  const overwriteS = seconds(data, at);
  const blockEraseS = seconds(data, at + 4);
  const cryptoEraseS = seconds(data, at + 8);
  return {
    ...(overwriteS === undefined ? {} : { overwriteS }),
    ...(blockEraseS === undefined ? {} : { blockEraseS }),
    ...(cryptoEraseS === undefined ? {} : { cryptoEraseS }),
  };
}

function seconds(data: Uint8Array, at: number): number | undefined {
  const value = le32(data, at);
  return value === 0xffffffff ? undefined : value;
}

/** Reads log 81h; undefined when it is shorter than the fields of its first version (32 bytes). */
export function parseSanitizeStatusLog(data: Uint8Array): SanitizeStatusLog | undefined {
  if (data.length < 32) return undefined;
  const sstat = le16(data, 2);
  const outcome = outcomes[sstat & 7] ?? 'reserved';
  return {
    ...(outcome === 'running' ? { progress: le16(data, 0) } : {}),
    outcome,
    passesDone: (sstat >> 3) & 0x1f,
    globalDataErased: (sstat & 0x100) !== 0,
    cdw10: le32(data, 4),
    estimates: estimates(data, 8),
    noDeallocateEstimates: estimates(data, 20),
    state: data.length > 36 ? u8(data, 36) & 0x0f : 0,
  };
}

/**
 * True in the Media Verification state: the sanitize has ended, and the media can be read and nothing else until somebody
 * leads the drive out. Its status still says "in progress", for ever.
 */
export function inMediaVerification(log: Pick<SanitizeStatusLog, 'outcome' | 'state'>): boolean {
  return log.outcome === 'running' && log.state === mediaVerificationState;
}
const mediaVerificationState = 5;

export interface HealthLog {
  readonly spareLow: boolean;
  readonly reliabilityDegraded: boolean;
  readonly mediaReadOnly: boolean;
  readonly volatileBackupFailed: boolean;
  readonly percentageUsed: number;
  readonly mediaErrors: bigint;
  /** Byte 112, the low 64 bits. */
  readonly powerCycles: bigint;
}

/** Reads log 02h; undefined when short. Media errors are the low 64 bits of the counter at byte 160. */
export function parseHealthLog(data: Uint8Array): HealthLog | undefined {
  if (data.length < 176) return undefined;
  const warning = u8(data, 0);
  let mediaErrors = 0n;
  for (let i = 7; i >= 0; i--) mediaErrors = mediaErrors * 256n + BigInt(u8(data, 160 + i));
  return {
    spareLow: (warning & 1) !== 0,
    reliabilityDegraded: (warning & 4) !== 0,
    mediaReadOnly: (warning & 8) !== 0,
    volatileBackupFailed: (warning & 0x10) !== 0,
    percentageUsed: u8(data, 5),
    mediaErrors,
    powerCycles: le64(data, 112),
  };
}
