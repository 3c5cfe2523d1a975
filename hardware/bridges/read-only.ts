import type { NvmeCommand } from '../transport/transport.ts';
import { dataIn, type ScsiCommand } from '../scsi/command.ts';

/**
 * One-command NVMe pass-through of ASMedia (ASM2362, 2364, 2464PD) and Realtek (RTL9210 family, the basic form). They
 * carry a few fields of Identify and Get Log Page and bring no NVMe status back. Facts from smartmontools
 * `scsinvme.cpp` and opensea-transport `asmedia_nvme_helper.c`, `realtek_nvme_helper.c`. The other forms of both makers
 * (ASMedia's packets, Realtek's F7h to F9h phases) are left out: no source says which firmware takes them.
 */
const opcodes = { getLogPage: 0x02, identify: 0x06 } as const;
/** More makes ASMedia time out and Realtek return bytes of an earlier command. */
const longestLogBytes = 512;
const identifyBytes = 4096;
/** What identifies a drive: namespace, controller, list of active namespaces. */
const identifyStructures: readonly number[] = [0x00, 0x01, 0x02];

/** True when every field of the command fits, so that the drive gets the very command that was meant. */
function fits(command: NvmeCommand): boolean {
  const { cdw10 = 0, cdw11 = 0, cdw12 = 0, cdw13 = 0, cdw14 = 0, cdw15 = 0 } = command;
  if (command.data.kind !== 'in' || (cdw11 | cdw12 | cdw13 | cdw14 | cdw15) !== 0) return false;
  switch (command.opcode) {
    case opcodes.identify:
      // The namespace id is not carried: the bridge takes the first.
      return identifyStructures.includes(cdw10) && command.nsid <= 1 && command.data.lengthBytes === identifyBytes;
    case opcodes.getLogPage:
      return (
        (command.nsid === 0 || command.nsid === 0xffffffff) &&
        ((cdw10 >>> 8) & 0xff) === 0 &&
        command.data.lengthBytes <= longestLogBytes &&
        ((cdw10 >>> 16) + 1) * 4 === command.data.lengthBytes
      );
    default:
      return false;
  }
}

/** ASMedia E6h; undefined for a command that cannot be carried whole. */
export function asmediaRead(command: NvmeCommand): ScsiCommand | undefined {
  if (!fits(command) || command.data.kind !== 'in') return undefined;
  const { cdw10 = 0 } = command;
  const cdb = new Uint8Array(16);
  cdb.set([0xe6, command.opcode, 0, cdw10 & 0xff, 0, 0, cdw10 >>> 24, (cdw10 >>> 16) & 0xff]);
  return dataIn(cdb, command.data.lengthBytes);
}

/** Realtek E4h; undefined for a command that cannot be carried whole. */
export function realtekRead(command: NvmeCommand): ScsiCommand | undefined {
  if (!fits(command) || command.data.kind !== 'in') return undefined;
  const { lengthBytes } = command.data;
  const cdb = new Uint8Array(16);
  cdb.set([0xe4, lengthBytes & 0xff, lengthBytes >> 8, command.opcode, (command.cdw10 ?? 0) & 0xff]);
  return dataIn(cdb, lengthBytes);
}
