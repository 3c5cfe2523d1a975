import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { OwnFolder } from '../own-folder.ts';
import { run } from '../programs.ts';
import { mebibyte, type Operation, type Sample, type Side } from './measured.ts';
import { childrenCpuS } from './processor-time.ts';

/** The drives of one layout, all of the same size. */
export interface Drives {
  readonly folder: OwnFolder;
  readonly targets: readonly string[];
  readonly bytesEach: number;
}

/** What one operation did: its bytes, and its time where the program tells it. */
interface Did {
  readonly bytes: number;
  readonly ms?: number;
}
type Act = (drives: Drives, operation: Operation) => Promise<Did>;

/** One operation of a peer: wall time of its programs, or what it says of itself; processor time of all its processes. */
async function sample(drives: Drives, operation: Operation, act: Act): Promise<Sample> {
  // Asked again right before each write: only what the bench has made.
  for (const target of drives.targets) if (!drives.folder.holds(target)) throw new Error(`${target} was not made by this bench`);
  for (const target of drives.targets) if (target.startsWith('/dev/')) await run('blockdev', '--flushbufs', target);
  const [cpuS, ms] = [childrenCpuS(), performance.now()];
  const did = await act(drives, operation);
  return {
    operation,
    bytes: did.bytes,
    ms: did.ms ?? performance.now() - ms,
    cpuS: childrenCpuS() - cpuS,
  };
}

function side(name: string, is: string, drives: Drives, does: readonly Operation[], act: Act): Side {
  return {
    name,
    is,
    run: async () => {
      const samples: Sample[] = [];
      for (const operation of does) samples.push(await sample(drives, operation, act));
      return samples;
    },
  };
}

/** fio with direct I/O and eight requests in flight: what the device gives at most. Its own account of the time: its start is not counted. */
export function fio(drives: Drives): Side {
  return side(
    'fio',
    'fio, direct I/O, 1 MiB requests, 8 in flight, libaio, then an fsync; reads compare nothing',
    drives,
    ['zero', 'read_zero', 'random', 'read_random'],
    async ({ targets, bytesEach }, operation) => {
      const shared = [
        `--rw=${operation.startsWith('read') ? 'read' : 'write'}`,
        '--bs=1M',
        '--direct=1',
        '--ioengine=libaio',
        '--iodepth=8',
        `--size=${bytesEach}`,
        '--end_fsync=1',
        ...(operation === 'zero' ? ['--zero_buffers'] : []),
      ];
      const jobs = targets.flatMap((target, i) => [`--name=job${i}`, `--filename=${target}`, ...shared]);
      const said: unknown = JSON.parse(await run('fio', '--output-format=json', ...jobs));
      return { bytes: targets.length * bytesEach, ms: longestJobMs(said) };
    },
  );
}

/** Throws when fio's answer has not the form that is known. */
function longestJobMs(said: unknown): number {
  const jobs: unknown = typeof said === 'object' && said !== null && 'jobs' in said ? said.jobs : undefined;
  const times = (Array.isArray(jobs) ? (jobs as readonly unknown[]) : []).map((job) =>
    typeof job === 'object' && job !== null && 'job_runtime' in job && typeof job.job_runtime === 'number' ? job.job_runtime : Number.NaN,
  );
  const longest = Math.max(...times);
  if (!(longest > 0)) throw new Error('fio told no run time');
  return longest;
}

export function dd(drives: Drives): Side {
  return side(
    'dd',
    'dd bs=4M with direct I/O from /dev/zero or (a quarter of the bytes) /dev/urandom, conv=fsync; reads go to /dev/null and compare nothing',
    drives,
    ['zero', 'read_zero', 'random', 'read_random'],
    async ({ targets, bytesEach }, operation) => {
      // notrunc: like a drive, a file keeps its blocks. fullblock: a short read from urandom would break direct I/O.
      const ends = (target: string): readonly string[] =>
        operation.startsWith('read')
          ? [`if=${target}`, 'of=/dev/null', 'iflag=direct']
          : [
              `if=/dev/${operation === 'zero' ? 'zero' : 'urandom'}`,
              `of=${target}`,
              'oflag=direct',
              'iflag=fullblock',
              'conv=fsync,notrunc',
            ];
      const bytes = operation === 'random' ? bytesEach / 4 : bytesEach;
      const count = `count=${bytes / (4 * mebibyte)}`;
      await Promise.all(targets.map((target) => run('dd', 'bs=4M', 'status=none', count, ...ends(target))));
      return { bytes: targets.length * bytes };
    },
  );
}

export function shred(drives: Drives): Side {
  return side(
    'shred',
    'shred on a quarter of the bytes, one pass of zeros (-n0 -z) or of its random bytes (-n1)',
    drives,
    ['zero', 'random'],
    async ({ targets, bytesEach }, operation) => {
      const passes = operation === 'zero' ? ['-n0', '-z'] : ['-n1'];
      const bytes = bytesEach / 4;
      await Promise.all(targets.map((target) => run('shred', ...passes, `--size=${bytes}`, target)));
      return { bytes: targets.length * bytes };
    },
  );
}

/**
 * A folder for nwipe's own /dev with nothing in it but our loop devices: given no device, or one it does not like, it
 * may take every disk that it sees. Arguments: the folder, the log, the number of devices, the devices, nwipe's options.
 */
const fence = `
  set -eu
  dev=$1; log=$2; count=$3; shift 3
  mount -t tmpfs none "$dev"
  for node in null zero full random urandom tty; do cp -a "/dev/$node" "$dev/"; done
  i=0; for loop in "$@"; do
    [ "$i" -lt "$count" ] || break
    [ "$(stat -c %t "$loop")" = 7 ] || { echo "$loop is not a loop device" >&2; exit 3; }
    cp -a "$loop" "$dev/"; i=$((i + 1))
  done
  mount --bind "$dev" /dev
  exec nwipe --autonuke --nogui --nowait --noblank --verify=off --logfile="$log" "$@"
`;

export function nwipe(drives: Drives): Side {
  return side(
    'nwipe',
    'nwipe without its blanking pass and its verification: zero, PRNG stream (its default generator), or verify_zero; on drives of a sixteenth of the size',
    drives,
    ['zero', 'read_zero', 'random'],
    async ({ folder, targets, bytesEach }, operation) => {
      const methods = { zero: 'zero', random: 'random', read_zero: 'verify_zero', read_random: undefined } as const;
      const method = methods[operation];
      if (method === undefined || targets.length === 0) throw new Error('nothing for nwipe to do');
      const dev = folder.folder('nwipe-dev');
      const fenced = ['--mount', '--propagation', 'private', 'sh', '-c', fence, 'fence'];
      const given = [dev, join(folder.path, 'nwipe.log'), String(targets.length), ...targets];
      await run('unshare', ...fenced, ...given, `--method=${method}`);
      return { bytes: targets.length * bytesEach };
    },
  );
}

/** Programs of peers and the Debian packages that they come in. */
const packages: Readonly<Record<string, string>> = { fio: 'fio', nwipe: 'nwipe', dd: 'coreutils', shred: 'coreutils' };

/** Why a program cannot be run, after trying to install it; undefined when it can. */
export function missing(program: string, say: (line: string) => void): string | undefined {
  if (isThere(program)) return undefined;
  const from = packages[program] ?? program;
  if (process.getuid?.() !== 0 || !isThere('apt-get')) return `${program} is not installed (Debian package ${from})`;
  say(`installing ${from} (apt-get)`);
  const apt = (...args: readonly string[]): void => {
    execFileSync('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120', ...args], {
      stdio: 'ignore',
      timeout: 10 * 60 * 1000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  try {
    apt('update');
    apt('install', '--no-install-recommends', from);
  } catch {
    return `${from} could not be installed`;
  }
  return isThere(program) ? undefined : `${from} does not bring ${program}`;
}

function isThere(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}
