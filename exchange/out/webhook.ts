import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Event } from '../../domain/ledger/event.ts';

/*
 * Signed as Standard Webhooks has it (standardwebhooks.com): three headers, HMAC-SHA-256 over `id.timestamp.body`, so that
 * a receiver checks a delivery with a library that exists for its language.
 */

/** An event as the log has it (docs/schemas/event.schema.json), with its place there. Nothing sealed is in it. */
export interface DeliveredEvent {
  readonly index: number;
  readonly hash: string;
  readonly event: Event;
}

/** One delivery: events of the log from a position on. `next` is where the one after begins. */
export interface Delivery {
  readonly log: string;
  readonly position: number;
  readonly next: number;
  /** Raised when somebody asks for the same events again, so that a receiver that knows an id does not take it for a repetition. */
  readonly run: number;
  readonly events: readonly DeliveredEvent[];
}

/** The body as it is signed and sent; the same delivery has the same bytes at each attempt. */
export function deliveryBody(delivery: Delivery): string {
  return JSON.stringify({ type: 'custos.events', timestamp: delivery.events.at(-1)?.event.time.wall, data: delivery });
}

/** The id of a delivery: the same at each attempt, without a dot, as the signed text needs it. */
export function deliveryId({ log, position, next, run }: Delivery): string {
  return `msg_${createHash('sha256')
    .update(JSON.stringify([log, position, next, run]))
    .digest('hex')
    .slice(0, 32)}`;
}

export type WebhookHeaders = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>;

/**
 * The headers over an id, a time and a body. While a secret is being changed there is a signature for the old one and one
 * for the new one.
 *
 * @param timeS when this attempt is made, Unix seconds
 */
export function webhookHeaders(secrets: readonly Uint8Array[], id: string, timeS: number, body: string): WebhookHeaders {
  if (secrets.length === 0 || !secrets.every(isLongEnough)) throw new RangeError('a secret has 24 to 64 bytes');
  if (id.includes('.')) throw new RangeError('an id has no dot');
  const signatures = secrets.map((secret) => `v1,${mac(secret, id, timeS, body).toString('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': String(timeS), 'webhook-signature': signatures.join(' ') };
}

/** A secret as it is handed over: `whsec_` and 24 to 64 bytes in base64. Undefined for anything else. */
export function readWebhookSecret(text: string): Uint8Array | undefined {
  const [, coded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text.trim()) ?? [];
  const secret = coded === undefined ? undefined : Uint8Array.from(Buffer.from(coded, 'base64'));
  return secret !== undefined && isLongEnough(secret) ? secret : undefined;
}

export type WebhookVerdict = 'good' | 'malformed' | 'too_old' | 'from_the_future' | 'bad_signature';

/**
 * What a receiver does. Compares in constant time and looks at the clock last: a wrong signature says nothing about time.
 * Signatures of versions that are not known are passed over.
 *
 * @param toleranceS how old an attempt may be; a repeated one within it is told by its id
 */
export function verifyWebhook(
  secrets: readonly Uint8Array[],
  headers: WebhookHeaders,
  body: string,
  nowS: number,
  toleranceS = 300,
): WebhookVerdict {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures } = headers;
  if (id === '' || !/^\d{1,12}$/.test(time)) return 'malformed';
  const given = signatures
    .split(' ')
    .flatMap((each) => (/^v1,[A-Za-z0-9+/]{43}=$/.test(each) ? [Buffer.from(each.slice(3), 'base64')] : []));
  if (given.length === 0) return 'malformed';
  const timeS = Number(time);
  let isGood = false;
  for (const secret of secrets) {
    const expected = mac(secret, id, timeS, body);
    for (const one of given) isGood = timingSafeEqual(expected, one) || isGood;
  }
  if (!isGood) return 'bad_signature';
  if (nowS - timeS > toleranceS) return 'too_old';
  return timeS - nowS > toleranceS ? 'from_the_future' : 'good';
}

function isLongEnough({ length }: Uint8Array): boolean {
  return length >= 24 && length <= 64;
}

function mac(secret: Uint8Array, id: string, timeS: number, body: string): Buffer {
  return createHmac('sha256', secret).update(`${id}.${timeS}.`).update(body, 'utf8').digest();
}
