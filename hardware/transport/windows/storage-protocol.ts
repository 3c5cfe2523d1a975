import { le32, putLe32 } from '../fields.ts';
import { lengthOf, type NvmeAnswer, type NvmeCommand } from '../transport.ts';

/**
 * STORAGE_PROTOCOL_COMMAND of winioctl.h for one NVMe command: header, the 64-byte command, room for the error
 * information, then the data. Laid out and tested byte by byte; never run on Windows, which takes most admin commands
 * by this way in its preinstallation environment only.
 */
const headerSize = 80;
/** `sizeof` of the header with the one byte of its open array, rounded up. */
const toldLength = 84;
const commandLength = 64;
const errorInfoLength = 64;
const errorInfoAt = headerSize + commandLength;
const dataAt = errorInfoAt + errorInfoLength;
const protocolNvme = 3;
const adapterRequest = 0x8000_0000;
const succeeded = 1;

/** The buffer for one admin command. @param timeoutS whole seconds */
export function storageProtocolCommand(command: NvmeCommand, timeoutS: number): Uint8Array {
  const length = lengthOf(command.data);
  const bytes = new Uint8Array(dataAt + length);
  const header: readonly (readonly [offset: number, value: number])[] = [
    [0, 1],
    [4, toldLength],
    [8, protocolNvme],
    [12, adapterRequest],
    [24, commandLength],
    [28, errorInfoLength],
    [32, command.data.kind === 'out' ? length : 0],
    [36, command.data.kind === 'in' ? length : 0],
    [40, timeoutS],
    [44, errorInfoAt],
    [48, command.data.kind === 'out' ? dataAt : 0],
    [52, command.data.kind === 'in' ? dataAt : 0],
    [56, 1],
  ];
  for (const [offset, value] of header) putLe32(bytes, offset, value);
  bytes[headerSize] = command.opcode;
  putLe32(bytes, headerSize + 4, command.nsid);
  const dwords = [command.cdw10, command.cdw11, command.cdw12, command.cdw13, command.cdw14, command.cdw15];
  for (const [index, value] of dwords.entries()) putLe32(bytes, headerSize + 40 + 4 * index, value ?? 0);
  if (command.data.kind === 'out') bytes.set(command.data.bytes, dataAt);
  return bytes;
}

/**
 * What came back in the same buffer, or undefined when Windows did not say that the command succeeded: it then gives
 * its own code and not the drive's status, so nothing can be claimed.
 */
export function readStorageProtocolCommand(bytes: Uint8Array, command: NvmeCommand): NvmeAnswer | undefined {
  const length = command.data.kind === 'in' ? command.data.lengthBytes : 0;
  if (bytes.length < dataAt + length || le32(bytes, 16) !== succeeded) return undefined;
  return { status: 0, result: le32(bytes, 64), data: bytes.slice(dataAt, dataAt + length) };
}
