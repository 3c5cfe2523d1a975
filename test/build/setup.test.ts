import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alone } from '../../build/setup/lock.mjs';
import { ensureModules } from '../../build/setup/modules.mjs';
import { isEnough } from '../../build/setup/node.mjs';
import { hashOf } from '../../build/setup/window.mjs';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'custos-setup-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['24.0.0', true],
  ['24.21.0', true],
  ['26.1.0', true],
  ['23.11.0', false],
  ['20.20.2', false],
  ['9.0.0', false],
])('Node %s is enough: %s', (version, enough) => expect(isEnough(version)).toBe(enough));

describe('the dependencies', () => {
  const lock = (version: string): void => {
    const packages = {
      '': {},
      'node_modules/a': { version, integrity: 'sha512-a' },
      'node_modules/b': { version: '1.0.0', optional: true },
    };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
  };
  const stamp = (): string => join(folder, 'node_modules', '.custos-stamp');
  let installs = 0;
  const install = (): Promise<void> => {
    installs += 1;
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    return Promise.resolve();
  };
  beforeEach(() => {
    installs = 0;
    lock('1.0.0');
  });

  it('are installed once, and again when the lock changes', async () => {
    for (const version of ['1.0.0', '1.0.0', '2.0.0', '2.0.0']) {
      lock(version);
      await ensureModules({ root: folder, install });
    }
    expect(installs).toBe(2);
  });

  it('are installed once when two runs start together', async () => {
    await Promise.all([ensureModules({ root: folder, install }), ensureModules({ root: folder, install })]);
    expect(installs).toBe(1);
  });

  it('leave no stamp when the install failed, so that the next run does it again', async () => {
    const fail = async (): Promise<void> => {
      await install();
      throw new Error('no network');
    };
    await expect(ensureModules({ root: folder, install: fail })).rejects.toThrow('no network');
    expect(existsSync(stamp())).toBe(false);
    await ensureModules({ root: folder, install });
    expect(installs).toBe(2);
  });

  it('are not touched when npm has already put there what the lock says', async () => {
    mkdirSync(join(folder, 'node_modules', 'a'), { recursive: true });
    const there = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } };
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: there }));
    await ensureModules({ root: folder, install });
    expect([installs, existsSync(stamp())]).toEqual([0, true]);
  });

  it("are installed when a package of npm's record is not there any more", async () => {
    mkdirSync(join(folder, 'node_modules'));
    const there = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } };
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: there }));
    await ensureModules({ root: folder, install });
    expect(installs).toBe(1);
  });
});

describe('the lock', () => {
  const held = (): string => join(folder, 'lock');
  /** A process id that no process has: Linux ends at 4,194,304. */
  const deadPid = '99999999';

  it('lets one work at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => alone(held(), work)));
    expect([most, existsSync(held())]).toEqual([1, false]);
  });

  it('is given back when the work fails', async () => {
    await expect(alone(held(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(held())).toBe(false);
  });

  it('is taken over from a process that died', async () => {
    mkdirSync(held());
    writeFileSync(join(held(), 'owner'), deadPid);
    expect(await alone(held(), () => Promise.resolve('done'))).toBe('done');
  });

  it('is taken over when nobody signed it and it is old', async () => {
    mkdirSync(held());
    utimesSync(held(), 1_000_000, 1_000_000);
    expect(await alone(held(), () => Promise.resolve('done'))).toBe('done');
  });

  it('is waited for while its owner lives', async () => {
    mkdirSync(held());
    writeFileSync(join(held(), 'owner'), String(process.pid));
    const order: string[] = [];
    setTimeout(() => {
      order.push('released');
      rmSync(held(), { recursive: true });
    }, 200);
    await alone(held(), () => Promise.resolve(order.push('taken')));
    expect(order).toEqual(['released', 'taken']);
  });
});

it('a build is stale when a file is changed, added or renamed, and not otherwise', () => {
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('a', '1');
  const first = hashOf(folder, ['.']);
  expect(hashOf(folder, ['.', 'missing'])).toBe(first);
  write('a', '1');
  expect(hashOf(folder, ['.'])).toBe(first);
  write('a', '2');
  const changed = hashOf(folder, ['.']);
  write('b', '');
  const added = hashOf(folder, ['.']);
  rmSync(join(folder, 'b'));
  write('c', '');
  expect(new Set([first, changed, added, hashOf(folder, ['.'])]).size).toBe(4);
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('2');
});
