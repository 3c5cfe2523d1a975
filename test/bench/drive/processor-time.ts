import { readFileSync } from 'node:fs';
import koffi from 'koffi';

/** Seconds of processor time, user and system, of all children that have ended and been waited for: getrusage(RUSAGE_CHILDREN). */
export function childrenCpuS(): number {
  const usage = Buffer.alloc(256);
  if (getrusage()(-1, usage) !== 0) throw new Error('getrusage failed');
  // struct rusage begins with ru_utime and ru_stime, each two 64-bit numbers: seconds and microseconds.
  const at = (offset: number): number => Number(usage.readBigInt64LE(offset)) + Number(usage.readBigInt64LE(offset + 8)) / 1e6;
  return at(0) + at(16);
}

let call: ((who: number, usage: Buffer) => number) | undefined;

function getrusage(): (who: number, usage: Buffer) => number {
  // The prototype is the type of the result: koffi itself cannot tell it to the compiler.
  call ??= koffi.load('libc.so.6').func('int getrusage(int who, void *usage)') as (who: number, usage: Buffer) => number;
  return call;
}

/** Clock ticks per second in /proc: 100 on every Linux that Node runs on. */
const ticksPerS = 100;

/** Seconds of processor time, user and system, that a running process has used up to now, all its threads together: proc(5). */
export function processCpuS(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerS;
}
