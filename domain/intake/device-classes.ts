import { z } from 'zod';

/**
 * What came in, beyond disks. A class says what this release can do with such a thing, not what its maker can: nothing is
 * claimed about commands that Custos does not send.
 */
export const deviceClass = z.enum([
  'pcie_card',
  'nvdimm',
  'usb_stick',
  'memory_card',
  'controller',
  'hsm',
  'smart_card',
  'tape',
  'optical',
  'phone',
]);
export type DeviceClass = z.infer<typeof deviceClass>;

/** Why a class goes to destruction when it is taken in. */
export type NoMethod =
  /** It fits in no bay: there is no way to ask it anything. */
  | 'fits_no_bay'
  /** It can be written, but has no sanitize command, and what lies behind its controller cannot be read back. */
  | 'nothing_to_prove'
  /** It keeps keys behind its own access control: only its own administrators can zeroize it, and it proves that to nobody here. */
  | 'keys_inside'
  /** The medium cannot be written over. */
  | 'written_once';

export type DeviceRoute = { readonly to: 'bench' } | { readonly to: 'destruction'; readonly why: NoMethod };

const routes: Readonly<Record<DeviceClass, DeviceRoute>> = {
  // An NVMe card answers at the bench as any NVMe drive does; what the drive itself says decides there.
  pcie_card: { to: 'bench' },
  nvdimm: { to: 'destruction', why: 'fits_no_bay' },
  usb_stick: { to: 'destruction', why: 'nothing_to_prove' },
  memory_card: { to: 'destruction', why: 'nothing_to_prove' },
  controller: { to: 'destruction', why: 'fits_no_bay' },
  hsm: { to: 'destruction', why: 'keys_inside' },
  smart_card: { to: 'destruction', why: 'keys_inside' },
  tape: { to: 'destruction', why: 'fits_no_bay' },
  optical: { to: 'destruction', why: 'written_once' },
  phone: { to: 'destruction', why: 'fits_no_bay' },
};

/** Where a thing of this class goes when it is taken in. Without a class it is a disk, and its own identity decides. */
export function routeOf(device: DeviceClass | undefined): DeviceRoute {
  return device === undefined ? { to: 'bench' } : routes[device];
}

/** True for a thing that nothing but destruction makes safe here. */
export function isForDestruction(device: DeviceClass | undefined): boolean {
  return routeOf(device).to === 'destruction';
}
