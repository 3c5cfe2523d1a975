import { toHex, utf8 } from '../../domain/bytes.ts';
import { openSyncedLines } from './synced-lines.ts';

/**
 * How many PSIDs a drive is offered before it has to lose power. Drives shut their PSID authority after a few wrong ones
 * (TryLimit of C_PIN, which nobody but that authority may read): we stop before that.
 */
export const psidTriesAllowed = 3;

/** How often each drive was offered a PSID since it was plugged in. The PSID itself is never here. */
export interface PsidTries {
  /**
   * Takes one try, on disk before this returns. Undefined when there is none left. Throws when it cannot be written down.
   *
   * @param presence what the bay shows for this plug-in: another one after the drive was out
   * @returns how many are left after this one
   */
  take(serial: string, presence: string): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Opens the list, making the file when there is none. It is read again each time: another helper may have added to it. */
export async function openPsidTries(path: string): Promise<PsidTries> {
  const file = await openSyncedLines(path);
  return {
    take: (serial, presence) =>
      file.inTurn(async ({ lines }, append) => {
        const line = `${toHex(utf8(serial))} ${toHex(utf8(presence))}`;
        const left = psidTriesAllowed - lines.filter((one) => one === line).length - 1;
        if (left < 0) return undefined;
        await append(line);
        return left;
      }),
    close: () => file.close(),
  };
}
