import type { Identified } from '../../contract/helper.ts';
import type { DriveIdentity } from '../../domain/drive/identity.ts';
import { identifyDevice, type IdentifyDevice, parseIdentifyDevice } from '../ata/identify.ts';
import type { Limits } from '../erase/limits.ts';
import { readAta, sendScsi } from '../erase/wire.ts';
import { identifyController, type IdentifyController, parseIdentifyController } from '../nvme/identify.ts';
import { nvmeStatus, statusCode } from '../nvme/status.ts';
import {
  inquiry,
  inquiryVpd,
  parseDeviceIdentification,
  parseInquiry,
  parseUnitSerialNumber,
  type StandardInquiry,
  vpdPage,
  worldWideName,
} from '../scsi/inquiry.ts';
import { type NvmeTransport, type OpenDrive, type ScsiTransport, TransportError } from '../transport/transport.ts';
import { hostManagedZoned, isBlockDevice } from '../scsi/inventory.ts';
import { cleanText, serialDoubt } from './serial.ts';

export type Silent = Extract<Identified, { kind: 'silent' }>;

type Words = Pick<DriveIdentity, 'model' | 'serial' | 'firmware' | 'serial_source'> & { readonly wwn?: string };

/** Who a drive says it is: what can be asked even while it sanitizes, when it will not tell its capacity. */
export type Named =
  | {
      readonly kind: 'ata';
      readonly words: Words;
      readonly device: IdentifyDevice;
      readonly bridgeSerial?: string;
      readonly removable: boolean;
      readonly hostManaged: boolean;
    }
  | { readonly kind: 'scsi'; readonly words: Words; readonly inquiry: StandardInquiry }
  | { readonly kind: 'nvme'; readonly words: Words; readonly controller: IdentifyController }
  | { readonly kind: 'image'; readonly words: Words };

/** Asks the drive for its name. A drive that cannot prove a serial of its own is silent: nothing may be done to it. */
export async function readName(open: OpenDrive, limits: Limits): Promise<Named | Silent> {
  const { transport } = open;
  try {
    if (transport.kind === 'scsi') return await scsiName(transport, open.direct === true, limits);
    if (transport.kind === 'nvme') return await nvmeName(transport, limits);
    return imageName(open);
  } catch (error) {
    if (error instanceof TransportError) return silentFrom(error);
    throw error;
  }
}

/** A transport's failure in the words of the contract. */
export function silentFrom(error: TransportError): Silent {
  switch (error.code) {
    case 'gone':
      return silent('empty', error.message);
    case 'not_permitted':
      return silent('not_permitted', error.message);
    case 'busy':
      return silent('busy', error.message);
    case 'timeout':
    case 'io':
      return silent('no_answer', error.message);
  }
}

export function silent(why: Silent['why'], detail: string): Silent {
  return { kind: 'silent', why, detail };
}

/** An image has no serial to tell: its dock assigns one and hands it over with the open drive. Without one it is silent. */
function imageName(open: OpenDrive): Named | Silent {
  if (open.assigned === undefined) return silent('no_serial', 'a plain block device without an assigned serial');
  return {
    kind: 'image',
    words: {
      model: cleanText(open.assigned.model, 64),
      serial: cleanText(open.assigned.serial, 64),
      firmware: '',
      serial_source: 'assigned',
    },
  };
}

async function scsiName(transport: ScsiTransport, direct: boolean, limits: Limits): Promise<Named | Silent> {
  const asked = await sendScsi(transport, inquiry(), limits.commandMs);
  if (asked.kind !== 'good') return silent('no_answer', 'INQUIRY was not answered');
  const standard = parseInquiry(asked.data);
  if (standard === undefined) return silent('empty', 'no unit behind this port');
  if (!isBlockDevice(standard.peripheralDeviceType))
    return silent('no_answer', `not a disk: peripheral device type ${standard.peripheralDeviceType.toString(16).padStart(2, '0')}h`);
  const page = await sendScsi(transport, inquiryVpd(vpdPage.unitSerialNumber), limits.commandMs);
  const unitSerial = page.kind === 'good' ? page.data : new Uint8Array(0);
  // SAT first: a bridge answers VPD 80h with its own serial, and a true SCSI drive turns this command down unharmed.
  const data = await readAta(transport, identifyDevice(), limits.commandMs);
  const device = data === undefined ? undefined : parseIdentifyDevice(data);
  if (data !== undefined && device !== undefined) {
    const bridgeSerial = parseUnitSerialNumber(unitSerial);
    return ataName(data, device, {
      direct,
      removable: standard.removable,
      hostManaged: standard.peripheralDeviceType === hostManagedZoned,
      ...(bridgeSerial !== undefined && { bridgeSerial }),
    });
  }
  if (standard.vendor === 'ATA') return silent('no_answer', 'an ATA drive that gave no IDENTIFY DEVICE data');
  const serial = parseUnitSerialNumber(unitSerial) ?? '';
  const doubt = serialDoubt(unitSerial.subarray(4), serial);
  if (doubt !== undefined) return silent('no_serial', `unit serial number: ${doubt}`);
  const names = await sendScsi(transport, inquiryVpd(vpdPage.deviceIdentification), limits.commandMs);
  const wwn = names.kind === 'good' ? worldWideName(parseDeviceIdentification(names.data) ?? []) : undefined;
  // A bridge that lets no ATA command through shows its own serial and no name of a logical unit.
  if (wwn === undefined) return silent('no_serial', 'only the serial of the dock or bridge can be read');
  const words: Words = {
    model: cleanText(`${standard.vendor} ${standard.product}`, 64),
    serial: cleanText(serial, 64),
    firmware: cleanText(standard.revision, 16),
    serial_source: 'unit_serial_vpd',
    wwn,
  };
  return { kind: 'scsi', words, inquiry: standard };
}

interface AtaWay {
  readonly direct: boolean;
  readonly removable: boolean;
  readonly hostManaged: boolean;
  readonly bridgeSerial?: string;
}

function ataName(data: Uint8Array, device: IdentifyDevice, { direct, removable, hostManaged, bridgeSerial }: AtaWay): Named | Silent {
  // Word 255. A bridge that makes up IDENTIFY data gets the checksum wrong or leaves it out; a drive may leave it out too.
  if (device.checksum !== 'valid' && !(direct && device.checksum === 'absent'))
    return silent('no_serial', `IDENTIFY DEVICE checksum: ${device.checksum}`);
  const doubt = serialDoubt(data.subarray(20, 40), device.serial);
  if (doubt !== undefined) return silent('no_serial', `IDENTIFY DEVICE serial: ${doubt}`);
  const words: Words = {
    model: cleanText(device.model, 64),
    serial: cleanText(device.serial, 64),
    firmware: cleanText(device.firmware, 16),
    serial_source: 'identify_device',
    ...(device.wwn !== undefined && { wwn: device.wwn }),
  };
  const foreign = bridgeSerial !== undefined && bridgeSerial !== device.serial;
  return { kind: 'ata', words, device, removable, hostManaged, ...(foreign && { bridgeSerial }) };
}

async function nvmeName(transport: NvmeTransport, limits: Limits): Promise<Named | Silent> {
  const answer = await transport.admin(identifyController(), limits.commandMs);
  const controller = statusCode(answer.status) === nvmeStatus.success ? parseIdentifyController(answer.data) : undefined;
  if (controller === undefined) return silent('no_answer', 'Identify Controller was not answered');
  const doubt = serialDoubt(answer.data.subarray(4, 24), controller.serial);
  if (doubt !== undefined) return silent('no_serial', `Identify Controller serial: ${doubt}`);
  const words: Words = {
    model: cleanText(controller.model, 64),
    serial: cleanText(controller.serial, 64),
    firmware: cleanText(controller.firmware, 16),
    serial_source: 'identify_controller',
  };
  return { kind: 'nvme', words, controller };
}
