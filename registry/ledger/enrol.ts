import type { EnrolAnswer, EnrolRequest } from '../../contract/registry.ts';
import { fromBase64url, toBase64url } from '../../domain/bytes.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { canonicalText, profileFault } from '../../domain/ledger/canonical.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { namedHash } from '../../domain/ledger/hash.ts';
import { stationId } from '../../domain/ledger/ids.ts';
import { isSoundPublicKey, keyId } from '../../domain/ledger/signing.ts';
import type { RegistryClock } from '../ports.ts';
import type { NewStation, RegistryStore } from '../store.ts';
import type { ControlWriter } from './control.ts';

/** How long a one-time code is good. */
export const codeLifeMs = 24 * 60 * 60 * 1000;

export interface EnrolDesk {
  /** A new one-time code: 128 bits in base64url. Only its hash is kept. */
  makeCode(): Promise<string>;
  enrol(
    request: EnrolRequest,
  ): Promise<
    | { readonly kind: 'enrolled'; readonly answer: EnrolAnswer }
    | { readonly kind: 'refused'; readonly code: 'bad_code' | 'malformed'; readonly detail: string }
  >;
}

/** Takes stations in. A code that this registry's operator made approves at once. */
export function openEnrolDesk(parts: {
  readonly store: RegistryStore;
  readonly control: ControlWriter;
  readonly clock: RegistryClock;
  readonly randomBytes: (sizeBytes: number) => Bytes;
  readonly pins: {
    readonly reg: string;
    readonly log: string;
    readonly control_key: string;
    readonly log_vkey: string;
    readonly ack_vkey: string;
  };
}): EnrolDesk {
  const { store, control, clock, randomBytes, pins } = parts;
  // One at a time: looking at a code and using it must not be parted.
  let queue: Promise<unknown> = Promise.resolve();

  async function enrolNow(request: EnrolRequest): ReturnType<EnrolDesk['enrol']> {
    const keys = keysOf(request);
    if (keys === undefined || profileFault(request) !== undefined)
      return { kind: 'refused', code: 'malformed', detail: 'a key or a name cannot be used' };
    const codeHash = hashOfCode(request.code);
    const kept = await store.enrolment(codeHash);
    const text = canonicalText(request);
    if (kept?.request !== undefined) {
      // A lost answer: the same request gets the same station again, another one nothing.
      const entry = kept.request === text && kept.entry !== undefined && kept.station !== undefined ? openStored(kept.entry) : undefined;
      if (entry === undefined || kept.station === undefined)
        return { kind: 'refused', code: 'bad_code', detail: 'this code was used already' };
      return { kind: 'enrolled', answer: approval(kept.station, entry) };
    }
    if (kept === undefined || kept.expiresMs < clock.nowMs())
      return { kind: 'refused', code: 'bad_code', detail: 'this code is not known here, or its time is over' };
    const taken = await store.keys(keys.map((key) => key.keyId));
    if ([...taken.values()].some((uses) => uses.length > 0))
      return { kind: 'refused', code: 'malformed', detail: 'one of these keys is enrolled already' };
    const station: NewStation = {
      station: stationId(randomBytes(16)),
      name: request.name,
      site: request.site,
      platform: request.platform,
      keys,
    };
    const body = {
      station: station.station,
      name: request.name,
      site: request.site,
      platform: request.platform,
      keys: { event: request.event_key, transport: request.transport_key },
      next: request.next,
      epoch: 1,
    };
    const entry = await control.write({ type: 'station.enrolled', body }, { kind: 'station_enrolled', station, codeHash, request: text });
    return { kind: 'enrolled', answer: approval(station.station, entry) };
  }

  function approval(station: string, entry: Entry): EnrolAnswer {
    return { kind: 'approved', ...pins, station, epoch: 1, genesis: entry.hash, entry: { event: entry.event, sigs: entry.sigs } };
  }

  return {
    async makeCode() {
      const code = toBase64url(randomBytes(16));
      await store.addCode(hashOfCode(code), clock.nowMs() + codeLifeMs);
      return code;
    },
    enrol(request) {
      const answer = queue.then(() => enrolNow(request));
      queue = answer.catch(() => undefined);
      return answer;
    },
  };
}

function hashOfCode(code: string): Bytes {
  return namedHash('custody-code/v1', fromBase64url(code) ?? new Uint8Array());
}

function keysOf(request: EnrolRequest): NewStation['keys'] | undefined {
  const [eventKey, transportKey] = [request.event_key, request.transport_key].map(fromBase64url);
  if (eventKey === undefined || transportKey === undefined || request.event_key === request.transport_key) return undefined;
  if (!isSoundPublicKey(eventKey) || !isSoundPublicKey(transportKey)) return undefined;
  return [
    { keyId: keyId(eventKey), publicKey: eventKey, use: 'event' },
    { keyId: keyId(transportKey), publicKey: transportKey, use: 'transport' },
  ];
}

function openStored(bytes: Bytes): Entry {
  const opened = openEntry(bytes);
  if (opened.kind === 'refused') throw new Error(`the log holds an entry that does not open: ${opened.code}`);
  return opened.entry;
}
