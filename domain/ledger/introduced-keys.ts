import type { Bytes } from '../bytes.ts';
import type { Event } from './event.ts';
import { readHash } from './hash.ts';
import { isSoundPublicKey, keyId } from './signing.ts';

/**
 * A public key that an event brings into the log. A session key counts for events of its own station only; a
 * person's long-lived key counts everywhere.
 */
export interface IntroducedKey {
  readonly keyId: string;
  readonly publicKey: Bytes;
  readonly use: 'person' | 'session';
}

/**
 * The keys that an event introduces. They count from this very event on, so that the holder can sign along and
 * prove to hold the key; the station's own signature still comes first and answers for it.
 */
export function introducedKeys(event: Pick<Event, 'type' | 'body'>): readonly IntroducedKey[] {
  switch (event.type) {
    case 'person.enrolled':
      return keyFrom(event.body['key'], 'person');
    case 'session.opened':
      return keyFrom(event.body['session_key'], 'session');
    default:
      return [];
  }
}

function keyFrom(text: unknown, use: IntroducedKey['use']): readonly IntroducedKey[] {
  const publicKey = typeof text === 'string' ? readHash(text) : undefined;
  if (publicKey === undefined || !isSoundPublicKey(publicKey)) return [];
  return [{ keyId: keyId(publicKey), publicKey, use }];
}
