import { le32, putLe32, putLe64 } from '../fields.ts';
import { lengthOf, type NvmeCommand } from '../transport.ts';
import { timeoutField } from './sg-io.ts';

/** _IOWR('N', 41h, struct nvme_passthru_cmd) and _IOWR('N', 43h, ...) (UAPI linux/nvme_ioctl.h). */
export const nvmeAdminCommand = 0xc0484e41;
export const nvmeIoCommand = 0xc0484e43;

/** Bytes of `nvme_passthru_cmd`. */
export const nvmeCommandBytes = 72;

/** `nvme_passthru_cmd` of one command. `dataAddress` is 0 without a data phase. */
export function buildNvmeCommand(command: NvmeCommand, dataAddress: bigint, timeoutMs: number): Uint8Array {
  const bytes = new Uint8Array(nvmeCommandBytes);
  bytes[0] = command.opcode;
  putLe32(bytes, 4, command.nsid);
  putLe64(bytes, 24, dataAddress);
  putLe32(bytes, 36, lengthOf(command.data));
  putLe32(bytes, 40, command.cdw10 ?? 0);
  putLe32(bytes, 44, command.cdw11 ?? 0);
  putLe32(bytes, 48, command.cdw12 ?? 0);
  putLe32(bytes, 52, command.cdw13 ?? 0);
  putLe32(bytes, 56, command.cdw14 ?? 0);
  putLe32(bytes, 60, command.cdw15 ?? 0);
  putLe32(bytes, 64, timeoutField(timeoutMs));
  return bytes;
}

/** Completion queue entry DW0, as the kernel hands it back. */
export function nvmeResult(bytes: Uint8Array): number {
  return le32(bytes, 68);
}
