import { type FileHandle, open } from 'node:fs/promises';

/**
 * Clearances that have been acted on. One line a clearance in a file that only grows, synced before the first
 * destructive command: if we die after the sync the clearance is lost for good, which costs a new clearance; the
 * other order could erase twice on one leave.
 */
export interface SpentList {
  /** True when this clearance was fresh and is now spent, on disk. False when it had been spent before. Throws when it cannot be written down. */
  spend(id: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens the list, making the file when there is none. The file is read again each time: another helper may have added to it. */
export async function openSpentList(path: string): Promise<SpentList> {
  const file = await open(path, 'a+', 0o600);
  let turn: Promise<unknown> = Promise.resolve();
  return {
    spend(id) {
      // One at a time, so that two calls with one clearance cannot both find it fresh.
      const mine = turn.then(() => spendIn(file, id));
      turn = mine.catch(() => undefined);
      return mine;
    },
    close: () => file.close(),
  };
}

/** A list for helpers without a file (none is given for practice): single use within the process only. */
export function spentInMemory(): SpentList {
  const spent = new Set<string>();
  return {
    spend: async (id) => {
      const fresh = !spent.has(id);
      spent.add(id);
      return fresh;
    },
    close: async () => undefined,
  };
}

async function spendIn(file: FileHandle, id: string): Promise<boolean> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(size);
  if (size > 0) await file.read(bytes, 0, size, 0);
  const lines = bytes.toString('utf8').split('\n');
  // What follows the last line end was torn by a crash: any clearance that begins so counts as spent.
  const torn = lines.pop() ?? '';
  if (lines.includes(id) || (torn !== '' && id.startsWith(torn))) return false;
  await file.appendFile(`${torn === '' ? '' : '\n'}${id}\n`, 'utf8');
  await file.sync();
  return true;
}
