import type { RegistryAnswer, RegistryConnection, RegistryRequest } from '../../contract/ports.ts';
import { authority, type Answer, type RegistryHost } from './registry-host.ts';
import type { Power, World } from './world.ts';

/** How bad the lines are, as shares of requests. */
export interface Weather {
  readonly dropRequest: number;
  readonly dropAnswer: number;
  readonly repeat: number;
  readonly strangeAnswer: number;
  /** Longest delay one way, in virtual ms. */
  readonly delayMs: number;
}

export const calm: Weather = { dropRequest: 0, dropAnswer: 0, repeat: 0, strangeAnswer: 0, delayMs: 20 };

/** No way there, no way back, or neither, until then. */
export interface Partition {
  readonly station: string;
  readonly way: 'there' | 'back' | 'both';
  readonly untilMs: number;
}

/** Hears every request that was answered at the registry's door, before the answer is on its way. */
export type Tap = (asked: { readonly from: string; readonly request: RegistryRequest; readonly answer: Answer }) => Promise<void> | void;

/** Lines between stations and registry: they drop, double, delay, and so reorder; and they are cut one way or both. */
export class Network {
  weather: Weather = calm;
  partitions: Partition[] = [];
  readonly #world: World;
  readonly #registry: RegistryHost;
  readonly #tap: Tap;
  requests = 0;

  constructor(world: World, registry: RegistryHost, tap: Tap) {
    this.#world = world;
    this.#registry = registry;
    this.#tap = tap;
  }

  /** A station's way to the registry. `who` is told when its process waits and when it goes on. */
  connect(station: string, power: Power, who: object): RegistryConnection {
    const world = this.#world;
    const open = new Set<() => void>();
    return {
      authority,
      request: (request) =>
        new Promise((resolve) => {
          world.waiting(who);
          let answered = false;
          const answer = (said: RegistryAnswer): void => {
            if (answered || !power.on) return;
            answered = true;
            open.delete(abort);
            cancel();
            world.working(who);
            resolve(said);
          };
          const cancel = world.after(request.timeoutMs, power, () => answer({ kind: 'no_answer', why: 'TimeoutError' }));
          const abort = (): void => answer({ kind: 'no_answer', why: 'AbortError' });
          open.add(abort);
          this.#send(station, request, (said) => world.after(0, power, () => answer(said)));
        }),
      close() {
        for (const abort of open) abort();
      },
    };
  }

  /** Sends without waiting for anything but the answer, as somebody does who keeps no rules. */
  send(station: string, request: RegistryRequest, heard: (answer: RegistryAnswer) => void): void {
    this.#send(station, request, heard);
  }

  #isCut(station: string, way: 'there' | 'back'): boolean {
    return this.partitions.some(
      (one) => one.station === station && one.untilMs > this.#world.nowMs && (one.way === way || one.way === 'both'),
    );
  }

  #send(station: string, request: RegistryRequest, answered: (answer: RegistryAnswer) => void): void {
    const { random } = this.#world;
    const { weather } = this;
    const times = random.chance(weather.repeat) ? 2 : 1;
    for (let time = 0; time < times; time++) {
      // A refused connection is noticed; a lost packet is not, and runs into the caller's time limit.
      if (random.chance(weather.dropRequest)) {
        if (random.chance(0.5)) this.#world.after(this.#delay(), undefined, () => answered({ kind: 'no_answer', why: 'ECONNRESET' }));
        continue;
      }
      this.#world.after(this.#delay(), undefined, () => {
        if (!this.#isCut(station, 'there')) this.#arrive(station, request, answered);
      });
    }
  }

  #delay(): number {
    return 1 + this.#world.random.below(this.weather.delayMs * 1000) / 1000;
  }

  #arrive(from: string, request: RegistryRequest, answered: (answer: RegistryAnswer) => void): void {
    const world = this.#world;
    const { random } = world;
    this.requests += 1;
    const there = this.#registry.lives.filter(({ power, built }) => power.on && built !== undefined);
    const life = there.length === 0 ? undefined : random.pick(there);
    const noAnswer = (why: string): void => void world.after(this.#delay(), undefined, () => answered({ kind: 'no_answer', why }));
    if (life === undefined) return noAnswer('ECONNREFUSED');
    const { dropAnswer, strangeAnswer } = this.weather;
    // Decided now, so that the story does not depend on how long the answer takes.
    const fate = random.chance(dropAnswer) ? 'lost' : random.chance(strangeAnswer) ? 'strange' : 'passes';
    void this.#registry.ask(life, request).then(async (answer) => {
      if (answer === undefined || !life.power.on) return noAnswer('ECONNRESET');
      world.say(`${from} ${request.method} ${request.path} -> ${answer.status} ${codeOf(answer)}${fate === 'passes' ? '' : ` ${fate}`}`);
      await this.#tap({ from, request, answer });
      if (fate === 'lost' || this.#isCut(from, 'back')) return random.chance(0.5) ? noAnswer('terminated') : undefined;
      const body = fate === 'strange' ? new TextEncoder().encode('<html>Bad gateway</html>') : answer.body;
      const status = fate === 'strange' ? 502 : answer.status;
      world.after(this.#delay(), undefined, () => answered({ kind: 'answer', status, body }));
    });
  }
}

function codeOf({ status, body }: Answer): string {
  return status >= 400 ? (/"code":"([a-z_]+)"/.exec(new TextDecoder().decode(body))?.[1] ?? '') : '';
}
