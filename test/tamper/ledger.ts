import { join } from 'node:path';
import { toBase64url, utf8 } from '../../domain/bytes.ts';
import { sha256 } from '../../domain/ledger/hash.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { openBlobShelf } from '../../registry/blobs/shelf.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { setAside } from '../registry/set-aside-kit.ts';
import { followed } from '../registry/feed-kit.ts';
import { enrol, push, pushBody, send, startRegistry, taken, tempDir } from '../registry/kit.ts';

export interface SmallLedger {
  readonly dir: string;
  readonly file: string;
  readonly guard: string;
}

/** A small ledger with one of everything: three stations, people and sessions, sealed values, a fork that was told, what is kept beside the log. It is closed. */
export async function smallLedger(dir: string = tempDir()): Promise<SmallLedger> {
  const registry = await startRegistry(dir);
  const { station: first } = await enrol(registry);
  const { station: second } = await enrol(registry);
  const person = generateSigner();
  const session = generateSigner();
  const actor = 'tc_01';
  first.seal({ type: 'person.enrolled', actor, body: { person: actor, roles: ['technician'], key: toBase64url(person.publicKey) } }, [
    person,
  ]);
  first.seal(
    {
      type: 'session.opened',
      actor,
      body: { session_key: toBase64url(session.publicKey), until_ms: 1, method: 'badge_pin', key_sig: 'A' },
    },
    [session],
  );
  const salt = new Uint8Array(32).fill(7);
  const subject = `d1_${'ab'.repeat(16)}`;
  const sealed = { host: commitment('host', salt, 'db-07') };
  first.seal({ type: 'custody.moved', subject, actor, body: { holder: actor, place: 'Shelf 1' }, sealed }, [session]);
  for (let i = 0; i < 6; i++) first.seal();
  const lines = first.chain.map((entry) => ({
    entry,
    ...(entry.event.sealed === undefined ? {} : { private: { host: { salt: toBase64url(salt), value: 'db-07' } } }),
  }));
  taken(await send(registry, first, pushBody(first.id, 1, lines)));
  await registry.ledger.integrator.settle();
  for (let i = 0; i < 8; i++) second.seal({ subject, deps: i === 0 ? [] : [first.chain[2]?.hash ?? ''], seen: nothingSeen });
  taken(await push(registry, second, second.chain));
  await forkOf(registry, second);
  await setAside(registry);
  await followed(registry);
  await registry.close();
  const attachment = utf8('A photograph of a shelf.');
  await openBlobShelf(join(dir, 'blobs')).put({
    sha256: sha256(attachment),
    from: 0,
    bytes: attachment,
    total: attachment.length,
    by: first.id,
  });
  return ledgerIn(dir);
}

/** The ledger that was left in a folder. */
export function ledgerIn(dir: string): SmallLedger {
  return { dir, file: join(dir, 'registry.sqlite'), guard: join(dir, 'guard', 'log-1.json') };
}

async function forkOf(registry: OpenRegistry, station: Awaited<ReturnType<typeof enrol>>['station']): Promise<void> {
  const kept = station.chain.pop();
  station.seal({ body: { version: 'another story' } });
  const answer = await push(registry, station, station.chain.slice(-1));
  if (!('code' in answer) || answer.code !== 'fork') throw new Error('no fork');
  station.chain.pop();
  if (kept !== undefined) station.chain.push(kept);
  await registry.ledger.control.reportForks();
}

const clock = "the registry's own clock";
const own = "the registry's own note";
const nextUse = 'its next use';

/** What the log says: every cell of these is held against it. */
export const loggedTables =
  'logs events heads runs keys stations types subjects sealed tiles checkpoints evidence quarantine recovered'.split(' ');

/** What no entry repeats, by cell, and who notices a change of it, if anybody. docs/simulation.md names them. */
export const unsaid: ReadonlyMap<string, string> = new Map([
  ...['events', 'evidence', 'quarantine'].map((table) => [`${table}.recv_ms`, clock] as const),
  ['checkpoints.at_ms', clock],
  ['quarantine.decided_ms', clock],
  ...['logs.fence', 'logs.authority', 'keys.ended_log', 'quarantine.log_id', 'recovered.log_id'].map((name) => [name, own] as const),
  ...['name', 'site', 'platform', 'role'].map((column) => [`stations.${column}:0`, own] as const),
]);

/** Tables that nothing can be held against: work that waits, people of the console, alarms, places of the registry's own work. */
export const unsaidTables: ReadonlyMap<string, string> = new Map(
  'enrolments alarms requests nonces projections sealed_cursor people accounts strangers programs console_sessions'
    .split(' ')
    .map((table) => [table, nextUse]),
);
