import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { libc } from './posix.ts';
import { TransportError } from './transport.ts';

const lockExclusive = 2;
const lockNonBlocking = 4;

/** A lock that ends with the process at the latest. */
export interface Lock {
  release(): Promise<void>;
}

/** Locks an open file for this descriptor alone; false when another holds it. The lock ends when the descriptor is closed. */
export function lockDescriptor(fd: number): boolean {
  const c = libc();
  return c !== undefined && c.flock(fd, lockExclusive | lockNonBlocking) === 0;
}

/**
 * Locks a path by a file of its own, created when missing; undefined when another holds it. Linux and macOS: flock on
 * the file. Windows: a named pipe made of the path's hash, which only one process can listen on and which dies with it.
 */
export async function takeLock(path: string): Promise<Lock | undefined> {
  if (process.platform === 'win32') return takePipe(path);
  if (libc() === undefined) throw new TransportError('not_permitted', 'this platform has no file locks');
  const fd = openSync(path, 'a');
  if (!lockDescriptor(fd)) {
    closeSync(fd);
    return undefined;
  }
  return {
    release: () => {
      closeSync(fd);
      return Promise.resolve();
    },
  };
}

function takePipe(path: string): Promise<Lock | undefined> {
  const name = createHash('sha256').update(resolve(path).toLowerCase()).digest('hex').slice(0, 32);
  return new Promise((settle, fail) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') settle(undefined);
      else fail(error);
    });
    server.listen(`\\\\.\\pipe\\custos-${name}`, () => {
      server.unref();
      settle({
        release: () =>
          new Promise((ended) => {
            server.close(() => {
              ended();
            });
          }),
      });
    });
  });
}
