import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FeedEnd, FeedLine, SubjectEnd } from '../../contract/registry-feed.ts';
import { feedEnd, feedLine, subjectEnd } from '../../contract/registry-feed.ts';
import { problem, type Problem } from '../../contract/registry.ts';
import { readEntry } from '../../domain/ledger/entry.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { conflictQueries } from '../../registry/ledger/conflicts.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { call, push, taken, type TestStation } from './kit.ts';

export interface Page<End> {
  readonly lines: readonly (FeedLine & { readonly opened: Entry })[];
  readonly end: End;
}

export const drive = (n: number): string => `d1_${n.toString(16).padStart(32, '0')}`;
export const person = (n: number): string => `tc_${n.toString(16).padStart(32, '0')}`;

export async function feed(registry: OpenRegistry, station: TestStation, query = ''): Promise<Page<FeedEnd>> {
  return pageOf(await call(registry, station, 'GET', `/v1/feed${query}`), (last) => feedEnd.parse(last));
}

export async function history(registry: OpenRegistry, station: TestStation, subject: string, query = ''): Promise<Page<SubjectEnd>> {
  return pageOf(await call(registry, station, 'GET', `/v1/subjects/${subject}/events${query}`), (last) => subjectEnd.parse(last));
}

export async function problemOf(answer: Promise<Response>): Promise<Problem> {
  return problem.parse(await (await answer).json());
}

export async function pageOf<End>(response: Response, endOf: (last: unknown) => End): Promise<Page<End>> {
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line has no end');
  const end = endOf(JSON.parse(lines.pop() ?? ''));
  return { lines: lines.map(lineOf), end };
}

function lineOf(text: string): FeedLine & { readonly opened: Entry } {
  const line = feedLine.parse(JSON.parse(text));
  const read = readEntry(line.entry);
  if (read.kind === 'refused') throw new Error(read.code);
  return { ...line, opened: read.entry };
}

/** Pushes what the station has sealed and not pushed, and waits until it is projected and covered. */
export async function pushAll(registry: OpenRegistry, station: TestStation, from: number): Promise<void> {
  taken(await push(registry, station, station.chain.slice(from)));
  await followed(registry);
}

/** Waits until everything in the log is projected and under a checkpoint, the registry's notices of conflicts included. */
export async function followed({ ledger }: OpenRegistry): Promise<void> {
  for (;;) {
    await ledger.integrator.settle();
    const size = await ledger.store.logSize();
    await ledger.projector.settled(size - 1);
    const untold = await ledger.store.sql.query(conflictQueries.untold);
    if (untold.length === 0 && (await ledger.store.logSize()) === size) return;
    await nextTurn();
  }
}

/** Everything that the feed has for a station, read in pages of `limit`. */
export async function readAll(registry: OpenRegistry, station: TestStation, limit = 500): Promise<readonly number[]> {
  const indexes: number[] = [];
  for (let after = -1; ;) {
    const { lines, end } = await feed(registry, station, `?after=${after}&limit=${limit}`);
    indexes.push(...lines.map(({ i }) => i));
    after = end.next;
    if (!end.more) return indexes;
  }
}
