import { join } from 'node:path';
import type { Bay } from '../../../contract/helper.ts';
import type { Clearance } from '../../../domain/erase/clearance.ts';
import type { Clock, DockSource } from '../../../hardware/helper/docks.ts';
import type { PsidTries } from '../../../hardware/helper/psid-tries.ts';
import type { SpentList } from '../../../hardware/helper/spent.ts';
import { type Lock, takeLock } from '../../../hardware/transport/lock.ts';
import { type NvmeCommand, type OpenDrive, TransportError } from '../../../hardware/transport/transport.ts';
import type { Random } from '../../fuzz/random.ts';
import type { MemoryDrive } from '../../kit/memory-drive.ts';
import { faultsOf, isDestructive, isDestructiveNvme, type Strike, type Truth } from './oracle.ts';
import type { Stage } from './stage.ts';

/** A medium with its truth. Clones have the same truth and are two media all the same. */
export interface RaceDrive {
  readonly id: string;
  readonly truth: Truth;
  readonly memory: MemoryDrive;
}

/** What a job asks the world for: the points at which something may happen. */
export type Label = 'look' | 'open' | 'command' | 'spend' | 'note';

/** Something that happens at the n-th point with this label, before the answer is made or after it. */
export interface Trigger {
  readonly label: Label;
  readonly nth: number;
  readonly when: 'before' | 'after';
  readonly happen: (world: World) => void;
}

export interface Job {
  readonly number: number;
  readonly kind: Strike['kind'];
  readonly clearance: Clearance;
  spentAtMs?: number;
}

interface Bayful {
  drive: RaceDrive | undefined;
  presence: number;
  guarded: string | undefined;
}

interface Handle {
  readonly job: Job;
  readonly port: string;
  readonly drive: RaceDrive;
  readonly presence: string;
  readonly lock: Lock;
}

/** Nobody pulls a drive and seats another one faster. */
export const swapMs = 2_000;
/** A disk that takes its time over a sync, or a look at the buses that has to wait: so many parts of so long. */
const stall = { parts: 30, partMs: 100 } as const;

/**
 * Docks, drives and people who move them. An honest dock loses its handle when a drive goes. A blind one is a bridge
 * whose handle stays: whatever disk sits behind it answers.
 */
export class World {
  readonly stage: Stage;
  readonly random: Random;
  readonly blind: boolean;
  /** Whether a blind bridge shows the host that another disk is there. */
  readonly tells: boolean;
  readonly ports = new Map<string, Bayful>();
  readonly faults: string[] = [];
  readonly strikes = new Map<string, number>();
  nowMs: number;
  /** Where the next opening of a port really ends up: device nodes are given out again. */
  readonly renumbered = new Map<string, string>();
  readonly #dir: string;
  readonly #triggers: readonly Trigger[];
  readonly #counts = new Map<Label, number>();
  #arrivals: { readonly atMs: number; readonly port: string; readonly drive: RaceDrive }[] = [];
  #handles = new Set<Handle>();

  constructor(
    parts: Pick<World, 'stage' | 'random' | 'blind' | 'tells' | 'nowMs'> & { readonly dir: string; readonly triggers: readonly Trigger[] },
  ) {
    this.stage = parts.stage;
    this.random = parts.random;
    this.blind = parts.blind;
    this.tells = parts.tells;
    this.nowMs = parts.nowMs;
    this.#dir = parts.dir;
    this.#triggers = parts.triggers;
  }

  seat(port: string, drive: RaceDrive | undefined): void {
    const bay = this.#bay(port);
    bay.drive = drive;
    if (!this.blind || this.tells || drive === undefined) bay.presence += 1;
    if (this.blind && !this.tells) bay.presence = 1;
  }

  /** Takes out what is there; `next` comes in no sooner than a hand allows. */
  swap(port: string, next: RaceDrive | undefined): void {
    // One drive cannot come to two bays: where it sits already, or is on its way to, nobody can take it from.
    const elsewhere = [...this.ports.values()].some((bay) => bay.drive === next && bay !== this.#bay(port));
    if (next !== undefined && (elsewhere || this.#arrivals.some(({ drive }) => drive === next))) return;
    this.seat(port, undefined);
    if (next !== undefined) this.#arrivals.push({ atMs: this.nowMs + swapMs, port, drive: next });
  }

  /** A host that opens a drive for itself cannot do so while a job has it. */
  guard(port: string, why: string | undefined): void {
    if (![...this.#handles].some((handle) => handle.port === port)) this.#bay(port).guarded = why;
  }

  pass(ms: number): void {
    this.nowMs += ms;
    const due = this.#arrivals.filter(({ atMs }) => atMs <= this.nowMs);
    this.#arrivals = this.#arrivals.filter(({ atMs }) => atMs > this.nowMs);
    for (const { port, drive } of due) if (this.#bay(port).drive === undefined) this.seat(port, drive);
  }

  /** The process of a job is gone, and with it what it had open. */
  async kill(job: Job): Promise<void> {
    this.stage.kill(job);
    for (const handle of [...this.#handles].filter((one) => one.job === job)) await this.#close(handle);
  }

  clockOf(job: Job): Clock {
    return {
      nowMs: () => this.nowMs,
      sleep: async (ms, signal) => {
        await this.stage.point(job);
        if (signal?.aborted !== true) this.pass(ms);
      },
    };
  }

  /** The ports of these names, as one job sees them. */
  sourceOf(job: Job, names: readonly string[]): DockSource {
    const seen = new Map<string, Bay>();
    return {
      bays: async () => {
        await this.#at(job, 'look', 'before');
        const bays = names.map((port) => this.#show(port));
        for (const bay of bays) seen.set(bay.port, bay);
        await this.#fire(job, 'look', 'after');
        return bays;
      },
      openDrive: async (port) => {
        await this.#at(job, 'open', 'before');
        if (seen.get(port)?.guarded !== undefined) this.#fault(`opened ${port} though it was seen guarded`);
        const handle = await this.#open(job, port);
        await this.#fire(job, 'open', 'after');
        return this.#drive(handle);
      },
    };
  }

  spentOf(job: Job, list: SpentList): SpentList {
    return {
      lastStep: (id) => this.stage.file(() => list.lastStep(id)),
      spend: async (id) => {
        const atMs = this.nowMs;
        await this.#at(job, 'spend', 'before');
        const fresh = await this.stage.file(() => list.spend(id));
        if (fresh) job.spentAtMs = atMs;
        await this.#fire(job, 'spend', 'after');
        return fresh;
      },
      note: async (id, step) => {
        await this.#at(job, 'note', 'before');
        await this.stage.file(() => list.note(id, step));
        await this.#fire(job, 'note', 'after');
      },
      close: () => Promise.resolve(),
    };
  }

  /** As many tries as it takes: what is raced for is the guard. Writing one down takes its time like any note. */
  triesOf(job: Job): PsidTries {
    return {
      take: async () => {
        await this.#at(job, 'note', 'before');
        await this.#fire(job, 'note', 'after');
        return 2;
      },
      close: () => Promise.resolve(),
    };
  }

  #fault(says: string): void {
    // The same words with another command are told once.
    const words = says.replace(/ \([0-9a-f]+\)$/, '');
    if (!this.faults.some((fault) => fault.startsWith(words))) this.faults.push(says);
  }

  #bay(port: string): Bayful {
    const found = this.ports.get(port) ?? { drive: undefined, presence: 0, guarded: undefined };
    this.ports.set(port, found);
    return found;
  }

  #show(port: string): Bay {
    const { drive, presence, guarded } = this.#bay(port);
    return {
      port,
      name: port,
      dock: 'race dock',
      virtual: true,
      occupied: drive !== undefined,
      presence: `${port}#${presence}`,
      ...(guarded !== undefined && { guarded }),
    };
  }

  async #at(job: Job, label: Label, when: Trigger['when']): Promise<void> {
    await this.stage.point(job);
    this.pass(1 + this.random.below(4));
    this.#counts.set(label, (this.#counts.get(label) ?? 0) + 1);
    await this.#fire(job, label, when);
  }

  async #fire(job: Job, label: Label, when: Trigger['when']): Promise<void> {
    const nth = this.#counts.get(label) ?? 0;
    for (const trigger of this.#triggers) {
      if (trigger.label !== label || trigger.when !== when || trigger.nth !== nth) continue;
      trigger.happen(this);
      // Only what is no command may take long enough for a hand to change a drive unseen. Whatever else runs goes on meanwhile.
      for (let part = 0; label !== 'command' && part < stall.parts; part++) {
        await this.stage.point(job);
        this.pass(stall.partMs);
      }
    }
  }

  async #open(job: Job, asked: string): Promise<Handle> {
    const port = this.renumbered.get(asked) ?? asked;
    const { drive } = this.#bay(port);
    if (drive === undefined) throw new TransportError('gone', 'no drive in this bay');
    const lock = await takeLock(join(this.#dir, `${this.blind ? port.replaceAll('/', '-') : drive.id}.lock`));
    if (lock === undefined) throw new TransportError('busy', 'another program has the drive open');
    const handle = { job, port, drive, presence: this.#show(port).presence, lock };
    this.#handles.add(handle);
    return handle;
  }

  async #close(handle: Handle): Promise<void> {
    if (this.#handles.delete(handle)) await handle.lock.release();
  }

  /** The medium that a command on this handle reaches now. */
  #behind(handle: Handle): RaceDrive {
    const { drive } = this.#bay(handle.port);
    if (!this.#handles.has(handle)) throw new TransportError('io', 'the drive was closed');
    if (this.blind) {
      if (drive === undefined) throw new TransportError(this.tells ? 'gone' : 'io', 'no medium behind the bridge');
      return drive;
    }
    if (drive !== handle.drive || this.#show(handle.port).presence !== handle.presence)
      throw new TransportError('gone', 'the drive is not there any more');
    return drive;
  }

  async #ask<T>(handle: Handle, command: Uint8Array, destructive: boolean, run: (memory: MemoryDrive) => T): Promise<T> {
    await this.#at(handle.job, 'command', 'before');
    const drive = this.#behind(handle);
    if (destructive) this.#judge(handle, drive, Buffer.from(command).toString('hex'));
    drive.memory.liveTo(this.nowMs);
    return run(drive.memory);
  }

  #judge(handle: Handle, drive: RaceDrive, command: string): void {
    const { job } = handle;
    const strike: Strike = {
      job: job.number,
      kind: job.kind,
      clearance: job.clearance,
      spentAtMs: job.spentAtMs,
      truth: drive.truth,
      port: handle.port,
      guarded: this.#bay(handle.port).guarded,
      holders: [...this.#handles].filter((one) => this.#bay(one.port).drive === drive).length,
    };
    for (const fault of faultsOf(strike, this.strikes)) this.#fault(`${fault} (${command})`);
    this.strikes.set(job.clearance.id, this.strikes.get(job.clearance.id) ?? job.number);
  }

  #drive(handle: Handle): OpenDrive {
    const nvme = (queue: 'admin' | 'io') => (command: NvmeCommand) =>
      this.#ask(handle, Uint8Array.of(command.opcode), isDestructiveNvme(queue, command), (memory) => memory.submit(queue, command));
    return {
      presence: handle.presence,
      close: () => this.#close(handle),
      transport:
        handle.drive.memory.kind === 'nvme'
          ? { kind: 'nvme', admin: nvme('admin'), io: nvme('io') }
          : { kind: 'scsi', execute: (cdb, data) => this.#ask(handle, cdb, isDestructive(cdb), (memory) => memory.execute(cdb, data)) },
    };
  }
}
