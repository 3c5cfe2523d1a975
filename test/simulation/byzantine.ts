import type { RegistryAnswer, RegistryRequest } from '../../contract/ports.ts';
import { mediaTypes } from '../../contract/registry.ts';
import { toBase64url, utf8 } from '../../domain/bytes.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { signRequest } from '../../domain/ledger/request-signature.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import type { SimKeys } from './keys.ts';
import type { Network } from './network.ts';
import { authority, registryName } from './registry-host.ts';
import type { StationHost } from './station-host.ts';
import type { World } from './world.ts';

const odd: readonly string[] = [
  '',
  '{}',
  'null',
  '[]',
  '\u0000',
  '{"station":"registry","epoch":1,"from":1,"count":0}',
  `{"station":"st_x","epoch":1,"from":1,"count":1}\n${'['.repeat(20_000)}`,
  '{"station":"st_x","epoch":1,"from":9007199254740993,"count":0}',
  '{"__proto__":{"station":"st_x"},"epoch":1,"from":1,"count":0}',
];

/**
 * A station that keeps no rule. It was let in like the others, so its keys are good; what it says with them need not
 * be. It also hears everything on the line of one honest station, and sends it again.
 */
export class Byzantine {
  readonly host: StationHost;
  readonly #world: World;
  readonly #network: Network;
  readonly #keys: SimKeys;
  #chain: Entry[] = [];
  #heard: RegistryRequest[] = [];

  constructor(world: World, network: Network, keys: SimKeys, host: StationHost) {
    this.#world = world;
    this.#network = network;
    this.#keys = keys;
    this.host = host;
  }

  overhear(request: RegistryRequest): void {
    if (request.method === 'POST' && this.#heard.length < 20) this.#heard.push(request);
  }

  act(): void {
    const { random } = this.#world;
    const chain = this.host.running?.store.facts.chain();
    if (chain === undefined) return;
    const { station, genesis, epoch } = chain.identity;
    const good = (more: Partial<Event> = {}, at = this.#chain.length, signer: Signer = this.host.keys.event): Entry =>
      sealEvent({
        event: heartbeat({
          station,
          epoch,
          seq: at + 1,
          prev: this.#chain[at - 1]?.hash ?? genesis,
          body: { version: `evil ${random.below(1_000_000)}` },
          ...more,
        }),
        signers: [signer],
      });
    const from = this.#chain.length + 1;
    const what = random.pick([
      'grow',
      'grow',
      'fork',
      'prev',
      'seq',
      'signature',
      'another key',
      'another registry',
      'another station',
      'odd',
      'seen',
      'replay',
      'future',
    ]);
    this.#world.say(`byzantine ${what}`);
    switch (what) {
      case 'grow': {
        const entry = good();
        this.#chain.push(entry);
        return this.#push(station, epoch, Math.max(1, from - random.below(3)), this.#chain);
      }
      case 'fork': {
        const at = random.below(Math.max(1, this.#chain.length));
        return this.#push(station, epoch, at + 1, [...this.#chain.slice(0, at), good({}, at)]);
      }
      case 'prev':
        return this.#push(station, epoch, from, [
          ...this.#chain,
          good({ prev: genesis === nothingSeen.root ? registryHash : nothingSeen.root }),
        ]);
      case 'seq':
        return this.#push(station, epoch, from + 5, [...this.#chain, ...Array.from({ length: 5 }, () => good()), good({ seq: from + 5 })]);
      case 'signature':
        return this.#push(station, epoch, from, [...this.#chain, spoiled(good())]);
      case 'another key':
        return this.#push(station, epoch, from, [...this.#chain, good({}, from - 1, this.#keys.signer('nobody'))]);
      case 'another registry':
        return this.#push(station, epoch, from, [...this.#chain, good({ reg: 'custos.invalid/other' })]);
      case 'another station':
        return this.#push(station, epoch, from, [...this.#chain, good({ station: 'registry' })]);
      case 'seen':
        this.#chain.push(good({ seen: { size: 3, root: registryHash } }));
        return this.#push(station, epoch, from, this.#chain);
      case 'future':
        this.#chain.push(
          good({ time: { wall: '2036-11-22T08:00:00.000Z', hlc: 'ffffffffffff0000', boot: 'b1', mono: 1, src: 'none', off: 0, age: 0 } }),
        );
        return this.#push(station, epoch, from, this.#chain);
      case 'odd':
        return this.#send(utf8(random.pick(odd)));
      case 'replay':
        if (this.#heard.length > 0) this.#network.send('byzantine', random.pick(this.#heard), nobody);
    }
  }

  /** Goes on in the epoch that it is in now, signed by this key. */
  speakBy(signer: Signer): void {
    const chain = this.host.running?.store.facts.chain();
    if (chain === undefined) return;
    const { station, genesis, epoch } = chain.identity;
    this.#world.say('byzantine speaks by an old key');
    this.#push(station, epoch, 1, [
      sealEvent({ event: heartbeat({ station, epoch, seq: 1, prev: genesis, body: { version: 'evil' } }), signers: [signer] }),
    ]);
  }

  /** Sends `chain` from seq `from` on. */
  #push(station: string, epoch: number, from: number, chain: readonly Entry[]): void {
    const entries = chain.slice(from - 1, from - 1 + 10);
    const lines = entries.map(({ event, sigs }) => JSON.stringify({ entry: { event, sigs } }));
    this.#send(utf8([JSON.stringify({ station, epoch, from, count: lines.length }), ...lines, ''].join('\n')));
  }

  #send(body: Uint8Array): void {
    const request = { method: 'POST', path: '/v1/push', query: '', body } as const;
    const headers = signRequest({
      parts: { ...request, authority },
      createdMs: this.#world.nowMs,
      nonce: toBase64url(this.#world.random.bytes(16)),
      signer: this.host.keys.transport,
    });
    this.#network.send('byzantine', { ...request, headers: { ...headers, 'content-type': mediaTypes.push }, timeoutMs: 60_000 }, nobody);
  }
}

function heartbeat(given: Pick<Event, 'station' | 'epoch' | 'seq' | 'prev' | 'body'> & Partial<Event>): Event {
  return {
    v: 1,
    reg: registryName,
    type: 'station.heartbeat',
    deps: [],
    time: { wall: '2026-11-22T08:00:00.000Z', hlc: '01a203989d530000', boot: 'b1', mono: 1, src: 'none', off: 0, age: 0 },
    seen: nothingSeen,
    ...given,
  };
}

const registryHash = 'QKx-HUifi-4AqToRA9mznxah3tq5tZpq5tTzux5r75U';
const nobody = (_answer: RegistryAnswer): void => undefined;

function spoiled(entry: Entry): Entry {
  const [first, ...others] = entry.sigs;
  if (first === undefined) return entry;
  const sig = (first.sig.startsWith('A') ? 'B' : 'A') + first.sig.slice(1);
  return { ...entry, sigs: [{ ...first, sig }, ...others] };
}
