import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBase64, toBase64url } from '../../../domain/bytes.ts';
import type { Clearance } from '../../../domain/erase/clearance.ts';
import type { EraseRecord } from '../../../domain/erase/evidence.ts';
import type { Technique } from '../../../domain/erase/technique.ts';
import { sealStamp } from '../../../domain/stamp/stamp.ts';
import { attachTo } from '../../../hardware/helper/ask.ts';
import { type Bench, runErase } from '../../../hardware/helper/erase-job.ts';
import { openSpentList, type SpentList } from '../../../hardware/helper/spent.ts';
import { runStamp } from '../../../hardware/helper/stamp-job.ts';
import { runVerify } from '../../../hardware/helper/verify-job.ts';
import type { DriveKind, DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { signerFromSeed } from '../../../keys/ed25519.ts';
import { type Random, randomOf } from '../../fuzz/random.ts';
import { MemoryDrive } from '../../kit/memory-drive.ts';
import { virtualDrive } from '../../kit/virtual-drives.ts';
import { Stage } from './stage.ts';
import { type Job, type Label, type RaceDrive, type Trigger, World } from './world.ts';

export interface RoundResult {
  readonly faults: readonly string[];
  /** What each job ended with. */
  readonly ends: readonly string[];
  readonly strikes: number;
  /** What happened on the way, in words. */
  readonly events: readonly string[];
  readonly steps: number;
}

const startMs = 1_800_000_000_000;
const timeScale = 360_000;
const mostSteps = 60_000;
const ports = ['race/1', 'race/2', 'other/1'] as const;
const techniques: Readonly<Record<DriveKind, readonly Technique[]>> = {
  sata_hdd: ['ata_sanitize_overwrite', 'host_overwrite'],
  sata_ssd: ['ata_sanitize_block_erase', 'ata_sanitize_crypto_scramble'],
  sas_hdd: ['scsi_sanitize_overwrite', 'host_overwrite'],
  sas_ssd: ['scsi_sanitize_block_erase'],
  nvme_ssd: ['nvme_sanitize_block_erase', 'nvme_sanitize_crypto_erase', 'host_overwrite'],
};

/** What a drive offers whose keys are lost: the one opens the other. */
const lockedTechniques: readonly Technique[] = ['tcg_psid_revert', 'tcg_psid_revert', 'scsi_sanitize_block_erase'];
const psid = 'RACE0PSID00000000000000000000001';

interface Cast {
  readonly kind: DriveKind;
  /** Opened by their PSID, the same for all: nothing but the guard tells them apart. */
  readonly locked: boolean;
  readonly drives: readonly RaceDrive[];
}

/** A drive and others that differ from it in exactly one thing, or in none. */
function castOf(random: Random): Cast {
  const kind = random.pick(['sata_hdd', 'sata_ssd', 'sas_hdd', 'sas_ssd', 'sas_ssd', 'nvme_ssd'] as const);
  const block = { block_bytes: 512, blocks: 2048, erase_s: 60, serial: 'ZRACE001', wwn: '5000c500de310001' } as const;
  const locked = kind === 'sas_ssd' && random.chance(0.7);
  const base = virtualDrive(kind, { ...block, ...(locked && { tcg: { ssc: 'opal2', psid, locked } }) });
  const lastOf = (text: string, last: string): string => text.slice(0, -1) + last;
  const changes: Readonly<Record<string, Partial<DriveSpecInput>>> = {
    base: {},
    clone: {},
    serial: { serial: 'ZRACE002' },
    wwn: { wwn: lastOf(base.wwn, base.wwn.endsWith('f') ? 'e' : 'f') },
    model: { model: lastOf(base.model, 'Z') },
    capacity: { blocks: 4096 },
  };
  const drives = Object.entries(changes).map(([id, change]): RaceDrive => {
    const memory = new MemoryDrive({ ...base, ...change, folder: id }, { nowMs: startMs, timeScale });
    const { serial, model, wwn, blocks, block_bytes } = memory.spec;
    return { id, memory, truth: { serial, model, wwn, capacity_bytes: blocks * block_bytes } };
  });
  return { kind, locked, drives };
}

function named(cast: Cast, id: string): RaceDrive {
  const drive = cast.drives.find((one) => one.id === id);
  if (drive === undefined) throw new Error(`no drive ${id}`);
  return drive;
}

/** What people and machines may do to a bench, with the words for it. */
function happening(random: Random, cast: Cast): readonly [string, Trigger['happen']] {
  const port = random.chance(0.75) ? ports[0] : random.pick(ports);
  const drive = random.pick(cast.drives);
  const all: readonly (readonly [string, Trigger['happen']])[] = [
    [`swap ${port} for ${drive.id}`, (world) => world.swap(port, drive)],
    [`swap ${port} for ${drive.id}`, (world) => world.swap(port, drive)],
    [`swap ${port} for ${drive.id}`, (world) => world.swap(port, drive)],
    [`pull ${port}`, (world) => world.swap(port, undefined)],
    [`seat ${port} anew`, (world) => world.swap(port, world.ports.get(port)?.drive)],
    [`guard ${port}`, (world) => world.guard(port, 'mounted at /srv')],
    [`free ${port}`, (world) => world.guard(port, undefined)],
    ['two minutes pass', (world) => world.pass(120_000)],
    [
      `a storm at ${port}`,
      (world) => {
        const there = world.ports.get(port)?.drive;
        for (let times = 0; times < 8; times++) world.seat(port, times % 2 === 0 ? undefined : there);
      },
    ],
    [`${port} is opened as ${ports[1]}`, (world) => void world.renumbered.set(port, ports[1])],
  ];
  return random.pick(all);
}

const mostOf: Readonly<Record<Label, number>> = { look: 6, open: 3, command: 90, spend: 3, note: 4 };

function plot(random: Random, cast: Cast): { readonly triggers: readonly Trigger[]; readonly events: readonly string[] } {
  const triggers: Trigger[] = [];
  const events: string[] = [];
  for (let times = random.below(5); times > 0; times--) {
    const label = random.pick(['look', 'look', 'open', 'command', 'spend', 'note', 'note'] as const);
    const nth = 1 + random.below(mostOf[label]);
    const when = label === 'command' || random.chance(0.5) ? 'before' : 'after';
    const [says, happen] = happening(random, cast);
    triggers.push({ label, nth, when, happen });
    events.push(`${when} ${label} ${nth}: ${says}`);
  }
  return { triggers, events };
}

/** One round, told by seed and number alone. With `stamps`, whoever would read or follow an erase writes a stamp. */
export async function playRound(seed: number, number: number, stamps = false): Promise<RoundResult> {
  const random = randomOf(seed, 'race', number);
  const cast = castOf(random);
  const { triggers, events } = plot(random, cast);
  const dir = mkdtempSync(join(tmpdir(), 'custos-race-'));
  const stage = new Stage(random);
  const world = new World({ stage, random, blind: random.chance(0.5), tells: random.chance(0.5), nowMs: startMs, dir, triggers });
  world.seat(ports[0], random.chance(0.8) ? named(cast, 'base') : random.pick(cast.drives));
  const second = random.chance(0.3) ? named(cast, 'clone') : random.pick(cast.drives);
  if (random.chance(0.1)) world.renumbered.set(ports[0], ports[1]);
  if (random.chance(0.7) && second !== world.ports.get(ports[0])?.drive) world.seat(ports[1], second);
  for (const port of ports) world.guard(port, random.chance(port === ports[0] ? 0.1 : 0.5) ? 'part of an array' : undefined);
  const company = new Company(world, dir, random, cast, stamps);
  try {
    await company.play();
    return {
      faults: world.faults,
      ends: company.ends,
      strikes: world.strikes.size,
      events: [...events, ...company.told],
      steps: stage.steps,
    };
  } finally {
    await company.leave();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The jobs of a round, and the helpers that run them: each has its own list over the one file. */
class Company {
  readonly ends: string[] = [];
  readonly told: string[] = [];
  readonly #world: World;
  readonly #dir: string;
  readonly #random: Random;
  readonly #cast: Cast;
  readonly #lists: SpentList[] = [];
  readonly #clearances: Clearance[] = [];
  readonly #stamps: boolean;
  #jobs = 0;

  constructor(world: World, dir: string, random: Random, cast: Cast, stamps: boolean) {
    this.#world = world;
    this.#dir = dir;
    this.#random = random;
    this.#cast = cast;
    this.#stamps = stamps;
  }

  async play(): Promise<void> {
    let list = await this.#helper();
    for (let act = 1 + this.#random.below(3); act > 0; act--) {
      const jobs = Array.from({ length: 1 + this.#random.below(3) }, () => this.#job());
      this.#world.stage.firstFirst = this.#random.chance(0.3);
      const running = jobs.map((job) => this.#run(job, list));
      if (this.#random.chance(0.15)) {
        await this.#world.stage.run(this.#random.below(120));
        this.told.push('the helper is killed');
        for (const job of jobs) await this.#world.kill(job);
        list = await this.#helper();
        continue;
      }
      if (!(await this.#world.stage.run(mostSteps))) throw new Error(`the round is still running after ${mostSteps} steps`);
      await Promise.all(running);
      if (this.#random.chance(0.5)) list = await this.#helper();
    }
  }

  async leave(): Promise<void> {
    for (const list of this.#lists) await list.close();
  }

  async #helper(): Promise<SpentList> {
    const list = await openSpentList(join(this.#dir, 'spent'));
    this.#lists.push(list);
    return list;
  }

  #job(): Job {
    this.#jobs += 1;
    const clearance = this.#clearance();
    const drawn = this.#random.pick(['erase', 'erase', 'erase', 'erase', 'verify', 'attach'] as const);
    const kind = this.#stamps && drawn !== 'erase' ? 'stamp' : drawn;
    this.told.push(`job ${this.#jobs}: ${kind} ${clearance.serial} at ${clearance.port} by ${clearance.id.slice(0, 6)}`);
    return { number: this.#jobs, kind, clearance };
  }

  /** Mostly for the drive that ought to be there; one in three is used again, a few have expired. */
  #clearance(): Clearance {
    if (this.#clearances.length > 0 && this.#random.chance(0.35)) return this.#random.pick(this.#clearances);
    const drive = this.#random.chance(0.8) ? named(this.#cast, 'base') : this.#random.pick(this.#cast.drives);
    const technique = this.#random.pick(this.#cast.locked ? lockedTechniques : techniques[this.#cast.kind]);
    const number = this.#clearances.length + 1;
    const made: Clearance = {
      id: `race${number}`.padEnd(22, '_'),
      job: `j1_${String(number).padStart(20, '0')}`,
      port: this.#random.chance(0.75) ? ports[0] : this.#random.pick(ports),
      serial: drive.truth.serial,
      wwn: drive.truth.wwn,
      model: drive.truth.model,
      capacity_bytes: drive.truth.capacity_bytes,
      deadline_ms: this.#world.nowMs + (this.#random.chance(0.1) ? -1 : 60_000),
      seed: toBase64url(new Uint8Array(32).fill(number)),
      order: {
        technique,
        method: 'purge',
        passes: 1,
        pattern: 'zero',
        read_back: { kind: 'sample', sections: 10, per_section: 1, share_permille: 1 },
      },
    };
    this.#clearances.push(made);
    return made;
  }

  async #run(job: Job, list: SpentList): Promise<void> {
    const world = this.#world;
    const bench: Bench = {
      sources: [world.sourceOf(job, [ports[0], ports[1]]), world.sourceOf(job, [ports[2]])],
      spent: world.spentOf(job, list),
      clock: world.clockOf(job),
      psidTries: world.triesOf(job),
    };
    const cancel = new AbortController();
    const cancelAfter = this.#random.chance(0.1) ? this.#random.below(6) : Infinity;
    const lastWords: { says: string; heard: number } = { says: 'nothing', heard: 0 };
    try {
      for await (const report of this.#reports(bench, job, cancel.signal)) {
        lastWords.says = report.kind === 'stopped' ? `${report.why} (${report.data})` : report.kind;
        lastWords.heard += 1;
        if (lastWords.heard > cancelAfter) cancel.abort();
      }
    } catch (error) {
      world.faults.push(`job ${job.number} broke: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.ends.push(lastWords.says);
  }

  #reports(bench: Bench, job: Job, signal: AbortSignal): ReturnType<typeof runErase> {
    const { clearance } = job;
    switch (job.kind) {
      case 'erase':
        return runErase(bench, clearance, signal, clearance.order.technique === 'tcg_psid_revert' ? psid : undefined);
      case 'attach':
        return attachTo(bench, { clearance, started_ms: this.#world.nowMs }, signal);
      case 'verify':
        return runVerify(bench, { clearance, record: recordOf(clearance), markers: 16 }, signal);
      case 'stamp':
        return stampReports(bench, clearance);
    }
  }
}

const signer = signerFromSeed(new Uint8Array(32).fill(9));
const words = {
  certificate: `cert_${'r'.repeat(20)}`,
  subject: `d1_${'0a'.repeat(16)}`,
  issued: '2027-01-15T08:00:00Z',
  station: 'st_race',
  key: signer.keyId,
};
const region = toBase64(sealStamp(words, signer, 512));

/** The one answer to a stamp, as jobs tell their ends. */
async function* stampReports(bench: Bench, clearance: Clearance): ReturnType<typeof runErase> {
  const said = await runStamp(bench, { clearance, region });
  if (said.kind === 'stamped') yield { kind: 'accepted', command: 'stamp' };
  else yield { kind: 'stopped', why: said.why, data: said.wrote ? 'unknown' : 'erased_unverified', detail: said.detail };
}

function recordOf(clearance: Clearance): EraseRecord {
  return {
    technique: clearance.order.technique,
    completion: { claim: 'completed', source: 'race', raw: '', reading: 'said by the round' },
    started_ms: startMs,
    duration_ms: 1000,
    written_bytes: 0,
    bad: [],
    bad_count: 0,
    command: '',
  };
}
