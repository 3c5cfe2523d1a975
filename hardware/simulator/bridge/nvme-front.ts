import type { NvmeBridgeFamily } from '../../bridges/nvme-bridge.ts';
import { jmicronBlockBytes } from '../../bridges/jmicron.ts';
import { identifyNamespace, parseIdentifyNamespace } from '../../nvme/identify.ts';
import { readBlocks, writeBlocks, flush } from '../../nvme/blocks.ts';
import { nvmeStatus, statusCode } from '../../nvme/status.ts';
import { knownSense } from '../../scsi/sense.ts';
import { le32, putLe32, u8 } from '../../transport/fields.ts';
import type { DataPhase, NvmeAnswer, NvmeCommand, NvmeTransport, ScsiAnswer, ScsiTransport } from '../../transport/transport.ts';
import { parseTransfer } from '../model/block-io.ts';
import * as answers from '../model/scsi-answers.ts';

const noBytes = new Uint8Array(0);

export interface NvmeFront {
  /** Absent: the bridge carries no NVMe command. */
  readonly family?: NvmeBridgeFamily;
  /** VPD 80h: the bridge's own. */
  readonly serial: string;
  /** Ends every command well, whatever the drive said: what a bridge without true statuses does. */
  readonly losesStatus?: boolean;
}

/** The SCSI face of a virtual NVMe drive in a USB enclosure: the bridge's disk commands, and its family's pass-through. */
export function nvmeFront(drive: NvmeTransport, front: NvmeFront): ScsiTransport {
  const jmicron = jmicronSide(drive, front.losesStatus === true);
  return {
    kind: 'scsi',
    execute: (cdb, data, timeoutMs) => {
      if (front.family === 'jmicron' && cdb[0] === 0xa1) return jmicron(cdb, data, timeoutMs);
      if (front.family === 'asmedia' && cdb[0] === 0xe6) return readOnly(drive, asmediaCommand(cdb, data), timeoutMs);
      if (front.family === 'realtek' && cdb[0] === 0xe4) return readOnly(drive, realtekCommand(cdb, data), timeoutMs);
      return disk(drive, front, cdb, data, timeoutMs);
    },
  };
}

function jmicronSide(drive: NvmeTransport, losesStatus: boolean): ScsiTransport['execute'] {
  let handed: Uint8Array | undefined;
  let completion = new Uint8Array(jmicronBlockBytes);
  return async (cdb, data, timeoutMs) => {
    const phase = u8(cdb, 1) & 0x7f;
    if (phase === 0 && data.kind === 'out') {
      handed = data.bytes;
      return answers.good();
    }
    if (phase === 0x0f) return answers.good(completion);
    if (handed === undefined) return answers.check(knownSense.invalidFieldInCdb);
    const block = handed;
    handed = undefined;
    const dword = (index: number): number => le32(block, 48 + index * 4);
    const answer = await drive.admin(
      {
        opcode: u8(block, 8),
        nsid: le32(block, 12),
        cdw10: dword(0),
        cdw11: dword(1),
        cdw12: dword(2),
        cdw13: dword(3),
        cdw14: dword(4),
        cdw15: dword(5),
        data,
      },
      timeoutMs,
    );
    completion = completed(answer, losesStatus);
    return answers.good(answer.data);
  };
}

function completed(answer: NvmeAnswer, losesStatus: boolean): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(jmicronBlockBytes);
  block.set([0x4e, 0x56, 0x4d, 0x45]);
  putLe32(block, 8, answer.result);
  putLe32(block, 20, losesStatus ? 0 : (answer.status << 17) >>> 0);
  return block;
}

function asmediaCommand(cdb: Uint8Array, data: DataPhase): NvmeCommand {
  const dwords = (u8(cdb, 6) << 8) | u8(cdb, 7);
  return { opcode: u8(cdb, 1), nsid: namespaceFor(u8(cdb, 1), u8(cdb, 3)), cdw10: ((dwords << 16) | u8(cdb, 3)) >>> 0, data };
}

function realtekCommand(cdb: Uint8Array, data: DataPhase): NvmeCommand {
  const dwords = u8(cdb, 3) === 0x02 && data.kind === 'in' ? data.lengthBytes / 4 - 1 : 0;
  return { opcode: u8(cdb, 3), nsid: namespaceFor(u8(cdb, 3), u8(cdb, 4)), cdw10: ((dwords << 16) | u8(cdb, 4)) >>> 0, data };
}

/** The bridge fills in what its command does not carry: the first namespace where one is needed. */
function namespaceFor(opcode: number, structure: number): number {
  if (opcode === 0x02) return 0xffffffff;
  return structure === 0 ? 1 : 0;
}

async function readOnly(drive: NvmeTransport, command: NvmeCommand, timeoutMs: number): Promise<ScsiAnswer> {
  if (command.opcode !== 0x02 && command.opcode !== 0x06) return answers.check(knownSense.invalidOpcode);
  const answer = await drive.admin(command, timeoutMs);
  return answer.status === 0 ? answers.good(answer.data) : answers.check(knownSense.invalidFieldInCdb);
}

async function disk(drive: NvmeTransport, front: NvmeFront, cdb: Uint8Array, data: DataPhase, timeoutMs: number): Promise<ScsiAnswer> {
  const room = data.kind === 'in' ? data.lengthBytes : 0;
  switch (cdb[0]) {
    case 0x00:
      return answers.good();
    case 0x03:
      return answers.senseData(cdb, [0, 0, 0]);
    case 0x12:
      return inquiry(front, cdb, room);
    case 0x35:
    case 0x91:
      return ended(await drive.io(flush(1), timeoutMs));
    default:
      return blocks(drive, cdb, data, timeoutMs);
  }
}

function inquiry(front: NvmeFront, cdb: Uint8Array, room: number): ScsiAnswer {
  if ((u8(cdb, 1) & 1) === 0) return answers.good(answers.standardInquiry('NVMe', 'USB Enclosure', '1.00').slice(0, room));
  return cdb[2] === 0x80 ? answers.good(answers.serialPage(front.serial, 20).slice(0, room)) : answers.check(knownSense.invalidFieldInCdb);
}

async function blocks(drive: NvmeTransport, cdb: Uint8Array, data: DataPhase, timeoutMs: number): Promise<ScsiAnswer> {
  const namespace = parseIdentifyNamespace((await drive.admin(identifyNamespace(1), timeoutMs)).data);
  if (namespace === undefined) return answers.check(knownSense.notReady);
  const { blockBytes } = namespace;
  if (cdb[0] === 0x9e) return answers.good(answers.capacity16(namespace.blocks, blockBytes, true));
  if (cdb[0] === 0x25) return answers.good(answers.capacity10(namespace.blocks, blockBytes));
  const io = parseTransfer(cdb);
  if (io === undefined) return answers.check(knownSense.invalidOpcode);
  if (io.write && data.kind === 'out') return ended(await drive.io(writeBlocks(1, io.lba, data.bytes, blockBytes), timeoutMs));
  return ended(await drive.io(readBlocks(1, io.lba, io.blocks, blockBytes), timeoutMs));
}

function ended(answer: NvmeAnswer): ScsiAnswer {
  const code = statusCode(answer.status);
  if (code === nvmeStatus.success) return answers.good(answer.data.length === 0 ? noBytes : answer.data);
  if (code === nvmeStatus.unrecoveredReadError) return answers.check(knownSense.unrecoveredReadError);
  return answers.check(code === nvmeStatus.writeFault ? knownSense.writeError : knownSense.notReady);
}
