import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Report } from '../../../contract/helper.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import type { Clearance, Order } from '../../../domain/erase/clearance.ts';
import type { EraseRecord, ReadBackEvidence } from '../../../domain/erase/evidence.ts';
import { markerPlaces } from '../../../domain/erase/markers.ts';
import { imagePort } from '../../../hardware/docks/images.ts';
import type { HelperProcess } from '../../../hardware/helper/client.ts';
import { startHelper } from '../../../host/machine/helpers.ts';
import { processCpuS } from './processor-time.ts';
import type { Operation, Sample } from './measured.ts';

/** One stretch of one helper's work, by the duration that it records itself; its end on the clock of this process. */
interface Stretch {
  readonly beganMs: number;
  readonly endedMs: number;
  readonly bytes: number;
  readonly cpuS: number;
}

interface Job {
  readonly erased: Stretch;
  readonly read: Stretch;
}

/**
 * The real thing: for each target a drive helper of its own, as a station starts it, with a clearance for what sits there;
 * guard, markers, overwrite, flush, then a full read-back that compares every byte and looks at the markers' places
 * again. Counted are the overwrite with its flush, and the reading. Throws when either does not end well.
 */
export async function eraseAndReadBack(
  folder: string,
  targets: readonly string[],
  pattern: Order['pattern'],
): Promise<readonly [Sample, Sample]> {
  const jobs = await together(targets, (target, ready) => job(folder, target, pattern, ready));
  const [erased, read] = [jobs.map((one) => one.erased), jobs.map((one) => one.read)];
  return [sampleOf(pattern, erased), sampleOf(`read_${pattern}`, read)];
}

/** From the first to begin to the last to end. */
function sampleOf(operation: Operation, stretches: readonly Stretch[]): Sample {
  const sum = (of: (one: Stretch) => number): number => stretches.reduce((total, one) => total + of(one), 0);
  const ms = Math.max(...stretches.map((one) => one.endedMs)) - Math.min(...stretches.map((one) => one.beganMs));
  return { operation, bytes: sum((one) => one.bytes), ms, cpuS: sum((one) => one.cpuS) };
}

/** Runs one for each target; each waits where it says `ready` until all others are there too. When one fails, none waits on. */
async function together<T>(
  targets: readonly string[],
  run: (target: string, ready: () => Promise<void>) => Promise<T>,
): Promise<readonly T[]> {
  const waiting: { readonly go: () => void; readonly fail: (error: Error) => void }[] = [];
  let failed = false;
  const ready = (): Promise<void> =>
    new Promise((go, fail) => {
      waiting.push({ go, fail });
      if (failed) fail(new Error('another drive failed'));
      else if (waiting.length === targets.length) for (const each of waiting.splice(0)) each.go();
    });
  const ends = await Promise.allSettled(
    targets.map((target) =>
      run(target, ready).catch((error: unknown) => {
        failed = true;
        for (const each of waiting.splice(0)) each.fail(new Error('another drive failed'));
        throw error;
      }),
    ),
  );
  const first = ends.find((end) => end.status === 'rejected');
  if (first !== undefined) throw first.reason;
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
}

async function job(folder: string, target: string, pattern: Order['pattern'], ready: () => Promise<void>): Promise<Job> {
  const helper = startHelper({ drives: [target], spent: join(folder, 'spent') });
  try {
    const clearance = await clearanceFor(helper, target, pattern);
    await ready();
    const { record, erased } = await erase(helper, clearance);
    await ready();
    return { erased, read: await readBack(helper, clearance, record) };
  } finally {
    await helper.stop();
  }
}

async function clearanceFor(helper: HelperProcess, target: string, pattern: Order['pattern']): Promise<Clearance> {
  const port = imagePort(target);
  const told = await helper.client.identify({ port });
  if (told.kind !== 'identified') throw new Error(`${target} is silent: ${told.detail}`);
  return {
    id: toBase64url(randomBytes(16)),
    job: `j1_${randomBytes(10).toString('hex')}`,
    port,
    serial: told.identity.serial,
    model: told.identity.model,
    capacity_bytes: told.identity.capacity_bytes,
    order: { technique: 'host_overwrite', method: 'clear', passes: 1, pattern, read_back: { kind: 'full' } },
    deadline_ms: Date.now() + 60_000,
    seed: toBase64url(randomBytes(32)),
  };
}

/** Processor time of a helper up to now. */
function cpuOf(helper: HelperProcess): number {
  if (helper.pid === undefined) throw new Error('the helper has no process');
  return processCpuS(helper.pid);
}

function stretch(durationMs: number, bytes: number, cpuS: number): Stretch {
  const endedMs = performance.now();
  return { beganMs: endedMs - durationMs, endedMs, bytes, cpuS };
}

async function erase(helper: HelperProcess, clearance: Clearance): Promise<{ readonly record: EraseRecord; readonly erased: Stretch }> {
  let cpuS = 0;
  let last: Report | undefined;
  for await (const report of await helper.client.erase({ clearance })) {
    if (report.kind === 'marked') cpuS = cpuOf(helper);
    last = report;
  }
  if (last?.kind !== 'erased' || last.record.completion.claim !== 'completed')
    throw new Error(`the overwrite ended with ${JSON.stringify(last)}`);
  const { record } = last;
  return { record, erased: stretch(record.duration_ms, record.written_bytes, cpuOf(helper) - cpuS) };
}

async function readBack(helper: HelperProcess, clearance: Clearance, record: EraseRecord): Promise<Stretch> {
  const cpuS = cpuOf(helper);
  let last: Report | undefined;
  for await (const report of await helper.client.verify({ clearance, record, markers: 16 })) last = report;
  if (last?.kind !== 'verified' || !isClean(last.evidence, clearance.capacity_bytes))
    throw new Error(`the read-back ended with ${JSON.stringify(last)}`);
  const bytes = last.evidence.read_bytes + markersBytes(clearance);
  return stretch(last.evidence.duration_ms, bytes, cpuOf(helper) - cpuS);
}

/** What a read-back reads besides its places. Images have blocks of 512 bytes, and so have the loop devices here. */
function markersBytes({ seed, capacity_bytes }: Clearance): number {
  const places = markerPlaces(Buffer.from(seed, 'base64url'), capacity_bytes, 512);
  return places.reduce((sum, place) => sum + place.length, 0);
}

function isClean(evidence: ReadBackEvidence, capacityBytes: number): boolean {
  const { unexpected, unreadable, markers } = evidence;
  return evidence.read_bytes === capacityBytes && unexpected === 0 && unreadable === 0 && markers.surviving === 0;
}
