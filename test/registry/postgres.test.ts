import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { controlGenesis } from '../../domain/ledger/chain.ts';
import { type Entry, sealEvent } from '../../domain/ledger/entry.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { stationRows } from '../../registry/ledger/enrol.ts';
import { openPostgresStore } from '../../registry/postgres/store.ts';
import { openSqliteStore } from '../../registry/sqlite/store.ts';
import { type CheckedEntry, noEffect, type RegistryStore } from '../../registry/store.ts';
import { type PostgresServer, startPostgres, whyNoPostgres } from '../kit/postgres.ts';
import { enrol, keepIn, push, registryName, startRegistry, stationOf, taken, tempDir } from './kit.ts';
import { checkpointOf, logSuite } from './log-suite.ts';
import { pushSuite } from './push-suite.ts';

const missing = whyNoPostgres();
let running: PostgresServer | undefined;
const server = (): PostgresServer => {
  if (running === undefined) throw new Error('no server');
  return running;
};
beforeAll(async () => {
  if (missing !== undefined) return;
  running = await startPostgres();
  keepIn(running);
});
afterAll(() => running?.stop());
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

describe('on PostgreSQL', { timeout: 90_000 }, () => {
  pushSuite();
  logSuite();

  test('a registry that another one has followed on the same database can write nothing any more', async () => {
    const dir = tempDir();
    const first = await startRegistry(dir);
    const { station } = await enrol(first);
    station.seal();
    const second = await startRegistry(dir);
    expect(await push(first, station, station.chain)).toMatchObject({ status: 500, code: 'internal' });
    expect(taken(await push(second, station, station.chain))).toMatchObject({ accepted: 1 });
    await checkpointOf(second);
    // Nor does it sign another past: what it published before is a beginning of what the second one signs.
    await first.ledger.integrator.settle();
    const sizes = [first, second].map((registry) => registry.ledger.integrator.published()?.size ?? 0);
    expect(sizes[0]).toBeLessThan(sizes[1] ?? 0);
  });

  test('a server that may forget its promises is refused, and so is one that cannot be reached', async () => {
    const url = await server().database('unsafe');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('ALTER SYSTEM SET full_page_writes = off');
    await client.query('SELECT pg_reload_conf()');
    await expect
      .poll(async () => (await client.query<{ full_page_writes: string }>('SHOW full_page_writes')).rows[0]?.full_page_writes)
      .toBe('off');
    await expect(openPostgresStore(url)).rejects.toMatchObject({ name: 'RegistryRefused', code: 'unsafe_server' });
    await client.query('ALTER SYSTEM RESET full_page_writes');
    await client.query('SELECT pg_reload_conf()');
    await expect
      .poll(async () => (await client.query<{ full_page_writes: string }>('SHOW full_page_writes')).rows[0]?.full_page_writes)
      .toBe('on');
    const { rows } = await client.query<{ n: string }>("SELECT count(*) AS n FROM pg_tables WHERE schemaname = 'public'");
    expect(rows[0]?.n).toBe('0');
    await client.end();
    await expect(openPostgresStore('postgres://nobody:secret@127.0.0.1:1/none')).rejects.toMatchObject({ code: 'unreachable' });
    await expect(openPostgresStore('postgres://nobody:secret@127.0.0.1:1/none')).rejects.not.toThrow(/secret/);
  });

  test('given the same pushes, both stores give the same answers, heads, hashes and entries', async () => {
    const stores = [openSqliteStore(join(tempDir(), 'registry.sqlite')), await openPostgresStore(await server().database('same'))];
    const chain = recordedChain();
    const told = await Promise.all(
      stores.map(async (store) => {
        const answers: unknown[] = [await foundedWith(store, chain)];
        for (const { from, entries } of chain.pushes) {
          answers.push(await store.append({ station: chain.station, epoch: 1, from, entries: entries.map(checked), recvMs: 5 }));
        }
        answers.push(await store.chainHashes(1, 1, 3, 100), await store.logSize(), await store.station(chain.station));
        answers.push((await store.entries(0, 100)).map((bytes) => Buffer.from(bytes).toString('hex')));
        answers.push(
          await Promise.all(chain.all.map(({ hash }) => store.indexOf(hash))),
          (await store.unreportedForks()).map(({ entry, stationNo, hash, logged }) => [stationNo, hash, logged, entry.length]),
        );
        await store.close();
        return answers;
      }),
    );
    expect(told[1]).toEqual(told[0]);
    expect(told[0]?.slice(1, 7)).toMatchObject([
      { accepted: 4, duplicates: 0 },
      { accepted: 0, duplicates: 4 },
      { code: 'gap' },
      { accepted: 2, duplicates: 2 },
      { code: 'fork', index: 4 },
      { code: 'frozen' },
    ]);
  });
});

const checked = (entry: Entry): CheckedEntry => ({ entry, keys: [], sealed: [] });

/** One chain with a resend, a gap and a fork in what is pushed of it. */
function recordedChain() {
  const [event, transport, control] = [generateSigner(), generateSigner(), generateSigner()];
  const opening = sealEvent({
    event: {
      ...stationOf('registry', controlGenesis.hash, control, transport).seal({ type: 'log.opened', body: {} }).event,
    },
    signers: [control],
  });
  const enrolled = sealEvent({
    event: { ...opening.event, seq: 2, prev: opening.hash, type: 'station.enrolled', body: { station: 'st_same' } },
    signers: [control],
  });
  const station = stationOf('st_same', enrolled.hash, event, transport);
  const twin = stationOf('st_same', enrolled.hash, event, transport);
  for (let i = 0; i < 8; i += 1) station.seal({ body: { version: `0.${i}.0` } });
  for (let i = 0; i < 5; i += 1) twin.seal({ body: { version: i < 4 ? `0.${i}.0` : 'another' } });
  const all = station.chain;
  const pushes = [
    { from: 1, entries: all.slice(0, 4) },
    { from: 1, entries: all.slice(0, 4) },
    { from: 7, entries: all.slice(6) },
    { from: 3, entries: all.slice(2, 6) },
    { from: 1, entries: twin.chain },
    { from: 7, entries: all.slice(6) },
  ];
  return { station: 'st_same', event, transport, control, opening, enrolled, all, pushes };
}

async function foundedWith(store: RegistryStore, chain: ReturnType<typeof recordedChain>): Promise<unknown> {
  const controlKey = { keyId: keyId(chain.control.publicKey), publicKey: chain.control.publicKey };
  await store.createLog({ logId: 1, name: registryName, logVkey: 'l', ackVkey: 'a', controlKey });
  const log = await store.takeLog();
  await store.appendControl({ make: () => chain.opening, effect: noEffect, recvMs: 1 });
  const key = { keyId: keyId(chain.event.publicKey), publicKey: chain.event.publicKey, use: 'event' as const };
  const station = { station: chain.station, name: 'Bench 1', site: 'Hall A', platform: 'linux', role: 'bench' as const };
  const { index } = await store.appendControl({
    make: () => chain.enrolled,
    effect: (place) => stationRows(station, [key], place),
    recvMs: 2,
  });
  const known = await store.keys([keyId(chain.event.publicKey)]);
  return [log, index, await store.authority(), [...known].map(([id, uses]) => [id, uses.map(({ use, station: of }) => [use, of])])];
}
