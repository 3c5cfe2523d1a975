import { pushLimits } from '../../contract/registry.ts';
import type { RegistryRequest } from '../../contract/ports.ts';
import type { BuiltRegistry } from '../../registry/registry.ts';
import { buildRegistry } from '../../registry/registry.ts';
import type { SqlValue } from '../../registry/sql/port.ts';
import { sqliteStoreOver } from '../../registry/sqlite/store.ts';
import type { RegistryStore } from '../../registry/store.ts';
import { Disk, diskError, fateOf, GuardDisk, Mood } from './disks.ts';
import type { SimKeys } from './keys.ts';
import { Power, PowerLost, type World } from './world.ts';

export const registryName = 'custos.invalid/sim';
export const authority = 'registry.invalid';

/** How long a call of the store may take, in virtual ms. */
const storeMs = 4;
/** Share of calls at which others may run before, and after. */
const pointShare = 0.3;

/** One life of a registry process. */
export interface Life {
  readonly power: Power;
  readonly mood: Mood;
  built: BuiltRegistry | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** The registry: its disk, its guard, and the processes that run on them, of which there ought to be one. */
export class RegistryHost {
  readonly disk = new Disk('registry');
  readonly guard = new GuardDisk();
  lives: Life[] = [];
  /** Requests that may change something, were asked and are not answered; those of a process that is gone never are. */
  asking = 0;
  readonly #world: World;
  readonly #keys: SimKeys;
  #starts = 0;

  constructor(world: World, keys: SimKeys) {
    this.#world = world;
    this.#keys = keys;
  }

  /** The newest process, if it has come up. */
  get ledger(): BuiltRegistry['ledger'] | undefined {
    return this.lives.findLast(({ power, built }) => power.on && built !== undefined)?.built?.ledger;
  }

  get isUp(): boolean {
    return this.ledger !== undefined;
  }

  /** Starts a process on the disk. With another one still there, both believe that the log is theirs. */
  start(): void {
    const world = this.#world;
    const power = new Power(`registry ${++this.#starts}`);
    this.asking = 0;
    const life: Life = { power, mood: new Mood(), built: undefined };
    this.lives = [...this.lives.filter((one) => one.power.on), life];
    const key = (use: string) => this.#keys.signer(`registry ${use}`);
    const bootMs = world.nowMs;
    const after = (ms: number, run: () => void) => world.after(ms, power, run);
    world.say(`${power.name} starts`);
    buildRegistry({
      name: registryName,
      store: this.#store(life),
      keys: { log: key('log'), ack: key('ack'), control: key('control'), verifier: this.#keys.verifier },
      guard: this.guard.open(world, power, life.mood, () => this.#cut(life)),
      clock: { nowMs: () => Math.floor(world.nowMs), monoMs: () => world.nowMs - bootMs, boot: `r${this.#starts}` },
      after,
      randomBytes: (size) => world.random.bytes(size),
      report: (what) => world.say(`${power.name} reports: ${what}`),
      checkpointDelayMs: 100,
    }).then(
      (built) => {
        if (!power.on) return;
        life.built = built;
        world.say(`${power.name} is up, ${built.ledger.integrator.alarm() ?? 'no alarm'}`);
      },
      (cause: unknown) => {
        if (!power.on) return;
        world.say(`${power.name} did not come up: ${cause instanceof Error ? cause.stack : ''}`);
        this.#cut(life);
      },
    );
  }

  /** Ends every process at once. */
  crash(): void {
    for (const life of this.lives) this.#cut(life);
    this.disk.cut();
  }

  #cut(life: Life): void {
    if (!life.power.on) return;
    life.power.on = false;
    this.#world.say(`${life.power.name} is cut off`);
  }

  /** A request at the door. Undefined when the process is gone before it has answered. */
  async ask(life: Life, request: RegistryRequest): Promise<Answer | undefined> {
    const { method, path, query, headers, body } = request;
    const { built, power } = life;
    if (built === undefined || !power.on) return undefined;
    if (body.length > pushLimits.bodyBytes * 2) return undefined;
    const counts = method === 'POST' ? 1 : 0;
    this.asking += counts;
    const answer = await built.app.inject({
      method,
      url: path + query,
      headers: { ...headers, host: authority },
      ...(method === 'GET' ? {} : { payload: Buffer.from(body) }),
    });
    this.asking -= counts;
    this.#world.sign();
    return { status: answer.statusCode, body: new Uint8Array(answer.rawPayload) };
  }

  /** The real store, with the world between each of its calls. */
  #store(life: Life): RegistryStore {
    const { power, mood } = life;
    const world = this.#world;
    const real = sqliteStoreOver(this.disk.database);
    const cut = (): Promise<never> => {
      this.#cut(life);
      return new Promise(() => undefined);
    };
    const wrap =
      (name: string, work: (...args: unknown[]) => Promise<unknown>) =>
      async (...args: unknown[]): Promise<unknown> => {
        if (world.random.chance(pointShare)) await world.point(power, storeMs);
        if (!power.on) return new Promise(() => undefined);
        world.sign();
        const fate = fateOf(world, mood);
        if (fate !== 'done') world.say(`${power.name} ${name} ${fate}`);
        if (fate === 'fails') throw diskError();
        if (fate === 'cut_before') return cut();
        const result = await work(...args).catch((cause: unknown) => {
          if (cause instanceof PowerLost) return cut();
          throw cause;
        });
        if (fate === 'cut_after') return cut();
        if (fate === 'fails_but_done') throw diskError();
        if (world.random.chance(pointShare)) await world.point(power, storeMs);
        return result;
      };
    // Every function of the port answers a promise.
    const wrapped = Object.entries(real).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === 'function' ? wrap(name, member as (...args: unknown[]) => Promise<unknown>) : member,
    ]);
    const { sql } = real;
    const query = wrap('query', (text, params) => sql.query(text as string, params as readonly SqlValue[]));
    const apply = wrap('apply', (statements) => sql.apply(statements as Parameters<typeof sql.apply>[0]));
    return { ...Object.fromEntries(wrapped), sql: { ...sql, query, apply } } as RegistryStore; // the same members as `real`
  }
}
