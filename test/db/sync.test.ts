import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import type { RegistryPins } from '../../contract/ports.ts';
import type { Bench } from '../station/record/bench-kit.ts';
import { openBench, temporaryFolder } from '../station/record/bench-kit.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
let files = 0;
const pins: RegistryPins = {
  url: 'http://127.0.0.1:1',
  reg: 'custos.invalid/t',
  log: 'custos.invalid/t',
  logKey: 'log',
  ackKey: 'ack',
  controlKey: 'control',
};
const genesis = '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU';
const identity = { reg: pins.reg, station: 'st_aa', epoch: 1, genesis };
const root = 'A'.repeat(43);

/** A station with ten facts under a registry. */
function ten(path = join(folder.path, `y${++files}.sqlite`)): Bench {
  const bench = openBench(path, { alone: false });
  bench.store.sync.enrol(pins, identity);
  bench.recorder.record(Array.from({ length: 10 }, (_, i) => ({ type: 'station.heartbeat' as const, body: { version: String(i) } })));
  return bench;
}
const head = (bench: Bench, seq: number) => ({ seq, hash: bench.store.sync.hashAt(seq) ?? genesis });
const safetyOf = (bench: Bench): string[] =>
  [...bench.store.shelf.newest(10)].reverse().map(({ safety, logIndex }) => `${safety[0] ?? ''}${logIndex ?? ''}`);

describe('the state of the sync', () => {
  it('is none without a registry, and survives a restart whole', () => {
    const path = join(folder.path, 'kept.sqlite');
    const bench = openBench(path, { alone: false });
    expect(bench.store.sync.state()).toMatchObject({ phase: 'none', pins: undefined, batch: 100 });
    bench.store.sync.enrol(pins, identity);
    expect(() => bench.store.sync.enrol(pins, identity)).toThrow();
    bench.store.sync.keep({
      tries: 3,
      notBeforeMs: 1234.6,
      batch: 50,
      offset: { offsetMs: -12, measuredAtMs: 99 },
      lastContactMs: 77,
      problem: 'read_only',
      pins: { ...pins, url: 'http://127.0.0.1:2' },
    });
    bench.store.sync.keep({ batch: 25 });
    bench.store.close();
    const again = openBench(path, { alone: false });
    expect(again.store.sync.state()).toEqual({
      phase: 'running',
      pins: { ...pins, url: 'http://127.0.0.1:2' },
      acked: { seq: 0, hash: genesis },
      batch: 25,
      tries: 3,
      notBeforeMs: 1235,
      lastContactMs: 77,
      offset: { offsetMs: -12, measuredAtMs: 99 },
      problem: 'read_only',
    });
    again.store.close();
  });

  it('holds as outbox what comes after the acknowledged head, also when the head goes back', () => {
    const bench = ten();
    const seqs = (): number[] => bench.store.sync.outbox(4).map(({ seq }) => seq);
    expect(seqs()).toEqual([1, 2, 3, 4]);
    bench.store.sync.acknowledge({ head: head(bench, 8), state: {} });
    expect(seqs()).toEqual([9, 10]);
    bench.store.sync.acknowledge({ head: head(bench, 3), state: {} });
    expect(seqs()).toEqual([4, 5, 6, 7]);
    expect(() => bench.store.sync.acknowledge({ head: { seq: 5, hash: root }, state: { tries: 9 } })).toThrow(/not ours/);
    expect(bench.store.sync.state()).toMatchObject({ acked: head(bench, 3), tries: 0 });
    bench.store.close();
  });

  it('says for each fact how far it has come, by runs, checkpoints and proofs', () => {
    const bench = ten();
    const { sync } = bench.store;
    expect(safetyOf(bench)).toEqual(Array(10).fill('h'));
    const ack = { note: 'note', index: 107, atMs: 1 };
    sync.acknowledge({ head: head(bench, 4), run: { seq: 1, index: 50, count: 4 }, state: {} });
    // Seq 5 and 6 went in with an answer that was lost: where they stand is not known.
    sync.acknowledge({ head: head(bench, 8), ack, run: { seq: 7, index: 106, count: 2 }, state: {} });
    expect(safetyOf(bench)).toEqual(['a50', 'a51', 'a52', 'a53', 'a', 'a', 'a106', 'a107', 'h', 'h']);
    expect(sync.counts()).toEqual({ here: 10, acknowledged: 8, proven: 0, untold: 0 });
    sync.keepCheckpoint({ origin: pins.log, size: 52, root, note: 'n' });
    expect(sync.counts().proven).toBe(2);
    expect(safetyOf(bench).slice(0, 4)).toEqual(['l50', 'l51', 'a52', 'a53']);
    sync.keepCheckpoint({ origin: pins.log, size: 107, root, note: 'n' });
    expect(sync.counts().proven).toBe(7);
    expect(safetyOf(bench)).toEqual(['l50', 'l51', 'l52', 'l53', 'l', 'l', 'l106', 'a107', 'h', 'h']);
    sync.keepProof({ hash: head(bench, 5).hash, index: 80, size: 107, text: 'proof' });
    expect(safetyOf(bench)[4]).toBe('p80');
    expect(sync.proof(head(bench, 5).hash)).toBe('proof');
    expect(sync.ackCovering(6)).toBe('note');
    expect(sync.ackCovering(9)).toBeUndefined();
    bench.store.close();
  });

  it('forgets where facts stood in a log that lost them', () => {
    const bench = ten();
    const { sync } = bench.store;
    sync.acknowledge({ head: head(bench, 6), run: { seq: 1, index: 50, count: 6 }, state: {} });
    sync.acknowledge({ head: head(bench, 10), run: { seq: 7, index: 60, count: 4 }, state: {} });
    sync.keepCheckpoint({ origin: pins.log, size: 100, root, note: 'n' });
    sync.acknowledge({ head: head(bench, 3), state: {} });
    expect(sync.counts()).toEqual({ here: 10, acknowledged: 3, proven: 3, untold: 0 });
    expect(safetyOf(bench).slice(0, 5)).toEqual(['l50', 'l51', 'l52', 'h', 'h']);
    bench.store.close();
  });

  it('asks for proofs of acknowledged facts of the wanted types only, oldest first, each until its proof is there', () => {
    const path = join(folder.path, 'want.sqlite');
    const bench = ten(path);
    const { sync } = bench.store;
    sync.acknowledge({ head: head(bench, 3), state: {} });
    const wanted = (): string[] => sync.unproven(['station.heartbeat'], 2).map(({ hash }) => hash);
    expect(wanted()).toEqual([head(bench, 1).hash, head(bench, 2).hash]);
    sync.keepProof({ hash: head(bench, 1).hash, index: 1, size: 9, text: 't' });
    expect(wanted()).toEqual([head(bench, 2).hash, head(bench, 3).hash]);
    expect(sync.unproven(['custody.claimed'], 5)).toEqual([]);
    for (const seq of [2, 3]) sync.keepProof({ hash: head(bench, seq).hash, index: seq, size: 9, text: 't' });
    expect(wanted()).toEqual([]);
    sync.acknowledge({ head: head(bench, 5), state: {} });
    expect(wanted()).toEqual([head(bench, 4).hash, head(bench, 5).hash]);
    bench.store.close();
  });

  it('keeps the newest checkpoints of this log only', () => {
    const path = join(folder.path, 'points.sqlite');
    const bench = ten(path);
    for (let size = 1; size <= 40; size++) bench.store.sync.keepCheckpoint({ origin: pins.log, size, root, note: 'n' });
    bench.store.sync.keepCheckpoint({ origin: 'other', size: 99, root, note: 'n' });
    expect(bench.store.sync.checkpoint()?.size).toBe(40);
    bench.store.close();
    const db = new Database(path, { readonly: true });
    expect(db.prepare('SELECT count(*) FROM checkpoints').pluck().get()).toBe(17);
    db.close();
  });
});
