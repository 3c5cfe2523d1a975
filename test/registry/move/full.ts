import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { toBase64url } from '../../../domain/bytes.ts';
import { hashText, sha256 } from '../../../domain/ledger/hash.ts';
import { commitment } from '../../../domain/ledger/sealed-values.ts';
import { randomBytes } from '../../../keys/random.ts';
import { newestIndex } from '../../../registry/ledger/drive-index.ts';
import type { Place } from '../../../registry/move/move.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import type { SqlReader, Statement } from '../../../registry/sql/port.ts';
import { drive } from '../feed-kit.ts';
import { call, enrol, push, pushBody, send, startRegistry, taken, type TestStation } from '../kit.ts';
import { setAside } from '../set-aside-kit.ts';

const some = (fill: number, size = 32): Uint8Array<ArrayBuffer> => new Uint8Array(size).fill(fill);

export interface FullRegistry {
  readonly registry: OpenRegistry;
  readonly station: TestStation;
  /** SHA-256 of the one attachment. */
  readonly attachment: string;
}

/** A registry with a row in every table that goes over: entries, a fork with its evidence, a sealed value, an attachment, people, what waits. */
export async function fullRegistry(dir: string, databaseUrl?: string, events = 20): Promise<FullRegistry> {
  const registry = await startRegistry(dir, { databaseUrl, indexEveryMs: 86_400_000, releaseEveryMs: 86_400_000 });
  const { station } = await enrol(registry);
  const { station: other } = await enrol(registry, 'Hall B');
  const blob = Uint8Array.from(randomBytes(3_000));
  const attachment = hashText(sha256(blob));
  const salt = some(7);
  station.seal({
    type: 'custody.claimed',
    subject: drive(1),
    actor: 'tc_01',
    body: { holder: 'tc_01', place: 'Shelf 1' },
    sealed: { host: commitment('host', salt, 'db-07') },
    att: [{ name: 'photo', media: 'image/jpeg', size: blob.length, sha256: attachment }],
  });
  const [first] = station.chain;
  if (first === undefined) throw new Error('no event');
  taken(
    await send(
      registry,
      station,
      pushBody(station.id, 1, [{ entry: first, private: { host: { salt: toBase64url(salt), value: 'db-07' } } }]),
    ),
  );
  await registry.ledger.integrator.settle();
  await registry.ledger.projector.settled((await registry.ledger.store.logSize()) - 1);
  const range = { 'content-range': `bytes 0-${blob.length - 1}/${blob.length}` };
  const stored = await call(registry, station, 'PUT', `/v1/blobs/${attachment}`, blob, { headers: range });
  if (stored.status !== 201) throw new Error(`attachment: ${stored.status}`);
  for (let i = 0; i < events; i++) station.seal({ subject: drive(i % 7) });
  taken(await push(registry, station, station.chain.slice(1)));
  await forkOf(registry, other);
  await setAside(registry);
  await registry.enrolmentCode();
  await registry.ledger.store.sql.apply(besidesTheLog(registry.ledger.log.logId));
  await registry.ledger.store.raiseAlarm('split_view', 'told by a test', 1);
  // The index is told in the background, once: an event of its own, which must not come after what the caller counts.
  await vi.waitFor(async () => expect(await newestIndex(registry.ledger.store.sql, registry.ledger.log.logId)).toBeDefined(), 20_000);
  await registry.ledger.integrator.settle();
  await registry.ledger.projector.settled((await registry.ledger.store.logSize()) - 1);
  // What is sealed is read last, on a time of its own.
  await registry.console.caughtUp();
  return { registry, station, attachment };
}

async function forkOf(registry: OpenRegistry, station: TestStation): Promise<void> {
  station.seal();
  taken(await push(registry, station, station.chain));
  station.chain.pop();
  station.seal({ body: { version: 'another story' } });
  const answer = await push(registry, station, station.chain);
  if (!('code' in answer) || answer.code !== 'fork') throw new Error('no fork');
  await registry.ledger.control.reportForks();
}

/** What requests and the console leave beside the log, in the form that their tables ask for. */
function besidesTheLog(logId: number): readonly Statement[] {
  const row = (table: string, values: Readonly<Record<string, string | number | null | Uint8Array<ArrayBuffer>>>): Statement => ({
    text: `INSERT INTO ${table} (${Object.keys(values).join(', ')}) VALUES (${Object.keys(values)
      .map((_, i) => `$${i + 1}`)
      .join(', ')}) ON CONFLICT DO NOTHING`,
    params: Object.values(values),
  });
  const placed = { log_id: logId, log_index: 1 };
  return [
    row('requests', {
      request: 'w',
      kind: 'enrolment',
      body: '{"name":"Prüfplatz"}',
      site: 'Hall A',
      role: 'bench',
      asked_ms: 1,
      until_ms: 2,
      state: 'waiting',
    }),
    row('role_grants', { person: 'tc_01', role: 'supervisor', sites: '["*"]', tenants: '[]', until_ms: 9, ...placed }),
    row('policies', { ...placed, id: 'p', version: 1, hash: hashText(some(9)) }),
    row('policy_texts', { hash: hashText(some(9)), policy: '{"é":1}' }),
    row('policy_proposals', { hash: hashText(some(11)), policy: '{"é":2}', proposed_by: `tc_${'a'.repeat(32)}`, proposed_ms: 5 }),
    row('policy_drafts', {
      draft: `dr_${'1'.repeat(32)}`,
      name: 'Entwurf für Halle A',
      policy: '{"é":1}',
      base: null,
      revision: 3,
      made_by: 'tc_01',
      made_ms: 1,
      saved_by: 'tc_01',
      saved_ms: 9_007_199_254_740_991,
    }),
    row('nonces', { keyid: 'k', nonce: 'n', until_ms: 9_007_199_254_740_991 }),
    row('watches', { station_no: 1, subject: some(4, 17) }),
    row('people', { person: 'tc_01', name: 'Ana Müller', made_ms: 1, ended_ms: null }),
    row('accounts', { way: 'local', issuer: '', account: 'ana', person: 'tc_01', label: 'ana', secret: '$argon2id$…' }),
    row('strangers', {
      id: 's',
      provider: 'p',
      issuer: 'https://id.invalid',
      account: 'a',
      label: 'l',
      name: 'n',
      first_ms: 1,
      last_ms: 2,
    }),
    row('people', { person: 'tc_02', name: 'Evidence collector', made_ms: 1, ended_ms: null }),
    row('programs', { person: 'tc_02', token: 'h', made_by: 'tc_01', made_ms: 1, until_ms: 9_007_199_254_740_991, seen_ms: null }),
    row('console_sessions', { token: 't', person: 'tc_01', way: 'local', made_ms: 1, seen_ms: 2, until_ms: 3 }),
    row('tenants', { tenant: 'tn_1', name: 'Åse & Co', owner: 'ÅSE & CO' }),
    row('reads', {
      log_id: logId,
      read_id: 'x',
      at_ms: 1,
      person: 'tc_01',
      what: 'w',
      about: 'a',
      sites: '[]',
      tenants: '[]',
      drives: 1,
      opened: 1,
    }),
    row('read_tenants', { log_id: logId, tenant: 'tn_1', read_id: 'x' }),
    row('drive_tenants', { subject: drive(1), tenant: 'tn_1' }),
    row('drive_consignees', { subject: drive(1), consignee: 'ACME' }),
    row('sealed_cursor', { name: 'owners', log_id: logId, next_index: 3 }),
    row('outlets', { name: 'siem', log_id: logId, next_index: 3, run: 1, state: 'waiting', failures: 2, why: 'it answered 503', taken: 3 }),
    row('witnessed', { origin: 'other.invalid/log', size: 3, root: some(1) }),
    row('cosignatures', { log_id: logId, size: 1, vkey: 'v', at_s: 1, line: '— v AAAA' }),
  ];
}

export function placeIn(dir: string, database = join(dir, 'registry.sqlite')): Place {
  return { database, dataDir: dir, guardDir: join(dir, 'guard') };
}

/** Every row of some tables as text that both databases give alike, for comparing. */
export async function contentOf(sql: SqlReader, tables: readonly string[]): Promise<Readonly<Record<string, readonly string[]>>> {
  const content: Record<string, readonly string[]> = {};
  for (const table of tables) content[table] = (await sql.query(`SELECT * FROM ${table}`)).map(plain).sort();
  return content;
}

function plain(row: Readonly<Record<string, unknown>>): string {
  const cells = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : typeof value === 'boolean' ? Number(value) : value,
  ]);
  return JSON.stringify(cells.sort(([left], [right]) => (String(left) < String(right) ? -1 : 1)));
}
