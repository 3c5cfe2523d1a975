import { z } from 'zod';
import { hashPattern } from '../domain/ledger/hash.ts';
import { stationPattern } from '../domain/ledger/ids.ts';
import { pushHeader } from './registry.ts';

/*
 * A bundle: the lines of pushes, or the answers to them, in a gzip file for a station without a network
 * (docs/registry-protocol.md, Bundles). NDJSON; each line below, and after a `push` line its `count` push lines.
 */

export const bundleLimits = {
  /** The file, and what it unpacks to, in bytes. */
  fileBytes: 64 * 1024 * 1024,
  plainBytes: 128 * 1024 * 1024,
  /** Events and wanted proofs in one bundle. */
  events: 20_000,
  proofs: 5_000,
} as const;

const hash = z.string().regex(hashPattern);

/** First line. `sha256` is over every byte after it. */
export const bundleHead = z.strictObject({
  bundle: z.literal(1),
  kind: z.enum(['carry', 'answer']),
  reg: z.string().min(1).max(200),
  /** Who wrote the events; an answer is for the same station. */
  from: z.string().regex(stationPattern),
  /** Unix ms as the maker's clock showed it. */
  made: z.int().min(0),
  sha256: hash,
});
export type BundleHead = z.infer<typeof bundleHead>;

/** What the station still needs of the log: from the tree it knows to the newest one, and these proofs. */
export const bundleWant = z.strictObject({
  log: z.string().min(1).max(220),
  size: z.int().min(0),
  proofs: z.array(hash).max(bundleLimits.proofs),
});
export type BundleWant = z.infer<typeof bundleWant>;

export const carryLine = z.union([z.strictObject({ push: pushHeader }), z.strictObject({ want: bundleWant })]);

/** One answer of the registry as it came: to a push (`push` is its header), or to a GET of `path`. */
export const answerLine = z.union([
  z.strictObject({ push: pushHeader, status: z.int(), body: z.base64() }),
  z.strictObject({ path: z.string().min(1).max(500), status: z.int(), body: z.base64() }),
]);
export type AnswerLine = z.infer<typeof answerLine>;
