import koffi from 'koffi';

type Advise = (fd: number, offset: number, length: number, advice: number) => number;

const dontNeed = 4; // POSIX_FADV_DONTNEED, Linux UAPI linux/fadvise.h

let advise: Advise | undefined;

/**
 * Drops what the page cache has of an open file, so that the next read asks the medium. Only pages that are on the medium
 * already are dropped: sync first. Linux only; elsewhere, and where the file system pays no heed, it does nothing.
 */
export function forgetCached(fd: number): void {
  if (process.platform !== 'linux') return;
  // The prototype is the type of the result: koffi itself cannot tell it to the compiler.
  advise ??= koffi.load('libc.so.6').func('int posix_fadvise64(int fd, int64_t offset, int64_t length, int advice)') as Advise;
  advise(fd, 0, 0, dontNeed);
}
