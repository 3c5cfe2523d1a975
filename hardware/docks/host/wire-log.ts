import { toHex } from '../../../domain/bytes.ts';
import type { NvmeTransport, ScsiTransport } from '../../transport/transport.ts';
import { TransportError } from '../../transport/transport.ts';

/** One command as it went out, and what came back. */
export interface WireLine {
  readonly command: string;
  /** The CDB, or opcode, namespace and CDW10, in hex. */
  readonly bytes: string;
  readonly end: string;
}

const scsiNames: Readonly<Record<number, string>> = {
  0x00: 'TEST UNIT READY',
  0x03: 'REQUEST SENSE',
  0x12: 'INQUIRY',
  0x1b: 'START STOP UNIT',
  0x25: 'READ CAPACITY (10)',
  0x85: 'ATA PASS-THROUGH (16)',
  0x9e: 'READ CAPACITY (16)',
  0xa1: 'ATA PASS-THROUGH (12)',
  0xa3: 'REPORT SUPPORTED OPERATION CODES',
};

const nvmeNames: Readonly<Record<number, string>> = { 0x02: 'Get Log Page', 0x06: 'Identify' };

/** The same transport, with every command and its end written down. */
export function logged<T extends ScsiTransport | NvmeTransport>(transport: T, lines: WireLine[]): ScsiTransport | NvmeTransport {
  const note = async <A>(command: string, bytes: string, send: () => Promise<A>, end: (answer: A) => string): Promise<A> => {
    try {
      const answer = await send();
      lines.push({ command, bytes, end: end(answer) });
      return answer;
    } catch (error) {
      lines.push({ command, bytes, end: error instanceof TransportError ? `${error.code}: ${error.message}` : String(error) });
      throw error;
    }
  };
  if (transport.kind === 'scsi') {
    return {
      kind: 'scsi',
      execute: (cdb, data, timeoutMs) =>
        note(
          scsiNames[cdb[0] ?? 0] ?? 'command',
          toHex(cdb),
          () => transport.execute(cdb, data, timeoutMs),
          (answer) =>
            `status ${hex(answer.status)}, ${answer.data.length} bytes${answer.sense.length > 0 ? `, sense ${toHex(answer.sense)}` : ''}`,
        ),
    };
  }
  const line = (way: 'admin' | 'io'): NvmeTransport['admin'] => {
    return (command, timeoutMs) =>
      note(
        nvmeNames[command.opcode] ?? way,
        `${hex(command.opcode)} nsid ${hex(command.nsid)} cdw10 ${hex(command.cdw10 ?? 0)}`,
        () => transport[way](command, timeoutMs),
        (answer) => `status ${hex(answer.status)}, ${answer.data.length} bytes`,
      );
  };
  return { kind: 'nvme', admin: line('admin'), io: line('io') };
}

function hex(value: number): string {
  return `${value.toString(16).padStart(2, '0')}h`;
}
