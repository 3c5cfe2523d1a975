import { sendScsiOnce } from '../erase/wire.ts';
import { nvmeStatus } from '../nvme/status.ts';
import { read16, synchronizeCache10, write16 } from '../scsi/blocks.ts';
import { type ScsiCommand, status } from '../scsi/command.ts';
import { knownSense, senseIs, senseKey, senseText } from '../scsi/sense.ts';
import type { NvmeAnswer, NvmeCommand, NvmeTransport, ScsiTransport } from '../transport/transport.ts';
import { TransportError } from '../transport/transport.ts';
import { jmicronCommand, jmicronMaxBytes, jmicronResponse, jmicronRun, parseJmicronResponse } from './jmicron.ts';
import { asmediaRead, realtekRead } from './read-only.ts';

/** Ways in which USB bridges carry NVMe commands. */
export type NvmeBridgeFamily = 'jmicron' | 'asmedia' | 'realtek';

/** The phases around the command itself are answered by the bridge alone. */
const bridgeMs = 15_000;
const noBytes = new Uint8Array(0);

/**
 * What may be sent through a family. `reads`: its completions never come back, so only Identify and logs pass, whatever
 * the drive can do.
 */
export function bridgeReach(family: NvmeBridgeFamily): 'everything' | 'reads' {
  return family === 'jmicron' ? 'everything' : 'reads';
}

/**
 * An NVMe drive behind a USB bridge, as if there were none. Reads and writes of blocks go through the bridge's own READ
 * and WRITE. Throws TransportError: `not_permitted` for a command that this family must not or cannot carry, before
 * anything is sent; `io` when the completion could not be read, so that nobody knows how the command ended.
 */
export function nvmeOverBridge(scsi: ScsiTransport, family: NvmeBridgeFamily): NvmeTransport {
  let last: Promise<unknown> = Promise.resolve();
  // The phases of one command must not be mixed with those of another.
  const inTurn = <Answer>(run: () => Promise<Answer>): Promise<Answer> => {
    const mine = last.then(run);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    kind: 'nvme',
    admin: (command, timeoutMs) =>
      inTurn(() => (family === 'jmicron' ? viaJmicron(scsi, command, timeoutMs) : viaRead(scsi, family, command, timeoutMs))),
    io: (command, timeoutMs) => inTurn(() => viaBlocks(scsi, command, timeoutMs)),
  };
}

async function viaJmicron(scsi: ScsiTransport, command: NvmeCommand, timeoutMs: number): Promise<NvmeAnswer> {
  const { data } = command;
  const length = data.kind === 'none' ? 0 : data.kind === 'in' ? data.lengthBytes : data.bytes.length;
  if (length > jmicronMaxBytes) throw new TransportError('not_permitted', `the bridge carries ${jmicronMaxBytes} bytes at most`);
  const handed = await sendScsiOnce(scsi, jmicronCommand(command), Math.min(timeoutMs, bridgeMs));
  if (handed.kind !== 'good') throw new TransportError('io', 'the bridge did not take the NVMe command; the drive was not asked');
  const run = jmicronRun(command);
  const ran = await scsi.execute(run.cdb, run.data, timeoutMs);
  const told = await sendScsiOnce(scsi, jmicronResponse(), Math.min(timeoutMs, bridgeMs));
  const completion = told.kind === 'good' ? parseJmicronResponse(told.data) : undefined;
  // A bridge that failed the run and then tells of a good end has kept the completion of another command.
  if (completion === undefined || (ran.status !== status.good && completion.status === 0))
    throw new TransportError('io', 'the bridge did not say how the NVMe command ended');
  return { status: completion.status, result: completion.result, data: ran.data };
}

/** Good here only says that the bridge sent bytes: what they are worth, the reader must see from them. */
async function viaRead(
  scsi: ScsiTransport,
  family: Exclude<NvmeBridgeFamily, 'jmicron'>,
  command: NvmeCommand,
  timeoutMs: number,
): Promise<NvmeAnswer> {
  const built = family === 'asmedia' ? asmediaRead(command) : realtekRead(command);
  if (built === undefined)
    throw new TransportError('not_permitted', 'this bridge brings no NVMe status back: only Identify and short logs are sent through it');
  const end = await sendScsiOnce(scsi, built, timeoutMs);
  if (end.kind === 'good') return { status: nvmeStatus.success, result: 0, data: end.data };
  if (end.kind === 'sense' && senseIs(end.sense, knownSense.invalidOpcode))
    return { status: nvmeStatus.invalidOpcode, result: 0, data: noBytes };
  if (end.kind === 'sense' && end.sense.key === senseKey.illegalRequest)
    return { status: nvmeStatus.invalidField, result: 0, data: noBytes };
  throw new TransportError('io', 'the bridge did not carry out the NVMe command');
}

const ioOpcode = { flush: 0x00, write: 0x01, read: 0x02 } as const;

function blockCommand(command: NvmeCommand): ScsiCommand | undefined {
  const lba = (command.cdw10 ?? 0) + (command.cdw11 ?? 0) * 2 ** 32;
  const blocks = ((command.cdw12 ?? 0) & 0xffff) + 1;
  const { data } = command;
  if (command.opcode === ioOpcode.flush) return synchronizeCache10();
  if (command.opcode === ioOpcode.read && data.kind === 'in') return read16(lba, blocks, data.lengthBytes / blocks);
  if (command.opcode === ioOpcode.write && data.kind === 'out') return write16(lba, data.bytes, data.bytes.length / blocks);
  return undefined;
}

async function viaBlocks(scsi: ScsiTransport, command: NvmeCommand, timeoutMs: number): Promise<NvmeAnswer> {
  const built = blockCommand(command);
  if (built === undefined) throw new TransportError('not_permitted', 'only reads, writes and flushes of blocks go through a USB bridge');
  const end = await sendScsiOnce(scsi, built, timeoutMs);
  const answer = (code: number, data: Uint8Array = noBytes): NvmeAnswer => ({ status: code, result: 0, data });
  if (end.kind === 'good') return answer(nvmeStatus.success, end.data);
  if (end.kind === 'unreadable') throw new TransportError('io', `the bridge answered status ${end.status.toString(16)}h`);
  switch (end.sense.key) {
    case senseKey.mediumError:
      return answer(command.opcode === ioOpcode.read ? nvmeStatus.unrecoveredReadError : nvmeStatus.writeFault);
    case senseKey.dataProtect:
      return answer(nvmeStatus.accessDenied);
    case senseKey.hardwareError:
    case senseKey.abortedCommand:
      return answer(nvmeStatus.internalError);
    default:
      throw new TransportError('io', `the bridge answered ${senseText(end.sense)}`);
  }
}
