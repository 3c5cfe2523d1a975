import type { AtaCommand, AtaReturn } from './sat.ts';

const sanitizeDevice = 0xb4;

export interface SanitizeOptions {
  /** COUNT b4, FAILURE MODE: 1 lets SANITIZE STATUS EXT with COUNT b0 clear a failure; 0 leaves only another sanitize. */
  readonly failureMode?: boolean;
  /** COUNT b15, ZONE NO RESET. */
  readonly zoneNoReset?: boolean;
}

function sub(features: number, lba: number, count: number): AtaCommand {
  return { command: sanitizeDevice, features, lba, count, extend: true, data: { kind: 'none' } };
}

function common(options: SanitizeOptions): number {
  return (options.failureMode === true ? 0x10 : 0) | (options.zoneNoReset === true ? 0x8000 : 0);
}

/** SANITIZE STATUS EXT. `clearFailed` sets COUNT b0. */
export function sanitizeStatusExt(clearFailed = false): AtaCommand {
  return sub(0x0000, 0, clearFailed ? 1 : 0);
}

/** CRYPTO SCRAMBLE EXT, LBA "Cryp". */
export function cryptoScrambleExt(options: SanitizeOptions = {}): AtaCommand {
  return sub(0x0011, 0x43727970, common(options));
}

/** BLOCK ERASE EXT, LBA "BkEr". */
export function blockEraseExt(options: SanitizeOptions = {}): AtaCommand {
  return sub(0x0012, 0x426b4572, common(options));
}

/** OVERWRITE EXT, LBA "OW" and a 32-bit pattern. `passes` is 1 to 16. */
export function overwriteExt(
  pattern: number,
  passes = 1,
  options: SanitizeOptions & { readonly invert?: boolean; readonly definitiveEndingPattern?: boolean } = {},
): AtaCommand {
  if (passes < 1 || passes > 16) throw new RangeError('OVERWRITE PASS COUNT is 1 to 16');
  const count =
    common(options) |
    (passes === 16 ? 0 : passes) |
    (options.invert === true ? 0x80 : 0) |
    (options.definitiveEndingPattern === true ? 0x40 : 0);
  return sub(0x0014, 0x4f57 * 2 ** 32 + (pattern >>> 0), count);
}

/** SANITIZE FREEZE LOCK EXT, LBA "FrLk". */
export function sanitizeFreezeLockExt(): AtaCommand {
  return sub(0x0020, 0x46724c6b, 0);
}

/** SANITIZE ANTIFREEZE LOCK EXT, LBA "Anti". */
export function sanitizeAntifreezeLockExt(): AtaCommand {
  return sub(0x0040, 0x416e7469, 0);
}

/** Why the drive refused or failed a sanitize (LBA 7:0 on ABRT). */
export type SanitizeErrorReason = 'none_given' | 'unsuccessful' | 'unsupported' | 'frozen' | 'antifreeze' | 'reserved';
const errorReasons = [
  'none_given',
  'unsuccessful',
  'unsupported',
  'frozen',
  'antifreeze',
] as const satisfies readonly SanitizeErrorReason[];

/**
 * The flags of SANITIZE STATUS EXT. No flag at all means "never sanitized, or cleared", which is not success.
 * `unknown` when the registers did not come back whole.
 */
export type SanitizeStatus =
  | {
      readonly kind: 'status';
      /** COUNT b15: the last operation completed without error. */
      readonly completedWithoutError: boolean;
      readonly inProgress: boolean;
      readonly frozen: boolean;
      readonly antifreeze: boolean;
      /** In 65,536ths; meaningful while in progress. */
      readonly progress: number;
    }
  | { readonly kind: 'aborted'; readonly reason: SanitizeErrorReason }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown' };

/** Reads what any SANITIZE DEVICE sub-command returned. */
export function parseSanitizeStatus(returned: AtaReturn): SanitizeStatus {
  switch (returned.kind) {
    case 'refused':
      return { kind: 'refused' };
    case 'unknown':
      return { kind: 'unknown' };
    case 'registers':
      break;
  }
  const { registers } = returned;
  if (registers.failed) {
    // Only ABRT gives LBA its meaning as a reason.
    if ((registers.error & 0x04) === 0) return { kind: 'unknown' };
    return { kind: 'aborted', reason: errorReasons[registers.lbaLow24 & 0xff] ?? 'reserved' };
  }
  if (registers.count === undefined) return { kind: 'unknown' };
  return {
    kind: 'status',
    completedWithoutError: (registers.count & 0x8000) !== 0,
    inProgress: (registers.count & 0x4000) !== 0,
    frozen: (registers.count & 0x2000) !== 0,
    antifreeze: (registers.count & 0x1000) !== 0,
    progress: registers.lbaLow24 & 0xffff,
  };
}
