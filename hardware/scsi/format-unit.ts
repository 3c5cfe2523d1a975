import type { ProtectionType } from './blocks.ts';
import type { ScsiCommand } from './command.ts';
import { dataOut } from './command.ts';

/**
 * FORMAT UNIT (04h) with the short parameter list header (FMTDATA = 1), keeping the block size. FFMT is 0: a fast
 * format writes nothing and erases nothing. IMMED lets the drive be polled for progress. `protection` is what
 * READ CAPACITY (16) tells, so that FMTPINFO and PROTECTION FIELD USAGE leave it as it is.
 */
export function formatUnit(options: { readonly immed: boolean; readonly protection?: ProtectionType } = { immed: true }): ScsiCommand {
  const { fmtpinfo, usage } = protectionBits[options.protection ?? 0];
  return dataOut(Uint8Array.of(0x04, (fmtpinfo << 6) | 0x10, 0, 0, 0, 0), Uint8Array.of(usage, options.immed ? 0x02 : 0, 0, 0));
}

const protectionBits: Readonly<Record<ProtectionType, { readonly fmtpinfo: number; readonly usage: number }>> = {
  0: { fmtpinfo: 0, usage: 0 },
  1: { fmtpinfo: 2, usage: 0 },
  2: { fmtpinfo: 3, usage: 0 },
  3: { fmtpinfo: 3, usage: 1 },
};
