import { type Lines, openSyncedLines } from './synced-lines.ts';

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
  // One at a time, so that two calls with one clearance cannot both find it fresh.
  const file = await openSyncedLines(path);
  return {
    spend: (id) =>
      file.inTurn(async (list, append) => {
        if (stepOf(list, id) !== undefined) return false;
        await append(`${id} spent`);
        return true;
      }),
    note: (id, step) => file.inTurn((_list, append) => append(`${id} ${step}`)),
    lastStep: (id) => file.inTurn((list) => Promise.resolve(stepOf(list, id))),
    close: () => file.close(),
  };
}

function stepOf(list: Lines, id: string): Step | undefined {
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
