import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/**
 * The bench's own folder under the temp folder of the system. Only what is made here is ever written to. All of it
 * is taken away at the end, on a failure, and on SIGINT, SIGTERM and SIGHUP.
 */
export class OwnFolder {
  readonly path: string;
  readonly #loops = new Map<string, string>();
  #gone = false;

  constructor() {
    this.path = realpathSync(mkdtempSync(join(tmpdir(), 'custos-bench-')));
    const leave = (signal: NodeJS.Signals): void => {
      this.remove();
      process.kill(process.pid, signal);
    };
    // Also when something throws where nobody waits for it.
    process.once('exit', () => {
      this.remove();
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, leave);
  }

  /** A file with every block allocated and written once: a drive has all its blocks too. */
  image(name: string, sizeBytes: number): string {
    const path = join(this.path, name);
    const piece = Buffer.alloc(8 * 1024 * 1024, 0xa5);
    const fd = openSync(path, 'wx');
    try {
      for (let at = 0; at < sizeBytes; at += piece.length) writeSync(fd, piece, 0, Math.min(piece.length, sizeBytes - at), at);
    } finally {
      closeSync(fd);
    }
    return path;
  }

  /** A folder inside; the same one each time. */
  folder(name: string): string {
    const path = join(this.path, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** A loop device over one of our own files, with direct I/O below it. Throws where the kernel gives none. */
  loop(file: string): string {
    if (!file.startsWith(`${this.path}/`)) throw new Error('not a file of this bench');
    const device = execFileSync('losetup', ['--find', '--show', '--direct-io=on', file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
    if (!/^\/dev\/loop[0-9]+$/.test(device)) throw new Error(`losetup gave ${device}`);
    this.#loops.set(device, file);
    if (!this.isOurs(device)) throw new Error(`${device} does not lie over ${file}`);
    return device;
  }

  /** By the kernel's own account: asked again right before each write and before detaching. */
  isOurs(device: string): boolean {
    const file = this.#loops.get(device);
    return file !== undefined && readFileSync(`/sys/block/${basename(device)}/loop/backing_file`, 'utf8').trim() === file;
  }

  /** True for files of this folder and for loop devices over them. */
  holds(path: string): boolean {
    return path.startsWith(`${this.path}/`) || (this.#loops.has(path) && this.isOurs(path));
  }

  /** Takes everything away. Safe to call twice. */
  remove(): void {
    if (this.#gone) return;
    this.#gone = true;
    for (const device of this.#loops.keys()) {
      if (this.isOurs(device)) execFileSync('losetup', ['--detach', device], { stdio: 'ignore' });
    }
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Why there can be no loop devices here; undefined when there can. */
export function noLoopDevices(): string | undefined {
  if (process.platform !== 'linux') return 'loop devices are Linux only';
  if (process.getuid?.() !== 0) return 'making a loop device needs root';
  try {
    execFileSync('losetup', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'losetup is not installed';
  }
}
