import type { NvmeTransport } from '../../../hardware/transport/transport.ts';
import type { Submission } from './pdu.ts';

/** What came of a command. `never`: no answer is due (Asynchronous Event Request). */
export type Done = { readonly status: number; readonly result?: bigint; readonly data?: Uint8Array } | 'never';

const success: Done = { status: 0 };
const invalidField: Done = { status: 0x4002 };
const fabrics = 0x7f;
const controllerId = 1;

/** Longer than any erase here: the virtual drive answers when it is done. */
const patienceMs = 1_000_000_000;

/** The fields of Identify Controller that only a controller behind a network has, put over the drive's own. */
function withFabrics(data: Uint8Array, subsystem: string): Uint8Array {
  const bytes = Buffer.from(data);
  bytes.writeUInt16LE(controllerId, 78); // CNTLID
  bytes.writeUInt16LE(10, 320); // KAS: a second
  bytes.writeUInt16LE(64, 514); // MAXCMD
  bytes.writeUInt32LE(bytes.readUInt32LE(536) | 0x00100001, 536); // SGLS: supported, with offsets
  bytes.fill(0, 768, 1024);
  bytes.write(subsystem, 768); // SUBNQN
  bytes.writeUInt32LE(4, 1792); // IOCCSZ: no data in I/O capsules
  bytes.writeUInt32LE(1, 1796); // IORCSZ
  bytes.writeUInt8(1, 1803); // MSDBD
  return bytes;
}

/** One controller with its properties, in front of a virtual NVMe drive. */
export interface Controller {
  /** One command of one connection; `queue` is undefined until Connect has told it. */
  run(submission: Submission, data: Uint8Array, admin: boolean): Promise<Done>;
}

export function openController(drive: NvmeTransport, subsystem: string): Controller {
  let configuration = 0;
  /** CSTS: ready with CC.EN, shutdown complete with CC.SHN. */
  const state = (): number => (configuration & 1) | ((configuration & 0xc000) === 0 ? 0 : 0x08);

  const property = (offset: number): bigint | undefined => {
    switch (offset) {
      case 0x00: // CAP: 128 entries, contiguous, 7.5 s, the NVM command set
        return 127n | (1n << 16n) | (15n << 24n) | (1n << 37n);
      case 0x08: // VS 1.2: the host asks for no list of namespace names
        return 0x00010200n;
      case 0x14:
        return BigInt(configuration);
      case 0x1c:
        return BigInt(state());
      default:
        return undefined;
    }
  };

  const fabric = ({ bytes }: Submission): Done => {
    switch (bytes.readUInt8(4)) {
      case 0x00: // Property Set
        if (bytes.readUInt32LE(44) === 0x14) configuration = bytes.readUInt32LE(48);
        return success;
      case 0x01: // Connect
        return { status: 0, result: BigInt(controllerId) };
      case 0x04: {
        const value = property(bytes.readUInt32LE(44));
        return value === undefined ? invalidField : { status: 0, result: value };
      }
      default:
        return invalidField;
    }
  };

  const send = async (submission: Submission, data: Uint8Array, admin: boolean): Promise<Done> => {
    const dword = (index: number): number => submission.bytes.readUInt32LE(index * 4);
    const outgoing = (submission.opcode & 3) === 1;
    const command = {
      opcode: submission.opcode,
      nsid: submission.nsid,
      cdw10: dword(10),
      cdw11: dword(11),
      cdw12: dword(12),
      cdw13: dword(13),
      cdw14: dword(14),
      cdw15: dword(15),
      data:
        submission.dataBytes === 0
          ? ({ kind: 'none' } as const)
          : outgoing
            ? ({ kind: 'out', bytes: data } as const)
            : ({ kind: 'in', lengthBytes: submission.dataBytes } as const),
    };
    const answer = await (admin ? drive.admin(command, patienceMs) : drive.io(command, patienceMs));
    const identify = admin && submission.opcode === 0x06 && (command.cdw10 & 0xff) === 0x01 && answer.status === 0;
    return {
      status: answer.status,
      result: BigInt(answer.result),
      data: identify ? withFabrics(answer.data, subsystem) : answer.data,
    };
  };

  return {
    run: async (submission, data, admin) => {
      if (submission.opcode === fabrics) return fabric(submission);
      if (!admin) return send(submission, data, false);
      switch (submission.opcode) {
        case 0x0c: // Asynchronous Event Request: nothing ever happens
          return 'never';
        case 0x18: // Keep Alive: not the drive's, so that it never waits behind an erase
          return success;
        case 0x09: // Set Features: one I/O queue of each kind is 0; the others are taken as they are
          return { status: 0, result: 0n };
        default:
          return send(submission, data, true);
      }
    },
  };
}
