import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './lock.mjs';
import { npm } from './npm.mjs';
import { modules, root } from './places.mjs';
import { say } from './say.mjs';

/**
 * Sees to it that node_modules is what package-lock.json says, for this platform. A stamp with the lock's hash is
 * written only after npm ended well, so a broken install is done again.
 *
 * @param {Partial<import('./modules.d.mts').Places>} [places] for tests
 */
export async function ensureModules(places = {}) {
  const at = places.root || root;
  const into = join(at, 'node_modules');
  const install = places.install || (() => npm(['ci', '--ignore-scripts'], at, 'The dependencies'));
  const lock = readFileSync(join(at, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).update(`\0${process.platform}\0${process.arch}`).digest('hex');
  const stampFile = join(into, '.custos-stamp');
  const upToDate = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (upToDate()) return;
  await alone(join(at, 'dist', '.lock-modules'), async () => {
    if (upToDate()) return; // somebody else did it while this one waited
    if (!sameAsInstalled(lock, into)) {
      say(existsSync(into) ? 'the dependencies have changed; installing them' : 'installing the dependencies (about half a minute)');
      await install();
    }
    writeFileSync(stampFile, stamp);
  });
}

/** True when npm's own record of what it unpacked already equals the lock, as after an `npm ci` by hand. */
function sameAsInstalled(lock, into) {
  try {
    const wanted = JSON.parse(lock.toString('utf8')).packages;
    const there = JSON.parse(readFileSync(join(into, '.package-lock.json'), 'utf8')).packages;
    const equal = (path) => there[path].version === wanted[path].version && there[path].integrity === wanted[path].integrity;
    return (
      Object.keys(there).every((path) => wanted[path] !== undefined && equal(path) && existsSync(join(into, '..', path))) &&
      Object.keys(wanted).every((path) => path === '' || wanted[path].optional === true || there[path] !== undefined)
    );
  } catch {
    return false;
  }
}

/** A program of an installed package, to be run by Node. */
export function programOf(path) {
  return join(modules, ...path.split('/'));
}
