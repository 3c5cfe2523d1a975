/** The drives that QEMU can emulate, by what the guest's kernel sees. */
export type DriveKind = 'sata' | 'sas' | 'nvme' | 'usb-bot' | 'usb-uas';

export interface DriveWish {
  readonly kind: DriveKind;
  readonly sizeMiB?: number;
  readonly blockBytes?: 512 | 4096;
  /** Sectors that fail on every request: MEDIUM ERROR on SCSI and USB, a media error on NVMe, an abort on SATA. */
  readonly badSectors?: readonly number[];
  /** TRIM and UNMAP succeed and leave the data. */
  readonly ignoresTrim?: boolean;
  /** Not there until the suite docks it. SATA drives cannot be docked later. */
  readonly absent?: boolean;
}

/** A drive as the guest is told of it: enough to find it, and to take it out and put it in again. */
export interface LabDrive {
  readonly id: string;
  readonly kind: DriveKind;
  readonly serial: string;
  readonly model: string;
  /** 16 hex digits; absent where QEMU lets none be set. */
  readonly wwn?: string;
  readonly sizeBytes: number;
  /** QEMU's `device_add` arguments in the order of plugging, as text: a WWN is no number of JavaScript. */
  readonly devices: readonly string[];
  /** A USB bridge stays dark until its property `attached` is set. */
  readonly attach: boolean;
}

export interface BuiltDrive extends LabDrive {
  readonly image: string;
  readonly absent: boolean;
  readonly arguments: readonly string[];
}

type Properties = Readonly<Record<string, string | number | boolean | bigint>>;

interface Kind {
  /** The controller that all drives of this kind share. */
  readonly bus?: Properties;
  readonly drivers: readonly string[];
  /** Sits in a PCIe slot of its own. */
  readonly slot: boolean;
  readonly model: string;
  readonly devices: (drive: Properties & { readonly id: string }, disk: Properties) => readonly Properties[];
}

const usbBus = { driver: 'qemu-xhci', id: 'usb', p2: 8, p3: 8 };

const usbDock = (driver: string, model: string): Kind => ({
  bus: usbBus,
  drivers: ['usb_storage', 'uas'],
  slot: false,
  model,
  devices: ({ id, serial }, disk) => [
    { driver, id, bus: 'usb.0', serial: serial ?? '' },
    { driver: 'scsi-hd', id: `${id}-disk`, bus: `${id}.0`, lun: 0, vendor: 'LAB', product: model, ...disk },
  ],
});

const kinds: Readonly<Record<DriveKind, Kind>> = {
  // A controller each: a single SATA port cannot be unplugged, a PCIe controller can.
  sata: {
    drivers: ['ahci'],
    slot: true,
    model: 'LAB SATA DISK',
    devices: ({ id }, disk) => [
      { driver: 'ich9-ahci', id, bus: `slot-${id}` },
      { driver: 'ide-hd', id: `${id}-disk`, bus: `${id}.0`, model: 'LAB SATA DISK', ...disk },
    ],
  },
  sas: {
    bus: { driver: 'mptsas1068', id: 'sas' },
    drivers: ['mptsas'],
    slot: false,
    model: 'SAS DISK',
    devices: ({ id }, disk) => [{ driver: 'scsi-hd', id, bus: 'sas.0', vendor: 'LAB', product: 'SAS DISK', ...disk }],
  },
  nvme: {
    drivers: ['nvme'],
    slot: true,
    model: 'QEMU NVMe Ctrl',
    devices: ({ id, serial, drive, logical_block_size, physical_block_size }) => [
      // The model name is QEMU's own.
      { driver: 'nvme', id, bus: `slot-${id}`, serial, drive, logical_block_size, physical_block_size } as Properties,
    ],
  },
  'usb-bot': usbDock('usb-bot', 'BOT DISK'),
  'usb-uas': usbDock('usb-uas', 'UAS DISK'),
};

/** Of all errors the one that QEMU's SCSI disks report as MEDIUM ERROR. */
const enodata = 61;
const firstWwn = 0x5000c500a0000001n;
const unlimited = 0;

/** Turns wishes into drives: `sata0`, `sata1`, `nvme0`... count within their kind, images lie in `folder`. */
export function buildDrives(wishes: readonly DriveWish[], folder: string): readonly BuiltDrive[] {
  const counts = new Map<DriveKind, number>();
  return wishes.map((wish, index) => {
    const number = counts.get(wish.kind) ?? 0;
    counts.set(wish.kind, number + 1);
    return buildDrive(wish, `${wish.kind}${number}`, index, folder);
  });
}

function buildDrive(wish: DriveWish, id: string, index: number, folder: string): BuiltDrive {
  const kind = kinds[wish.kind];
  const serial = `LAB-${id.toUpperCase()}`;
  const wwn = firstWwn + BigInt(index);
  const blockBytes = wish.blockBytes ?? 512;
  const backend = { drive: `disk-${id}`, serial, logical_block_size: blockBytes, physical_block_size: blockBytes };
  const disk = { ...backend, wwn, rotation_rate: 1, rerror: 'report', werror: 'report' };
  const devices = kind.devices({ id, ...backend }, disk).map(toQemu);
  const image = `${folder}/${id}.img`;
  const slot = toQemu({ driver: 'pcie-root-port', id: `slot-${id}`, chassis: index + 1, slot: index + 1 });
  const absent = wish.absent ?? false;
  return {
    id,
    kind: wish.kind,
    serial,
    model: kind.model,
    ...(wish.kind !== 'nvme' && { wwn: wwn.toString(16).padStart(16, '0') }),
    sizeBytes: (wish.sizeMiB ?? 16) * 1024 * 1024,
    devices,
    attach: kind.bus === usbBus,
    image,
    absent,
    arguments: [
      ...backendArguments(id, image, wish),
      ...(kind.slot ? ['-device', slot] : []),
      ...(absent ? [] : devices.flatMap((device) => ['-device', device])),
    ],
  };
}

/** Image, then bad sectors, then a speed limit that the suite sets; `disk-ID` on top is what the device opens. */
function backendArguments(id: string, image: string, wish: DriveWish): readonly string[] {
  const discard = wish.ignoresTrim === true ? 'ignore' : 'unmap';
  const nodes: object[] = [{ driver: 'file', 'node-name': `file-${id}`, discard, filename: image }];
  let top = `file-${id}`;
  if (wish.badSectors !== undefined) {
    const errors = wish.badSectors.map((sector) => ({ event: 'none', errno: enodata, sector }));
    nodes.push({ driver: 'blkdebug', 'node-name': `bad-${id}`, discard, image: top, 'inject-error': errors });
    top = `bad-${id}`;
  }
  nodes.push({ driver: 'throttle', 'node-name': `disk-${id}`, discard, file: top, 'throttle-group': `speed-${id}` });
  const limits = { 'bps-total': unlimited, 'iops-total': unlimited };
  return [
    '-object',
    JSON.stringify({ 'qom-type': 'throttle-group', id: `speed-${id}`, limits }),
    ...nodes.flatMap((node) => ['-blockdev', JSON.stringify(node)]),
  ];
}

/** The controllers that these drives need, each once; USB is always there. */
export function busArguments(wishes: readonly DriveWish[]): readonly string[] {
  const buses = new Set<Properties>([usbBus]);
  for (const { kind } of wishes) {
    const { bus } = kinds[kind];
    if (bus !== undefined) buses.add(bus);
  }
  return [...buses].flatMap((bus) => ['-device', toQemu(bus)]);
}

/** The kernel modules for these drives. */
export function driversFor(wishes: readonly DriveWish[]): readonly string[] {
  return ['sd_mod', 'sg', 'xhci_pci', 'usbhid', 'hid_generic', ...new Set(wishes.flatMap(({ kind }) => kinds[kind].drivers))];
}

/** JSON in QEMU's way: a WWN takes all of its 64 bits, more than a number of JavaScript holds. */
function toQemu(properties: Properties): string {
  return JSON.stringify(properties, (_key, value: unknown) => (typeof value === 'bigint' ? `#${value}#` : value)).replaceAll(
    /"#(\d+)#"/g,
    '$1',
  );
}
