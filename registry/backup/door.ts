import { chmodSync, existsSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { isAbsolute, join, resolve } from 'node:path';
import { once } from 'node:events';
import type { Report } from '../ports.ts';
import { RegistryRefused } from '../refused.ts';
import type { RegistryStore } from '../store.ts';

/*
 * A running registry holds its SQLite file for itself, so it copies it when asked: by a socket in its data folder that
 * only its own user can reach. One line with the name of the new file goes in, one line comes out: empty, or why not.
 */

const doorName = 'backup.sock';
const longestAsk = 4_096;

/**
 * Takes wishes for copies while a registry runs. Where there can be no such socket (Windows, a very long path) the
 * registry runs without, and says so.
 *
 * @returns a function that closes it, safe to call twice
 */
export async function openBackupDoor(
  { copyTo }: Pick<RegistryStore, 'copyTo'>,
  dataDir: string,
  report: Report,
): Promise<() => Promise<void>> {
  if (copyTo === undefined || process.platform === 'win32') return () => Promise.resolve();
  const path = join(dataDir, doorName);
  // Left by a registry that was ended by force; one that lives would hold the database, and we would not be here.
  rmSync(path, { force: true });
  let running = Promise.resolve();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let asked = '';
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.on('data', (piece: string) => {
      asked += piece;
      if (asked.length > longestAsk) socket.destroy();
    });
    socket.on('end', () => {
      running = running
        .then(() => answer(copyTo, asked))
        .then(
          () => socket.end('\n'),
          (cause: unknown) => socket.end(`${cause instanceof Error ? cause.message.replaceAll('\n', ' ') : 'it failed'}\n`),
        )
        .then(() => undefined);
    });
  });
  try {
    server.listen(path);
    await once(server, 'listening');
    chmodSync(path, 0o600);
  } catch (cause) {
    report('Backups can be taken only while this registry is stopped: it cannot open a socket in its data folder.', cause);
    return () => Promise.resolve();
  }
  async function close(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    await running;
    await closed;
  }
  let closing: Promise<void> | undefined;
  return () => (closing ??= close());
}

async function answer(copyTo: (file: string) => Promise<void>, asked: string): Promise<void> {
  const file = asked.trim();
  if (!isAbsolute(file) || existsSync(file)) throw new Error('a backup is written to a file that is not there yet');
  await copyTo(file);
}

/** Has the registry that runs in a data folder copy its database. Throws `RegistryRefused` when none answers or it fails. */
export async function askRunning(dataDir: string, to: string): Promise<void> {
  const socket = connect(join(dataDir, doorName));
  socket.setEncoding('utf8');
  let said = '';
  socket.on('data', (piece: string) => (said += piece));
  try {
    await once(socket, 'connect');
    socket.end(`${resolve(to)}\n`);
    await once(socket, 'close');
  } catch (cause) {
    throw new RegistryRefused(
      'in_use',
      `A registry runs on this data and takes no wishes for backups (${join(dataDir, doorName)} does not answer). Stop it, or take the backup as its user. Nothing was changed.`,
      cause,
    );
  }
  if (said !== '\n')
    throw new RegistryRefused(
      'not_whole',
      `The running registry could not copy its database: ${said.trim() || 'it hung up'}. It runs on as before.`,
    );
}
