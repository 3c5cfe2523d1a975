import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { attempt } from './child.mjs';
import { say } from './say.mjs';

/** Where a program is, by PATH and the places that a user's PATH often lacks; undefined when it is nowhere. */
export function whereIs(program) {
  const folders = [...(process.env.PATH || '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/bin'];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

/** True when packages of Debian (or a child of it) can be installed by this user. */
export function canInstallPackages() {
  return process.platform === 'linux' && typeof process.getuid === 'function' && process.getuid() === 0 && whereIs('apt-get') !== undefined;
}

let updated = false;

/**
 * Installs packages by apt-get.
 *
 * @param {readonly string[]} packages
 * @returns {Promise<string | undefined>} what apt said when it failed
 */
export async function installPackages(packages) {
  say(`installing ${packages.join(', ')} (apt-get)`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args, timeoutMs) => attempt('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120', ...args], { env, timeoutMs });
  if (!updated) {
    const update = await apt(['update'], 5 * 60 * 1000);
    if (update.code !== 0) return update.words.trim();
    updated = true;
  }
  const install = await apt(['install', '--no-install-recommends', ...packages], 15 * 60 * 1000);
  return install.code === 0 ? undefined : install.words.trim();
}
