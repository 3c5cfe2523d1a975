import type { EpochAnswer, EpochRequest, Problem, PushAnswer } from '../../contract/registry.ts';
import { enrolAnswer, enrolState, epochAnswer, problem } from '../../contract/registry.ts';
import { toBase64url, utf8 } from '../../domain/bytes.ts';
import type { Placed } from '../../domain/authority/authority.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { call, enrol, send, startRegistry, stationOf, tempDir, type TestStation } from './kit.ts';

export const officer = 'tc_0123456789abcdef0123456789abcdef';
export const other = 'tc_fedcba9876543210fedcba9876543210';

export const digestOf = (signer: Signer): string => hashText(sha256(signer.publicKey));
export const textOf = (signer: Signer): string => toBase64url(signer.publicKey);

export async function start(): Promise<{ readonly registry: OpenRegistry; readonly station: TestStation }> {
  const registry = await startRegistry(tempDir());
  const { station } = await enrol(registry);
  return { registry, station };
}

/** An enrolment request with keys of its own. */
export function asking(code: string, next = generateSigner()) {
  const [event, transport] = [generateSigner(), generateSigner()];
  const request = {
    code,
    event_key: textOf(event),
    transport_key: textOf(transport),
    next: digestOf(next),
    name: 'Bench 7',
    site: 'somewhere',
    platform: 'linux',
  };
  return { event, transport, next, request };
}

export async function post(
  registry: OpenRegistry,
  path: string,
  body: object,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${registry.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

export async function get(registry: OpenRegistry, path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${registry.url}${path}`);
  return { status: response.status, body: await response.json() };
}

/** A station that was let in by an officer, with the follower of its event key at hand. */
export async function letIn(registry: OpenRegistry): Promise<{ readonly station: TestStation; readonly next: Signer }> {
  const { event, transport, next, request } = asking(await registry.ledger.desk.makeCode({ approves: true }));
  const answer = enrolAnswer.parse((await post(registry, '/v1/enrol', request)).body);
  if (answer.kind !== 'approved') throw new Error('not approved');
  return { station: stationOf(answer.station, answer.genesis, event, transport), next };
}

export async function stateOf(registry: OpenRegistry, request: string) {
  return enrolState.parse((await get(registry, `/v1/enrol/${request}`)).body);
}

type Asked = Omit<EpochRequest, 'code'>;

/** A request for a new epoch of a station, keys as they are unless told. */
export function epochAsk(station: TestStation, more: Partial<Asked> = {}): Asked {
  const last = station.chain.at(-1);
  return {
    station: station.id,
    epoch: 1,
    head: { epoch: 1, seq: station.chain.length, hash: last?.hash ?? station.genesis },
    reason: 'restored',
    event_key: textOf(station.event),
    transport_key: textOf(station.transport),
    next: digestOf(generateSigner()),
    ...more,
  };
}

export async function askEpoch(registry: OpenRegistry, carrier: TestStation, request: Asked): Promise<EpochAnswer | Problem> {
  const body = Uint8Array.from(utf8(JSON.stringify(request)));
  const response = await call(registry, carrier, 'POST', '/v1/epochs', body);
  const value: unknown = await response.json();
  return response.ok ? epochAnswer.parse(value) : problem.parse(value);
}

/** Pushes entries of any epoch, each with the entry it tells again if there is one. */
export function pushEpoch(
  registry: OpenRegistry,
  carrier: TestStation,
  entries: readonly { readonly entry: Entry; readonly recovered?: Entry }[],
): Promise<PushAnswer | Problem> {
  const [first] = entries;
  if (first === undefined) throw new Error('nothing to push');
  const { station, epoch, seq } = first.entry.event;
  const lines = entries.map(({ entry, recovered }) =>
    JSON.stringify({
      entry: { event: entry.event, sigs: entry.sigs },
      ...(recovered === undefined ? {} : { recovered: { event: recovered.event, sigs: recovered.sigs } }),
    }),
  );
  const header = JSON.stringify({ station, epoch, from: seq, count: entries.length });
  return send(registry, carrier, Uint8Array.from(utf8([header, ...lines, ''].join('\n'))));
}

/** Everything in the log, at its places. */
export async function placed(registry: OpenRegistry): Promise<readonly (Placed & { readonly entry: Entry })[]> {
  const { store } = registry.ledger;
  const entries = await store.entries(0, await store.logSize());
  return entries.map((bytes, at) => {
    const opened = openEntry(bytes);
    if (opened.kind === 'refused') throw new Error(opened.code);
    return { at, entry: opened.entry };
  });
}
