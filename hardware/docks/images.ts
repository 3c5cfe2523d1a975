import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Bay } from '../../contract/helper.ts';
import type { DriveIdentity } from '../../domain/drive/identity.ts';
import { openPlain } from '../transport/plain.ts';
import type { OpenDrive } from '../transport/transport.ts';
import { TransportError } from '../transport/transport.ts';
import type { ImageTarget } from './image-guard.ts';
import { guardImage } from './image-guard.ts';

/** Ports of images begin with it; the path that was asked for follows. */
const portPrefix = 'image:';

export function imagePort(path: string): string {
  return `${portPrefix}${path}`;
}

function pathOf(port: string): string | undefined {
  return port.startsWith(portPrefix) ? port.slice(portPrefix.length) : undefined;
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 12 base32 characters (60 bits) of a hash over where the target is and how long it is. */
function assignedSerial(target: ImageTarget): string {
  const hash = createHash('sha256').update(`${target.what}\n${target.place}\n${target.sizeBytes}`).digest();
  let bits = hash.readBigUInt64BE() >> 4n;
  let text = '';
  for (let i = 0; i < 12; i++) {
    text = (base32[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return `IMG${text}`;
}

/** The identity given to a target that has none of its own. */
export function identityOfImage(target: ImageTarget): DriveIdentity {
  return {
    interface: 'image',
    media: 'image',
    model: target.what === 'file' ? 'Disk image' : 'Loop device',
    serial: assignedSerial(target),
    firmware: '',
    serial_source: 'assigned',
    capacity_bytes: target.sizeBytes,
    native_bytes: target.sizeBytes,
    block_bytes: target.blockBytes,
  };
}

function presenceOf(target: ImageTarget): string {
  return createHash('sha256').update(`${target.path}\n${target.place}\n${target.sizeBytes}`).digest('hex').slice(0, 16);
}

/** One bay for each path, guarded ones with the reason. A path that is not there is an empty bay. */
export function lookAtImages(paths: readonly string[]): Promise<readonly Bay[]> {
  return Promise.all(paths.map(bayOf));
}

async function bayOf(path: string): Promise<Bay> {
  const base = { port: imagePort(path).slice(0, 200), name: path.split('/').at(-1)?.slice(0, 60) ?? 'image', virtual: false };
  const verdict = await guardImage(path);
  if (verdict.kind === 'allowed') return { ...base, dock: verdict.what === 'file' ? 'disk image' : 'loop device', occupied: true, presence: presenceOf(verdict) };
  if (verdict.why === 'missing') return { ...base, dock: 'disk image', occupied: false, presence: 'empty' };
  // A guard changes no presence: the same file stays the same when a mount comes or goes.
  const stat = statSync(path, { throwIfNoEntry: false });
  const presence = stat === undefined ? 'empty' : createHash('sha256').update(`${stat.dev}:${stat.ino}:${stat.size}`).digest('hex').slice(0, 16);
  return { ...base, dock: 'disk image', occupied: stat !== undefined, guarded: verdict.detail.slice(0, 200), presence };
}

/** An image opened for a job, with the identity it was given. */
export interface OpenImage extends OpenDrive {
  readonly identity: DriveIdentity;
}

/** Repeats the guard, then opens. Throws TransportError: `gone` when missing, `busy` when in use, else `not_permitted` with the guard's words. */
export async function openImage(port: string): Promise<OpenImage> {
  const path = pathOf(port);
  if (path === undefined) throw new TransportError('gone', `${port} is no image`);
  const verdict = await guardImage(path);
  if (verdict.kind === 'refused') {
    const code = verdict.why === 'missing' ? 'gone' : verdict.why === 'in_use' ? 'busy' : 'not_permitted';
    throw new TransportError(code, verdict.detail);
  }
  const open = await openPlain({ path: verdict.path, kind: verdict.what, presence: presenceOf(verdict) });
  return { ...open, identity: identityOfImage(verdict) };
}
