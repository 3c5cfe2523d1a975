import { type DriveSpec, type DriveSpecInput, driveSpec } from '../../hardware/simulator/drive-spec.ts';
import type { Context } from '../../hardware/simulator/model/context.ts';
import { type DriveState, freshState, live, switchPower } from '../../hardware/simulator/model/machine.ts';
import type { Medium } from '../../hardware/simulator/model/medium.ts';
import { nvmeAdmin, nvmeIo } from '../../hardware/simulator/model/nvme-drive.ts';
import { satlCommand } from '../../hardware/simulator/model/satl.ts';
import { scsiCommand } from '../../hardware/simulator/model/scsi-drive.ts';
import type { DataPhase, NvmeAnswer, NvmeCommand, ScsiAnswer } from '../../hardware/transport/transport.ts';

/** A virtual drive without files, for tests that ask thousands of them: the simulator's models over bytes in memory. */
export class MemoryDrive {
  readonly spec: DriveSpec;
  readonly #medium: Medium;
  readonly #timeScale: number;
  #state: DriveState;
  #nowMs: number;

  constructor(input: DriveSpecInput, options: { readonly nowMs: number; readonly timeScale: number }) {
    this.spec = driveSpec.parse(input);
    this.#nowMs = options.nowMs;
    this.#timeScale = options.timeScale;
    this.#medium = memory(this.spec.blocks * this.spec.block_bytes);
    this.#state = switchPower(freshState(this.spec), true, this.#nowMs, this.spec, this.#medium);
  }

  get kind(): 'scsi' | 'nvme' {
    return this.#state.family === 'nvme' ? 'nvme' : 'scsi';
  }

  /** Lets the drive live until then; the past stays as it is. */
  liveTo(nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    this.#state = live(this.#state, this.#nowMs, this.spec, this.#medium).state;
  }

  execute(cdb: Uint8Array, data: DataPhase): ScsiAnswer {
    const state = this.#state;
    if (state.family === 'nvme') throw new Error('an NVMe drive takes no CDB');
    const outcome = state.family === 'ata' ? satlCommand(state, cdb, data, this.#context) : scsiCommand(state, cdb, data, this.#context);
    this.#state = outcome.state;
    if (outcome.kind === 'waits') throw new Error('blocking commands are not for a drive in memory');
    return outcome.answer;
  }

  submit(queue: 'admin' | 'io', command: NvmeCommand): NvmeAnswer {
    if (this.#state.family !== 'nvme') throw new Error('this drive takes no NVMe command');
    const outcome = (queue === 'admin' ? nvmeAdmin : nvmeIo)(this.#state, command, this.#context);
    this.#state = outcome.state;
    if (outcome.kind === 'waits') throw new Error('blocking commands are not for a drive in memory');
    return outcome.answer;
  }

  get #context(): Context {
    return { spec: this.spec, medium: this.#medium, nowMs: this.#nowMs, timeScale: this.#timeScale, writtenBytes: 0 };
  }
}

function memory(sizeBytes: number): Medium {
  const bytes = new Uint8Array(sizeBytes);
  const within = (offset: number, length: number): Uint8Array => bytes.subarray(offset, Math.min(sizeBytes, offset + length));
  const fill = (offset: number, length: number, pattern: Uint8Array): void => {
    const part = within(offset, length);
    if (pattern.every((byte) => byte === pattern[0])) part.fill(pattern[0] ?? 0);
    else for (let i = 0; i < part.length; i++) part[i] = pattern[i % pattern.length] ?? 0;
  };
  return {
    sizeBytes,
    read: (offset, into) => into.set(within(offset, into.length)),
    write: (offset, from) => bytes.set(from, offset),
    zero: (offset, length) => within(offset, length).fill(0),
    fill,
    noise: (offset, length) => fill(offset, length, Uint8Array.of(0x5a)),
  };
}
