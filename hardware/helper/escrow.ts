import { fromHex, toHex, utf8 } from '../../domain/bytes.ts';
import { cleanText } from '../identity/serial.ts';
import type { Escrow, PasswordEnd } from '../erase/method.ts';
import { type Lines, openSyncedLines } from './synced-lines.ts';

/**
 * Passwords that drives were given by our own jobs, in a file beside the list of used clearances. A line is on disk
 * before SECURITY SET PASSWORD is sent: whatever dies afterwards, the drive can be opened again. If we die between
 * the line and the command, the line names a password that the drive never got, which costs one wrong try at most.
 */
export interface EscrowList {
  /** The pen of one job. */
  forJob(clearanceId: string): Escrow;
  /** The password that this drive has from us, as far as the list knows; undefined when it has none. */
  kept(serial: string): Promise<Uint8Array | undefined>;
  /** Writes down what became of the password of a drive, whichever job gave it. */
  end(serial: string, how: PasswordEnd): Promise<void>;
  /** How the password of one job ended. `set`: given and not taken back. Undefined: this job never gave one. */
  ofJob(clearanceId: string): Promise<'set' | PasswordEnd | undefined>;
  close(): Promise<void>;
}

interface Entry {
  readonly job: string;
  readonly serial: string;
  readonly how: 'set' | PasswordEnd;
  readonly password: string;
}

const ends: ReadonlySet<string> = new Set<PasswordEnd>(['erased', 'taken_back', 'not_taken']);

/** Opens the list, making the file when there is none. Only our user may read it. */
export async function openEscrow(path: string): Promise<EscrowList> {
  const file = await openSyncedLines(path);
  const end = (serial: string, how: PasswordEnd): Promise<void> =>
    file.inTurn(async (now, append) => {
      const last = lastOf(now, (entry) => entry.serial === hexOf(serial));
      if (last?.how === 'set') await append(lineOf({ ...last, how }));
    });
  return {
    forJob: (job) => ({
      keep: (serial, password) =>
        file.inTurn((_now, append) => append(lineOf({ job, serial: hexOf(serial), how: 'set', password: toHex(password) }))),
      end,
    }),
    kept: (serial) =>
      file.inTurn((now) => {
        const last = lastOf(now, (entry) => entry.serial === hexOf(serial));
        return Promise.resolve(last?.how === 'set' ? fromHex(last.password) : undefined);
      }),
    end,
    ofJob: (job) => file.inTurn((now) => Promise.resolve(lastOf(now, (entry) => entry.job === job)?.how)),
    close: () => file.close(),
  };
}

/** As the identity spells it, whoever asks. Serials hold spaces and worse: hex keeps a line a line. */
function hexOf(serial: string): string {
  return toHex(utf8(cleanText(serial, 64)));
}

function lineOf({ job, serial, how, password }: Entry): string {
  return `${job} ${how} ${serial} ${password}`;
}

/** A torn line was never synced, so its password was never sent: it counts for nothing. */
function lastOf(now: Lines, fits: (entry: Entry) => boolean): Entry | undefined {
  let last: Entry | undefined;
  for (const line of now.lines) {
    const [job, how, serial, password] = line.split(' ');
    if (job === undefined || how === undefined || serial === undefined || password === undefined) continue;
    if (how !== 'set' && !isEnd(how)) continue;
    const entry: Entry = { job, how, serial, password };
    if (fits(entry)) last = entry;
  }
  return last;
}

function isEnd(text: string): text is PasswordEnd {
  return ends.has(text);
}
