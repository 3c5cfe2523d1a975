import { z } from 'zod';
import { readControlFact } from '../../domain/facts/control.ts';
import { verifyIndexed } from '../../domain/ledger/drive-index.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { hashPattern, readHash } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { BundleFiles } from '../bundle.ts';
import { namesUnder, Stopped, textOf } from './bundle-read.ts';
import type { Finding } from './report.ts';
import { altered, incomplete } from './report.ts';

const count = z.int().min(0);
const hashes = z.array(z.string().regex(hashPattern)).max(64);

/** `index/<drive>.json`: see `domain/ledger/drive-index.ts`. */
export const indexClaim = z.strictObject({
  v: z.literal(1),
  /** Entries that the index counts. */
  size: count,
  subject: z.string().regex(/^d1_[0-9a-f]{32}$/),
  events: z.int().min(1),
  newest: z.string().regex(hashPattern),
  position: count,
  drives: z.int().min(1),
  path: hashes,
  parts: hashes,
});

/** A drive of which the bundle holds everything that the log had when it was so long. */
export interface Whole {
  readonly subject: string;
  readonly size: number;
  readonly events: number;
}

/**
 * Holds the events of a bundle against the registry's own index of drives: as many about each drive as the log had, none
 * left out, the newest the same.
 */
export function indexFindings(
  files: BundleFiles,
  entries: readonly Entry[],
  indexes: Readonly<Record<string, number>>,
): { readonly whole: readonly Whole[]; readonly findings: readonly Finding[] } {
  const whole: Whole[] = [];
  const findings: Finding[] = [];
  for (const name of namesUnder(files, 'index/')) {
    const claim = read(files, name);
    const finding = claimFinding(name, claim, entries, indexes);
    if (finding === undefined) whole.push({ subject: claim.subject, size: claim.size, events: claim.events });
    else findings.push(finding);
  }
  return { whole, findings };
}

type Claim = z.infer<typeof indexClaim>;

function read(files: BundleFiles, name: string): Claim {
  try {
    return indexClaim.parse(JSON.parse(textOf(files, name)));
  } catch (cause) {
    if (cause instanceof Stopped) throw cause;
    throw new Stopped(altered('bad_index', name, 'The place of a drive in the index cannot be read.'));
  }
}

function claimFinding(
  name: string,
  claim: Claim,
  entries: readonly Entry[],
  indexes: Readonly<Record<string, number>>,
): Finding | undefined {
  if (name !== `index/${claim.subject}.json`) return altered('wrong_name', name, 'The index speaks of another drive than its name says.');
  const root = rootTold(entries, claim.size);
  if (root === undefined)
    return incomplete('index_untold', name, `No event of the registry tells an index of the first ${claim.size} entries.`);
  if (!verifyIndexed(claim, readHash(root) ?? new Uint8Array()))
    return altered('wrong_index', name, 'The registry’s index does not say this of the drive.');
  const own = entries
    .map(({ event, hash }) => ({ subject: event.subject, hash, at: indexes[hash] ?? Number.MAX_SAFE_INTEGER }))
    .filter(({ subject, at }) => subject === claim.subject && at < claim.size)
    .toSorted((left, right) => left.at - right.at);
  if (own.length < claim.events)
    return incomplete(
      'events_left_out',
      name,
      `The first ${claim.size} entries of the log hold ${claim.events} events about this drive, and ${own.length} of them are here.`,
    );
  if (own.length > claim.events || own.at(-1)?.hash !== claim.newest)
    return altered('index_differs', name, 'The log holds other events about this drive than the registry’s own index says.');
  return undefined;
}

function rootTold(entries: readonly Entry[], size: number): string | undefined {
  for (const { event } of entries) {
    if (event.station !== controlStation || event.type !== 'index.root') continue;
    const fact = readControlFact(event.type, event.body);
    if (fact?.type === 'index.root' && fact.body.size === size) return fact.body.root;
  }
  return undefined;
}
