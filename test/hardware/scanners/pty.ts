import { closeSync, constants, openSync, writeSync } from 'node:fs';
import koffi from 'koffi';

/** A real terminal device of the kernel that only the test holds: its other end is what a serial scanner would be. */
export interface Pty {
  readonly path: string;
  send(text: string): void;
  close(): void;
}

/** Undefined where the C library has no pseudo terminals by these names. */
export function openPty(): Pty | undefined {
  if (process.platform !== 'linux') return undefined;
  const libc = koffi.load('libc.so.6');
  const unlockpt = libc.func('int unlockpt(int fd)') as (fd: number) => number;
  const ptsname = libc.func('const char *ptsname(int fd)') as (fd: number) => string | null;
  const fd = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
  const path = unlockpt(fd) === 0 ? ptsname(fd) : null;
  if (path === null) throw new Error('the pseudo terminal has no name');
  return {
    path,
    send: (text) => void writeSync(fd, text, null, 'latin1'),
    close: () => closeSync(fd),
  };
}
