import { readdirSync, readFileSync, realpathSync } from 'node:fs';

/**
 * Where the kernel's files are; tests put trees of real files there. Read synchronously: these files are answered from
 * memory, and a look must not stand in line behind commands that hold every thread of the pool.
 */
export interface Roots {
  readonly sys: string;
  readonly proc: string;
  readonly dev: string;
}

export const machineRoots: Roots = { sys: '/sys', proc: '/proc', dev: '/dev' };

/** What a read of a thing that is just being unplugged gives: it is absent, and nothing is broken. */
const absent = new Set(['ENOENT', 'ENODEV', 'ENXIO', 'ENOTDIR', 'ESRCH', 'EINVAL', 'EIO']);

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && absent.has(error.code);
}

/** The text of an attribute without white space around it; undefined when it is not there. Throws for anything else. */
export function readText(path: string): string | undefined {
  return readBytes(path)?.toString('utf8').trim();
}

export function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Names in a folder; none when it is not there. */
export function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path).toSorted();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** The path with every link followed; undefined when it leads nowhere. */
export function realPath(path: string): string | undefined {
  try {
    // The C library's: Node's own asks about each part of the path.
    return realpathSync.native(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** A whole number of an attribute; undefined when it is not there or no number. */
export function readNumber(path: string): number | undefined {
  const text = readText(path);
  if (text === undefined || !/^[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
