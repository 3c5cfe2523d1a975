import { join } from 'node:path';
import Database from 'better-sqlite3';
import { claim, openBench, setUp } from '../../station/record/bench-kit.ts';
import type { BenchCase } from '../bench-case.ts';
import type { Figure } from '../figures.ts';
import { interleave, timedMs } from '../figures.ts';
import { RealClock } from '../real-clock.ts';

const names = ['append_one', 'append_100', 'append_100_like'] as const;
const singles = 200;
const batches = 5;
const batch = 100;

/** Facts onto the disk: what every act at the bench waits for. */
export const appendCase: BenchCase = {
  group: 'station',
  names,
  async run(room) {
    room.say('append…');
    const bench = openBench(join(room.folder.path, 'append.sqlite'), { clock: new RealClock() });
    const person = await setUp(bench);
    let drives = 0;
    const record = (count: number): void => void bench.recorder.record(Array.from({ length: count }, () => claim(person, ++drives)));
    record(1);
    const entry = bench.store.shelf.newest(1)[0]?.entry;
    if (entry === undefined) throw new Error('the store keeps no entry');
    const plain = bareTable(join(room.folder.path, 'bare.sqlite'));
    const perS = async (count: number, act: () => void): Promise<number> => count / ((await timedMs(act)) / 1000);
    const repeat = (times: number, act: () => void): void => {
      for (let i = 0; i < times; i++) act();
    };
    try {
      const values = await interleave(room.rounds, {
        one: () => perS(singles, () => repeat(singles, () => record(1))),
        bare: () => perS(singles, () => repeat(singles, () => plain.insert(entry, 1))),
        hundred: () => perS(batches * batch, () => repeat(batches, () => record(batch))),
        bareHundred: () => perS(batches * batch, () => repeat(batches, () => plain.insert(entry, batch))),
      });
      const size = `${entry.length} bytes`;
      const one = 'one row, one commit, WAL, synchronous=FULL, bare better-sqlite3';
      const ours = 'gate, two Ed25519 signatures each, chain, projections, one durable commit';
      const figures: readonly Figure[] = [
        {
          name: names[0],
          unit: 'events/s',
          better: 'more',
          oursIs: `one custody.claimed a commit (${size}): ${ours}`,
          peerIs: one,
          ours: values.one,
          peer: values.bare,
        },
        {
          name: names[1],
          unit: 'events/s',
          better: 'more',
          oursIs: `${batch} custody.claimed a commit: ${ours}`,
          peerIs: one,
          ours: values.hundred,
          peer: values.bare,
        },
        {
          name: names[2],
          unit: 'events/s',
          better: 'more',
          oursIs: `${batch} custody.claimed a commit: ${ours}`,
          peerIs: `${batch} rows in one such commit`,
          ours: values.hundred,
          peer: values.bareHundred,
        },
      ];
      return figures.filter(({ name }) => room.wants(name));
    } finally {
      bench.store.close();
      plain.close();
    }
  },
};

function bareTable(path: string): { insert(bytes: Uint8Array, rows: number): void; close(): void } {
  const db = new Database(path);
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE t (n INTEGER PRIMARY KEY, entry BLOB)',
  );
  const put = db.prepare('INSERT INTO t (entry) VALUES (?)');
  const all = db.transaction((bytes: Uint8Array, rows: number) => {
    for (let i = 0; i < rows; i++) put.run(bytes);
  });
  return { insert: (bytes, rows) => (rows === 1 ? void put.run(bytes) : all(bytes, rows)), close: () => void db.close() };
}
