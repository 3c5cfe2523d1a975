import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { SealedFact } from '../../contract/ports.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import type { Bench } from '../station/record/bench-kit.ts';
import { claim, driveOf, openBench, setUp, temporaryFolder } from '../station/record/bench-kit.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
let files = 0;
const newPath = (): string => join(folder.path, `f${++files}.sqlite`);

function sealedOf(bench: Bench, hash: string): SealedFact {
  const stored = bench.store.shelf.byHash(hash);
  const opened = openEntry(stored?.entry ?? new Uint8Array());
  if (opened.kind === 'refused') throw new Error(opened.code);
  return { entry: opened.entry, sealed: stored?.opened ?? [] };
}

describe('writing facts', () => {
  it("writes the events, their sealed values, the rows and the machine's own changes together or not at all", async () => {
    const path = newPath();
    const bench = openBench(path);
    const person = await setUp(bench);
    const before = bench.store.shelf.count();
    const certificate = { id: 'cert_aaaaaaaaaaaaaaaaaaaa', subject: driveOf(1).subject, text: '{}' };
    bench.recorder.record(
      [claim(person, 1, { sealed: { host: 'db-1' } })],
      [
        { kind: 'job', job: 'j1_aaaaaaaaaaaaaaaaaaaa', subject: driveOf(1).subject, open: true, text: 'seed' },
        { kind: 'certificate', certificate },
      ],
    );
    expect(bench.store.secrets.openJobs()).toEqual([{ job: 'j1_aaaaaaaaaaaaaaaaaaaa', subject: driveOf(1).subject, text: 'seed' }]);
    expect(bench.store.certificates.ofSubject(driveOf(1).subject)).toEqual([certificate]);
    // The second write of the same certificate id fails after event, sealed value and rows were written.
    expect(() => bench.recorder.record([claim(person, 2, { sealed: { host: 'db-2' } })], [{ kind: 'certificate', certificate }])).toThrow(
      expect.objectContaining({ code: 'store_failed' }),
    );
    bench.store.close();
    const again = openBench(path);
    expect(again.store.shelf.count()).toBe(before + 1);
    expect(again.store.drives.row(driveOf(2).subject)).toBeUndefined();
    expect(again.store.drives.find(driveOf(2).serial, { limit: 5 })).toEqual([]);
    expect(again.store.facts.chain()?.head.seq).toBe(before + 1);
    again.store.close();
  });

  it('takes no fact that does not continue the chain', async () => {
    const bench = openBench(newPath());
    const person = await setUp(bench);
    const [fact] = bench.recorder.record([claim(person, 1)]);
    const known = sealedOf(bench, fact?.hash ?? '');
    expect(() => bench.store.facts.append([known])).toThrow(/wrong_seq/);
    const head = bench.store.facts.chain()?.head.seq;
    const { event } = known.entry;
    const forked = { ...known.entry, hash: 'x'.repeat(43), event: { ...event, seq: event.seq + 1, prev: event.prev } };
    expect(() => bench.store.facts.append([{ entry: forked, sealed: [] }])).toThrow(/wrong_prev/);
    expect(bench.store.facts.chain()?.head.seq).toBe(head);
    bench.store.close();
  });

  it('belongs to one chain for good', async () => {
    const bench = openBench(newPath());
    const identity = bench.store.facts.chain()?.identity ?? expect.fail();
    bench.store.facts.foundChain(identity);
    expect(() => bench.store.facts.foundChain({ ...identity, reg: 'other.example' })).toThrow(/another chain/);
    bench.store.close();
  });

  it('keeps jobs, small values and certificates over a restart', () => {
    const path = newPath();
    const bench = openBench(path);
    bench.store.secrets.keep('mode', 'practice');
    bench.store.secrets.keep('mode', 'real');
    bench.store.secrets.keepJob('j1_b', 'd1_x', true, 'one');
    bench.store.secrets.keepJob('j1_b', 'd1_x', false, 'two');
    bench.store.close();
    const again = openBench(path);
    expect(again.store.secrets.kept('mode')).toBe('real');
    expect(again.store.secrets.kept('none')).toBeUndefined();
    expect(again.store.secrets.job('j1_b')).toEqual({ subject: 'd1_x', open: false, text: 'two' });
    expect(again.store.secrets.openJobs()).toEqual([]);
    again.store.close();
  });
});
