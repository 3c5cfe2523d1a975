import type { Clock, StationStore } from '../../contract/ports.ts';
import { stationStoreOver } from '../../db/open.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { driveId, technicianId } from '../../domain/ledger/ids.ts';
import { createRecorder, type Recorder } from '../../station/record/recorder.ts';
import { Sessions } from '../../station/record/sessions.ts';
import { enrol } from '../../station/sync/enrol.ts';
import { checkInstall, eventKeyName, installValues, noteAcked } from '../../station/sync/install.ts';
import { createPump, type Pump } from '../../station/sync/pump.ts';
import { tellAgain } from '../../station/sync/recover.ts';
import { rotateEventKey } from '../../station/sync/rotate.ts';
import { Disk, diskError, fateOf, Mood } from './disks.ts';
import { InstallDisk, KeyRing } from './key-ring.ts';
import type { SimKeys } from './keys.ts';
import type { Network } from './network.ts';
import { authority } from './registry-host.ts';
import { Power, PowerLost, type World } from './world.ts';

/** Members of the store that only read: they fail on no full disk. */
const reads =
  /^(chain|toRecover|asked|newestCustodyEvent|state|outbox|hashAt|checkpoint|unproven|proof|ackCovering|counts|kept|job|openJobs|by[A-Z].*|all|life|row|find)$/;
const drives = 4;

/** An event that this station wrote. */
interface Own {
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly station: string;
  readonly type: string;
  readonly entry: Buffer;
}

interface Running {
  readonly power: Power;
  readonly store: StationStore;
  readonly recorder: Recorder;
  readonly sessions: Sessions;
  readonly pump: Pump;
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
  readonly past: Set<'restored' | 'cloned'> = new Set();
  recorded = 0;
  readonly keys: KeyRing;
  readonly install: InstallDisk;
  readonly #simKeys: SimKeys;
  readonly #world: World;
  readonly #network: Network;
  #starts = 0;
  #bootMs = 0;
  #people = 0;

  constructor(parts: { readonly world: World; readonly network: Network; readonly keys: SimKeys }, name: string, likeness?: StationHost) {
    this.name = name;
    this.#world = parts.world;
    this.#network = parts.network;
    this.#simKeys = parts.keys;
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
    const store = this.#store(power);
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
    this.act('checking', () => {
      keys.settle(store.secrets.kept(eventKeyName));
      const fault = checkInstall({ store, keys, guard: install, random });
      if (fault !== undefined) world.say(`${power.name} does not believe its store: ${fault}`);
    });
    const recorder = createRecorder({ store, keys: this.keys, sessions, clock, random, gate: () => ({ kind: 'legal' }), log });
    const timer = {
      after: (ms: number, run: () => void) => {
        world.waiting(power);
        const cancel = world.after(ms, power, run);
        // Taken back at each waking, early or not.
        return () => {
          if (power.on) world.working(power);
          cancel();
        };
      },
    };
    const pump = createPump({
      store,
      keys: this.keys,
      connect: () => this.#network.connect(this.name, power, power),
      clock,
      timer,
      random,
      log,
      waits: { timeSamples: 1 },
      tellAgain: () => tellAgain({ store, recorder }),
      lifeBegan() {
        sessions.endAll();
        if (store.secrets.kept(eventKeyName) !== keys.event.keyId) keys.promoteFresh();
        world.say(`${power.name} begins a new life`);
      },
      acknowledged: () => noteAcked({ store, guard: install }),
      bind: () => installValues({ keys, guard: install }),
    });
    this.running = { power, store, recorder, sessions, pump };
    world.say(`${power.name} starts`);
    this.act('starting', () => {
      world.working(power);
      pump.start();
    });
  }

  crash(): void {
    const { running } = this;
    this.running = undefined;
    if (running === undefined) return;
    running.power.on = false;
    this.#world.waiting(running.power);
    this.disk.cut();
    this.#world.say(`${running.power.name} is cut off`);
  }

  /** Something that people or programs do on this machine, which may be its last act. */
  act(what: string, deed: (running: Running) => void): boolean {
    const { running } = this;
    if (running === undefined) return false;
    try {
      deed(running);
      return true;
    } catch (cause) {
      if (!(cause instanceof PowerLost))
        this.#world.say(`${running.power.name} ${what}: ${cause instanceof Error ? cause.message : String(cause)}`);
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
    const isDone = this.act('recording', ({ recorder, sessions, pump, store }) => {
      if (!recorder.working || store.facts.chain() === undefined) return;
      const first = this.#person(sessions, recorder);
      const claims = Array.from({ length: 1 + random.below(3) }, () => this.#fact(first));
      recorder.record(claims);
      this.recorded += claims.length;
      if (store.sync.state().phase === 'running' && random.chance(0.05)) {
        rotateEventKey({ store, recorder, keys: this.keys }, first as Parameters<typeof rotateEventKey>[1]); // made by `technicianId`
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

  #person(sessions: Sessions, recorder: Recorder): string {
    const { random } = this.#world;
    const person = technicianId(Uint8Array.from(Buffer.from(`${this.name}#${this.#people}`.padEnd(16, '.').slice(0, 16))));
    if (sessions.of(person) !== undefined && random.chance(0.9)) return person;
    const next = random.chance(0.3) || this.#people === 0;
    if (next) this.#people += 1;
    const id = technicianId(Uint8Array.from(Buffer.from(`${this.name}#${this.#people}`.padEnd(16, '.').slice(0, 16))));
    const own = this.#simKeys.signer(`${this.name} person ${this.#people}`);
    const session = this.#simKeys.signer(`${this.name} session ${this.#starts} ${random.below(1000)}`);
    const untilMs = this.wallMs + 3_600_000;
    sessions.open({ person: id, signer: own, untilMs });
    if (next)
      recorder.record([
        {
          type: 'person.enrolled',
          body: { person: id, roles: ['technician'], key: toBase64url(own.publicKey) },
          actor: id,
          sealed: { name: `Person ${this.#people}` },
        },
      ]);
    sessions.open({ person: id, signer: session, untilMs });
    const key_sig = toBase64url(own.sign(Uint8Array.of(1)));
    recorder.record([
      {
        type: 'session.opened',
        body: { session_key: toBase64url(session.publicKey), until_ms: untilMs, method: 'badge_pin', key_sig },
        actor: id,
      },
    ]);
    return id;
  }

  #fact(person: string): Parameters<Recorder['record']>[0][number] {
    const { random } = this.#world;
    const serial = `SIM${random.below(drives)}`;
    const subject = driveId({ kind: 'ms', model: 'SIM', serial });
    const kind = random.below(4);
    if (kind === 0) return { type: 'station.heartbeat', body: { version: '0.1.0' } };
    if (kind === 1) return { type: 'custody.moved', subject, actor: person, body: { holder: person, place: `Shelf ${random.below(9)}` } };
    const body = {
      holder: person,
      place: 'Bench 1',
      reason: 'failed',
      data_class: 'confidential',
      destination: 'destruction',
      serial,
      label: { serial },
    };
    return {
      type: 'custody.claimed',
      subject,
      actor: person,
      body,
      sealed: random.chance(0.5) ? { host: `db-${random.below(99)}`, note: 'as found' } : {},
    };
  }

  /** Asks to be let in. A code that the registry does not know is told, for another one is needed. */
  enrol(code: string, badCode: () => void): void {
    const { running } = this;
    if (running === undefined || running.store.facts.chain() !== undefined) return;
    const who = {};
    const connection = this.#network.connect(this.name, running.power, who);
    this.#world.working(who);
    enrol(
      { store: running.store, keys: this.keys, bind: () => installValues({ keys: this.keys, guard: this.install }) },
      { connection, url: `https://${authority}`, code, name: this.name, site: 'Site 1', platform: 'linux' },
    ).then(
      (outcome) => {
        this.#world.waiting(who);
        if (!running.power.on) return;
        this.#world.say(`${this.name} enrolment: ${outcome.kind} ${outcome.kind === 'refused' ? outcome.why : ''}`);
        if (outcome.kind === 'refused' && outcome.why === 'bad_code') badCode();
        // Sessions that were opened in the chain of its own are strangers to the new one.
        if (outcome.kind === 'enrolled') running.sessions.endAll();
        if (outcome.kind === 'enrolled') running.pump.poke();
      },
      () => this.#world.waiting(who),
    );
  }

  /** The real store, on a disk that may be full and a machine that may stop in the middle. */
  #store(power: Power): StationStore {
    const real = stationStoreOver(this.disk.database);
    const guarded = (part: object): unknown =>
      Object.fromEntries(
        Object.entries(part).map(
          ([name, member]: [string, unknown]) =>
            typeof member === 'function'
              ? [name, (...args: unknown[]) => this.#call(power, name, () => (member as (...args: unknown[]) => unknown)(...args))]
              : [name, member], // the store's own function
        ),
      );
    const parts = Object.entries(real).map(([name, part]: [string, unknown]) => [
      name,
      typeof part === 'object' && part !== null ? guarded(part) : part,
    ]);
    return Object.fromEntries(parts) as StationStore; // the same members as `real`
  }

  #call(power: Power, name: string, work: () => unknown): unknown {
    if (!power.on) throw new PowerLost();
    if (reads.test(name)) return work();
    const fate = fateOf(this.#world, this.mood);
    if (fate !== 'done') this.#world.say(`${power.name} ${name} ${fate}`);
    if (fate === 'fails') throw diskError();
    const result = fate === 'cut_before' ? undefined : work();
    if (fate === 'done') return result;
    if (fate === 'fails_but_done') throw diskError();
    this.crash();
    this.#world.after(this.#world.paced(500 + this.#world.random.below(5_000)), undefined, () => {
      if (this.running === undefined) this.start();
    });
    throw new PowerLost();
  }

  /** The story that this station tells now: its own events, by life and seq. */
  chain(): readonly Own[] {
    return this.disk.database
      .prepare<[], Own>('SELECT epoch, seq, hash, station, type, entry FROM events JOIN chains USING (life) ORDER BY life, seq')
      .all();
  }

  phase(): { readonly phase: string; readonly problem: string | null; readonly acked: number } {
    const row = this.disk.database
      .prepare<[], { phase: string; problem: string | null; acked: number }>('SELECT phase, problem, acked_seq AS acked FROM sync')
      .get();
    return row ?? { phase: 'none', problem: null, acked: 0 };
  }
}
