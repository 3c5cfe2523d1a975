import type { AreaState, Capabilities } from '../../domain/drive/capabilities.ts';
import { deviceConfigurationIdentify, parseDeviceConfiguration } from '../ata/configuration.ts';
import type { IdentifyDevice } from '../ata/identify.ts';
import { getNativeMaxAddressExt, parseNativeMaxAddress, readNativeMaxAddressExt } from '../ata/max-address.ts';
import type { AtaCommand } from '../ata/sat.ts';
import type { Limits } from '../erase/limits.ts';
import { readAta, sendAta } from '../erase/wire.ts';
import type { ScsiTransport } from '../transport/transport.ts';

/** One limit on the capacity, with the sectors that there are without it, where the drive told them. */
export interface Limit {
  readonly state: AreaState;
  readonly sectors?: number;
}

export interface AtaLimits {
  readonly hpa: Limit;
  readonly dco: Limit;
  readonly ama: Limit;
}

/** Reads what each limit hides, changing nothing. Throws TransportError. */
export async function readAtaLimits(transport: ScsiTransport, device: IdentifyDevice, limits: Limits): Promise<AtaLimits> {
  return {
    hpa: await limitOf(device, device.hpa, () => nativeSectors(transport, readNativeMaxAddressExt(), limits)),
    dco: await limitOf(device, device.dco, () => configuredSectors(transport, limits)),
    ama: await limitOf(device, device.ama, () => nativeSectors(transport, getNativeMaxAddressExt(), limits)),
  };
}

/** A limit that the drive can have is `none` only when the drive's own maximum came back and equals what is addressable. */
async function limitOf(device: IdentifyDevice, supported: boolean | undefined, ask: () => Promise<number | undefined>): Promise<Limit> {
  if (supported === undefined) return { state: 'unknown' };
  if (!supported) return { state: 'none' };
  const sectors = await ask();
  // Zero is what a bridge without registers gives; a maximum below the capacity is no answer either.
  if (sectors === undefined || sectors < device.sectors) return { state: 'unknown' };
  return { state: sectors > device.sectors ? 'present' : 'none', sectors };
}

async function nativeSectors(transport: ScsiTransport, ask: AtaCommand, limits: Limits): Promise<number | undefined> {
  const last = parseNativeMaxAddress((await sendAta(transport, ask, limits.commandMs)).returned);
  return last === undefined ? undefined : last + 1;
}

/** A frozen configuration tells nothing. */
async function configuredSectors(transport: ScsiTransport, limits: Limits): Promise<number | undefined> {
  const data = await readAta(transport, deviceConfigurationIdentify(), limits.commandMs);
  const told = data === undefined ? undefined : parseDeviceConfiguration(data);
  return told === undefined ? undefined : told.maxLba + 1;
}

/** Sectors of the whole drive: the largest that any limit told, or undefined when HPA or AMA could not be read. */
export function nativeSectorsOf(device: IdentifyDevice, { hpa, dco, ama }: AtaLimits): number | undefined {
  if (hpa.state === 'unknown' || ama.state === 'unknown') return undefined;
  return Math.max(device.sectors, hpa.sectors ?? 0, dco.sectors ?? 0, ama.sectors ?? 0);
}

/** The limits in the words of capabilities. What is present can be lifted: SET MAX, SET ACCESSIBLE MAX and DCO RESTORE are built. */
export function hiddenIn({ hpa, dco, ama }: AtaLimits): Pick<Capabilities, 'hidden' | 'liftable'> {
  const hidden = { hpa: hpa.state, dco: dco.state, ama: ama.state };
  return { hidden, liftable: Object.values(hidden).includes('present') };
}
