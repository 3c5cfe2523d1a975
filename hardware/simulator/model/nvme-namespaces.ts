import { fromHex } from '../../../domain/bytes.ts';
import type { DriveSpec } from '../drive-spec.ts';

/** One namespace and where its blocks lie on the medium. */
export interface Placed {
  readonly nsid: number;
  readonly firstBlock: number;
  readonly blocks: number;
  readonly attached: boolean;
}

/** The namespaces one after the other from the start of the medium; what is left at its end is in none. */
export function namespacesIn(spec: DriveSpec): readonly Placed[] {
  const { namespaces = [spec.blocks], detached } = spec.nvme;
  let firstBlock = 0;
  return namespaces.map((blocks, index) => {
    const placed = { nsid: index + 1, firstBlock, blocks, attached: !detached.includes(index + 1) };
    firstBlock += blocks;
    return placed;
  });
}

/** Blocks that are in no namespace. */
export function unallocatedBlocks(spec: DriveSpec): number {
  return spec.blocks - namespacesIn(spec).reduce((sum, one) => sum + one.blocks, 0);
}

/** EUI-64 of a namespace: the drive's name, counted on in its last byte. */
export function eui64Of(spec: DriveSpec, nsid: number): Uint8Array {
  const bytes = fromHex(spec.wwn) ?? new Uint8Array(8);
  bytes[7] = ((bytes[7] ?? 0) + nsid - 1) & 0xff;
  return bytes;
}
