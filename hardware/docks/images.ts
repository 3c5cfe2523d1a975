import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Bay } from '../../contract/helper.ts';
import { openPlain, placeOf } from '../transport/plain.ts';
import type { OpenDrive } from '../transport/transport.ts';
import { TransportError } from '../transport/transport.ts';
import type { ImageTarget, ImageVerdict } from './image-guard.ts';
import { guardImage } from './image-guard.ts';

const longestPort = 200;

/** The port of an image: the path that was asked for, or a hash of it when it is too long for a port. */
export function imagePort(path: string): string {
  const port = `image:${path}`;
  return port.length <= longestPort ? port : `image:${hash(path)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The name given to a target that has none of its own. The serial is `IMG` and 12 base32 characters (60 bits) of a
 * hash over where it is (device and inode, or device number) and how long it is.
 */
export function assignedName(target: ImageTarget): { readonly model: string; readonly serial: string } {
  let bits = createHash('sha256').update(`${target.what}\n${target.place}\n${target.sizeBytes}`).digest().readBigUInt64BE() >> 4n;
  let text = '';
  for (let i = 0; i < 12; i++) {
    text = (base32[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return { model: target.what === 'file' ? 'Disk image' : 'Loop device', serial: `IMG${text}` };
}

/** Independent of the guard's verdict: the same file stays the same when a mount comes or goes. */
function presenceOf(stat: Stats): string {
  const attachment = stat.isBlockDevice() ? diskSequence(stat.rdev) : '';
  return hash(`${placeOf(stat)}\n${stat.size}\n${attachment}`);
}

/** The kernel's number of this attachment; empty where it gives none. Loop devices have small numbers, so their dev_t is plain. */
function diskSequence(rdev: number): string {
  try {
    return readFileSync(`/sys/dev/block/${Math.floor(rdev / 256)}:${rdev % 256}/diskseq`, 'utf8').trim();
  } catch {
    return '';
  }
}

/** One bay for each path, guarded ones with the reason. A path that is not there is an empty bay. */
export function lookAtImages(paths: readonly string[]): Promise<readonly Bay[]> {
  return Promise.all(paths.map(bayOf));
}

async function bayOf(path: string): Promise<Bay> {
  const verdict = await guardImage(path, { probe: false });
  const stat = statSync(path, { throwIfNoEntry: false });
  const base = {
    port: imagePort(path),
    name: basename(path).slice(0, 60),
    dock: stat?.isBlockDevice() === true ? 'loop device' : 'disk image',
    virtual: false,
    occupied: stat !== undefined && !isMissing(verdict),
    presence: stat === undefined || isMissing(verdict) ? 'empty' : presenceOf(stat),
  };
  return verdict.kind === 'allowed' || isMissing(verdict) ? base : { ...base, guarded: verdict.detail.slice(0, 200) };
}

function isMissing(verdict: ImageVerdict): boolean {
  return verdict.kind === 'refused' && verdict.why === 'missing';
}

/**
 * Guards, opens for this program alone, and guards once more: a mount could have slipped in between. Throws
 * TransportError: `gone` when missing, `busy` when in use, else `not_permitted` with the guard's words.
 */
export async function openImage(path: string): Promise<OpenDrive> {
  const target = allowed(await guardImage(path, { probe: false }));
  const stat = statSync(target.path, { throwIfNoEntry: false });
  if (stat === undefined) throw new TransportError('gone', `${path} is not there`);
  const open = await openPlain({ path: target.path, kind: target.what, presence: presenceOf(stat), place: target.place });
  try {
    if (allowed(await guardImage(path, { probe: false })).place !== target.place)
      throw new TransportError('gone', `${path} is another file now`);
  } catch (error) {
    await open.close();
    throw error;
  }
  return { ...open, assigned: assignedName(target) };
}

function allowed(verdict: ImageVerdict): ImageTarget {
  if (verdict.kind === 'allowed') return verdict;
  const code = verdict.why === 'missing' ? 'gone' : verdict.why === 'in_use' ? 'busy' : 'not_permitted';
  throw new TransportError(code, verdict.detail);
}

/** Images and loop devices as one dock: only the paths that were named can be opened. */
export function imageDock(paths: readonly string[]): { bays(): Promise<readonly Bay[]>; openDrive(port: string): Promise<OpenDrive> } {
  const byPort = new Map(paths.map((path) => [imagePort(path), path]));
  return {
    bays: () => lookAtImages([...byPort.values()]),
    openDrive: async (port) => {
      const path = byPort.get(port);
      if (path === undefined) throw new TransportError('gone', `${port} is no image`);
      return openImage(path);
    },
  };
}
