import type { Limits } from '../../hardware/erase/limits.ts';
import { virtualLimits } from '../../hardware/erase/limits.ts';
import type { DriveSpecInput } from '../../hardware/simulator/drive-spec.ts';
import {
  type DataPhase,
  type NvmeAnswer,
  type NvmeCommand,
  type NvmeTransport,
  type OpenDrive,
  type ScsiAnswer,
  type ScsiTransport,
  TransportError,
} from '../../hardware/transport/transport.ts';
import { MemoryDrive } from '../kit/memory-drive.ts';
import { join } from './mutate.ts';

/*
 * What a drive answers, as bytes: status (2), result (4), length of sense (1) and of data (2), sense, data. A tape of
 * answers is given back in order, whatever is asked: a drive that is out of its mind.
 */

export interface TapeAnswer {
  readonly status: number;
  readonly result: number;
  readonly sense: Uint8Array;
  readonly data: Uint8Array;
}

const head = 9;
const longestData = 4096;

export function writeTape(answers: readonly TapeAnswer[]): Uint8Array {
  return join(
    ...answers.flatMap(({ status, result, sense, data }) => {
      const start = new DataView(new ArrayBuffer(head));
      start.setUint16(0, status);
      start.setUint32(2, result);
      start.setUint8(6, sense.length);
      start.setUint16(7, data.length);
      return [new Uint8Array(start.buffer), sense, data];
    }),
  );
}

/** Every run of bytes is a tape: what is cut short is given short. */
export function readTape(input: Uint8Array): readonly TapeAnswer[] {
  const answers: TapeAnswer[] = [];
  for (let at = 0; at + head <= input.length && answers.length < 64;) {
    const view = new DataView(input.buffer, input.byteOffset + at, head);
    const sense = at + head + view.getUint8(6);
    const data = sense + Math.min(longestData, view.getUint16(7));
    answers.push({
      status: view.getUint16(0),
      result: view.getUint32(2),
      sense: input.subarray(at + head, sense),
      data: input.subarray(sense, data),
    });
    at = data;
  }
  return answers;
}

export interface Tape {
  readonly open: OpenDrive;
  /** The answers that were given so far, with what was asked. */
  readonly given: (TapeAnswer & { readonly asked: number })[];
}

/** A drive that plays a tape. When it is over there is no answer any more. */
export function playTape(kind: 'scsi' | 'nvme', answers: readonly TapeAnswer[]): Tape {
  const given: Tape['given'] = [];
  const next = (asked: number, data: DataPhase): Promise<TapeAnswer> => {
    const answer = answers[given.length];
    if (answer === undefined) return Promise.reject(new TransportError('timeout', 'the tape is over'));
    const most = data.kind === 'in' ? data.lengthBytes : 0;
    const cut = { ...answer, data: answer.data.subarray(0, most), asked };
    given.push(cut);
    return Promise.resolve(cut);
  };
  const nvme = async (opcode: number, data: DataPhase): Promise<NvmeAnswer> => {
    const { status, result, data: bytes } = await next(opcode, data);
    return { status, result, data: bytes };
  };
  const transport: ScsiTransport | NvmeTransport =
    kind === 'scsi'
      ? {
          kind,
          async execute(cdb, data): Promise<ScsiAnswer> {
            const { status, sense, data: bytes } = await next(cdb[0] ?? 0, data);
            return { status: status & 0xff, sense, data: bytes };
          },
        }
      : { kind, admin: (command) => nvme(command.opcode, command.data), io: (command) => nvme(command.opcode, command.data) };
  return { open: { transport, presence: 'tape', close: () => Promise.resolve() }, given };
}

/** No waiting: a tape is quick. */
export const tapeLimits: Limits = virtualLimits;

/** A virtual drive in memory, whose answers are kept as a tape. */
export class RecordedDrive {
  readonly open: OpenDrive;
  readonly answers: TapeAnswer[] = [];
  readonly #drive: MemoryDrive;
  #nowMs = 1_800_000_000_000;

  constructor(input: DriveSpecInput) {
    this.#drive = new MemoryDrive(input, { nowMs: this.#nowMs, timeScale: 1 });
    const none = new Uint8Array(0);
    const nvme = (queue: 'admin' | 'io', command: NvmeCommand): Promise<NvmeAnswer> => {
      const answer = this.#drive.submit(queue, command);
      this.answers.push({ status: answer.status, result: answer.result, sense: none, data: answer.data.slice() });
      return Promise.resolve(answer);
    };
    const transport: ScsiTransport | NvmeTransport =
      this.#drive.kind === 'nvme'
        ? { kind: 'nvme', admin: (command) => nvme('admin', command), io: (command) => nvme('io', command) }
        : {
            kind: 'scsi',
            execute: (cdb, data) => {
              const answer = this.#drive.execute(cdb, data);
              this.answers.push({ status: answer.status, result: 0, sense: answer.sense.slice(), data: answer.data.slice() });
              return Promise.resolve(answer);
            },
          };
    this.open = { transport, presence: 'recorded', close: () => Promise.resolve() };
  }

  /** Lets time pass for the drive. */
  pass(ms: number): void {
    this.#nowMs += ms;
    this.#drive.liveTo(this.#nowMs);
  }

  /** What was answered since the last time, as a tape. */
  takeTape(): Uint8Array {
    return writeTape(this.answers.splice(0));
  }
}
