import { z } from 'zod';
import { dataClass, destination, destroyTechnique } from '../custody/words.ts';
import { media } from '../drive/identity.ts';
import { makerRule, returnWindow } from '../returns/maker-rule.ts';
import { containerKind } from '../facts/containers.ts';
import { countRule } from './counts.ts';
import { fieldRule } from './fields.ts';
import { ladder, placeRule, policy, policyRule } from './policy.ts';

/**
 * A policy that is being written: the same members, and what is still to be filled in may be empty. It judges nothing;
 * `readDraft` says what is missing before it becomes a policy.
 */
export const sketch = policy.extend({
  id: z.string().max(60),
  rules: z
    .array(
      policyRule.extend({
        id: z.string().max(40),
        media: z.array(media).max(32),
        data_class: z.array(dataClass).max(32),
        destination: z.array(destination).max(32),
      }),
    )
    .max(64),
  ladders: z.array(ladder.extend({ media: z.array(media).max(32) })).max(16),
  read_back: z.array(policy.shape.read_back.element.extend({ media: z.array(media).max(32) })).max(16),
  destroy: z
    .array(policy.shape.destroy.element.extend({ data_class: z.array(dataClass).max(32), techniques: z.array(destroyTechnique).max(32) }))
    .max(8),
  places: z
    .array(
      placeRule.extend({
        id: z.string().max(40),
        within: z.array(z.string().min(1).max(60)).max(64),
        media: z.array(media).max(32),
        data_class: z.array(dataClass).max(32),
      }),
    )
    .max(32)
    .optional(),
  returns: z
    .array(
      makerRule.extend({
        maker: z.string().max(40),
        title: z.string().max(60),
        // A day that is still being typed.
        window: returnWindow.extend({ closed: z.array(z.string().max(60)).max(64).optional() }).optional(),
      }),
    )
    .max(32)
    .optional(),
  fields: z
    .array(
      fieldRule.extend({
        id: z.string().max(40),
        label: z.string().max(60),
        choices: z.array(z.string().min(1).max(60)).max(32).optional(),
        data_class: z.array(dataClass).max(32),
      }),
    )
    .max(32)
    .optional(),
  counts: z
    .array(countRule.extend({ kinds: z.array(containerKind).max(16) }))
    .max(16)
    .optional(),
});
export type Sketch = z.infer<typeof sketch>;
