import type { RegistryClock, Report } from '../ports.ts';
import type { Projector } from '../projector/projector.ts';
import type { RegistryStore } from '../store.ts';
import type { ControlWriter } from './control.ts';
import { type DriveIndex, type IndexPart, keepIndex, keptParts, newestIndex, partAt, rootOfParts, touchedParts } from './drive-index.ts';
import type { Integrator } from './integrator.ts';
import { tellWhenMoved } from './tell.ts';

export interface IndexTelling {
  readonly store: Pick<RegistryStore, 'sql'>;
  readonly logId: number;
  readonly control: Pick<ControlWriter, 'write'>;
  readonly integrator: Pick<Integrator, 'published'>;
  readonly projector: Pick<Projector, 'onMoved' | 'status' | 'generation'>;
  readonly clock: Pick<RegistryClock, 'nowMs'>;
  readonly report: Report;
  /** How long an index stands before the next one is told, in ms. */
  readonly everyMs: number;
}

/**
 * Tells the log from time to time, while it grows, how many events it has of each drive, by the root of an index (`index.root`).
 * Parts that no event came to since the last one are not read again. Parts are read one after the other, so that pushes are
 * answered between them.
 *
 * @returns a function that ends it, after what is under way
 */
export function tellIndex(parts: IndexTelling): () => Promise<void> {
  const { store, logId, projector, clock, report, everyMs } = parts;
  let newest: DriveIndex | undefined;
  return tellWhenMoved({
    projector,
    projection: 'subjects',
    report,
    failed: 'The index of drives could not be told to the log yet. It is told with the next event or start.',
    async tell(isStopped) {
      newest ??= await newestIndex(store.sql, logId);
      if (newest === undefined || clock.nowMs() - newest.atMs >= everyMs) newest = (await tellOnce(parts, newest, isStopped)) ?? newest;
    },
  });
}

async function tellOnce(
  { store, logId, control, integrator, projector, clock }: IndexTelling,
  last: DriveIndex | undefined,
  isStopped: () => boolean,
): Promise<DriveIndex | undefined> {
  const { sql } = store;
  const generation = projector.generation('subjects');
  const { position } = projector.status('subjects');
  const size = Math.min(integrator.published()?.size ?? 0, position.logId === logId ? position.next : 0);
  if (size <= (last?.size ?? 0)) return undefined;
  const all = new Map((await keptParts(sql, logId)).map((part) => [part.part, part]));
  const made: IndexPart[] = [];
  for (const number of await touchedParts(sql, logId, last?.size ?? 0, size)) {
    if (isStopped()) return undefined;
    const part = await partAt(sql, logId, number, size);
    all.set(number, part);
    made.push(part);
  }
  // What else has moved is the registry's own: nobody asks for a new index of the same drives.
  if (made.length === 0) return undefined;
  // Tables that were emptied meanwhile were read half made.
  if (projector.generation('subjects') !== generation) return undefined;
  const parts = [...all.values()];
  const drives = parts.reduce((sum, part) => sum + part.drives, 0);
  const told = { size, drives, root: rootOfParts(parts), atMs: clock.nowMs() };
  const body = { size, subjects: drives, root: told.root };
  const { hash: event } = await control.write({ type: 'index.root', body }, ({ hash }) => keepIndex(logId, { ...told, event: hash }, made));
  return { ...told, event };
}
