import { z } from 'zod';
import type { Bytes } from '../bytes.ts';
import { canonicalBytes, profileFault } from './canonical.ts';
import { hashPattern, hashText, namedHash } from './hash.ts';
import { registryPattern, stationPattern, subjectPattern, technicianPattern } from './ids.ts';

const hash = z.string().regex(hashPattern);
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** When an event happened, as far as the station can tell (registry protocol, section 6). `wall` is a claim, never a judge. */
export const eventTime = z.strictObject({
  /** RFC 3339, UTC, with milliseconds, as the machine's clock showed it. */
  wall: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  /** Hybrid logical clock: 48-bit ms and 16-bit counter in hex. */
  hlc: z.string().regex(/^[0-9a-f]{16}$/),
  /** Changes with every start of the machine or process. */
  boot: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  /** Milliseconds since `boot` began. */
  mono: count,
  src: z.enum(['registry', 'ntp', 'none']),
  /** Milliseconds to add to `wall`, by the last exchange; 0 with `src` none. */
  off: z.int(),
  /** Seconds since that exchange; 0 with `src` none. */
  age: count,
});
export type EventTime = z.infer<typeof eventTime>;

export const attachment = z.strictObject({
  name: z.string().min(1).max(200),
  media: z.string().min(1).max(100),
  size: count,
  /** Of the blob as stored. */
  sha256: hash,
});
export type Attachment = z.infer<typeof attachment>;

/** The signed object. Exactly these members: an unknown one is refused while `v` is 1. */
export const eventSchema = z.strictObject({
  v: z.literal(1),
  /** Registry name; stops replay into another registry. */
  reg: z.string().max(200).regex(registryPattern),
  station: z.string().regex(stationPattern),
  /** Life of the chain; a new one only by grant. */
  epoch: z.int().min(1),
  /** Contiguous from 1 in the epoch. */
  seq: z.int().min(1),
  /** Hash of the event before, or for `seq` 1 of the control event that opened the epoch. */
  prev: hash,
  type: z
    .string()
    .max(80)
    .regex(/^[a-z]+(\.[a-z_]+){1,3}$/),
  subject: z.string().regex(subjectPattern).optional(),
  deps: z.array(hash).max(8),
  time: eventTime,
  /** Newest checkpoint this station has verified; size 0 and the hash of nothing at first. */
  seen: z.strictObject({ size: count, root: hash }),
  actor: z.string().regex(technicianPattern).optional(),
  witness: z.string().regex(technicianPattern).optional(),
  /** Facts of the type; no personal data. Held to its own schema by `domain/facts`, not here: log first, judge later. */
  body: z.record(z.string(), z.unknown()),
  /** Field name to commitment. */
  sealed: z.record(z.string(), hash).optional(),
  att: z.array(attachment).max(16).optional(),
});
export type Event = z.infer<typeof eventSchema>;

/** Largest canonical event in bytes. */
export const maxEventBytes = 12_288;

/** The `seen` of a station that has verified no checkpoint yet: size 0 and SHA-256 of nothing. */
export const nothingSeen = { size: 0, root: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU' } as const;

export type EventFault = 'bad_profile' | 'bad_event' | 'too_large';

export type ReadEvent =
  | { readonly kind: 'event'; readonly event: Event; readonly bytes: Bytes }
  | { readonly kind: 'refused'; readonly code: EventFault; readonly detail: string };

/** Takes any value to an event and its canonical bytes, or says why it is none. */
export function readEvent(value: unknown): ReadEvent {
  const fault = profileFault(value);
  if (fault !== undefined) return { kind: 'refused', code: 'bad_profile', detail: fault };
  const parsed = eventSchema.safeParse(value);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    return { kind: 'refused', code: 'bad_event', detail: where === '' ? 'members' : where };
  }
  // The schema changes nothing; what was canonical when it came still has its members in order here.
  const bytes = canonicalBytes(value);
  if (bytes.length > maxEventBytes) return { kind: 'refused', code: 'too_large', detail: `${bytes.length} bytes` };
  return { kind: 'event', event: parsed.data, bytes };
}

/** The event's id everywhere: SHA-256 under `custody-event/v1` of its canonical bytes. */
export function hashOfEventBytes(canonicalEvent: Bytes): string {
  return hashText(namedHash('custody-event/v1', canonicalEvent));
}

/** `hashOfEventBytes` of an event that is known to fit the schema. */
export function eventHash(event: Event): string {
  return hashOfEventBytes(canonicalBytes(event));
}
