import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PinVault, RotatingKeys } from '../../contract/ports.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import { syncFolder } from '../../keys/durable-file.ts';
import { createVerifier, generateSigner, signerFromSeed } from '../../keys/ed25519.ts';
import { openKeyFile, readKeyFile } from '../../keys/key-file.ts';
import { unwrapPrivateKey, wrapPrivateKey } from '../../keys/pin.ts';
import { usePlatformHash } from '../../keys/platform-hash.ts';
import { selfTestSigning } from '../../keys/self-test.ts';

/** Of a fresh set, by their names without an ending. */
const freshNames = ['fresh-transport', 'fresh-next-event', 'fresh-event'] as const;

/**
 * The station's keys, made on first use and kept in files that only the owner can read. Throws `KeyFileRefused` when
 * they lie open, and when signing does not pass its self-test.
 *
 * A rotation goes: key after the next one written, record of the rotation on disk, next key renamed over the event
 * key, key after it renamed to next. `eventKeyId` is the key that the station's own store says it signs by; files
 * that an end in the middle left behind that are brought up to it.
 */
export function openStationKeys(folder: string, eventKeyId?: string): RotatingKeys {
  selfTestSigning();
  usePlatformHash();
  const at = (name: string): string => join(folder, `${name}.json`);
  finishChange(at, eventKeyId);
  let event: Signer = openKeyFile(at('event'));
  let next: Signer = openKeyFile(at('next-event'));
  let transport: Signer = openKeyFile(at('transport'));
  const digestOf = (signer: Signer): string => hashText(sha256(signer.publicKey));
  const reopen = (): void => {
    finishChange(at, event.keyId);
    next = openKeyFile(at('next-event'));
    transport = openKeyFile(at('transport'));
  };
  return {
    get event() {
      return event;
    },
    get transport() {
      return transport;
    },
    get nextKeyDigest() {
      return digestOf(next);
    },
    verifier: createVerifier(),
    prepareNext: () => ({ next, nextKeyDigest: digestOf(openKeyFile(at('after-next-event'))) }),
    promoteNext() {
      // In memory first: whatever the disk does now, the old key signs nothing more.
      event = next;
      reopen();
    },
    prepareFresh(another = false) {
      if (another) for (const name of freshNames) rmSync(at(name), { force: true });
      return {
        event: openKeyFile(at('fresh-event')),
        transport: openKeyFile(at('fresh-transport')),
        nextKeyDigest: digestOf(openKeyFile(at('fresh-next-event'))),
      };
    },
    promoteFresh() {
      event = openKeyFile(at('fresh-event'));
      reopen();
    },
  };
}

/**
 * Takes up a change of keys whose record is in the store: by the next key, or by a fresh set. Each step is one
 * rename, the event key's last, and each looks first whether it was done.
 */
function finishChange(at: (name: string) => string, eventKeyId: string | undefined): void {
  const idOf = (name: string): string | undefined => (existsSync(at(name)) ? readKeyFile(at(name)).keyId : undefined);
  if (eventKeyId !== undefined && idOf('event') !== eventKeyId) {
    if (idOf('fresh-event') === eventKeyId) {
      for (const name of ['transport', 'next-event', 'event']) {
        if (existsSync(at(`fresh-${name}`))) moveFile(at(`fresh-${name}`), at(name));
      }
    } else if (idOf('next-event') === eventKeyId) moveFile(at('next-event'), at('event'));
  }
  if (existsSync(at('event')) && !existsSync(at('next-event')) && existsSync(at('after-next-event')))
    moveFile(at('after-next-event'), at('next-event'));
}

function moveFile(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(dirname(to));
}

/** People's keys under their PINs, by Argon2id and AES-256-GCM. */
export const pinVault: PinVault = {
  newKey() {
    const signer = generateSigner();
    return { signer, seed: signer.exportSeed() };
  },
  wrap: async (pin, seed) => JSON.stringify(await wrapPrivateKey(pin, seed)),
  async unwrap(pin, wrapped) {
    const opened = await unwrapPrivateKey(pin, parsed(wrapped));
    if (opened.kind === 'refused') return { kind: opened.code };
    return { kind: 'key', signer: signerFromSeed(opened.seed) };
  },
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what is no JSON is no wrapped key either
  }
}
