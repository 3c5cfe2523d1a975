import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { leafHash, openEntry } from '../../../domain/ledger/entry.ts';
import { toBase64 } from '../../../domain/bytes.ts';
import { appendLeaf, emptyRoot, emptyTree, rootOf } from '../../../domain/ledger/tree.ts';
import { fsckRegistry } from '../../../registry/fsck/open.ts';
import { openPostgresStore } from '../../../registry/postgres/store.ts';
import { openSqliteStore } from '../../../registry/sqlite/store.ts';
import { type Random, randomOf } from '../../fuzz/random.ts';

export interface RegistryRound {
  readonly faults: readonly string[];
  readonly told: number;
  readonly kills: readonly string[];
  readonly checkpoints: number;
  /** Kept when something is wrong. */
  readonly dir: string;
}

const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Modules as they were compiled before: a round starts up to eight processes of the same two programs. */
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'custos-kill-compiled');

const factsOfRound = 60;

/** Processes of a round, and what they said. */
class Round {
  readonly told: string[] = [];
  readonly kills: string[] = [];
  /** Roots by size, as an outsider was shown them. */
  readonly seen = new Map<string, string>();
  readonly faults: string[] = [];
  readonly dir: string;
  readonly database: string | undefined;
  readonly random: Random;
  registry: ChildProcess | undefined;
  station: ChildProcess | undefined;
  code = '';
  url = '';
  isInStep = false;
  #port = 0;

  constructor(dir: string, database: string | undefined, random: Random) {
    this.dir = dir;
    this.database = database;
    this.random = random;
  }

  async startRegistry(): Promise<void> {
    if (this.#port === 0) this.#port = await freePort();
    const child = spawn(
      process.execPath,
      [program('registry-process.ts'), join(this.dir, 'registry'), String(this.#port), this.database ?? '-'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.registry = child;
    const line = await firstLine(child);
    const [url = '', code = ''] = line.split(' ');
    this.url = url;
    if (this.code === '') this.code = code;
  }

  startStation(facts: number): void {
    const child = spawn(
      process.execPath,
      [program('station-process.ts'), join(this.dir, 'station.db'), this.url, this.code, String(facts)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.station = child;
    this.isInStep = false;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'in step') this.isInStep = true;
      else if (line !== '') this.told.push(line);
    });
  }

  async kill(which: 'registry' | 'station'): Promise<void> {
    const child = which === 'registry' ? this.registry : this.station;
    this.kills.push(`${which} after ${this.told.length} facts`);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** An outsider looks at the log, and remembers. */
  async look(): Promise<void> {
    try {
      const response = await fetch(`${this.url}/v1/log/1/checkpoint`, { signal: AbortSignal.timeout(2_000) });
      if (!response.ok) return;
      const [, size = '', root = ''] = (await response.text()).split('\n');
      const before = this.seen.get(size);
      if (before !== undefined && before !== root) this.faults.push(`two roots were signed for size ${size}`);
      this.seen.set(size, root);
    } catch {
      // Killed just now.
    }
  }
}

/** One round: facts are written and sent while both processes are killed at moments of the seed; then all must be there once. */
export async function playRegistryRound(seed: number, number: number, database?: string): Promise<RegistryRound> {
  const dir = mkdtempSync(join(tmpdir(), 'custos-kill-registry-'));
  mkdirSync(join(dir, 'registry'));
  const round = new Round(dir, database, randomOf(seed, 'kill registry', number));
  try {
    await play(round);
    await settle(round);
  } catch (cause) {
    round.faults.push(cause instanceof Error ? cause.message : String(cause));
  } finally {
    await round.kill('station');
    await round.kill('registry');
    if (round.faults.length === 0) rmSync(dir, { recursive: true, force: true });
  }
  return { faults: round.faults, told: round.told.length, kills: round.kills.slice(0, -2), checkpoints: round.seen.size, dir };
}

async function play(round: Round): Promise<void> {
  const { random } = round;
  await round.startRegistry();
  round.startStation(factsOfRound);
  for (let kills = 1 + random.below(4); kills > 0; kills--) {
    const target = round.told.length + 1 + random.below(25);
    for (let waited = 0; round.told.length < target && round.station?.exitCode === null && waited < 400; waited++) {
      await pause(10);
      if (waited % 5 === 0) await round.look();
    }
    await pause(random.below(30));
    const which = random.pick(['registry', 'station'] as const);
    await round.kill(which);
    if (which === 'registry') await round.startRegistry();
    else round.startStation(factsOfRound);
  }
}

/** Nothing is killed any more: the station brings everything, and everything is looked at. */
async function settle(round: Round): Promise<void> {
  for (let waited = 0; !round.isInStep; waited++) {
    if (round.station?.exitCode !== null && !round.isInStep) return void round.faults.push('the station ended before it was in step');
    if (waited > 1_200) return void round.faults.push('not in step within a minute');
    await pause(50);
    await round.look();
  }
  await round.kill('registry');
  const dataDir = join(round.dir, 'registry');
  const { findings } = await fsckRegistry({ dataDir, databaseUrl: round.database });
  // The registry was killed once more just now: the guard may stand one checkpoint behind its row, and what came last has none yet.
  for (const { check, where, says } of findings) if (check !== 'guard' && check !== 'checkpoint') round.faults.push(`${where}: ${says}`);
  const store = round.database === undefined ? openSqliteStore(join(dataDir, 'registry.sqlite')) : await openPostgresStore(round.database);
  const rows = await store.sql.query('SELECT entry FROM events ORDER BY log_index');
  await store.close();
  const times = new Map<string, number>();
  const roots = [toBase64(emptyRoot)];
  let tree = emptyTree;
  for (const { entry } of rows) {
    const bytes = entry instanceof Uint8Array ? new Uint8Array(entry) : new Uint8Array();
    const opened = openEntry(bytes);
    if (opened.kind === 'entry') times.set(opened.entry.hash, (times.get(opened.entry.hash) ?? 0) + 1);
    tree = appendLeaf(tree, leafHash(bytes)).tree;
    roots.push(toBase64(rootOf(tree)));
  }
  for (const hash of round.told)
    if (times.get(hash) !== 1) round.faults.push(`${hash} was told and is in the log ${times.get(hash) ?? 0} times`);
  for (const [size, root] of round.seen)
    if (roots[Number(size)] !== root) round.faults.push(`the checkpoint of size ${size} is no beginning of the log`);
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output');
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [''])])) as [string]; // readline gives strings
  if (line === '') throw new Error('the registry ended at its start');
  return line;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
