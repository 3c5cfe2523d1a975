import koffi from 'koffi';

interface Ioctl {
  (fd: number, request: number, argument: Uint8Array): number;
  readonly async: (
    fd: number,
    request: number,
    argument: Uint8Array,
    done: (error: Error | null | undefined, result: number) => void,
  ) => void;
}

interface LibC {
  readonly flock: (fd: number, operation: number) => number;
  readonly ioctl: Ioctl;
  /** Linux only. */
  readonly fallocate: ((fd: number, mode: number, offset: number, length: number) => number) | undefined;
}

let loaded: LibC | undefined;

/** The few calls of the C library that Node does not have; undefined on Windows. */
export function libc(): LibC | undefined {
  if (process.platform === 'win32') return undefined;
  if (loaded !== undefined) return loaded;
  const library = koffi.load(process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6');
  // The prototypes below are the types of the results: koffi itself cannot tell them to the compiler.
  loaded = {
    flock: library.func('int flock(int fd, int operation)') as LibC['flock'],
    ioctl: library.func('int ioctl(int fd, unsigned long request, _Inout_ void *argument)') as unknown as Ioctl,
    fallocate:
      process.platform === 'linux'
        ? (library.func('int fallocate64(int fd, int mode, int64_t offset, int64_t length)') as LibC['fallocate'])
        : undefined,
  };
  return loaded;
}

/**
 * An ioctl on a thread of the pool: a command of hours blocks nothing but its thread. Resolves with what the call
 * returned, or with the negative errno. `argument` must stay untouched until then, and so must all memory whose
 * address it holds: the caller keeps hold of it.
 */
export function ioctlAsync(fd: number, request: number, argument: Uint8Array): Promise<number> {
  const call = libc()?.ioctl;
  if (call === undefined) throw new Error('there is no ioctl on this platform');
  underWay += 1;
  return new Promise((resolve, reject) => {
    call.async(fd, request, argument, (error, result) => {
      underWay -= 1;
      if (error !== null && error !== undefined) reject(error);
      // The errno of the thread's own call: koffi puts it back before it calls us.
      else resolve(result < 0 ? -koffi.errno() : result);
    });
  });
}

let underWay = 0;

/** How many ioctls hold a thread now. A process that exits in good order waits for all of them. */
export function ioctlsUnderWay(): number {
  return underWay;
}

/** errno of the last call that failed. */
export function lastErrno(): number {
  return koffi.errno();
}

/** Name of an errno, as Node spells it; the number when unknown. */
export function errnoName(errno: number): string {
  for (const [name, value] of Object.entries(koffi.os.errno)) if (value === errno) return name;
  return `errno ${errno}`;
}

/** Byte address of a buffer's first byte, for alignment. */
export function addressOf(bytes: Uint8Array): bigint {
  return BigInt(koffi.address(bytes));
}
