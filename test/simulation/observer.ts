import { gunzipSync } from 'node:zlib';
import type { RegistryRequest } from '../../contract/ports.ts';
import type { Problem, PushAnswer } from '../../contract/registry.ts';
import { type Entry, readEntry } from '../../domain/ledger/entry.ts';
import type { Answer, RegistryHost } from './registry-host.ts';
import type { World } from './world.ts';

/** The registry's word, with the registry's up-time at which it was given. */
interface Promised {
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly index: number;
  readonly upMs: number;
  kept: boolean;
}

/** How long an ack may wait for its checkpoint. */
const coverMs = 60_000;
/** Share of the pushes that are asked again on the spot. */
const againShare = 0.25;

/**
 * Stands outside: hears what passes the registry's door, keeps every checkpoint it ever saw and every promise, and
 * holds each answer against what must be true of it at that moment.
 */
export class Observer {
  /** Roots by size, as signed notes told them. */
  readonly checkpoints = new Map<number, string>();
  readonly promises: Promised[] = [];
  readonly seenCodes = new Map<string, number>();
  /** Entries in pushes that were answered 200, by chain and seq. */
  readonly taken = new Map<string, string>();
  /** What officers wanted to be erased. */
  readonly erased: { readonly event: string; readonly field: string; readonly value: string; readonly salt: Uint8Array }[] = [];
  /** How often a station knew all of a drive, and its answer was held against the log's. */
  compared = 0;
  /** The log was put back together with its guard: what was signed after that moment was signed twice. */
  rewound = false;
  /** More than one process had the log at some time: the guard file of an earlier one may lie behind. */
  contested = false;
  /** Somebody has the registry's disk in hands. */
  inHands = false;
  #upMs = 0;
  #lastMs = 0;
  readonly #world: World;
  readonly #registry: RegistryHost;

  constructor(world: World, registry: RegistryHost) {
    this.#world = world;
    this.#registry = registry;
    this.#lastMs = world.nowMs;
  }

  /** The registry's data is older than before: what it had promised for the part that is gone is the stations' to bring back. */
  setBack(): void {
    const has = this.#registry.disk.database.prepare<[Buffer], number>('SELECT count(*) FROM events WHERE hash8 = ?').pluck();
    const isThere = (hash: string): boolean => (has.get(Buffer.from(hash, 'base64url').subarray(0, 8)) ?? 0) > 0;
    this.promises.splice(0, this.promises.length, ...this.promises.filter(({ hash }) => isThere(hash)));
    for (const [place, hash] of this.taken) if (!isThere(hash)) this.taken.delete(place);
  }

  /** After each step of the world: promises against what is published. */
  look(): void {
    const { nowMs } = this.#world;
    const integrator = this.#registry.ledger?.integrator;
    if (integrator !== undefined && integrator.alarm() === undefined) this.#upMs += nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    const covered = integrator?.published()?.size ?? 0;
    for (const promise of this.promises) {
      if (promise.kept) continue;
      if (promise.index < covered) promise.kept = true;
      else if (this.#upMs - promise.upMs > coverMs) {
        promise.kept = true;
        this.#world.broken(
          'I6 every ack is honoured',
          `index ${promise.index} of ${promise.station} was not covered within 60 s of up-time`,
        );
      }
    }
  }

  async heard(asked: { readonly from: string; readonly request: RegistryRequest; readonly answer: Answer }): Promise<void> {
    const { request, answer } = asked;
    const code = answer.status === 200 ? 'ok' : (/"code":"([a-z_]+)"/.exec(text(answer.body))?.[1] ?? String(answer.status));
    const what = `${request.path.startsWith('/v1/push') ? 'push' : 'other'} ${code}`;
    this.seenCodes.set(what, (this.seenCodes.get(what) ?? 0) + 1);
    if (answer.status >= 500 && code !== 'read_only' && code !== 'internal' && code !== 'busy')
      this.#world.broken('I15 an answer is one of the list', `${request.path} answered ${answer.status}`);
    if (request.path.endsWith('/checkpoint') && answer.status === 200) this.#checkpoint(text(answer.body));
    if (request.path.startsWith('/v1/proofs/') && answer.status === 200)
      this.#checkpoint(text(answer.body).split('\n\n').slice(1).join('\n\n'));
    if (request.path !== '/v1/push') return;
    if (answer.status === 200) this.#accepted(request, JSON.parse(text(answer.body)) as PushAnswer); // the registry's own answer
    if (code === 'key_revoked') this.#held(request, JSON.parse(text(answer.body)) as Problem);
    if (this.#world.random.chance(againShare)) await this.#again(request, answer);
  }

  #checkpoint(note: string): void {
    const [, sizeText = '', root = ''] = note.split('\n');
    const size = Number(sizeText);
    const known = this.checkpoints.get(size);
    if (known !== undefined && known !== root && !this.rewound)
      this.#world.broken('I5 one root for one size', `size ${size} was signed as ${known} and as ${root}`);
    this.checkpoints.set(size, root);
    const guarded = this.#registry.guard.record()?.size ?? -1;
    if (guarded < size && !this.contested && !this.rewound)
      this.#world.broken('I5 the guard knows what is signed', `size ${size} was shown while the guard stood at ${guarded}`);
  }

  #accepted(request: RegistryRequest, answer: PushAnswer): void {
    const { station, epoch, entries } = pushed(request);
    for (const { event, hash } of entries) {
      const place = `${station} ${epoch} ${event.seq}`;
      const before = this.taken.get(place);
      if (before !== undefined && before !== hash)
        this.#world.broken('I7 a fork is found at the first contact', `${place} was accepted as ${before} and as ${hash}`);
      this.taken.set(place, hash);
    }
    const index = Number(answer.ack?.split('\n')[3]);
    const { head } = answer;
    if (answer.ack !== undefined)
      this.promises.push({ station, epoch, seq: head.seq, hash: head.hash, index, upMs: this.#upMs, kept: false });
  }

  /** I13: what was said to be kept aside is kept aside. */
  #held(request: RegistryRequest, { quarantined, index }: Problem): void {
    if (quarantined !== true) return;
    const kept = this.#registry.disk.database.prepare<[string], number>('SELECT 1 FROM quarantine WHERE hash = ?').pluck();
    const first = pushed(request).entries[index ?? 0];
    if (first === undefined || kept.get(first.hash) !== 1)
      this.#world.broken(
        'I13 what a revoked key signed is kept aside',
        `${first?.event.station ?? '?'} ${first?.event.seq ?? 0} is not there`,
      );
  }

  /** The same request once more, with nobody in between: it changes nothing, and says the same where nothing moved. */
  async #again(request: RegistryRequest, first: Answer): Promise<void> {
    const world = this.#world;
    const life = this.#registry.lives.findLast(({ power, built }) => power.on && built !== undefined);
    if (
      life === undefined ||
      this.#registry.lives.filter(({ power }) => power.on).length > 1 ||
      life.mood.fullUntilMs > world.nowMs ||
      life.mood.cutAt < Infinity ||
      life.mood.loseAnswer
    )
      return;
    // What failed inside may do better now; and after a fork the control chain is being written already.
    if (first.status >= 500 || text(first.body).includes('"code":"fork"')) return;
    // With others at the door, what they bring would be taken for a change.
    if (this.#registry.asking > 0) return;
    const before = this.#registry.disk.accepted();
    world.inOneGo = true;
    world.working(this);
    const second = await this.#registry.ask(life, request);
    world.waiting(this);
    world.inOneGo = false;
    if (second === undefined) return;
    const after = this.#registry.disk.accepted();
    const said = first.status === 200 && second.status === 200;
    const code = /"code":"([a-z_]+)"/.exec(text(second.body))?.[1];
    if (after !== before)
      world.broken(
        'I15 a repeat changes nothing',
        `a repeated push (${first.status}, then ${second.status} ${code ?? ''}) took ${before} to ${after}`,
      );
    if (said) {
      const [one, two] = [first, second].map(({ body }) => JSON.parse(text(body)) as PushAnswer);
      if (two?.accepted !== 0 || one === undefined || two.head.seq < one.head.seq)
        world.broken('I15 a repeat changes nothing', 'a repeated push was taken again');
    } else if (first.status !== second.status && code !== 'frozen' && code !== 'read_only') {
      world.broken('I15 a repeat is answered alike', `first ${first.status}, then ${second.status} ${code ?? ''}`);
    }
  }
}

/** The entries of a push that was well formed enough to be judged. */
function pushed(request: RegistryRequest): { readonly station: string; readonly epoch: number; readonly entries: readonly Entry[] } {
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(request.body) : request.body;
  const [first = '', ...lines] = text(body)
    .split('\n')
    .filter((line) => line !== '');
  const { station, epoch } = JSON.parse(first) as { station: string; epoch: number }; // it was judged
  const entries = lines.flatMap((line) => {
    const opened = readEntry((JSON.parse(line) as { entry: unknown }).entry);
    return opened.kind === 'entry' ? [opened.entry] : [];
  });
  return { station, epoch, entries };
}

function text(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}
