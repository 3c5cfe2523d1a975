import type { NvmeCommand } from '../transport/transport.ts';
import { toHex } from '../../domain/bytes.ts';
import { asciiField, be64, le16, le32, le64, safeNumber, u8 } from '../transport/fields.ts';

const identify = 0x06;
const identifyBytes = 4096;

function identifyCommand(cns: number, nsid: number): NvmeCommand {
  return { opcode: identify, nsid, cdw10: cns, data: { kind: 'in', lengthBytes: identifyBytes } };
}

/** Identify Controller (CNS 01h). */
export function identifyController(): NvmeCommand {
  return identifyCommand(0x01, 0);
}
/** Identify Namespace (CNS 00h). */
export function identifyNamespace(nsid: number): NvmeCommand {
  return identifyCommand(0x00, nsid);
}
/** Active Namespace ID list (CNS 02h): ids above `after`. */
export function activeNamespaceList(after = 0): NvmeCommand {
  return identifyCommand(0x02, after);
}
/** Allocated Namespace ID list (CNS 10h): ids above `after`. */
export function allocatedNamespaceList(after = 0): NvmeCommand {
  return identifyCommand(0x10, after);
}

export interface IdentifyController {
  readonly serial: string;
  readonly model: string;
  readonly firmware: string;
  readonly multiPath: number;
  /** Largest transfer in bytes with the minimum page of 4 KiB; undefined = no limit told. */
  readonly maximumTransferBytes?: number;
  readonly format: boolean;
  readonly namespaceManagement: boolean;
  readonly security: boolean;
  readonly totalBytes: bigint;
  /** Capacity that is in no namespace. */
  readonly unallocatedBytes: bigint;
  readonly sanitize: {
    readonly crypto: boolean;
    readonly block: boolean;
    readonly overwrite: boolean;
    readonly mediaVerification: boolean;
    readonly namespaceVerification: boolean;
    /** NDI: the controller ignores or refuses No-Deallocate After Sanitize. */
    readonly noDeallocateInhibited: boolean;
    readonly noDeallocateModifies: number;
  };
  readonly namespaces: number;
  readonly formatNvm: {
    readonly allNamespaces: boolean;
    readonly eraseAllNamespaces: boolean;
    readonly crypto: boolean;
    readonly broadcastUnsupported: boolean;
  };
  readonly writeZeroes: boolean;
  readonly volatileWriteCache: boolean;
}

/** Reads Identify Controller data; undefined when shorter than 4096 bytes or all zero. */
export function parseIdentifyController(data: Uint8Array): IdentifyController | undefined {
  if (data.length < identifyBytes || data.every((byte) => byte === 0)) return undefined;
  const oacs = le16(data, 256);
  const sanicap = le32(data, 328);
  const fna = u8(data, 524);
  // In powers of two of pages: more than a number can tell exactly is no limit at all.
  const mdts = u8(data, 77) <= 40 ? u8(data, 77) : 0;
  return {
    serial: asciiField(data, 4, 20),
    model: asciiField(data, 24, 40),
    firmware: asciiField(data, 64, 8),
    multiPath: u8(data, 76),
    ...(mdts === 0 ? {} : { maximumTransferBytes: 4096 * 2 ** mdts }),
    security: (oacs & 1) !== 0,
    format: (oacs & 2) !== 0,
    namespaceManagement: (oacs & 8) !== 0,
    // 16-byte little-endian fields; a drive beyond 2^64 bytes does not exist.
    totalBytes: le64(data, 280),
    unallocatedBytes: le64(data, 296),
    sanitize: {
      crypto: (sanicap & 1) !== 0,
      block: (sanicap & 2) !== 0,
      overwrite: (sanicap & 4) !== 0,
      mediaVerification: (sanicap & 8) !== 0,
      namespaceVerification: (sanicap & 0x10) !== 0,
      noDeallocateInhibited: ((sanicap >>> 29) & 1) !== 0,
      noDeallocateModifies: sanicap >>> 30,
    },
    namespaces: le32(data, 516),
    writeZeroes: (le16(data, 520) & 8) !== 0,
    formatNvm: {
      allNamespaces: (fna & 1) !== 0,
      eraseAllNamespaces: (fna & 2) !== 0,
      crypto: (fna & 4) !== 0,
      broadcastUnsupported: (fna & 8) !== 0,
    },
    volatileWriteCache: (u8(data, 525) & 1) !== 0,
  };
}

/** NDI clear and NODMMAS 2: the controller takes No-Deallocate After Sanitize and makes the media readable again by itself. */
export function takesNoDeallocate(controller: IdentifyController): boolean {
  return !controller.sanitize.noDeallocateInhibited && controller.sanitize.noDeallocateModifies === 2;
}

export interface IdentifyNamespace {
  readonly blocks: number;
  readonly blockBytes: number;
  readonly metadataBytes: number;
  /** Format index in use, and how metadata and protection are set: carried over into Format NVM. */
  readonly formatIndex: number;
  readonly metadataInline: boolean;
  readonly protection: number;
  readonly protectionFirst: boolean;
  /** What deallocated blocks read as: 0 not reported, 1 zeros, 2 ones. */
  readonly deallocatedReads: number;
  /** Format Progress Indicator: per cent that a running Format NVM has still to do; absent when the namespace has none. */
  readonly formatRemainingPercent?: number;
  readonly nguid?: string;
  readonly eui64?: string;
}

/** Reads Identify Namespace data; undefined when short, inactive (NSZE 0), beyond what a number can tell, or in blocks that no drive has. */
export function parseIdentifyNamespace(data: Uint8Array): IdentifyNamespace | undefined {
  if (data.length < 384) return undefined;
  const blocks = safeNumber(le64(data, 0));
  if (blocks === undefined || blocks === 0) return undefined;
  const flbas = u8(data, 26);
  // FLBAS 6:5 are bits 5:4 of the index when there are more than 16 formats.
  const formatIndex = (flbas & 0x0f) | (u8(data, 25) > 15 ? ((flbas >> 5) & 3) << 4 : 0);
  const at = 128 + formatIndex * 4;
  if (at + 4 > data.length) return undefined;
  const format = le32(data, at);
  // LBADS below 9 is no format in use (NVM command set); above 64 KiB there is nothing that we could address.
  const lbads = (format >>> 16) & 0xff;
  if (lbads < 9 || lbads > 16) return undefined;
  const nguid = data.slice(104, 120);
  return {
    blocks,
    blockBytes: 2 ** lbads,
    metadataBytes: format & 0xffff,
    formatIndex,
    metadataInline: (flbas & 0x10) !== 0,
    protection: u8(data, 29) & 7,
    protectionFirst: (u8(data, 29) & 8) !== 0,
    deallocatedReads: u8(data, 33) & 7,
    ...((u8(data, 32) & 0x80) !== 0 && { formatRemainingPercent: u8(data, 32) & 0x7f }),
    ...(nguid.some((byte) => byte !== 0) ? { nguid: toHex(nguid) } : {}),
    ...(be64(data, 120) === 0n ? {} : { eui64: toHex(data.slice(120, 128)) }),
  };
}

/** Ids of a namespace list, up to the first zero; undefined when short. A full list (1,024) may go on: ask again after the last. */
export function parseNamespaceList(data: Uint8Array): readonly number[] | undefined {
  if (data.length < identifyBytes) return undefined;
  const ids: number[] = [];
  for (let at = 0; at < identifyBytes; at += 4) {
    const id = le32(data, at);
    if (id === 0) break;
    ids.push(id);
  }
  return ids;
}
