import { type FileHandle, open } from 'node:fs/promises';

/**
 * What a clearance has been used for, in the order it happens. `spent`: leave was taken, nothing else. `sent`: the
 * destructive command may be on its way. `accepted`: the drive has taken it.
 */
export type Step = 'spent' | 'sent' | 'accepted';

/**
 * The list of used clearances: one line a step in a file that only grows, synced before the step it names. If we die
 * after the sync the clearance is lost for good, which costs a new clearance; the other order could erase twice on
 * one leave. A drive's own "completed" counts for a job only when the list says that we have sent its command.
 */
export interface SpentList {
  /** True when this clearance was fresh and is now spent, on disk. False when it had been spent before. Throws when it cannot be written down. */
  spend(id: string): Promise<boolean>;
  note(id: string, step: 'sent' | 'accepted'): Promise<void>;
  /** The last step that was noted, or undefined when the clearance is fresh. */
  lastStep(id: string): Promise<Step | undefined>;
  close(): Promise<void>;
}

/** Opens the list, making the file when there is none. The file is read again each time: another helper may have added to it. */
export async function openSpentList(path: string): Promise<SpentList> {
  const file = await open(path, 'a+', 0o600);
  let turn: Promise<unknown> = Promise.resolve();
  // One at a time, so that two calls with one clearance cannot both find it fresh.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  return {
    spend: (id) =>
      inTurn(async () => {
        const list = await readList(file);
        if (stepOf(list, id) !== undefined) return false;
        await append(file, list, `${id} spent`);
        return true;
      }),
    note: (id, step) => inTurn(async () => append(file, await readList(file), `${id} ${step}`)),
    lastStep: (id) => inTurn(async () => stepOf(await readList(file), id)),
    close: () => file.close(),
  };
}

interface List {
  readonly lines: readonly string[];
  /** What follows the last line end: torn by a crash. */
  readonly torn: string;
}

async function readList(file: FileHandle): Promise<List> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await file.read(bytes, at, size - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  const lines = bytes.toString('utf8', 0, at).split('\n');
  const torn = lines.pop() ?? '';
  return { lines, torn };
}

function stepOf(list: List, id: string): Step | undefined {
  let last: Step | undefined;
  for (const line of list.lines) {
    if (!line.startsWith(id)) continue;
    // A damaged line still names its clearance as used, and claims no more than that.
    const step = line.slice(id.length);
    last = step === ' sent' ? 'sent' : step === ' accepted' ? 'accepted' : (last ?? 'spent');
  }
  // A torn line names a clearance as soon as it could be this one: unknown means spent.
  if (last === undefined && list.torn !== '' && (id.startsWith(list.torn) || list.torn.startsWith(id))) return 'spent';
  return last;
}

async function append(file: FileHandle, list: List, line: string): Promise<void> {
  await file.appendFile(`${list.torn === '' ? '' : '\n'}${line}\n`, 'utf8');
  await file.sync();
}
