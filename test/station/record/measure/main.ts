import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Draft } from '../../../../station/record/draft.ts';
import { claim, driveOf, openBench, setUp, temporaryFolder } from '../bench-kit.ts';

/* Run by hand or by the bench command: `node test/station/record/measure/main.ts`. Prints one JSON object, times in ms. */

const folder = temporaryFolder();
const sorted = (times: readonly number[]): number[] => [...times].sort((left, right) => left - right);
const at = (times: readonly number[], share: number): number =>
  Math.round((sorted(times)[Math.floor(times.length * share)] ?? 0) * 100) / 100;
const rate = (count: number, ms: number): number => Math.round((count * 1000) / ms);

async function main(): Promise<void> {
  const path = join(folder.path, 'measure.sqlite');
  const bench = openBench(path);
  const person = await setUp(bench);
  const move = (number: number, place: string): Draft => ({
    type: 'custody.moved',
    subject: driveOf(number).subject,
    actor: person,
    body: { holder: person, place },
  });
  const timed = (act: () => void): number => {
    const begun = performance.now();
    act();
    return performance.now() - begun;
  };

  // One claim a commit, two signatures each: what a scan costs.
  const singles: number[] = [];
  for (let i = 0; i < 1_000; i++) singles.push(timed(() => bench.recorder.record([claim(person, i)])));
  const moves: number[] = [];
  for (let i = 0; i < 500; i++) moves.push(timed(() => bench.recorder.record([move(i, `Cage ${i % 9}`)])));
  // Ten and a hundred facts a commit.
  const tens = timed(() => {
    for (let i = 0; i < 200; i++) bench.recorder.record(Array.from({ length: 10 }, (_, j) => claim(person, 10_000 + i * 10 + j)));
  });
  const hundreds = timed(() => {
    for (let i = 0; i < 20; i++) bench.recorder.record(Array.from({ length: 100 }, (_, j) => claim(person, 20_000 + i * 100 + j)));
  });
  const finds: number[] = [];
  for (let i = 0; i < 1_000; i++) finds.push(timed(() => bench.store.drives.find(driveOf(i).serial.slice(-6), { limit: 20 })));
  const events = bench.store.shelf.count();
  const rebuilt = timed(() => bench.store.rebuild());
  bench.store.close();
  const opened = timed(() => openBench(path).store.close());

  // A bare durable insert of the same size, for scale: what the disk alone takes.
  const plain = new Database(join(folder.path, 'plain.sqlite'));
  plain.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE t (n INTEGER PRIMARY KEY, entry BLOB)',
  );
  const insert = plain.prepare('INSERT INTO t (entry) VALUES (?)');
  const bytes = new Uint8Array(1_200).fill(7);
  const bare = Array.from({ length: 2_000 }, () => timed(() => void insert.run(bytes)));
  plain.close();

  const sum = (times: readonly number[]): number => times.reduce((total, each) => total + each, 0);
  const result = {
    record_one_claim: { p50: at(singles, 0.5), p99: at(singles, 0.99), per_second: rate(singles.length, sum(singles)) },
    record_one_move: { p50: at(moves, 0.5), p99: at(moves, 0.99), per_second: rate(moves.length, sum(moves)) },
    in_commits_of_10: { per_second: rate(2_000, tens) },
    in_commits_of_100: { per_second: rate(2_000, hundreds) },
    bare_durable_insert: { p50: at(bare, 0.5), p99: at(bare, 0.99), per_second: rate(bare.length, sum(bare)) },
    find_by_ending: { drives: 5_000, p50: at(finds, 0.5), p99: at(finds, 0.99) },
    rebuild: { events, ms: Math.round(rebuilt) },
    reopen_ms: Math.round(opened),
    bytes_per_event: Math.round(statSync(path).size / events),
  };
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
}

try {
  await main();
} finally {
  folder.remove();
}
