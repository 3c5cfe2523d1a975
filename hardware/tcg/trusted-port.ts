import { ataPassThrough16 } from '../ata/sat.ts';
import { sendScsi, sendScsiOnce } from '../erase/wire.ts';
import { nvmeStatus, statusCode, statusText } from '../nvme/status.ts';
import { senseText } from '../scsi/sense.ts';
import type { OpenDrive, ScsiTransport } from '../transport/transport.ts';
import {
  type SecurityAddress,
  securityProtocolIn,
  securityProtocolOut,
  securityReceive,
  securitySend,
  trustedReceive,
  trustedSend,
} from './security-protocol.ts';

/** How the drive behind a transport takes security commands: as a SCSI drive, as an ATA drive behind a translator, or by NVMe. */
export type Carrier = 'scsi' | 'ata' | 'nvme';

/** What a security command brought; `refused` with the drive's own word when it was not taken. */
export type Trusted = { readonly kind: 'good'; readonly data: Uint8Array } | { readonly kind: 'refused'; readonly detail: string };

/** IF-SEND and IF-RECV of the TCG documents, over whatever the drive speaks. Nothing is sent twice. Throws TransportError. */
export interface TrustedPort {
  send(to: SecurityAddress, bytes: Uint8Array): Promise<Trusted>;
  receive(from: SecurityAddress, lengthBytes: number): Promise<Trusted>;
}

/** The port of an open drive; undefined for an image, which has no security commands. */
export function trustedPort(open: Pick<OpenDrive, 'transport'>, carrier: Carrier, timeoutMs: number): TrustedPort | undefined {
  const { transport } = open;
  switch (transport.kind) {
    case 'block':
      return undefined;
    case 'nvme': {
      const run = async (command: ReturnType<typeof securityReceive>): Promise<Trusted> => {
        const { status, data } = await transport.admin(command, timeoutMs);
        return statusCode(status) === nvmeStatus.success
          ? { kind: 'good', data }
          : { kind: 'refused', detail: `the drive answered ${statusText(status)}` };
      };
      return { send: (to, bytes) => run(securitySend(to, bytes)), receive: (from, length) => run(securityReceive(from, length)) };
    }
    case 'scsi':
      return scsiPort(transport, carrier, timeoutMs);
  }
}

function scsiPort(transport: ScsiTransport, carrier: Carrier, timeoutMs: number): TrustedPort {
  const run = async (command: ReturnType<typeof securityProtocolIn>): Promise<Trusted> => {
    // What is sent may erase, so it goes once; a question that met a unit attention was not heard, and is asked again.
    const once = command.data.kind === 'out';
    const end = await (once ? sendScsiOnce : sendScsi)(transport, command, timeoutMs);
    switch (end.kind) {
      case 'good':
        return { kind: 'good', data: end.data };
      case 'sense':
        return { kind: 'refused', detail: `the drive answered ${senseText(end.sense)}` };
      case 'unreadable':
        return { kind: 'refused', detail: `the drive answered status ${end.status.toString(16)}h` };
    }
  };
  if (carrier === 'ata')
    return {
      send: (to, bytes) => run(ataPassThrough16(trustedSend(to, bytes))),
      receive: (from, length) => run(ataPassThrough16(trustedReceive(from, length))),
    };
  return { send: (to, bytes) => run(securityProtocolOut(to, bytes)), receive: (from, length) => run(securityProtocolIn(from, length)) };
}
