import type Database from 'better-sqlite3';
import type { Clock, StationStore, Timer } from '../../contract/ports.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import { createPuller, type Puller } from '../../station/pull/puller.ts';
import { createRecorder, type Gate, type Recorder } from '../../station/record/recorder.ts';
import { Sessions } from '../../station/record/sessions.ts';
import { enrol } from '../../station/sync/enrol.ts';
import { checkInstall, eventKeyName, installValues, noteAcked } from '../../station/sync/install.ts';
import { createPump, type Pump } from '../../station/sync/pump.ts';
import { tellAgain } from '../../station/sync/recover.ts';
import { rotateEventKey } from '../../station/sync/rotate.ts';
import { Bench } from './bench.ts';
import { Disk, Mood } from './disks.ts';
import { guardedStore } from './guarded-store.ts';
import { InstallDisk, KeyRing } from './key-ring.ts';
import type { SimKeys } from './keys.ts';
import type { Network } from './network.ts';
import { authority } from './registry-host.ts';
import { Power, PowerLost, type World } from './world.ts';

/** An event that this station wrote. */
interface Own {
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly station: string;
  readonly type: string;
  readonly entry: Buffer;
}

interface Phase {
  readonly phase: string;
  readonly problem: string | null;
  readonly acked: number;
}

interface Running {
  readonly power: Power;
  readonly store: StationStore;
  readonly recorder: Recorder;
  readonly sessions: Sessions;
  readonly pump: Pump;
  /** Undefined where nobody follows the registry. */
  readonly puller: Puller | undefined;
  /** Whether following ended on this side, e.g. by a full disk. */
  pullBroken: boolean;
  readonly pulling: object;
}

/** What the last word before a fact may ask. */
interface GateNeeds {
  readonly store: StationStore;
  readonly authority: () => Authority | undefined;
}

/** What all stations of a story share. */
export interface Surroundings {
  readonly world: World;
  readonly network: Network;
  readonly keys: SimKeys;
  /** Ids of all people that were ever enrolled, wherever that was. */
  readonly crowd: string[];
}

/** A station: its disk, its keys, its clock, and the process that runs on them. */
export class StationHost {
  readonly name: string;
  readonly disk: Disk;
  readonly mood = new Mood();
  /** What the machine's clock shows beyond the true time, in ms; or the time at which it stands. */
  wallOffsetMs = 0;
  wallStandsAtMs: number | undefined;
  running: Running | undefined;
  /** What became of its disk: put back from an older copy, or copied while it ran on. */
  readonly past: Set<'restored' | 'cloned' | 'revoked'> = new Set();
  /** The other machine of a cloned pair is the one that goes on; this one waits for somebody to switch it off. */
  given = false;
  readonly site: string;
  /** Whether it follows the registry. */
  readonly follows: boolean;
  recorded = 0;
  readonly keys: KeyRing;
  readonly install: InstallDisk;
  /** What is asked before a fact is signed: nothing, unless a story is about that. */
  gateOver: (needs: GateNeeds) => Gate = () => () => ({ kind: 'legal' });
  readonly #bench: Bench;
  readonly #world: World;
  readonly #network: Network;
  #starts = 0;
  #bootMs = 0;
  #phaseOf: { readonly database: Database.Database; readonly read: Database.Statement<[], Phase> } | undefined;

  constructor(parts: Surroundings, name: string, likeness?: StationHost, home?: Pick<StationHost, 'site' | 'follows'>) {
    const { random } = parts.world;
    this.name = name;
    this.site = (home ?? likeness)?.site ?? `Site ${1 + random.below(2)}`;
    this.follows = (home ?? likeness)?.follows ?? random.chance(0.6);
    this.#world = parts.world;
    this.#network = parts.network;
    this.#bench = new Bench(parts, name);
    this.disk = new Disk('station');
    if (likeness !== undefined) this.disk.putBack(likeness.disk.image());
    this.keys = new KeyRing(parts.keys, name, likeness?.keys.files);
    // A copied machine has its files in the same place, a copied folder need not.
    this.install = new InstallDisk(likeness !== undefined && parts.world.random.chance(0.7) ? likeness.install.id : name);
    if (likeness !== undefined) this.install.mark = likeness.install.mark;
  }

  get wallMs(): number {
    return Math.floor(this.wallStandsAtMs ?? this.#world.nowMs + this.wallOffsetMs);
  }

  start(): void {
    const world = this.#world;
    const power = new Power(`${this.name} ${++this.#starts}`);
    this.#bootMs = world.nowMs;
    const bootId = `${this.name}-${this.#starts}`;
    const clock: Clock = { wallMs: () => this.wallMs, monoMs: () => world.nowMs - this.#bootMs, bootId };
    const { mood, disk } = this;
    const store = guardedStore({ world, power, mood, disk, cut: () => this.#restart() });
    const random = { bytes: (size: number) => world.random.bytes(size) };
    const log = {
      note: (what: string, more?: object) => {
        if (!power.on) return;
        world.say(`${power.name} notes ${what} ${JSON.stringify(more ?? {})}`);
        if (what === 'sync_broken') world.waiting(power);
      },
    };
    const sessions = new Sessions(clock);
    const { keys, install } = this;
    const isChecked = this.#attempt('checking', power, () => {
      keys.settle(store.secrets.kept(eventKeyName));
      const fault = checkInstall({ store, keys, guard: install, random });
      if (fault !== undefined) world.say(`${power.name} does not believe its store: ${fault}`);
    });
    // A station whose disk fails it here does not come up; somebody starts it again.
    if (!isChecked) return power.on ? this.#restart() : undefined;
    const gate = this.gateOver({ store, authority: () => this.running?.puller?.authority() });
    const recorder = createRecorder({ store, keys: this.keys, sessions, clock, random, gate, log });
    const pulling = {};
    const pump = createPump({
      store,
      keys: this.keys,
      connect: () => this.#network.connect(this.name, power, power),
      clock,
      timer: this.#timer(power, power),
      random,
      log,
      waits: { timeSamples: 1 },
      tellAgain: () => tellAgain({ store, recorder }),
      lifeBegan: () => {
        sessions.endAll();
        if (store.secrets.kept(eventKeyName) !== keys.event.keyId) keys.promoteFresh();
        this.follow();
        world.say(`${power.name} begins a new life`);
      },
      acknowledged: () => noteAcked({ store, guard: install }),
      bind: () => installValues({ keys, guard: install }),
    });
    const puller = this.follows
      ? createPuller({
          store,
          keys,
          connect: () => this.#network.connect(this.name, power, pulling),
          clock,
          timer: this.#timer(power, pulling),
          random,
          log: {
            note: (what, more) => {
              world.waiting(pulling);
              running.pullBroken = true;
              log.note(what, more);
            },
          },
        })
      : undefined;
    const running: Running = { power, store, recorder, sessions, pump, puller, pullBroken: false, pulling };
    this.running = running;
    world.say(`${power.name} starts`);
    this.act('starting', () => {
      world.working(power);
      pump.start();
      if (puller === undefined) return;
      world.working(pulling);
      puller.start();
    });
  }

  #timer(power: Power, who: object): Timer {
    const world = this.#world;
    return {
      after: (ms, run) => {
        world.waiting(who);
        const cancel = world.after(ms, power, run);
        // Taken back at each waking, early or not.
        return () => {
          if (power.on) world.working(who);
          cancel();
        };
      },
    };
  }

  crash(): void {
    const { running } = this;
    this.running = undefined;
    if (running === undefined) return;
    running.power.on = false;
    this.#world.waiting(running.power);
    this.#world.waiting(running.pulling);
    this.disk.cut();
    this.#world.say(`${running.power.name} is cut off`);
  }

  /** Something that people or programs do on this machine, which may be its last act. */
  act(what: string, deed: (running: Running) => void): boolean {
    const { running } = this;
    return running !== undefined && this.#attempt(what, running.power, () => deed(running));
  }

  #attempt(what: string, power: Power, deed: () => void): boolean {
    try {
      deed();
      return true;
    } catch (cause) {
      if (!(cause instanceof PowerLost))
        this.#world.say(`${power.name} ${what}: ${cause instanceof Error ? cause.message : String(cause)}`);
      return false;
    }
  }

  /** Something that somebody at this machine says aloud. */
  tell(what: string): void {
    this.#world.say(`${this.name} ${what}`);
  }

  /** People do their work: a few facts in one transaction, some signed by a session key, some with sealed values. */
  record(): void {
    const { random } = this.#world;
    const isDone = this.act('recording', ({ recorder, sessions, pump, puller, store }) => {
      if (!recorder.working || store.facts.chain() === undefined) return;
      const first = this.#bench.person({ sessions, recorder, untilMs: this.wallMs + 3_600_000, start: this.#starts });
      const claims = Array.from({ length: 1 + random.below(3) }, () => this.#bench.fact(first));
      recorder.record(claims);
      this.recorded += claims.length;
      const [{ subject } = {}] = claims;
      if (subject !== undefined && random.chance(0.3)) puller?.fetch(subject);
      if (store.sync.state().phase === 'running' && random.chance(0.05)) {
        rotateEventKey({ store, recorder, keys: this.keys }, first);
        this.#world.say(`${this.name} goes on with its next key`);
      }
      this.#world.say(`${this.name} recorded ${claims.length}`);
      if (random.chance(0.8)) pump.poke();
    });
    // A store that failed in the middle takes nothing more until the station starts anew.
    if (!isDone || this.running?.recorder.working === false) this.#restart();
  }

  #restart(): void {
    this.crash();
    this.#world.after(this.#world.paced(500 + this.#world.random.below(5_000)), undefined, () => {
      if (this.running === undefined) this.start();
    });
  }

  /** Asks to be let in. A code that the registry does not know is told, for another one is needed. */
  enrol(code: string, badCode: () => void): void {
    const { running } = this;
    if (running === undefined || (running.store.facts.chain() !== undefined && !this.codeIsUnknown())) return;
    const who = {};
    const connection = this.#network.connect(this.name, running.power, who);
    this.#world.working(who);
    enrol(
      { store: running.store, keys: this.keys, bind: () => installValues({ keys: this.keys, guard: this.install }) },
      { connection, url: `https://${authority}`, code, name: this.name, site: this.site, platform: 'linux' },
    ).then(
      (outcome) => {
        this.#world.waiting(who);
        if (!running.power.on) return;
        this.#world.say(`${this.name} enrolment: ${outcome.kind} ${outcome.kind === 'refused' ? outcome.why : ''}`);
        if (outcome.kind === 'refused' && outcome.why === 'bad_code') badCode();
        // Sessions that were opened in the chain of its own are strangers to the new one.
        if (outcome.kind === 'enrolled') running.sessions.endAll();
        if (outcome.kind === 'enrolled') running.pump.poke();
        if (outcome.kind === 'enrolled') this.follow();
      },
      () => this.#world.waiting(who),
    );
  }

  /** The story that this station tells now: its own events, by life and seq. */
  chain(): readonly Own[] {
    return this.disk.database
      .prepare<[], Own>('SELECT epoch, seq, hash, station, type, entry FROM events JOIN chains USING (life) ORDER BY life, seq')
      .all();
  }

  /** Follows the registry from now on, or again after it broke on this side. */
  follow(): void {
    this.act('following', (running) => {
      const { puller, pulling } = running;
      if (puller === undefined) return;
      const wasBroken = running.pullBroken;
      if (wasBroken) this.#world.working(pulling);
      running.pullBroken = false;
      try {
        puller.resume();
      } catch (cause) {
        // One that runs goes on as it was; only one that stood still does so again.
        if (wasBroken) this.#world.waiting(pulling);
        running.pullBroken = wasBroken;
        throw cause;
      }
    });
  }

  /** The request that it waited with was refused, because the code is not known any more. Asked of the disk, where no call is counted. */
  codeIsUnknown(): boolean {
    const { database } = this.disk;
    return database.prepare("SELECT 1 FROM asked WHERE kind = 'enrolment' AND refused = 'bad_code'").get() !== undefined;
  }

  phase(): Phase {
    const { database } = this.disk;
    // Asked so often that a statement for each time would be most of the work.
    if (this.#phaseOf?.database !== database)
      this.#phaseOf = { database, read: database.prepare<[], Phase>('SELECT phase, problem, acked_seq AS acked FROM sync') };
    return this.#phaseOf.read.get() ?? { phase: 'none', problem: null, acked: 0 };
  }
}
