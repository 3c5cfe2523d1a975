import { le64, u8 } from '../transport/fields.ts';
import type { AtaCommand } from './sat.ts';

/** READ LOG EXT (2Fh): one page of a general purpose log. LBA 7:0 is the log, 15:8 and 39:32 the page. */
export function readLogExt(log: number, page: number): AtaCommand {
  return {
    command: 0x2f,
    lba: log + (page & 0xff) * 2 ** 8 + (page >> 8) * 2 ** 32,
    count: 1,
    extend: true,
    data: { kind: 'in', protocol: 'pio', blocks: 1 },
  };
}

/** IDENTIFY DEVICE data log (30h), page 06h. */
export const securityLog = { log: 0x30, page: 0x06 } as const;

/** What the Security page says beyond IDENTIFY. `undefined` fields are not marked valid. */
export interface SecurityPage {
  /** A sanitize may run on a locked drive, and takes the password away (RESTRICTED SANITIZE OVERRIDES SECURITY). */
  readonly sanitizeOverridesLock: boolean | undefined;
}

/** Reads the Security page. Undefined when the page header is another one's. */
export function parseSecurityPage(data: Uint8Array): SecurityPage | undefined {
  if (data.length < 56) return undefined;
  const header = le64(data, 0);
  if (header >> 63n !== 1n || u8(data, 2) !== securityLog.page) return undefined;
  const flags = le64(data, 48);
  return { sanitizeOverridesLock: flags >> 63n === 1n ? (flags & 0x80n) !== 0n : undefined };
}
