import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EnrolAnswer, Problem, PushAnswer } from '../../contract/registry.ts';
import { enrolAnswer, problem, pushAnswer } from '../../contract/registry.ts';
import { toBase64url, utf8 } from '../../domain/bytes.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import { noteKey, parseVkey } from '../../domain/ledger/note.ts';
import type { NoteKey } from '../../domain/ledger/note.ts';
import { signRequest } from '../../domain/ledger/request-signature.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import { createVerifier, generateSigner } from '../../keys/ed25519.ts';
import { randomBytes } from '../../keys/random.ts';
import type { PostgresServer } from '../kit/postgres.ts';
import { migratedDatabase } from '../kit/postgres-template.ts';
import type { OpenRegistry, OpenRegistryOptions } from '../../registry/open.ts';
import { newBootId, openRegistry } from '../../registry/open.ts';

export const verifier = createVerifier();
export const registryName = 'custos.invalid/test';

export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'custos-registry-'));
  onTestFinished(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  return dir;
}

let databaseFor: ((dataDir: string) => Promise<string>) | undefined;

/** From here on in this file, every registry keeps its log in a database of this server, one for each data folder. */
export function keepIn(server: Pick<PostgresServer, 'database'>): void {
  databaseFor = (dataDir) => migratedDatabase(server, basename(dataDir).toLowerCase());
}

export async function startRegistry(dataDir: string, more: Partial<OpenRegistryOptions> = {}): Promise<OpenRegistry> {
  const boot = newBootId();
  const clock = { nowMs: () => Date.now(), monoMs: () => performance.now(), boot };
  const databaseUrl = await databaseFor?.(dataDir);
  const registry = await openRegistry({ dataDir, databaseUrl, name: registryName, clock, checkpointDelayMs: 1, ...more });
  onTestFinished(() => registry.close());
  return registry;
}

/** A station with real keys that keeps its own chain, so that a test can make it go on, repeat itself or lie. */
export interface TestStation {
  readonly id: string;
  readonly event: Signer;
  readonly transport: Signer;
  readonly genesis: string;
  /** Everything sealed so far, in order. */
  readonly chain: Entry[];
  seal(more?: Partial<Event>, cosigners?: readonly Signer[]): Entry;
}

export async function enrol(
  registry: OpenRegistry,
  site = 'Hall A',
): Promise<{ readonly station: TestStation; readonly answer: Extract<EnrolAnswer, { kind: 'approved' }> }> {
  const [event, transport] = [generateSigner(), generateSigner()];
  const request = {
    code: await registry.enrolmentCode(),
    event_key: toBase64url(event.publicKey),
    transport_key: toBase64url(transport.publicKey),
    next: hashText(sha256(generateSigner().publicKey)),
    name: 'Bench 1',
    site,
    platform: 'linux',
  };
  const response = await fetch(`${registry.url}/v1/enrol`, { method: 'POST', body: JSON.stringify(request) });
  const answer = enrolAnswer.parse(await response.json());
  if (answer.kind !== 'approved') throw new Error('not approved');
  return { station: stationOf(answer.station, answer.genesis, event, transport), answer };
}

export function stationOf(id: string, genesis: string, event: Signer, transport: Signer, reg = registryName): TestStation {
  const chain: Entry[] = [];
  return {
    id,
    event,
    transport,
    genesis,
    chain,
    seal(more = {}, cosigners = []) {
      const entry = sealEvent({
        event: {
          v: 1,
          reg,
          station: id,
          epoch: 1,
          seq: chain.length + 1,
          prev: chain.at(-1)?.hash ?? genesis,
          type: 'station.heartbeat',
          deps: [],
          time: { wall: '2026-11-22T14:11:03.123Z', hlc: '01a203989d530000', boot: 'b1', mono: 1, src: 'none', off: 0, age: 0 },
          seen: nothingSeen,
          body: { version: '0.1.0' },
          ...more,
        },
        signers: [event, ...cosigners],
      });
      chain.push(entry);
      return entry;
    },
  };
}

export async function call(
  registry: OpenRegistry,
  station: TestStation,
  method: string,
  pathAndQuery: string,
  body: Uint8Array<ArrayBuffer> = new Uint8Array(),
  more: {
    readonly createdMs?: number;
    readonly sentBody?: Uint8Array<ArrayBuffer>;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Response> {
  const [path = '', query] = pathAndQuery.split('?');
  const headers = signRequest({
    parts: { method, authority: new URL(registry.url).host, path, query: query === undefined ? '' : `?${query}`, body },
    createdMs: more.createdMs ?? Date.now(),
    nonce: toBase64url(randomBytes(16)),
    signer: station.transport,
  });
  const sent = more.sentBody ?? body;
  return fetch(`${registry.url}${pathAndQuery}`, {
    method,
    headers: { ...headers, ...more.headers },
    ...(method === 'GET' || method === 'HEAD' ? {} : { body: sent }),
  });
}

export interface PushLineInput {
  readonly entry: Entry;
  readonly private?: Record<string, { salt: string; value: string }>;
  /** What an `event.recovered` tells again. */
  readonly recovered?: Entry;
}

export function pushBody(
  station: string,
  from: number,
  lines: readonly PushLineInput[],
  header: Record<string, unknown> = {},
): Uint8Array<ArrayBuffer> {
  const first = JSON.stringify({ station, epoch: 1, from, count: lines.length, ...header });
  const bare = ({ event, sigs }: Entry) => ({ event, sigs });
  const rest = lines.map(({ entry, private: sealed, recovered }) =>
    JSON.stringify({ entry: bare(entry), private: sealed, ...(recovered === undefined ? {} : { recovered: bare(recovered) }) }),
  );
  return Uint8Array.from(utf8([first, ...rest, ''].join('\n')));
}

/** Pushes part of a chain. Answers the registry's answer or its problem document. */
export async function push(
  registry: OpenRegistry,
  station: TestStation,
  entries: readonly Entry[],
  carrier = station,
): Promise<PushAnswer | Problem> {
  return send(
    registry,
    carrier,
    pushBody(
      station.id,
      entries[0]?.event.seq ?? 1,
      entries.map((entry) => ({ entry })),
    ),
  );
}

export async function send(registry: OpenRegistry, carrier: TestStation, body: Uint8Array<ArrayBuffer>): Promise<PushAnswer | Problem> {
  const response = await call(registry, carrier, 'POST', '/v1/push', body);
  const value: unknown = await response.json();
  if (response.ok) return pushAnswer.parse(value);
  const refused = problem.parse(value);
  if (refused.status !== response.status) throw new Error('status and body differ');
  return refused;
}

export function taken(answer: PushAnswer | Problem): PushAnswer {
  if ('code' in answer) throw new Error(`refused: ${answer.code} ${answer.detail}`);
  return answer;
}

export function refused(answer: PushAnswer | Problem): Problem {
  if (!('code' in answer)) throw new Error('taken');
  return answer;
}

export function logKey(registry: OpenRegistry): NoteKey {
  const key = parseVkey(registry.logVkey);
  if (key === undefined) throw new Error('bad vkey');
  return key;
}

export { noteKey };
