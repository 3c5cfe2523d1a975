import { z } from 'zod';
import { hashPattern } from '../ledger/hash.ts';
import { personId } from '../people/roles.ts';
import { releaseWay } from './holds.ts';
import { lotReturnFacts, lotReturnSealed } from './returns.ts';

/**
 * The facts about what drives lie in and what they leave in: containers with seals, lots, and counts. Their subject is
 * the container or the lot (`c1_`). Names of places are no personal data; consignees and references are sealed.
 */

const hash = z.string().regex(hashPattern);
const driveRef = z.string().regex(/^d1_[0-9a-f]{32}$/);
export const containerRef = z.string().regex(/^c1_[0-9a-f]{32}$/);
const itemRef = z.string().regex(/^[dc]1_[0-9a-f]{32}$/);
const name = z.string().min(1).max(60);
/** As printed on the seal. */
const seal = z.string().min(1).max(40);
const count = z.int().min(0).max(100_000);
const shortId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

export const containerKind = z.enum(['bin', 'cage', 'shelf', 'server', 'laptop', 'box', 'pallet']);
export type ContainerKind = z.infer<typeof containerKind>;
/** Where the drives of a lot go together: back to their maker, to a vendor, or into the shredder. */
export const lotKind = z.enum(['rma', 'vendor', 'destruction']);
export type LotKind = z.infer<typeof lotKind>;

export const excuseGround = z.enum(['witnessed_here', 'vendor_cannot_tell', 'answered_otherwise', 'lost', 'other']);
export type ExcuseGround = z.infer<typeof excuseGround>;

const grams = z.int().min(0).max(100_000_000);
export const weightGround = z.enum(['parts_taken_out', 'packaging_weighed', 'lots_mixed', 'scale_wrong', 'other']);
export type WeightGround = z.infer<typeof weightGround>;

/** Of a drive that is handed over behind a seal: the outermost container, the number that was read on its seal, and what it was sealed over. */
export const sealedWithin = z.strictObject({ container: containerRef, seal, content: hash });
export type SealedWithin = z.infer<typeof sealedWithin>;

/** So many names fit into one event beside everything else; `items` and `content` speak for all. */
export const namedInCount = 60;

/** What one of two people counted who did not see what the other one, or the record, says. */
const tally = z.strictObject({ items: count, content: hash });

export const containerFacts = {
  'container.made': z.strictObject({ kind: containerKind, name }),
  /**
   * How it is looked after from now on: for how many things it is, and after how many days it is counted by two people or
   * emptied. What is not named is not asked for.
   */
  'container.bounded': z.strictObject({
    capacity: z.int().min(1).max(100_000).optional(),
    count_days: z.int().min(1).max(366).optional(),
    empty_days: z.int().min(1).max(366).optional(),
  }),
  /** A container goes into another one sealed; `content` is what it was sealed over. */
  'item.placed': z.strictObject({ item: itemRef, content: hash.optional() }),
  'item.removed': z.strictObject({ item: itemRef }),
  /** Signs what is in it (`contentHash`). A seal number is used once. */
  'container.sealed': z.strictObject({ seal, items: count, content: hash }),
  /** With the recount of whoever opened it. */
  'container.opened': z.strictObject({ seal, intact: z.boolean(), items: count, content: hash }),
  /** Changed hands unopened with everything in it: each drive by its own `custody.received`, written before. `seal` is what the receiver read. */
  'container.handed': z.strictObject({ from: personId, holder: personId, seal, items: count, content: hash }),
  /** Leaves custody, sealed, with everything in it. */
  'container.released': z.strictObject({ way: z.union([releaseWay, z.literal('destruction')]), items: count, content: hash }),
  'lot.opened': z.strictObject({ kind: lotKind, name }),
  'lot.item_added': z.strictObject({ item: driveRef }),
  'lot.item_removed': z.strictObject({ item: driveRef }),
  /** Every drive of the lot is out by then, each by a fact of its own that names the lot. */
  'lot.closed': z.strictObject({ items: count, content: hash }),
  /** On a scale, g: the whole lot before it was destroyed, and what came out. */
  'lot.weighed': z.strictObject({ in_g: grams.min(1), out_g: grams }),
  /** What came out is less or more than went in by more than the tolerance, and may stand. */
  'lot.weight_excused': z.strictObject({ ground: weightGround }),
  /**
   * What a vendor or a maker sent back for a closed lot, bound as the attachment `answer`. `matched` drives have just one good
   * line each, `odd` lines are about none of them; the rest of the drives are lacking, of which at most `namedInCount` are named.
   */
  'lot.answered': z.strictObject({
    sha256: hash,
    size: z.int().min(1),
    lines: count,
    matched: count,
    odd: count,
    lacking: z.array(driveRef).max(namedInCount),
    lacking_count: count,
  }),
  /** One drive of a closed lot stands without an answer. */
  'lot.excused': z.strictObject({ item: driveRef, ground: excuseGround }),
  ...lotReturnFacts,
  'count.started': z.strictObject({ count: shortId }),
  /**
   * The actor counted first, the witness second, neither knowing the other's tally. `missing` and `extra` name at most
   * `namedInCount` each, from the second tally.
   */
  'count.closed': z.strictObject({
    count: shortId,
    first: tally,
    second: tally,
    missing: z.array(itemRef).max(namedInCount),
    extra: z.array(itemRef).max(namedInCount),
  }),
} as const;

export const containerSealed = {
  'container.made': ['note'],
  'container.sealed': ['note'],
  'container.opened': ['note'],
  'container.released': ['consignee', 'reference', 'vehicle', 'note'],
  'lot.opened': ['consignee', 'reference', 'note'],
  'lot.item_removed': ['note'],
  'lot.closed': ['consignee', 'reference', 'vehicle', 'note'],
  'lot.weighed': ['scale', 'note'],
  'lot.weight_excused': ['note'],
  'lot.answered': ['file', 'note'],
  'lot.excused': ['note'],
  ...lotReturnSealed,
  'count.closed': ['note'],
} as const;
