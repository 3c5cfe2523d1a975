import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { attempt } from './child.mjs';
import { alone } from './lock.mjs';
import { programOf } from './modules.mjs';
import { builtShell, builtWindow, root } from './places.mjs';
import { Trouble, say } from './say.mjs';

const windowInputs = ['renderer', 'contract', 'domain', 'certificate', 'build/vite.renderer.ts', 'package-lock.json'];
const shellInputs = [
  'electron',
  'host',
  'station',
  'registry',
  'hardware',
  'db',
  'keys',
  'contract',
  'domain',
  'certificate',
  'build/vite.electron.ts',
  'build/vite.preload.ts',
  'package-lock.json',
];

/** Builds what the window draws into dist/renderer, unless its sources are those of the last build. */
export function ensureWindow() {
  return ensureBuilt('the window', builtWindow, windowInputs, ['build/vite.renderer.ts']);
}

/** Builds the Electron shell (main, station process, preload) into dist/electron, unless nothing has changed. */
export function ensureShell() {
  return ensureBuilt('the desktop shell', builtShell, shellInputs, ['build/vite.electron.ts', 'build/vite.preload.ts']);
}

async function ensureBuilt(what, into, inputs, configs) {
  const stamp = hashOf(root, inputs);
  const upToDate = () => existsSync(join(into, '.custos-stamp')) && readFileSync(join(into, '.custos-stamp'), 'utf8') === stamp;
  if (upToDate()) return;
  await alone(`${into}.lock`, async () => {
    if (upToDate()) return;
    say(`building ${what}`);
    const fresh = `${into}.fresh`;
    rmSync(fresh, { recursive: true, force: true });
    for (const config of configs) await viteBuild(what, config, fresh);
    writeFileSync(join(fresh, '.custos-stamp'), stamp);
    // A page that is open keeps its files until it is loaded again; nobody ever sees half a build.
    rmSync(into, { recursive: true, force: true });
    mkdirSync(dirname(into), { recursive: true });
    renameSync(fresh, into);
  });
}

async function viteBuild(what, config, outDir) {
  const args = [programOf('vite/bin/vite.js'), 'build', '--config', join(root, config), '--outDir', outDir, '--logLevel', 'warn'];
  const result = await attempt(process.execPath, args, { cwd: root, env: { ...process.env, NODE_ENV: 'production' } });
  if (result.code !== 0) throw new Trouble(`${what} could not be built (vite build --config ${config}):\n${result.words.trim()}`);
}

/**
 * A hash over the names and bytes of files and folders.
 *
 * @param {string} base
 * @param {readonly string[]} inputs paths below base; a missing one counts as empty
 */
export function hashOf(base, inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesBelow(join(base, input)))) {
    hash
      .update(`${relative(base, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
  const sorted = entries.filter((entry) => entry.name !== 'node_modules').sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]));
}
