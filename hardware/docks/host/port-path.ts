import { cleanText } from '../../identity/serial.ts';
import type { UsbWords } from '../../transport/transport.ts';
import { namesIn, readNumber, readText, realPath, type Roots } from './sysfs.ts';

/** How the host reaches a drive. `network` and `other` carry no bay that a person can put a drive into. */
export type Bus = 'sata' | 'sas' | 'scsi' | 'usb' | 'nvme' | 'network' | 'other';

/** Where a drive hangs: the same across replug and reboot, and without any name that the kernel hands out in passing. */
export interface PortPath {
  readonly port: string;
  readonly bus: Bus;
  /** Short words for people, when nobody has given the port a name. */
  readonly name: string;
  /** The dock, bridge or adapter in words. */
  readonly dock: string;
  /** What a USB dock's own descriptors say. Its serial is the dock's, never the drive's. */
  readonly usb?: UsbWords;
}

const pciAddress = /^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;
const scsiAddress = /^(\d+):(\d+):(\d+):(\d+)$/;

/** A device's path below /sys/devices, split at its slashes, with the folder of each part. */
interface Chain {
  readonly parts: readonly string[];
  folder(index: number): string;
}

function chainOf(devicePath: string, roots: Roots): Chain {
  const base = `${realPath(roots.sys) ?? roots.sys}/devices/`;
  const parts = (devicePath.startsWith(base) ? devicePath.slice(base.length) : devicePath).split('/');
  return { parts, folder: (index) => `${base}${parts.slice(0, index + 1).join('/')}` };
}

/** The last PCI function on the way, or the first part where there is none (platform devices, virtual adapters). */
function adapterOf(chain: Chain): { readonly words: string; readonly driver: string } {
  const at = chain.parts.findLastIndex((part) => pciAddress.test(part));
  if (at >= 0) return { words: `pci-${chain.parts[at] ?? ''}`, driver: driverAt(chain.folder(at)) };
  const top = chain.parts[0] === 'platform' || chain.parts[0] === 'virtual' ? 1 : 0;
  return { words: chain.parts.slice(0, top + 1).join('-'), driver: driverAt(chain.folder(top)) };
}

function driverAt(folder: string): string {
  return realPath(`${folder}/driver`)?.split('/').at(-1) ?? '';
}

/** The port of a SCSI disk, from the folder of its SCSI device (…/hostH/targetH:C:I/H:C:I:L). */
export function scsiPort(devicePath: string, roots: Roots): PortPath {
  const chain = chainOf(devicePath, roots);
  const address = scsiAddress.exec(chain.parts.at(-1) ?? '');
  const [channel, id, lun] = [Number(address?.[2] ?? 0), Number(address?.[3] ?? 0), Number(address?.[4] ?? 0)];
  const place: Place = { chain, adapter: adapterOf(chain), channel, id, lun };
  return usbPort(place) ?? ataPort(place) ?? sasPort(place) ?? networkPort(place) ?? plainPort(place);
}

interface Place {
  readonly chain: Chain;
  readonly adapter: { readonly words: string; readonly driver: string };
  readonly channel: number;
  readonly id: number;
  readonly lun: number;
}

/**
 * `usb2-1.4` is port 4 of the hub in port 1 of the controller's USB 2 root hub. The bus number is left out: it follows
 * the order in which controllers were found. The generation is told, for a controller has a root hub of each.
 */
function usbPort({ chain, adapter, id, lun }: Place): PortPath | undefined {
  const at = chain.parts.findLastIndex((part) => /^\d+-\d+(\.\d+)*$/.test(part));
  const root = chain.parts.findIndex((part) => /^usb\d+$/.test(part));
  const ports = chain.parts[at]?.split('-')[1];
  if (root < 0 || ports === undefined) return undefined;
  const generation = readText(`${chain.folder(root)}/version`)?.[0] ?? '';
  const unit = `${id === 0 ? '' : `-id${id}`}-lun${lun}`;
  const device = chain.folder(at);
  const product = cleanText(readText(`${device}/product`) ?? '', 40);
  const ids = `${readText(`${device}/idVendor`) ?? '????'}:${readText(`${device}/idProduct`) ?? '????'}`;
  const driver = driverAt(chain.folder(at + 1));
  const usb = usbWords(device);
  const words = [product, ids, `rev ${readText(`${device}/bcdDevice`) ?? '????'}`, driver === '' ? '' : `(${driver})`];
  return {
    port: `${adapter.words}-usb${generation}-${ports}${unit}`,
    bus: 'usb',
    name: `USB ${ports}${lun === 0 && id === 0 ? '' : ` unit ${id === 0 ? lun : `${id}.${lun}`}`}`,
    dock: words.filter((word) => word !== '').join(' '),
    ...(usb !== undefined && { usb }),
  };
}

function usbWords(device: string): UsbWords | undefined {
  const number = (name: string): number => Number.parseInt(readText(`${device}/${name}`) ?? '', 16);
  const [vendorId, productId, release] = [number('idVendor'), number('idProduct'), number('bcdDevice')];
  if (Number.isNaN(vendorId) || Number.isNaN(productId) || Number.isNaN(release)) return undefined;
  const serial = cleanText(readText(`${device}/serial`) ?? '', 64);
  return { vendorId, productId, release, ...(serial !== '' && { serial }) };
}

/** The port number is the controller's own (`port_no`): the kernel's ataN counts over all controllers. */
function ataPort({ chain, adapter, channel, id }: Place): PortPath | undefined {
  const at = chain.parts.findLastIndex((part) => /^ata\d+$/.test(part));
  const name = chain.parts[at];
  if (name === undefined) return undefined;
  const number = readNumber(`${chain.folder(at)}/ata_port/${name}/port_no`);
  // Without the controller's number the kernel's is all there is; `ata?` cannot be mistaken for it.
  const port = number === undefined ? `ata?${name.slice(3)}` : `ata${number}`;
  const behind = `${channel === 0 ? '' : `.${channel}`}${id === 0 ? '' : `-dev${id}`}`;
  return {
    port: `${adapter.words}-${port}${behind}`,
    bus: 'sata',
    name: `SATA ${number ?? name}${behind}`,
    dock: `SATA port (${adapter.driver})`,
  };
}

/** A SAS port is a phy of the adapter or of an expander; the kernel's end_device numbers follow the order of discovery. */
function sasPort({ chain, adapter, lun }: Place): PortPath | undefined {
  const at = chain.parts.findLastIndex((part) => part.startsWith('end_device-'));
  const end = chain.parts[at];
  if (end === undefined) return undefined;
  const device = `${chain.folder(at)}/sas_device/${end}`;
  const expanderAt = chain.parts.findLastIndex((part) => part.startsWith('expander-'));
  const expander =
    expanderAt < 0 ? undefined : readText(`${chain.folder(expanderAt)}/sas_device/${chain.parts[expanderAt] ?? ''}/sas_address`);
  const phy = readNumber(`${device}/phy_identifier`);
  const bay = readNumber(`${device}/bay_identifier`);
  // Adapters that know of no enclosure say zeros, or nothing that can be read.
  const enclosure = cleanText(readText(`${device}/enclosure_identifier`) ?? '', 20);
  const slotted = bay !== undefined && !/^(0x)?0*$/.test(enclosure);
  const where = phy === undefined ? `dev${readText(`${device}/sas_address`) ?? '?'}` : `phy${phy}`;
  return {
    port: `${adapter.words}-sas-${expander === undefined ? '' : `exp${expander}-`}${where}${lun === 0 ? '' : `-lun${lun}`}`,
    bus: 'sas',
    name: slotted ? `SAS slot ${bay}` : `SAS ${where}`,
    dock: `SAS${slotted ? ` enclosure ${enclosure}` : ''} (${adapter.driver})`,
  };
}

function networkPort({ chain, adapter, channel, id, lun }: Place): PortPath | undefined {
  const iscsi = chain.parts.some((part) => /^session\d+$/.test(part));
  if (!iscsi && !chain.parts.some((part) => part.startsWith('rport-'))) return undefined;
  const kind = iscsi ? 'iscsi' : 'fc';
  return {
    port: `${adapter.words}-${kind}-${channel}:${id}:${lun}`,
    bus: 'network',
    name: `${kind} ${id}:${lun}`,
    dock: `network (${kind})`,
  };
}

function plainPort({ chain, adapter, channel, id, lun }: Place): PortPath {
  const known = chain.parts.some((part) => pciAddress.test(part));
  return {
    port: `${adapter.words}-scsi-${channel}:${id}:${lun}`,
    bus: known ? 'scsi' : 'other',
    name: `SCSI ${channel}:${id}:${lun}`,
    dock: `SCSI (${hostDriver(chain) ?? adapter.driver})`,
  };
}

/** The name of the driver that made the SCSI host, e.g. `virtio_scsi`, `megaraid_sas`. */
function hostDriver(chain: Chain): string | undefined {
  const at = chain.parts.findLastIndex((part) => /^host\d+$/.test(part));
  const host = chain.parts[at];
  return host === undefined ? undefined : cleanText(readText(`${chain.folder(at)}/scsi_host/${host}/proc_name`) ?? '', 30) || undefined;
}

/** The port of an NVMe controller: its PCI function, with the name of the slot where the host knows it. */
export function nvmePort(controllerPath: string, roots: Roots): PortPath {
  const chain = chainOf(controllerPath, roots);
  const transport = readText(`${controllerPath}/transport`) ?? '';
  const adapter = adapterOf(chain);
  if (transport !== 'pcie') {
    const where = cleanText(readText(`${controllerPath}/address`) ?? '', 80);
    const subsystem = cleanText(readText(`${controllerPath}/subsysnqn`) ?? '', 80);
    return { port: `nvme-${transport}-${where}-${subsystem}`, bus: 'network', name: 'NVMe over a network', dock: `NVMe (${transport})` };
  }
  const slot = slotOf(adapter.words.slice('pci-'.length), roots);
  return {
    port: `${adapter.words}-nvme`,
    bus: 'nvme',
    name: slot === undefined ? `NVMe ${adapter.words.slice('pci-'.length)}` : `NVMe slot ${slot}`,
    dock: `NVMe (${adapter.driver === '' ? 'pcie' : adapter.driver})`,
  };
}

/** The name of the PCI slot with this function in it, as the firmware gave it. */
function slotOf(address: string, roots: Roots): string | undefined {
  const device = address.replace(/\.\d$/, '');
  return namesIn(`${roots.sys}/bus/pci/slots`).find((slot) => readText(`${roots.sys}/bus/pci/slots/${slot}/address`) === device);
}
