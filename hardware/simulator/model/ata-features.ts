import type { DriveSpec } from '../drive-spec.ts';

/** Which limits on its capacity a virtual SATA drive knows: HPA and DCO as older disks do, or AMA as newer ones. */
export function limitsOf(spec: DriveSpec): { readonly hpa: boolean; readonly dco: boolean; readonly ama: boolean } {
  const disk = spec.kind === 'sata_hdd';
  const ama = disk && spec.ama_blocks > 0;
  return { hpa: disk && !ama, dco: disk && !ama, ama };
}

/** The last byte of a block of ATA data, so that all bytes together come to zero. */
export function checksumByte(data: Uint8Array): number {
  return (256 - (data.subarray(0, 511).reduce((sum, byte) => sum + byte, 0) & 0xff)) & 0xff;
}
