import type { NvmeCommand } from '../transport/transport.ts';

/** Secure Erase Settings of Format NVM. */
export const ses = { none: 0, userDataErase: 1, cryptographicErase: 2 } as const;

export interface FormatNvmOptions {
  readonly nsid: number;
  readonly ses: number;
  /** LBA format index to keep or to set: read it from Identify Namespace, never default it. */
  readonly formatIndex: number;
  readonly metadataInline: boolean;
  readonly protection: number;
  readonly protectionFirst: boolean;
}

/** Format NVM (80h): an admin command that blocks until it has ended. */
export function formatNvm(options: FormatNvmOptions): NvmeCommand {
  const cdw10 =
    (options.formatIndex & 0x0f) |
    (options.metadataInline ? 0x10 : 0) |
    ((options.protection & 7) << 5) |
    (options.protectionFirst ? 0x100 : 0) |
    ((options.ses & 7) << 9) |
    (((options.formatIndex >> 4) & 3) << 12);
  return { opcode: 0x80, nsid: options.nsid, cdw10, data: { kind: 'none' } };
}

function range(lba: number, blocks: number): Pick<NvmeCommand, 'cdw10' | 'cdw11' | 'cdw12'> {
  if (blocks < 1 || blocks > 65536) throw new RangeError('an NVMe read or write has 1 to 65,536 blocks');
  return { cdw10: lba % 2 ** 32, cdw11: Math.floor(lba / 2 ** 32), cdw12: blocks - 1 };
}

/** Read (02h), an I/O command. */
export function readBlocks(nsid: number, lba: number, blocks: number, blockBytes: number): NvmeCommand {
  return { opcode: 0x02, nsid, ...range(lba, blocks), data: { kind: 'in', lengthBytes: blocks * blockBytes } };
}

/** Write (01h), an I/O command. Throws when the bytes are not whole blocks. */
export function writeBlocks(nsid: number, lba: number, bytes: Uint8Array, blockBytes: number): NvmeCommand {
  if (bytes.length % blockBytes !== 0) throw new RangeError('Write takes whole blocks');
  return { opcode: 0x01, nsid, ...range(lba, bytes.length / blockBytes), data: { kind: 'out', bytes } };
}

/** Flush (00h), an I/O command. */
export function flush(nsid: number): NvmeCommand {
  return { opcode: 0x00, nsid, data: { kind: 'none' } };
}
