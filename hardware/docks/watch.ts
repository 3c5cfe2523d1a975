import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Bay, Look } from '../../contract/helper.ts';
import type { Shelf } from '../simulator/shelf-types.ts';

/** The bays of a shelf of virtual drives. */
export function lookAtShelf(shelf: Shelf): Promise<readonly Bay[]> {
  return shelf.bays();
}

/** One thing to look at and the paths whose change calls for a new look. */
export interface Sight {
  readonly look: () => Promise<readonly Bay[]>;
  readonly paths: readonly string[];
}

/** Looks once. A failed look is told as failed, never as empty bays. */
export async function lookOnce(sights: readonly Sight[]): Promise<Look> {
  try {
    const bays = await Promise.all(sights.map((sight) => sight.look()));
    return { kind: 'looked', bays: bays.flat() };
  } catch (error) {
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

export interface WatchOptions {
  readonly signal: AbortSignal;
  /** A look this often even when no change was heard: mounts and returning power make no file event. */
  readonly pollMs?: number;
  /** Changes closer together than this make one look. */
  readonly settleMs?: number;
}

/** The look now, and a new one after each change, newest wins. Ends when the signal is aborted. */
export async function* watchBays(sights: readonly Sight[], options: WatchOptions): AsyncGenerator<Look, void, void> {
  const pollMs = options.pollMs ?? 1000;
  const settleMs = options.settleMs ?? 20;
  let changed = false;
  let wake: (() => void) | undefined;
  const hear = (): void => {
    changed = true;
    wake?.();
  };
  const ears = listen(sights, hear);
  options.signal.addEventListener('abort', hear, { once: true });
  try {
    let last = '';
    while (!options.signal.aborted) {
      changed = false;
      const look = await lookOnce(sights);
      const text = JSON.stringify(look);
      if (text !== last && !options.signal.aborted) {
        last = text;
        yield look;
      }
      if (!changed) await pause(pollMs, (resume) => (wake = resume));
      if (changed && !options.signal.aborted) await pause(settleMs);
    }
  } finally {
    options.signal.removeEventListener('abort', hear);
    for (const close of ears) close();
  }
}

function pause(ms: number, hold?: (resume: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    hold?.(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** A path with a slash at its end stands for all that is in this folder. */
const anything = '/';

/** Watches folders, not files: a file that is replaced keeps no watch. A folder that cannot be watched is left to the poll. */
function listen(sights: readonly Sight[], hear: () => void): readonly (() => void)[] {
  const closers: (() => void)[] = [];
  const byFolder = new Map<string, Set<string>>();
  for (const path of sights.flatMap((sight) => sight.paths)) {
    const [folder, name] = path.endsWith('/') ? [path.slice(0, -1), anything] : [dirname(path), basename(path)];
    byFolder.set(folder, (byFolder.get(folder) ?? new Set()).add(name));
  }
  for (const [folder, names] of byFolder) {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name === null || names.has(anything) || names.has(name)) hear();
      });
      watcher.on('error', () => {
        watcher.close();
      });
      closers.push(() => {
        watcher.close();
      });
    } catch {
      continue;
    }
  }
  return closers;
}
