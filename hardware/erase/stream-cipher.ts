import { createCipheriv } from 'node:crypto';
import koffi from 'koffi';

/** AES-256-CTR that begins at one counter block (16 bytes) and puts the cipher text of each run of bytes where it is wanted. */
export type StreamCipher = (key: Uint8Array, counter: Uint8Array) => (from: Uint8Array, into: Uint8Array) => void;

/** By node:crypto. It has no encrypt-into: each run is a new buffer, copied. */
export const nodeCipher: StreamCipher = (key, counter) => {
  const cipher = createCipheriv('aes-256-ctr', key, counter);
  return (from, into) => {
    into.set(cipher.update(from));
  };
};

let fastest: StreamCipher | undefined;

/**
 * The fastest cipher here that is right: OpenSSL's EVP as this Node carries and exports it, which writes straight into
 * our memory, and does a third of the work; else node:crypto. Both give the same bytes, which is checked before the first use.
 */
export function fastestCipher(): StreamCipher {
  fastest ??= checked(openSslCipher()) ?? nodeCipher;
  return fastest;
}

interface Evp {
  readonly aes256ctr: () => unknown;
  readonly newContext: () => unknown;
  readonly begin: (context: unknown, cipher: unknown, engine: null, key: Uint8Array, counter: Uint8Array) => number;
  readonly update: (context: unknown, into: Uint8Array, length: Int32Array, from: Uint8Array, fromLength: number) => number;
}

/** Undefined where the running program exports no OpenSSL: then nothing but node:crypto reaches it. */
export function openSslCipher(): StreamCipher | undefined {
  const evp = loadEvp();
  if (evp === undefined) return undefined;
  const cipher = evp.aes256ctr();
  // One context for this thread, begun anew for each use; it lives as long as the process.
  const context = evp.newContext();
  const length = new Int32Array(1);
  let owner: symbol | undefined;
  return (key, counter) => {
    if (key.length !== 32 || counter.length !== 16) throw new RangeError('AES-256-CTR takes 32 bytes of key and 16 of counter');
    if (evp.begin(context, cipher, null, key, counter) !== 1) throw new Error('OpenSSL did not begin AES-256-CTR');
    const mine = Symbol('use');
    owner = mine;
    return (from, into) => {
      if (owner !== mine) throw new Error('this use of the cipher has ended: another one has begun');
      if (from.length !== into.length) throw new RangeError('as many bytes go in as come out');
      if (evp.update(context, into, length, from, from.length) !== 1 || length[0] !== from.length)
        throw new Error('OpenSSL did not encrypt');
    };
  };
}

function loadEvp(): Evp | undefined {
  try {
    const library = koffi.load(null);
    // The prototypes below are the types of the results: koffi itself cannot tell them to the compiler.
    return {
      aes256ctr: library.func('const void *EVP_aes_256_ctr()') as Evp['aes256ctr'],
      newContext: library.func('void *EVP_CIPHER_CTX_new()') as Evp['newContext'],
      begin: library.func(
        'int EVP_EncryptInit_ex(void *context, const void *cipher, void *engine, const void *key, const void *counter)',
      ) as Evp['begin'],
      update: library.func(
        'int EVP_EncryptUpdate(void *context, void *into, void *length, const void *from, int fromLength)',
      ) as Evp['update'],
    };
  } catch {
    return undefined;
  }
}

/** A cipher of which a few blocks are the same as node:crypto's, in two runs and across a carry of the counter; undefined for any other. */
function checked(cipher: StreamCipher | undefined): StreamCipher | undefined {
  if (cipher === undefined) return undefined;
  const key = Uint8Array.from({ length: 32 }, (_, i) => i);
  const counter = Uint8Array.from({ length: 16 }, (_, i) => (i < 8 ? 0 : 0xff));
  const from = Uint8Array.from({ length: 333 }, (_, i) => i & 0xff);
  const run = (one: StreamCipher): Buffer => {
    const into = Buffer.alloc(from.length);
    const encrypt = one(key, counter);
    encrypt(from.subarray(0, 100), into.subarray(0, 100));
    encrypt(from.subarray(100), into.subarray(100));
    return into;
  };
  return run(cipher).equals(run(nodeCipher)) ? cipher : undefined;
}
