import { z } from 'zod';
import { hashPattern } from '../ledger/hash.ts';
import { fieldId, valueLength } from '../policy/fields.ts';

/**
 * What people fill in because a policy of theirs asks for it. The policy is named, so that everybody can tell later what a
 * field meant. Values of texts are sealed, all in one, and `texts` says of which fields.
 */
export const fieldFacts = {
  'fields.recorded': z.strictObject({
    policy: z.strictObject({ id: z.string().max(60), version: z.int().min(1), hash: z.string().regex(hashPattern) }),
    values: z.array(z.strictObject({ field: fieldId, value: z.string().min(1).max(valueLength) })).max(32),
    texts: z.array(fieldId).max(32),
  }),
} as const;

export const fieldSealed = { 'fields.recorded': ['texts'] } as const;
