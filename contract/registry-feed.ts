import { z } from 'zod';
import { hashPattern } from '../domain/ledger/hash.ts';
import { subjectPattern } from '../domain/ledger/ids.ts';
import { sealedValue } from './registry.ts';

/*
 * What the registry tells a station that follows it. An answer is NDJSON: one line an entry, in the order of the log,
 * and a last line that says how far it went.
 */

const index = z.int().min(-1).max(Number.MAX_SAFE_INTEGER);
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

export const feedLimits = {
  /** Entries in one answer. */
  entries: 500,
  /** How long a question may wait for something new, in seconds. */
  waitSeconds: 25,
  /** Lines of one answer before any content coding, in bytes; the last one may go beyond it. */
  answerBytes: 2 * 1024 * 1024,
  /** Events of a subject in one answer. */
  subjectEvents: 200,
  /** Subjects that one station may watch. */
  watches: 10_000,
} as const;

/** Attachments, in bytes. */
export const blobLimits = { partBytes: 8 * 1024 * 1024, blobBytes: 256 * 1024 * 1024 } as const;

export const feedLine = z.strictObject({
  /** Log index. */
  i: count,
  /** Opened by `domain/ledger/entry.ts`, as any entry. */
  entry: z.unknown(),
  /** Only to stations of the author's own site. */
  private: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/), sealedValue).optional(),
});
export type FeedLine = z.infer<typeof feedLine>;

export const feedEnd = z.strictObject({
  /** Log index that was looked at last; the next question's `after`. It moves on without hits. */
  next: index,
  /** Entries under the checkpoint below: nothing beyond it is told. */
  size: count,
  /** Signed note; absent while nothing is signed. */
  checkpoint: z.string().max(65_536).optional(),
  /** There is more now: ask again at once. */
  more: z.boolean(),
  /** Subjects that came into view in these lines and have a past: ask for their history. */
  subjects: z.array(z.string().regex(subjectPattern)).max(feedLimits.entries),
});
export type FeedEnd = z.infer<typeof feedEnd>;

/** Last line of a subject's history. */
export const subjectEnd = z.strictObject({
  next: index,
  size: count,
  checkpoint: z.string().max(65_536).optional(),
  more: z.boolean(),
  /** Events of this subject under the checkpoint. */
  count,
  /** Hash of the newest event that moved or ended its custody. */
  custody: z.string().regex(hashPattern).optional(),
});
export type SubjectEnd = z.infer<typeof subjectEnd>;

export const watchAnswer = z.strictObject({ subject: z.string().regex(subjectPattern), watched: z.boolean(), count });
export type WatchAnswer = z.infer<typeof watchAnswer>;

/** A part of an attachment was taken: so much of it is here now. */
export const blobAnswer = z.strictObject({ have: count, stored: z.boolean() });
