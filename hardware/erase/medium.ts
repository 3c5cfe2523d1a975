import type { DriveIdentity } from '../../domain/drive/identity.ts';
import { activeNamespaceList, parseNamespaceList } from '../nvme/identify.ts';
import { flush as nvmeFlush, readBlocks, writeBlocks } from '../nvme/blocks.ts';
import { nvmeStatus, statusCode, statusText } from '../nvme/status.ts';
import { read16, synchronizeCache10, synchronizeCache16, write16 } from '../scsi/blocks.ts';
import { senseKey, senseText } from '../scsi/sense.ts';
import {
  type BlockTransport,
  MediumError,
  type NvmeTransport,
  type OpenDrive,
  type ScsiTransport,
  TransportError,
} from '../transport/transport.ts';
import type { Limits } from './limits.ts';
import { type ScsiEnd, sendScsi } from './wire.ts';

/** A drive as a run of blocks, whatever it speaks. Offsets and lengths are whole blocks. */
export type Medium = Omit<BlockTransport, 'kind'>;

/** What is written into the record about a bad place: short sense text, or what the host said. */
export function senseOf(error: MediumError): string {
  return error.message.slice(0, 40);
}

/** One command carries at most so much: within what USB bridges and host adapters take. */
const commandBytes = 512 * 1024;

/** The drive's blocks, through the commands of its interface. Throws TransportError when it cannot be asked for them. */
export async function mediumOf(
  open: OpenDrive,
  identity: Pick<DriveIdentity, 'capacity_bytes' | 'block_bytes'>,
  limits: Limits,
): Promise<Medium> {
  const geometry = { sizeBytes: identity.capacity_bytes, blockBytes: identity.block_bytes };
  switch (open.transport.kind) {
    case 'scsi':
      return scsiMedium(open.transport, geometry, limits);
    case 'nvme':
      return nvmeMedium(open.transport, await firstNamespace(open.transport, limits), geometry, limits);
    case 'block':
      return open.transport;
  }
}

/** The lowest active namespace. Throws TransportError when there is none: then there are no blocks to speak of. */
export async function firstNamespace(transport: NvmeTransport, limits: Limits): Promise<number> {
  const answer = await transport.admin(activeNamespaceList(), limits.commandMs);
  const [first] = parseNamespaceList(answer.data) ?? [];
  if (statusCode(answer.status) !== nvmeStatus.success || first === undefined)
    throw new TransportError('io', 'the controller lists no active namespace');
  return first;
}

interface Geometry {
  readonly sizeBytes: number;
  readonly blockBytes: number;
}

function scsiMedium(transport: ScsiTransport, geometry: Geometry, limits: Limits): Medium {
  const { blockBytes } = geometry;
  return {
    ...geometry,
    async read(offset, into) {
      for (const [at, length] of pieces(into.length, blockBytes)) {
        const end = await sendScsi(transport, read16((offset + at) / blockBytes, length / blockBytes, blockBytes), limits.transferMs);
        if (end.kind !== 'good') throw fault(end, offset + at, length);
        if (end.data.length !== length) throw new MediumError(offset + at, length, `short read of ${end.data.length}`);
        into.set(end.data, at);
      }
    },
    async write(offset, from) {
      for (const [at, length] of pieces(from.length, blockBytes)) {
        const end = await sendScsi(
          transport,
          write16((offset + at) / blockBytes, from.subarray(at, at + length), blockBytes),
          limits.transferMs,
        );
        if (end.kind !== 'good') throw fault(end, offset + at, length);
      }
    },
    async flush() {
      let end = await sendScsi(transport, synchronizeCache10(), limits.flushMs);
      if (end.kind === 'sense' && end.sense.key === senseKey.illegalRequest)
        end = await sendScsi(transport, synchronizeCache16(), limits.flushMs);
      if (end.kind !== 'good') throw fault(end, 0, geometry.sizeBytes);
    },
  };
}

/** What a failed read or write means: medium, hardware, protection and exhausted retries are about these blocks; the rest is not. */
function fault(end: Exclude<ScsiEnd, { kind: 'good' }>, offset: number, length: number): Error {
  if (end.kind === 'unreadable') return new TransportError('io', `status ${end.status.toString(16)}h`);
  switch (end.sense.key) {
    case senseKey.mediumError:
    case senseKey.hardwareError:
    case senseKey.dataProtect:
    case senseKey.abortedCommand:
      return new MediumError(offset, length, senseText(end.sense));
    default:
      return new TransportError('io', `the drive answered ${senseText(end.sense)}`);
  }
}

function nvmeMedium(transport: NvmeTransport, nsid: number, geometry: Geometry, limits: Limits): Medium {
  const { blockBytes } = geometry;
  return {
    ...geometry,
    async read(offset, into) {
      for (const [at, length] of pieces(into.length, blockBytes)) {
        const answer = await transport.io(readBlocks(nsid, (offset + at) / blockBytes, length / blockBytes, blockBytes), limits.transferMs);
        checkNvme(answer.status, offset + at, length);
        if (answer.data.length !== length) throw new MediumError(offset + at, length, `short read of ${answer.data.length}`);
        into.set(answer.data, at);
      }
    },
    async write(offset, from) {
      for (const [at, length] of pieces(from.length, blockBytes)) {
        const answer = await transport.io(
          writeBlocks(nsid, (offset + at) / blockBytes, from.subarray(at, at + length), blockBytes),
          limits.transferMs,
        );
        checkNvme(answer.status, offset + at, length);
      }
    },
    async flush() {
      checkNvme((await transport.io(nvmeFlush(nsid), limits.flushMs)).status, 0, geometry.sizeBytes);
    },
  };
}

/** Status code type 2 is "media and data integrity"; internal errors are treated the same, block by block. Everything else is not about blocks. */
function checkNvme(status: number, offset: number, length: number): void {
  const code = statusCode(status);
  if (code === nvmeStatus.success) return;
  if (code >> 8 === 2 || code === nvmeStatus.internalError) throw new MediumError(offset, length, statusText(status));
  throw new TransportError('io', `the drive answered ${statusText(status)}`);
}

function* pieces(length: number, blockBytes: number): Generator<readonly [number, number], void, void> {
  const most = Math.max(blockBytes, commandBytes - (commandBytes % blockBytes));
  for (let at = 0; at < length; at += most) yield [at, Math.min(most, length - at)];
}
