import { existsSync } from 'node:fs';
import { dirname, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt, follow } from './child.mjs';
import { alone } from './lock.mjs';
import { npm } from './npm.mjs';
import { carriedNode, root } from './places.mjs';
import { Trouble, say } from './say.mjs';

/** The oldest Node that every part runs on: the SQLite binding ends an older one with a crash, not with an error. */
const neededMajor = 24;

/** @param {string} version such as `24.21.0` */
export function isEnough(version) {
  return Number(version.split('.')[0]) >= neededMajor;
}

/**
 * Sees to it that the rest runs on Node 24 or newer. Where this one is older, the Node in tools/node is installed and
 * runs the same command again.
 *
 * @param {string} self URL of the script to run again
 * @returns {Promise<number | undefined>} the exit code of the second run, or undefined when this Node will do
 */
export async function ensureNode(self) {
  if (isEnough(process.versions.node)) return undefined;
  const wanted = `Custos needs Node ${neededMajor} or newer; this is ${process.version}.`;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Trouble(`${wanted} Install it from https://nodejs.org and run the command again.`);
  }
  await ensureCarriedNode();
  const works = await attempt(carriedNode, ['-p', 'process.versions.node'], { timeoutMs: 30000 });
  if (works.code !== 0 || !isEnough(works.words.trim())) {
    throw new Trouble(
      `${wanted} The one in tools/node does not run on this system. Install Node ${neededMajor} yourself and run the command again.`,
    );
  }
  return follow(carriedNode, [fileURLToPath(self), ...process.argv.slice(2)], {
    env: {
      ...process.env,
      PATH: `${dirname(carriedNode)}${delimiter}${process.env.PATH || ''}`,
      CUSTOS_FOLLOWS: String(process.pid),
    },
  });
}

/** Installs the Node in tools/node where it is missing. Linux x64 only. */
export async function ensureCarriedNode() {
  if (!existsSync(carriedNode)) await alone(join(root, 'dist', '.lock-node'), installNode);
}

async function installNode() {
  if (existsSync(carriedNode)) return;
  say(`installing Node ${neededMajor} into tools/node (this one is ${process.version})`);
  await npm(['ci', '--prefix', join(root, 'tools', 'node'), '--ignore-scripts'], join(root, 'tools', 'node'), 'Node');
}
