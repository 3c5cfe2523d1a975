import { putBe16, putBe32, u8 } from '../transport/fields.ts';
import type { ScsiCommand } from './command.ts';
import { dataIn, dataOut, noData } from './command.ts';

/** Service actions of SANITIZE (48h). */
export const sanitizeServiceAction = { overwrite: 0x01, blockErase: 0x02, cryptographicErase: 0x03, exitFailureMode: 0x1f } as const;

export interface SanitizeOptions {
  /** Return at once and go on in the drive. */
  readonly immed: boolean;
  /** ZNR: leave the zones of a zoned drive as they are. */
  readonly znr?: boolean;
  /** AUSE: let EXIT FAILURE MODE make the drive usable after a failure. */
  readonly ause?: boolean;
}

function byte1(action: number, options: SanitizeOptions): number {
  return (options.immed ? 0x80 : 0) | (options.znr === true ? 0x40 : 0) | (options.ause === true ? 0x20 : 0) | action;
}

/** SANITIZE, BLOCK ERASE (02h). */
export function sanitizeBlockErase(options: SanitizeOptions = { immed: true }): ScsiCommand {
  return noData(0x48, byte1(sanitizeServiceAction.blockErase, options), 0, 0, 0, 0, 0, 0, 0, 0);
}

/** SANITIZE, CRYPTOGRAPHIC ERASE (03h). */
export function sanitizeCryptographicErase(options: SanitizeOptions = { immed: true }): ScsiCommand {
  return noData(0x48, byte1(sanitizeServiceAction.cryptographicErase, options), 0, 0, 0, 0, 0, 0, 0, 0);
}

/** SANITIZE, EXIT FAILURE MODE (1Fh). */
export function sanitizeExitFailureMode(): ScsiCommand {
  return noData(0x48, sanitizeServiceAction.exitFailureMode, 0, 0, 0, 0, 0, 0, 0, 0);
}

/**
 * SANITIZE, OVERWRITE (01h). `count` is 1 to 31 passes. The pattern must be 4 bytes long behind a SATL, and
 * at most one block elsewhere.
 */
export function sanitizeOverwrite(
  pattern: Uint8Array,
  count = 1,
  options: SanitizeOptions & { readonly invert?: boolean } = { immed: true },
): ScsiCommand {
  if (count < 1 || count > 31) throw new RangeError('OVERWRITE COUNT is 1 to 31');
  if (pattern.length < 1 || pattern.length > 0xffff) throw new RangeError('the pattern has 1 to 65,535 bytes');
  const list = new Uint8Array(4 + pattern.length);
  list[0] = (options.invert === true ? 0x80 : 0) | count;
  putBe16(list, 2, pattern.length);
  list.set(pattern, 4);
  const cdb = Uint8Array.of(0x48, byte1(sanitizeServiceAction.overwrite, options), 0, 0, 0, 0, 0, 0, 0, 0);
  putBe16(cdb, 7, list.length);
  return dataOut(cdb, list);
}

/** REPORT SUPPORTED OPERATION CODES (A3h/0Ch) for one opcode, or one opcode and service action. */
export function reportSupportedOpcodes(opcode: number, serviceAction?: number): ScsiCommand {
  const cdb = new Uint8Array(12);
  cdb[0] = 0xa3;
  cdb[1] = 0x0c;
  cdb[2] = serviceAction === undefined ? 1 : 2;
  cdb[3] = opcode;
  putBe16(cdb, 4, serviceAction ?? 0);
  putBe32(cdb, 6, 36);
  return dataIn(cdb, 36);
}

/** The one-command answer. `unknown` for "not available now", reserved values and short answers: never read as "no". */
export function parseSupportedOpcode(data: Uint8Array): 'supported' | 'not_supported' | 'unknown' {
  if (data.length < 2) return 'unknown';
  switch (u8(data, 1) & 7) {
    case 1:
      return 'not_supported';
    case 3:
    case 5:
      return 'supported';
    default:
      return 'unknown';
  }
}
