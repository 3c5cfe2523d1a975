import type { Identified } from '../../contract/helper.ts';
import { type DriveIdentity, driveIdentity, type Media } from '../../domain/drive/identity.ts';
import type { IdentifyDevice } from '../ata/identify.ts';
import { type Limits, realLimits } from '../erase/limits.ts';
import { namespacesOf } from '../erase/medium.ts';
import { lookAtUnit, sanitizeSense } from '../erase/scsi-unit-state.ts';
import { sendScsi } from '../erase/wire.ts';
import { identifyNamespace, type IdentifyNamespace, parseIdentifyNamespace } from '../nvme/identify.ts';
import { parseReadCapacity10, parseReadCapacity16, type ReadCapacity, readCapacity10, readCapacity16 } from '../scsi/blocks.ts';
import { hostManagedZoned } from '../scsi/inventory.ts';
import { type BlockDeviceCharacteristics, inquiryVpd, parseBlockDeviceCharacteristics, vpdPage } from '../scsi/inquiry.ts';
import { type NvmeTransport, type OpenDrive, type ScsiTransport, TransportError } from '../transport/transport.ts';
import { ataCapabilities } from './ata-capabilities.ts';
import { type Named, readName, silent, type Silent, silentFrom } from './name.ts';
import { nvmeCapabilities } from './nvme-capabilities.ts';
import { imageCapabilities, scsiCapabilities } from './scsi-capabilities.ts';

/** Whether the drive with this serial has a password that we gave it and can take back. */
export type Keeps = (serial: string) => Promise<boolean>;

/**
 * Asks a drive who it is and what it can do, in its own words, changing nothing. What could not be read is absent or `unknown`, never a guess.
 * A lock that `keeps` knows bars nothing: the erase opens it first.
 */
export async function readIdentity(
  open: OpenDrive,
  limits: Limits = realLimits,
  keeps: Keeps = () => Promise.resolve(false),
): Promise<Identified> {
  const named = await readName(open, limits);
  if (named.kind === 'silent') return named;
  try {
    return held(await describe(open, named, limits, keeps));
  } catch (error) {
    if (error instanceof TransportError) return silentFrom(error);
    throw error;
  }
}

/** Sizes that no drive can have make every offset a guess: such a drive has told nothing. */
function held(told: Identified): Identified {
  if (told.kind === 'silent' || (told.identity.capacity_bytes > 0 && driveIdentity.safeParse(told.identity).success)) return told;
  return silent('no_answer', `the drive tells ${told.identity.capacity_bytes} bytes in blocks of ${told.identity.block_bytes}`);
}

async function describe(open: OpenDrive, named: Named, limits: Limits, keeps: Keeps): Promise<Identified> {
  const { transport, presence } = open;
  switch (named.kind) {
    case 'ata':
      return transport.kind === 'scsi' ? describeAta(transport, presence, named, limits, keeps) : mismatch();
    case 'scsi':
      return transport.kind === 'scsi' ? describeScsi(open, transport, named, limits) : mismatch();
    case 'nvme':
      return transport.kind === 'nvme' ? describeNvme(open, transport, named, limits) : mismatch();
    case 'image': {
      if (transport.kind !== 'block') return mismatch();
      const identity: DriveIdentity = {
        ...named.words,
        interface: 'image',
        media: 'image',
        capacity_bytes: transport.sizeBytes,
        native_bytes: transport.sizeBytes,
        block_bytes: transport.blockBytes,
      };
      return { kind: 'identified', presence, identity, capabilities: imageCapabilities() };
    }
  }
}

function mismatch(): never {
  throw new Error('a drive was named by a transport of another kind');
}

async function describeAta(
  transport: ScsiTransport,
  presence: string,
  named: Extract<Named, { kind: 'ata' }>,
  limits: Limits,
  keeps: Keeps,
): Promise<Identified> {
  const { device } = named;
  const capacity = device.sectors * device.logicalSectorBytes;
  const seen = await readCapacity(transport, limits);
  const told =
    device.sectors > 0
      ? await ataCapabilities(transport, device, limits, {
          ours: device.security.locked && (await keeps(named.words.serial)),
          hostManaged: named.hostManaged,
        })
      : undefined;
  if (told === undefined) return silent('no_answer', 'the drive tells no capacity');
  const sanitizing = told.capabilities.sanitize === 'running' || told.capabilities.sanitize === 'failed';
  if (seen === undefined && !sanitizing) return silent('busy', 'the drive is not ready to tell its capacity');
  // A bridge that cuts LBAs to 32 bits or translates blocks shows another drive than IDENTIFY does: every offset would be wrong.
  if (seen !== undefined && ((seen.lastLba + 1) * seen.blockBytes !== capacity || seen.blockBytes !== device.logicalSectorBytes)) {
    return silent('no_answer', `the dock shows ${(seen.lastLba + 1) * seen.blockBytes} bytes, the drive ${capacity}`);
  }
  const identity: DriveIdentity = {
    ...named.words,
    interface: 'ata',
    media: ataMedia(device),
    capacity_bytes: capacity,
    ...(told.nativeBytes !== undefined && { native_bytes: told.nativeBytes }),
    block_bytes: device.logicalSectorBytes,
  };
  return {
    kind: 'identified',
    presence,
    identity,
    capabilities: told.capabilities,
    ...(named.bridgeSerial !== undefined && { bridge_serial: named.bridgeSerial }),
    ...(told.power !== undefined && { power: told.power }),
  };
}

function ataMedia(device: IdentifyDevice): Media {
  if (device.rotationRate === 1) return 'ata_ssd';
  if (device.rotationRate >= 0x401) return 'ata_hdd';
  return 'unknown';
}

async function describeScsi(
  open: OpenDrive,
  transport: ScsiTransport,
  named: Extract<Named, { kind: 'scsi' }>,
  limits: Limits,
): Promise<Identified> {
  const capacity = await readCapacity(transport, limits);
  if (capacity === undefined) return withoutCapacity(transport, limits);
  // Two answers about one size: whichever is wrong, blocks would be left or missed.
  const short = await sendScsi(transport, readCapacity10(), limits.commandMs);
  const told = short.kind === 'good' ? parseReadCapacity10(short.data) : undefined;
  if (told !== undefined && (told.lastLba !== capacity.lastLba || told.blockBytes !== capacity.blockBytes))
    return silent('no_answer', `READ CAPACITY (10) says ${sizeOf(told)} bytes, (16) says ${sizeOf(capacity)}`);
  const page = await sendScsi(transport, inquiryVpd(vpdPage.blockDeviceCharacteristics), limits.commandMs);
  const traits = page.kind === 'good' ? parseBlockDeviceCharacteristics(page.data) : undefined;
  const hostManaged = named.inquiry.peripheralDeviceType === hostManagedZoned;
  const capabilities = await scsiCapabilities(open, transport, { characteristics: traits, hostManaged }, limits);
  const identity: DriveIdentity = {
    ...named.words,
    interface: 'scsi',
    media: scsiMedia(traits),
    capacity_bytes: (capacity.lastLba + 1) * capacity.blockBytes,
    block_bytes: capacity.blockBytes,
  };
  return { kind: 'identified', presence: open.presence, identity, capabilities };
}

/** Behind a failed sanitize READ CAPACITY may be refused for good: that is no state to wait for. */
async function withoutCapacity(transport: ScsiTransport, limits: Limits): Promise<Silent> {
  const { state } = await lookAtUnit(transport, sanitizeSense, limits);
  return state.kind === 'failed'
    ? silent('no_answer', `${state.reading}; the drive tells no capacity, so nothing can be planned for it`)
    : silent('busy', 'the drive is not ready to tell its capacity');
}

function sizeOf({ lastLba, blockBytes }: ReadCapacity): number {
  return (lastLba + 1) * blockBytes;
}

function scsiMedia(traits: BlockDeviceCharacteristics | undefined): Media {
  if (traits === undefined || traits.rotationRate === 0) return 'unknown';
  return traits.rotationRate === 1 ? 'scsi_ssd' : 'scsi_hdd';
}

async function readCapacity(transport: ScsiTransport, limits: Limits): Promise<ReadCapacity | undefined> {
  const long = await sendScsi(transport, readCapacity16(), limits.commandMs);
  if (long.kind === 'good') return parseReadCapacity16(long.data);
  const short = await sendScsi(transport, readCapacity10(), limits.commandMs);
  return short.kind === 'good' ? parseReadCapacity10(short.data) : undefined;
}

async function describeNvme(
  open: OpenDrive,
  transport: NvmeTransport,
  named: Extract<Named, { kind: 'nvme' }>,
  limits: Limits,
): Promise<Identified> {
  // Markers and read-back go over all active namespaces in a row: so does the capacity.
  const namespaces = await namespacesOf(transport, limits);
  const nsid = namespaces[0]?.nsid;
  if (nsid === undefined) return silent('no_answer', 'the controller lists no active namespace');
  const answer = await transport.admin(identifyNamespace(nsid), limits.commandMs);
  const namespace: IdentifyNamespace | undefined = parseIdentifyNamespace(answer.data);
  if (namespace === undefined) return silent('no_answer', `namespace ${nsid} tells no capacity`);
  const { capabilities, wholeBytes, power } = await nvmeCapabilities(open, transport, named.controller, namespace, limits);
  const wwn = namespace.nguid ?? namespace.eui64;
  const identity: DriveIdentity = {
    ...named.words,
    ...(wwn !== undefined && { wwn }),
    interface: 'nvme',
    media: 'nvme_ssd',
    capacity_bytes: namespaces.reduce((sum, one) => sum + one.sizeBytes, 0),
    ...(wholeBytes !== undefined && { native_bytes: wholeBytes }),
    block_bytes: namespace.blockBytes,
  };
  return { kind: 'identified', presence: open.presence, identity, capabilities, ...(power !== undefined && { power }) };
}

export type { Silent };
