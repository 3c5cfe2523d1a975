import { identifyDevice, type IdentifyDevice, parseIdentifyDevice } from '../ata/identify.ts';
import type { ScsiTransport } from '../transport/transport.ts';
import type { Limits } from './limits.ts';
import { readAta } from './wire.ts';

/** IDENTIFY DEVICE as it is now, read and raw. */
export interface Identity {
  readonly device: IdentifyDevice;
  readonly bytes: Uint8Array;
}

/** Asks IDENTIFY DEVICE. Undefined when no whole answer with a right checksum came. Throws TransportError. */
export async function identifyNow(transport: ScsiTransport, limits: Limits): Promise<Identity | undefined> {
  const bytes = await readAta(transport, identifyDevice(), limits.commandMs);
  const device = bytes === undefined ? undefined : parseIdentifyDevice(bytes);
  return bytes === undefined || device?.checksum !== 'valid' ? undefined : { device, bytes: bytes.subarray(0, 512) };
}
