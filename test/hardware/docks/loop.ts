import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Why loop devices cannot be made here; undefined when they can. Shown as the reason of a skipped test. */
export const noLoopDevices = ((): string | undefined => {
  if (process.platform !== 'linux') return 'loop devices are Linux only';
  if (process.getuid?.() !== 0) return 'making a loop device needs root';
  try {
    execFileSync('losetup', ['--version']);
    return undefined;
  } catch {
    return 'losetup is not installed';
  }
})();

export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'custos-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export function imageFile(sizeBytes: number, name = 'disk.img'): string {
  const path = join(folder(), name);
  writeFileSync(path, '');
  truncateSync(path, sizeBytes);
  return path;
}

/** Attaches a loop device to a file that this test made, and detaches exactly that one afterwards. */
export function loopDevice(file: string, ...options: readonly string[]): string {
  const device = execFileSync('losetup', ['--find', '--show', ...options, file], { encoding: 'utf8' }).trim();
  if (!/^\/dev\/loop[0-9]+$/.test(device)) throw new Error(`losetup gave ${device}`);
  onTestFinished(() => {
    execFileSync('losetup', ['--detach', device]);
  });
  return device;
}

export function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: 'ignore' });
}
