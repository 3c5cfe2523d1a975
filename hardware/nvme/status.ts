/** NVMe status field without its phase bit: SC 7:0, SCT 10:8, CRD 12:11, More 13, DNR 14. */
export interface NvmeStatus {
  readonly sct: number;
  readonly sc: number;
  readonly dnr: boolean;
}

export function parseStatus(status: number): NvmeStatus {
  return { sct: (status >> 8) & 7, sc: status & 0xff, dnr: (status & 0x4000) !== 0 };
}

/** Statuses that decide something here, as SCT << 8 | SC. */
export const nvmeStatus = {
  success: 0x000,
  invalidOpcode: 0x001,
  invalidField: 0x002,
  internalError: 0x006,
  invalidNamespace: 0x00b,
  sanitizeFailed: 0x01c,
  sanitizeInProgress: 0x01d,
  namespaceWriteProtected: 0x020,
  lbaOutOfRange: 0x080,
  formatInProgress: 0x084,
  invalidLogPage: 0x109,
  invalidFormat: 0x10a,
  writeFault: 0x280,
  unrecoveredReadError: 0x281,
  accessDenied: 0x286,
} as const;

/** Type and code only: what to compare with `nvmeStatus`. */
export function statusCode(status: number): number {
  return status & 0x7ff;
}

/** As logs write it, for example `SCT 0 SC 1D`. */
export function statusText(status: number): string {
  const { sct, sc } = parseStatus(status);
  return `SCT ${sct} SC ${sc.toString(16).toUpperCase().padStart(2, '0')}`;
}
