import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FeedEvent } from './feed-event.ts';

/** Name of the header that carries the signature. */
export const signatureHeader = 'custos-signature';

/** One delivery: events of the log from a position on. `next` is where the one after begins; asking from any position again gives the same. */
export interface Delivery {
  readonly log: string;
  readonly position: number;
  readonly next: number;
  readonly events: readonly (FeedEvent & { readonly index: number })[];
}

/** The body as it is signed and sent. */
export function deliveryBody(delivery: Delivery): string {
  return JSON.stringify(delivery);
}

/**
 * The header over a time and a body: `t=UNIX_SECONDS,v1=HEX`, HMAC-SHA-256 over `t.body`. While a secret is being changed
 * there is a `v1` for the old one and one for the new one.
 */
export function signWebhook(secrets: readonly Uint8Array[], timeS: number, body: string): string {
  if (secrets.length === 0 || secrets.some((secret) => secret.length < leastSecretBytes))
    throw new RangeError('a secret has at least 32 bytes');
  return [`t=${timeS}`, ...secrets.map((secret) => `v1=${mac(secret, timeS, body).toString('hex')}`)].join(',');
}

export type WebhookVerdict = 'good' | 'malformed' | 'too_old' | 'from_the_future' | 'bad_signature';

/**
 * What a receiver does. Compares in constant time and looks at the clock last: a wrong signature says nothing about time.
 *
 * @param toleranceS how old a delivery may be; a repeated one within it is told by its position
 */
export function verifyWebhook(
  secrets: readonly Uint8Array[],
  header: string,
  body: string,
  nowS: number,
  toleranceS = 300,
): WebhookVerdict {
  const match = /^t=(\d{1,12})((?:,v1=[0-9a-f]{64}){1,4})$/.exec(header);
  if (match === null) return 'malformed';
  const timeS = Number(match[1]);
  const given = (match[2] ?? '').split(',v1=').slice(1);
  let isGood = false;
  for (const secret of secrets) {
    const expected = mac(secret, timeS, body);
    for (const one of given) isGood = timingSafeEqual(expected, Buffer.from(one, 'hex')) || isGood;
  }
  if (!isGood) return 'bad_signature';
  if (nowS - timeS > toleranceS) return 'too_old';
  return timeS - nowS > toleranceS ? 'from_the_future' : 'good';
}

const leastSecretBytes = 32;

function mac(secret: Uint8Array, timeS: number, body: string): Buffer {
  return createHmac('sha256', secret).update(`${timeS}.`).update(body, 'utf8').digest();
}
