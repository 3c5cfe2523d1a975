import type { FileHandle } from 'node:fs/promises';
import { identifyController, parseIdentifyController } from '../../nvme/identify.ts';
import { inquiry, inquiryVpd, vpdPage } from '../../scsi/inquiry.ts';
import { nvmeTransport, type OpenNode } from '../../transport/linux/nvme-transport.ts';
import { sgTransport } from '../../transport/linux/scsi-transport.ts';
import { openPlain } from '../../transport/plain.ts';
import { type BlockTransport, type NvmeTransport, type OpenDrive, type ScsiTransport, TransportError } from '../../transport/transport.ts';
import { cleanText } from '../../identity/serial.ts';
import { blockTree } from './block-tree.ts';
import { throughBridge } from '../../bridges/through-bridge.ts';
import { openNode, writerOf } from './nodes.ts';
import type { HostBlock, HostDrive } from './scan.ts';
import { readBytes, readText, type Roots } from './sysfs.ts';

/** Wait for one INQUIRY or Identify while opening. */
const askMs = 15_000;

/**
 * Opens a drive for this program alone: the node that takes commands, and each block device with O_EXCL, so that nothing
 * can be mounted while it is open. All are checked to be what sysfs showed, and the drive that answers to be the one the
 * kernel knows. Whether the drive may be touched was asked before. Throws TransportError.
 */
export async function openForJob(drive: HostDrive, roots: Roots): Promise<OpenDrive> {
  const parts = drive.blocks.flatMap(({ name }) => blockTree(name, roots).filter(({ above }) => !above));
  const paths = [drive.kernelName, ...parts.map(({ name }) => name)].map((name) => `${roots.dev}/${name}`);
  const writer = writerOf(paths, roots);
  if (writer !== undefined) throw new TransportError('busy', `${writer} has ${drive.kernelName} open for writing`);
  const opened = new Opened();
  try {
    const transport = await commands(drive, roots, 'command', opened);
    await sameDrive(drive, transport);
    const blocks: BlockTransport[] = [];
    for (const block of drive.blocks) {
      const claimed = await claim(block, drive, roots, opened);
      if (claimed !== undefined) blocks.push(claimed);
    }
    const [block] = blocks;
    const whole = blocks.length === 1 && drive.blocks.length === 1 && block !== undefined;
    return {
      ...dockedAs(drive, transport),
      ...(whole && { block }),
      ...directly(drive),
      presence: drive.presence,
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Opens a drive for questions alone: nothing is claimed, and no bytes can be written through the block layer. Throws TransportError. */
export async function openToAsk(drive: HostDrive, roots: Roots): Promise<OpenDrive> {
  const opened = new Opened();
  try {
    const transport = await commands(drive, roots, 'ask', opened);
    await sameDrive(drive, transport);
    return { ...dockedAs(drive, transport), ...directly(drive), presence: drive.presence, close: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** The drive's own interface where a USB bridge stands in front of it, and the bridge beside it. */
function dockedAs(drive: HostDrive, transport: ScsiTransport | NvmeTransport): Pick<OpenDrive, 'transport' | 'dock'> {
  if (drive.usb === undefined || transport.kind !== 'scsi') return { transport };
  return { transport: throughBridge(transport, drive.usb), dock: { scsi: transport, usb: drive.usb } };
}

function directly(drive: HostDrive): { readonly direct?: true } {
  return drive.bus === 'sata' ? { direct: true } : {};
}

/** What has been opened, closed together in reverse. */
class Opened {
  readonly #closers: (() => Promise<void>)[] = [];

  add(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).toReversed()) await close();
  }
}

function blockNode(block: HostBlock, roots: Roots): Parameters<typeof openNode>[0] {
  const { name, number, diskSequence } = block;
  return { path: `${roots.dev}/${name}`, kind: 'block', number, ...(diskSequence !== undefined && { diskSequence }) };
}

async function commands(drive: HostDrive, roots: Roots, way: 'ask' | 'command', opened: Opened): Promise<ScsiTransport | NvmeTransport> {
  const keep = async (handle: Promise<FileHandle>, path: string): Promise<OpenNode> => {
    const { fd } = await handle.then((one) => (opened.add(() => one.close()), one));
    return { fd, path };
  };
  if (drive.kind === 'scsi') {
    const [block] = drive.blocks;
    if (block === undefined) throw new TransportError('gone', `${drive.kernelName} has no block device`);
    const node = await keep(openNode(blockNode(block, roots), way), `${roots.dev}/${block.name}`);
    return sgTransport(node.fd, node.path);
  }
  const path = `${roots.dev}/${drive.kernelName}`;
  const controller = await keep(openNode({ path, kind: 'character', number: drive.number }, way), path);
  const namespaces = new Map<number, OpenNode>();
  for (const block of drive.blocks)
    if (block.nsid !== undefined)
      namespaces.set(block.nsid, await keep(openNode(blockNode(block, roots), way), `${roots.dev}/${block.name}`));
  return nvmeTransport(controller, namespaces);
}

/** Claims a block device. One that shows no bytes now (a drive that sanitizes) is claimed all the same, and offers none. */
async function claim(block: HostBlock, drive: HostDrive, roots: Roots, opened: Opened): Promise<BlockTransport | undefined> {
  const node = blockNode(block, roots);
  const sight = await openNode(node, 'ask');
  const { rdev } = await sight.stat();
  try {
    if (block.sizeBytes === 0) {
      const handle = await openNode(node, 'claim');
      opened.add(() => handle.close());
      return undefined;
    }
    const open = await openPlain({ path: node.path, kind: 'block_device', presence: drive.presence, place: `device ${rdev}` });
    opened.add(() => open.close());
    if (open.transport.kind !== 'block') return undefined;
    if (open.transport.sizeBytes !== block.sizeBytes)
      throw new TransportError('gone', `${node.path} has changed its size: unplug the drive and plug it in again`);
    return open.transport;
  } finally {
    await sight.close();
  }
}

/**
 * A dock can change its drive without a word to the host. So the drive that answers now is compared with what the kernel
 * was told when it found the disk: INQUIRY and the unit serial number, or the controller's serial number. Throws
 * TransportError `gone` for another drive.
 */
async function sameDrive(drive: HostDrive, transport: ScsiTransport | NvmeTransport): Promise<void> {
  if (transport.kind === 'nvme') {
    const known = readText(`${drive.folder}/serial`);
    const asked = identifyController();
    const told = parseIdentifyController((await transport.admin(asked, askMs)).data);
    if (known !== undefined && told !== undefined && cleanText(known, 64) !== cleanText(told.serial, 64)) throw otherDrive(drive);
    return;
  }
  await sameBytes(drive, transport, inquiry(36), 'inquiry', 8);
  await sameBytes(drive, transport, inquiryVpd(vpdPage.unitSerialNumber), 'vpd_pg80', 4);
}

/** Compares an answer with the kernel's copy of it, from byte `from` on; where the kernel keeps none there is nothing to compare. */
async function sameBytes(
  drive: HostDrive,
  transport: ScsiTransport,
  command: ReturnType<typeof inquiry>,
  copy: string,
  from: number,
): Promise<void> {
  const known = readBytes(`${drive.folder}/${copy}`);
  if (known === undefined || known.length <= from) return;
  const answer = await transport.execute(command.cdb, command.data, askMs);
  if (answer.status !== 0) return;
  const length = Math.min(known.length, answer.data.length);
  if (!known.subarray(from, length).equals(answer.data.subarray(from, length))) throw otherDrive(drive);
}

function otherDrive(drive: HostDrive): TransportError {
  return new TransportError(
    'gone',
    `the drive that answers at ${drive.kernelName} is not the one that the host has seen come: unplug the dock and plug it in again`,
  );
}
