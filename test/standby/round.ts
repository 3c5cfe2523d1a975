import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { toBase64 } from '../../domain/bytes.ts';
import { leafHash, openEntry } from '../../domain/ledger/entry.ts';
import { appendLeaf, emptyRoot, emptyTree, rootOf } from '../../domain/ledger/tree.ts';
import { fsckRegistry } from '../../registry/fsck/open.ts';
import { newBootId, type OpenRegistry, openRegistry } from '../../registry/open.ts';
import { openForReading } from '../../registry/reading.ts';
import { bytes } from '../../registry/sql/rows.ts';
import { type PostgresServer, startPostgres } from '../kit/postgres.ts';
import { enrol, push, registryName, type TestStation } from '../registry/kit.ts';

export interface StandbyRound {
  readonly faults: readonly string[];
  /** Events acknowledged when the primary was killed, and after the promotion. */
  readonly before: number;
  readonly after: number;
  /** Checkpoints that an outsider saw. */
  readonly checkpoints: number;
  /** From the kill to the first acknowledgement by the promoted server, ms. */
  readonly outageMs: number;
}

export interface RoundOptions {
  /** How many events are acknowledged before the primary is killed. */
  readonly killAfter: number;
  readonly stations: number;
  /** The primary waits for no standby, and the standby has lost it before the load begins: the round must find what is lost. */
  readonly isCutOff?: boolean;
}

const database = 'log';
const tries = 1_200;

/**
 * A registry on two PostgreSQL servers, the second a synchronous standby. Stations push without a pause, the primary is
 * killed with SIGKILL in the midst of it, the standby is promoted, and the registry goes on there.
 */
export async function playStandbyRound(options: RoundOptions): Promise<StandbyRound> {
  const dir = mkdtempSync(join(tmpdir(), 'custos-standby-'));
  const open: (() => Promise<unknown>)[] = [];
  try {
    const primary = await startPostgres();
    open.push(() => primary.stop());
    const standby = await primary.standby();
    open.push(() => standby.stop());
    return await play({ dir, primary, standby, open }, options);
  } finally {
    for (const close of open.reverse()) await close().catch(() => undefined);
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Scene {
  readonly dir: string;
  readonly primary: PostgresServer;
  readonly standby: PostgresServer;
  readonly open: (() => Promise<unknown>)[];
}

async function play(
  { dir, primary, standby, open }: Scene,
  { killAfter, stations, isCutOff = false }: RoundOptions,
): Promise<StandbyRound> {
  const faults: string[] = [];
  const seen = new Map<number, string>();
  const acknowledged = new Set<string>();
  let first = await registryAt(dir, await primary.database(database));
  open.push(() => first.close());
  const benches = await Promise.all(Array.from({ length: stations }, async () => (await enrol(first)).station));
  if (isCutOff) {
    await primary.alone();
    await standby.stopFollowing();
  }
  let isKilled = false;
  const load = benches.map((station) => pushOn(first, station, acknowledged, () => isKilled));
  const watch = lookOn(first.url, seen, faults, () => isKilled);
  await until('enough is acknowledged', () => acknowledged.size >= killAfter);
  const killedAt = performance.now();
  await primary.killHard();
  const before = acknowledged.size;
  isKilled = true;
  await Promise.all([...load, watch]);
  await first.close().catch(() => undefined);
  const promised = new Set(acknowledged);

  await standby.promote();
  first = await registryAt(dir, await standby.database(database));
  for (const alarm of await first.ledger.alarms()) faults.push(`after the promotion the registry says ${alarm}`);
  let outageMs = 0;
  for (const station of benches) {
    station.seal();
    const answer = await push(first, station, station.chain);
    if ('code' in answer) faults.push(`a station that goes on is refused: ${answer.code} ${answer.detail}`);
    else for (const { hash } of station.chain) acknowledged.add(hash);
    outageMs ||= performance.now() - killedAt;
  }
  await first.ledger.integrator.settle();
  await look(first.url, seen, faults);
  await first.close();
  await holdAgainstLog(await standby.database(database), { dir, acknowledged, promised, seen, faults });
  await tryOldPrimary(dir, primary, faults);
  return { faults, before, after: acknowledged.size - before, checkpoints: seen.size, outageMs };
}

async function registryAt(dir: string, databaseUrl: string): Promise<OpenRegistry> {
  const clock = { nowMs: () => Date.now(), monoMs: () => performance.now(), boot: newBootId() };
  return openRegistry({ dataDir: dir, databaseUrl, name: registryName, clock, checkpointDelayMs: 1 });
}

/** Pushes runs of events one after the other; what is not acknowledged is pushed again, as stations do. */
async function pushOn(registry: OpenRegistry, station: TestStation, acknowledged: Set<string>, isOver: () => boolean): Promise<void> {
  let from = 0;
  while (!isOver()) {
    while (station.chain.length < from + 5) station.seal();
    const run = station.chain.slice(from);
    const answer = await push(registry, station, run).catch(() => undefined);
    if (answer === undefined || 'code' in answer) {
      await pause(5);
      continue;
    }
    for (const { hash } of run) acknowledged.add(hash);
    from = station.chain.length;
  }
}

async function lookOn(url: string, seen: Map<number, string>, faults: string[], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await look(url, seen, faults);
    await pause(10);
  }
}

/** An outsider looks at the checkpoint, and remembers. */
async function look(url: string, seen: Map<number, string>, faults: string[]): Promise<void> {
  const response = await fetch(`${url}/v1/log/1/checkpoint`).catch(() => undefined);
  if (response?.ok !== true) return;
  const [, size = '', root = ''] = (await response.text()).split('\n');
  const known = seen.get(Number(size));
  if (known !== undefined && known !== root) faults.push(`two roots were signed for size ${size}`);
  seen.set(Number(size), root);
}

interface Promised {
  readonly dir: string;
  readonly acknowledged: ReadonlySet<string>;
  /** What the old primary had acknowledged. */
  readonly promised: ReadonlySet<string>;
  readonly seen: ReadonlyMap<number, string>;
  readonly faults: string[];
}

/** Reads the promoted log once and holds against it whatever was promised. */
async function holdAgainstLog(url: string, { dir, acknowledged, promised, seen, faults }: Promised): Promise<void> {
  const reading = await openForReading(url);
  const rows = await reading.query('SELECT entry FROM events ORDER BY log_index');
  await reading.close();
  const times = new Map<string, number>();
  const roots = [toBase64(emptyRoot)];
  let tree = emptyTree;
  for (const row of rows) {
    const entry = new Uint8Array(bytes(row, 'entry'));
    const opened = openEntry(entry);
    if (opened.kind === 'entry') times.set(opened.entry.hash, (times.get(opened.entry.hash) ?? 0) + 1);
    tree = appendLeaf(tree, leafHash(entry)).tree;
    roots.push(toBase64(rootOf(tree)));
  }
  for (const hash of acknowledged)
    if (times.get(hash) !== 1)
      faults.push(
        `${hash}, acknowledged ${promised.has(hash) ? 'before the kill' : 'after it'}, is in the log ${times.get(hash) ?? 0} times`,
      );
  for (const [size, root] of seen) if (roots[size] !== root) faults.push(`the checkpoint of size ${size} is no beginning of the log`);
  const { findings } = await fsckRegistry({ dataDir: dir, databaseUrl: url });
  for (const { where, says } of findings) faults.push(`${where}: ${says}`);
}

/** The old primary comes back: with the guard of the log that went on, no registry signs there. */
async function tryOldPrimary(dir: string, primary: PostgresServer, faults: string[]): Promise<void> {
  await primary.start();
  // Nobody follows it any more, and it would wait for ever.
  await primary.alone();
  const old = await registryAt(dir, await primary.database(database));
  if (!(await old.ledger.alarms()).includes('log_rollback')) faults.push('the old primary was taken for the log');
  if (old.ledger.integrator.published() !== undefined) faults.push('the old primary signs');
  await old.close();
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tried = 0; tried < tries; tried += 1) {
    if (holds()) return;
    await pause(25);
  }
  throw new Error(`not within half a minute: ${what}`);
}
