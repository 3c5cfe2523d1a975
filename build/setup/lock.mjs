import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say } from './say.mjs';

const lookEveryMs = 150;
const sayAfterMs = 2000;
/** Longer than the slowest set-up: a lock without an owner that is older than this was left behind. */
const ownerlessMs = 5000;

/**
 * Runs `work` while no other process runs it for the same folder: making a folder is atomic everywhere. A lock whose
 * owner has died is taken over.
 *
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(folder, work) {
  mkdirSync(dirname(folder), { recursive: true });
  const since = Date.now();
  let said = false;
  while (!take(folder)) {
    if (abandoned(folder)) removeAbandoned(folder);
    else await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    if (!said && Date.now() - since > sayAfterMs) {
      said = true;
      say('another run is setting things up; waiting for it');
    }
  }
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.on('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function take(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(folder, 'owner'), String(process.pid));
  return true;
}

/** Two waiters may see the same dead lock: renaming lets one of them win, and it removes only what it renamed. */
function removeAbandoned(folder) {
  const away = `${folder}.${process.pid}`;
  try {
    renameSync(folder, away);
    rmSync(away, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function abandoned(folder) {
  const owner = ownerOf(folder);
  if (owner !== undefined) return !isAlive(owner);
  try {
    return Date.now() - statSync(folder).mtimeMs > ownerlessMs;
  } catch {
    return false; // it went away by itself
  }
}

/** The process that holds the lock; undefined in the moment between making the folder and signing it. */
function ownerOf(folder) {
  try {
    return Number(readFileSync(join(folder, 'owner'), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH'; // another user's process is alive too
  }
}
