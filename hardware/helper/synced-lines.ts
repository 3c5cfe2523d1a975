import { type FileHandle, open } from 'node:fs/promises';

/** The lines of a file that only grows. */
export interface Lines {
  readonly lines: readonly string[];
  /** What follows the last line end: torn by a crash. */
  readonly torn: string;
}

/** A file that only grows by whole lines, each on disk before `append` returns. Several processes may add to it. */
export interface SyncedLines {
  /** Runs one piece of work at a time, over a fresh reading of the file. */
  inTurn<T>(work: (now: Lines, append: (line: string) => Promise<void>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens the file for us and our user alone, making it when there is none. Read again each time: another helper may have added to it. */
export async function openSyncedLines(path: string): Promise<SyncedLines> {
  const file = await open(path, 'a+', 0o600);
  let turn: Promise<unknown> = Promise.resolve();
  return {
    inTurn(work) {
      const mine = turn.then(async () => {
        const now = await read(file);
        return work(now, async (line) => {
          await file.appendFile(`${now.torn === '' ? '' : '\n'}${line}\n`, 'utf8');
          await file.sync();
        });
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    close: () => file.close(),
  };
}

async function read(file: FileHandle): Promise<Lines> {
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
