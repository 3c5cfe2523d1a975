import { z } from 'zod';
import { dataClass, destination, destroyTechnique } from '../custody/words.ts';
import { media } from '../drive/identity.ts';
import { readBack } from '../erase/clearance.ts';
import { method, technique } from '../erase/technique.ts';
import { countRule } from './counts.ts';
import { fieldRule } from './fields.ts';
import { canonicalBytes } from '../ledger/canonical.ts';
import { makerRule } from '../returns/maker-rule.ts';
import { hashText, namedHash } from '../ledger/hash.ts';

/** Where a statement of a policy comes from: a public description of the standard that was checked, or our own choice. */
export const origin = z.enum(['standard_as_described', 'own']);

/** Which media, data and destination a rule speaks for, and what it demands. The first rule that fits decides. */
export const policyRule = z.strictObject({
  id: z.string().regex(/^[a-z0-9_]{1,40}$/),
  media: z.array(media).min(1),
  data_class: z.array(dataClass).min(1),
  destination: z.array(destination).min(1),
  least: method,
  witness: z.boolean(),
  /** True when changing a key alone is enough for this data. */
  key_change_alone: z.boolean(),
  origin,
});
export type PolicyRule = z.infer<typeof policyRule>;

/** One technique on one kind of media: what method it reaches there. Order in the list is order of choice. */
export const ladderRung = z.strictObject({
  technique,
  method,
  /** Overwrite passes by the host; 1 when absent. */
  passes: z.int().min(1).max(16).optional(),
  /** What a host overwrite writes; zeros when absent. */
  pattern: z.enum(['zero', 'random']).optional(),
  origin,
});
export type LadderRung = z.infer<typeof ladderRung>;
export const ladder = z.strictObject({ media: z.array(media).min(1), rungs: z.array(ladderRung).max(17) });

/** A site's name as stations say it, or the pseudonym of an owner as the registry gives it. */
const siteRef = z.string().min(1).max(60);
const tenantRef = z.string().regex(/^tn_[0-9a-f]{32}$/);

/** Which drives a policy is for: those at these sites, of these tenants; both when both are named. */
export const policyScope = z.strictObject({
  sites: z.array(siteRef).min(1).max(64).optional(),
  tenants: z.array(tenantRef).min(1).max(64).optional(),
});
export type PolicyScope = z.infer<typeof policyScope>;

/**
 * Sites that count as one place, a building or a region, and what must be reached before a drive is taken out of it. Every
 * rule that speaks of the drive is held, whatever their order.
 */
export const placeRule = z.strictObject({
  id: z.string().regex(/^[a-z0-9_]{1,40}$/),
  within: z.array(siteRef).min(1).max(64),
  media: z.array(media).min(1),
  data_class: z.array(dataClass).min(1),
  least: method,
  key_change_alone: z.boolean(),
  origin,
});
export type PlaceRule = z.infer<typeof placeRule>;

export const policy = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  version: z.int().min(1),
  name: z.string().max(80),
  /** Printed on certificates. */
  standard: z.string().max(120),
  rules: z.array(policyRule).min(1).max(64),
  ladders: z.array(ladder).min(1).max(16),
  read_back: z
    .array(z.strictObject({ media: z.array(media).min(1), read_back: readBack, origin }))
    .min(1)
    .max(16),
  destroy: z
    .array(z.strictObject({ data_class: z.array(dataClass).min(1), techniques: z.array(destroyTechnique).min(1), origin }))
    .min(1)
    .max(8),
  /** Statements in plain words, each with where it comes from. */
  notes: z.array(z.strictObject({ text: z.string().max(300), origin })).max(32),
  /** Every drive when absent. A policy without the two that follow has the hash that it had before there were any. */
  scope: policyScope.optional(),
  /** What may not be taken elsewhere. Drives may go anywhere when absent. */
  places: z.array(placeRule).min(1).max(32).optional(),
  /** What makers ask of returns, in the place of the rules that the program brings for them. */
  returns: z.array(makerRule).min(1).max(32).optional(),
  /** What is to be written down about drives, beyond what every record has. */
  fields: z.array(fieldRule).min(1).max(32).optional(),
  /** When containers are counted by two people. Only where a container's own bounds say so when absent. */
  counts: z.array(countRule).min(1).max(16).optional(),
});
export type Policy = z.infer<typeof policy>;

export interface PolicyRef {
  readonly id: string;
  readonly version: number;
  readonly hash: string;
}

/** Hash over the canonical bytes of the policy: two stations with the same hash judge alike. */
export function policyHash(p: Policy): string {
  return hashText(namedHash('custos-policy/v1', canonicalBytes(p)));
}

export function policyRefOf(p: Policy): PolicyRef {
  return { id: p.id, version: p.version, hash: policyHash(p) };
}
