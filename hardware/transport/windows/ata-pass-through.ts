import { putLe16, putLe32, putLe64 } from '../fields.ts';

/**
 * ATA_PASS_THROUGH_DIRECT of ntddscsi.h in its 64-bit layout: two task files, the older (high order) bytes in the
 * previous one. Laid out and tested byte by byte; never run on Windows.
 */
const size = 48;
const previousAt = 32;
const currentAt = 40;

const flags = { drdyRequired: 1, dataIn: 2, dataOut: 4, extended: 8, useDma: 16 } as const;

/** The registers of one command, 48-bit values whole. */
export interface TaskFile {
  readonly features: number;
  readonly count: number;
  readonly lba: bigint;
  readonly device: number;
  readonly command: number;
}

export interface AtaPassThrough {
  readonly taskFile: TaskFile;
  readonly extended: boolean;
  readonly transfer: 'none' | 'in' | 'out';
  readonly dma: boolean;
  readonly lengthBytes: number;
  readonly dataAddress: bigint;
  /** Whole seconds. */
  readonly timeoutS: number;
}

/** The buffer for one command. Throws RangeError when a value needs the 48-bit form and the command has the 28-bit one. */
export function ataPassThroughDirect(command: AtaPassThrough): Uint8Array {
  const { taskFile, extended } = command;
  if (!extended && (taskFile.features > 0xff || taskFile.count > 0xff || taskFile.lba > 0x0fff_ffffn))
    throw new RangeError('a 28-bit ATA command cannot carry these registers');
  const bytes = new Uint8Array(size);
  putLe16(bytes, 0, size);
  putLe16(bytes, 2, flagsOf(command));
  putLe32(bytes, 8, command.lengthBytes);
  putLe32(bytes, 12, command.timeoutS);
  putLe64(bytes, 24, command.transfer === 'none' ? 0n : command.dataAddress);
  const lba = (shift: bigint): number => Number((taskFile.lba >> shift) & 0xffn);
  if (extended) bytes.set([taskFile.features >> 8, taskFile.count >> 8, lba(24n), lba(32n), lba(40n), 0, 0, 0], previousAt);
  const device = extended ? taskFile.device : taskFile.device | (lba(24n) & 0x0f);
  bytes.set([taskFile.features & 0xff, taskFile.count & 0xff, lba(0n), lba(8n), lba(16n), device, taskFile.command, 0], currentAt);
  return bytes;
}

function flagsOf({ extended, transfer, dma }: AtaPassThrough): number {
  const way = transfer === 'in' ? flags.dataIn : transfer === 'out' ? flags.dataOut : 0;
  return flags.drdyRequired | way | (extended ? flags.extended : 0) | (dma ? flags.useDma : 0);
}

/** The registers after a command; undefined when the buffer is too short to hold them. COUNT 15:8 is there after a 48-bit command only. */
export function readAtaPassThroughDirect(
  bytes: Uint8Array,
): { readonly status: number; readonly error: number; readonly count: number; readonly lba: bigint } | undefined {
  if (bytes.length < size) return undefined;
  const at = (offset: number): number => bytes[offset] ?? 0;
  const low = BigInt(at(currentAt + 2) | (at(currentAt + 3) << 8) | (at(currentAt + 4) << 16));
  const high = BigInt(at(previousAt + 2) | (at(previousAt + 3) << 8) | (at(previousAt + 4) << 16));
  return {
    status: at(currentAt + 6),
    error: at(currentAt),
    count: at(currentAt + 1) | (at(previousAt + 1) << 8),
    lba: low | (high << 24n),
  };
}
