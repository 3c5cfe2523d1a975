import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { fromBase64url, toBase64url } from '../domain/bytes.ts';
import { replaceFile } from './durable-file.ts';
import type { KeptSigner } from './ed25519.ts';
import { generateSigner, signerFromSeed } from './ed25519.ts';

const keyFile = z.strictObject({ custos_key: z.literal(1), alg: z.literal('ed25519'), keyid: z.string(), seed: z.string() });

/** Why a key file cannot be used. The message names the file and what to do. */
export class KeyFileRefused extends Error {
  readonly code: 'open_to_others' | 'malformed' | 'exists' | 'missing';
  constructor(code: KeyFileRefused['code'], message: string) {
    super(message);
    this.name = 'KeyFileRefused';
    this.code = code;
  }
}

/**
 * Writes a private key to disk: mode 0600, atomic, flushed. Never overwrites a key. The file is plain: whoever can
 * read it as this user, or holds the disk, has the key. On Windows and macOS it is a plain file as well, with the
 * rights that its folder gives it; the systems' key stores are not used yet.
 */
export function writeKeyFile(path: string, signer: KeptSigner): void {
  if (existsSync(path)) throw new KeyFileRefused('exists', `${path} holds a key already; it is kept as it is.`);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const content = { custos_key: 1, alg: 'ed25519', keyid: signer.keyId, seed: toBase64url(signer.exportSeed()) };
  replaceFile(path, `${JSON.stringify(content)}\n`, 0o600);
}

/** Reads a private key. On POSIX a file that its group or others may read is refused: the key may be known to them. */
export function readKeyFile(path: string): KeptSigner {
  if (!existsSync(path)) throw new KeyFileRefused('missing', `${path} is not there.`);
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new KeyFileRefused(
      'open_to_others',
      `${path} can be read by other users of this machine. Replace the key, or set the file's mode to 0600 if nobody else was here.`,
    );
  }
  const seed = seedOf(readFileSync(path, 'utf8'));
  if (seed === undefined) throw new KeyFileRefused('malformed', `${path} is not a key file, or it is damaged. Restore it from a backup.`);
  return seed;
}

/** The key of this path, made on first use. */
export function openKeyFile(path: string, make: () => KeptSigner = generateSigner): KeptSigner {
  if (!existsSync(path)) writeKeyFile(path, make());
  return readKeyFile(path);
}

function seedOf(text: string): KeptSigner | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = keyFile.safeParse(value);
  const seed = read.success ? fromBase64url(read.data.seed) : undefined;
  if (!read.success || seed?.length !== 32) return undefined;
  const signer = signerFromSeed(seed);
  return signer.keyId === read.data.keyid ? signer : undefined;
}
