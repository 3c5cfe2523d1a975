import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect } from 'vitest';
import { fromUtf8 } from '../../../domain/bytes.ts';
import { openEntry } from '../../../domain/ledger/entry.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { temporaryFolder } from '../record/bench-kit.ts';
import { startRegistry, startWire, until, type Wire } from './registry-kit.ts';
import { inStep, openYard, staff, type Yard } from './yard.ts';

/** Stations and their registry on real folders, for tests that end lives and begin others. */

const folder = temporaryFolder();
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(folder.remove);
let runs = 0;

export interface Place {
  readonly dir: string;
  readonly registry: OpenRegistry;
  readonly wire: Wire;
}

export async function place(): Promise<Place> {
  const dir = join(folder.path, `l${++runs}`);
  mkdirSync(dir);
  const registry = await startRegistry(join(dir, 'registry'));
  const wire = await startWire(registry.url);
  closing.push(
    () => registry.close(),
    () => wire.close(),
  );
  return { dir, registry, wire };
}

/** Ends with the test, unless the test ends it itself. */
export async function open(...input: Parameters<typeof openYard>): Promise<Yard> {
  const yard = await openYard(...input);
  let closed = false;
  const once = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await yard.close();
  };
  closing.push(once);
  return { ...yard, close: once };
}

/** An enrolled station in step with its registry, with a person signed in. */
export async function enrolled({ dir, registry, wire }: Place, name = 'station'): Promise<Yard & { readonly person: string }> {
  const yard = await open(join(dir, name), { kind: 'remote', url: wire.url, code: await registry.enrolmentCode() });
  const person = await staff(yard);
  yard.pump.start();
  await until('in step', inStep(yard));
  return { ...yard, person };
}

export const again = ({ wire }: Place, dir: string): Promise<Yard> => open(dir, { kind: 'remote', url: wire.url });

interface Logged {
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly type: string;
  readonly hash: string;
  readonly body: unknown;
}

export async function logged(registry: OpenRegistry): Promise<readonly Logged[]> {
  const { store } = registry.ledger;
  const entries = await store.entries(0, await store.logSize());
  return entries.map((bytes) => {
    const opened = openEntry(new Uint8Array(bytes));
    if (opened.kind === 'refused') throw new Error(fromUtf8(new Uint8Array(bytes)));
    const { station, epoch, seq, type, body } = opened.entry.event;
    return { station, epoch, seq, type, body, hash: opened.entry.hash };
  });
}

/** Every fact of the store is in the log, itself or told again, once; and each epoch there is 1, 2, 3... */
export async function expectWhole(yard: Yard, registry: OpenRegistry): Promise<void> {
  const log = await logged(registry);
  const counts = new Map<string, number>();
  for (const { type, hash, body } of log) {
    const told = type === 'event.recovered' ? (body as { event: string }).event : hash;
    counts.set(told, (counts.get(told) ?? 0) + 1);
    if (told !== hash) counts.set(hash, 1);
  }
  for (const { fact } of yard.store.shelf.newest(10_000))
    expect([fact.type, fact.seq, counts.get(fact.hash)]).toEqual([fact.type, fact.seq, 1]);
  const { station } = yard.store.facts.chain()?.identity ?? expect.fail();
  for (const epoch of new Set(log.filter((each) => each.station === station).map((each) => each.epoch))) {
    const seqs = log.filter((each) => each.station === station && each.epoch === epoch).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  }
}

export const officer = undefined;
export const words = (yard: Yard): readonly string[] => yard.pump.view().asked?.words ?? [];
