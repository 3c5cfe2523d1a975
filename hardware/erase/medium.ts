import type { DriveIdentity } from '../../domain/drive/identity.ts';
import { activeNamespaceList, identifyNamespace, parseIdentifyNamespace, parseNamespaceList } from '../nvme/identify.ts';
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
export interface Medium extends Omit<BlockTransport, 'kind'> {
  /** The longest request that goes out as one command. Longer ones, several at once, would come to a disk out of order. */
  readonly commandBytes?: number;
}

/** How long requests to a medium are: whole blocks, as long as asked for, and no longer than one command. */
export function requestBytesFor(medium: Medium, wantedBytes: number): number {
  const most = Math.min(wantedBytes, medium.commandBytes ?? wantedBytes);
  return Math.max(medium.blockBytes, most - (most % medium.blockBytes));
}

/** What is written into the record about a bad place: short sense text, or what the host said. */
export function senseOf(error: MediumError): string {
  return error.message.slice(0, 40);
}

/** One command carries at most so much: within what USB bridges and host adapters take. */
const commandBytes = 512 * 1024;

/**
 * The drive's blocks: by the host's block layer where the drive was opened with it and it shows the same geometry as
 * the drive tells itself, else by the commands of its interface. An NVMe drive with several active namespaces is one
 * run of all of them, in the order of their ids. Throws TransportError when it cannot be asked for them.
 */
export async function mediumOf(
  open: OpenDrive,
  identity: Pick<DriveIdentity, 'capacity_bytes' | 'block_bytes'>,
  limits: Limits,
): Promise<Medium> {
  const { transport, block } = open;
  const geometry = { sizeBytes: identity.capacity_bytes, blockBytes: identity.block_bytes };
  if (transport.kind === 'block') return transport;
  const namespaces = transport.kind === 'nvme' ? await namespacesOf(transport, limits) : [];
  // A node of the block layer is one namespace.
  const covers = block?.sizeBytes === geometry.sizeBytes && block.blockBytes === geometry.blockBytes && namespaces.length <= 1;
  if (block !== undefined && covers) return block;
  return transport.kind === 'scsi' ? scsiMedium(transport, geometry, limits) : nvmeMedium(transport, namespaces, limits);
}

/** The lowest active namespace. Throws TransportError when there is none: then there are no blocks to speak of. */
export async function firstNamespace(transport: NvmeTransport, limits: Limits): Promise<number> {
  const [first] = await activeNamespaces(transport, limits);
  if (first === undefined) throw new TransportError('io', 'the controller lists no active namespace');
  return first;
}

/** All ids of the Active Namespace ID list, rising; a full page of it goes on after its last id. */
async function activeNamespaces(transport: NvmeTransport, limits: Limits): Promise<readonly number[]> {
  const all: number[] = [];
  for (;;) {
    const answer = await transport.admin(activeNamespaceList(all.at(-1)), limits.commandMs);
    const page = parseNamespaceList(answer.data);
    if (statusCode(answer.status) !== nvmeStatus.success || page === undefined)
      throw new TransportError('io', `the controller does not list its active namespaces: ${statusText(answer.status)}`);
    all.push(...page);
    if (page.length < fullPage) return all;
  }
}

/** Entries in one page of a namespace list. */
const fullPage = 1024;

export interface Namespace extends Geometry {
  readonly nsid: number;
}

/** Every active namespace with its size, rising by id. Throws TransportError when one does not tell it. */
export async function namespacesOf(transport: NvmeTransport, limits: Limits): Promise<readonly Namespace[]> {
  const found: Namespace[] = [];
  for (const nsid of await activeNamespaces(transport, limits)) {
    const answer = await transport.admin(identifyNamespace(nsid), limits.commandMs);
    const told = statusCode(answer.status) === nvmeStatus.success ? parseIdentifyNamespace(answer.data) : undefined;
    if (told === undefined) throw new TransportError('io', `namespace ${nsid} tells no capacity`);
    found.push({ nsid, sizeBytes: told.blocks * told.blockBytes, blockBytes: told.blockBytes });
  }
  return found;
}

interface Geometry {
  readonly sizeBytes: number;
  readonly blockBytes: number;
}

function scsiMedium(transport: ScsiTransport, geometry: Geometry, limits: Limits): Medium {
  const { blockBytes } = geometry;
  return {
    ...geometry,
    commandBytes,
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

/** All namespaces one after the other. Throws TransportError when they have no common block size: then there is no one run of blocks. */
function nvmeMedium(transport: NvmeTransport, namespaces: readonly Namespace[], limits: Limits): Medium {
  const [first] = namespaces;
  if (first === undefined) throw new TransportError('io', 'the controller lists no active namespace');
  if (namespaces.some(({ blockBytes }) => blockBytes !== first.blockBytes))
    throw new TransportError('io', 'the active namespaces have blocks of different sizes');
  const { blockBytes } = first;
  const sizeBytes = namespaces.reduce((sum, one) => sum + one.sizeBytes, 0);
  return {
    sizeBytes,
    blockBytes,
    commandBytes,
    async read(offset, into) {
      for (const run of runsOf(namespaces, offset, into.length)) {
        const answer = await transport.io(readBlocks(run.nsid, run.lba, run.length / blockBytes, blockBytes), limits.transferMs);
        checkNvme(answer.status, offset + run.at, run.length);
        if (answer.data.length !== run.length) throw new MediumError(offset + run.at, run.length, `short read of ${answer.data.length}`);
        into.set(answer.data, run.at);
      }
    },
    async write(offset, from) {
      for (const run of runsOf(namespaces, offset, from.length)) {
        const answer = await transport.io(
          writeBlocks(run.nsid, run.lba, from.subarray(run.at, run.at + run.length), blockBytes),
          limits.transferMs,
        );
        checkNvme(answer.status, offset + run.at, run.length);
      }
    },
    async flush() {
      for (const { nsid } of namespaces) checkNvme((await transport.io(nvmeFlush(nsid), limits.flushMs)).status, 0, sizeBytes);
    },
  };
}

/** A request cut at the borders of namespaces and of commands; `at` counts from its beginning. */
function* runsOf(
  namespaces: readonly Namespace[],
  offset: number,
  length: number,
): Generator<{ readonly nsid: number; readonly lba: number; readonly at: number; readonly length: number }, void, void> {
  let begins = 0;
  for (const { nsid, sizeBytes, blockBytes } of namespaces) {
    const from = Math.max(offset, begins);
    const to = Math.min(offset + length, begins + sizeBytes);
    for (const [at, size] of pieces(Math.max(0, to - from), blockBytes))
      yield { nsid, lba: (from - begins + at) / blockBytes, at: from - offset + at, length: size };
    begins += sizeBytes;
  }
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
