import { z } from 'zod';
import { media } from '../../domain/drive/identity.ts';
import { technique } from '../../domain/erase/technique.ts';
import { sketch } from '../../domain/policy/sketch.ts';
import type { RouteTable } from '../route.ts';
import { count, cursor, done, hash, personName, site, tenant } from './parts.ts';

/** Drafts of policies, which judge nothing, and what a draft would have asked of the drives of the past. */

const writers = ['supervisor', 'admin'] as const;
const readers = ['supervisor', 'auditor', 'admin'] as const;

export const draftId = z.string().regex(/^dr_[0-9a-f]{32}$/);
const params = z.strictObject({ draft: draftId });
/** Counts the saves of a draft. Whoever saves or discards says which one they had in sight. */
const revision = z.int().min(1);
const name = z.string().trim().min(1).max(80);

export const policyDraftRow = z.strictObject({
  draft: draftId,
  name,
  revision,
  /** Id and version that the draft would have as a policy. */
  id: z.string(),
  version: z.int().min(1),
  /** Hash of the policy that it was begun from. */
  from: hash.optional(),
  made_by: personName,
  made_ms: z.int(),
  saved_by: personName,
  saved_ms: z.int(),
});
export type PolicyDraftRow = z.infer<typeof policyDraftRow>;

export const shortfall = z.enum(['not_verified', 'technique', 'method', 'key_change', 'read_back', 'witness']);
export const replayStep = z.enum(['method', 'witness', 'key_change', 'read_back', 'rule']);

const tally = z.strictObject({
  judged: count,
  untouched: count,
  unknown_policy: count,
  older: count,
  spared: count,
  changes: z.array(z.strictObject({ step: replayStep, old: z.string(), draft: z.string(), drives: count })),
  rework: z.array(z.strictObject({ media, technique, short: shortfall, drives: count })),
  times: z.array(z.strictObject({ media, technique, ms: z.array(count) })),
});

/** A drive whose erase was enough by its own policy and would not have been by the draft. */
export const replayRow = z.strictObject({
  subject: z.string(),
  serial: z.string(),
  model: z.string(),
  site: z.string(),
  media,
  technique,
  short: shortfall,
});
export type ReplayRow = z.infer<typeof replayRow>;

export const replayAnswer = z.strictObject({
  at_ms: z.int(),
  /** Drives in scope, said with the first part. */
  drives: count.optional(),
  /** Drives that were gone over in this part. */
  walked: count,
  tally,
  /** As many of the drives to be done again as the asker's roles open; the counts hold all of them. */
  rows: z.array(replayRow),
  next: cursor.optional(),
});
export type ReplayAnswer = z.infer<typeof replayAnswer>;

export const policyDraftRoutes = {
  'policies.replay': {
    method: 'POST',
    path: '/v1/console/policies/replay',
    who: 'person',
    roles: readers,
    summary:
      'Asks a draft of the drives of the past, a thousand at a time in the order of their pseudonyms. Parts add up; drives of the answer are named to those alone who may see them. Changes nothing.',
    body: z.strictObject({
      policy: z.json(),
      /** Erases of so many days until now; of all time without it. */
      since_days: z.int().min(1).max(36_500).optional(),
      site: site.optional(),
      tenant: tenant.optional(),
      after: cursor.optional(),
    }),
    answer: replayAnswer,
    logged: true,
  },
  'drafts.list': {
    method: 'GET',
    path: '/v1/console/policy-drafts',
    who: 'person',
    roles: readers,
    summary: 'Drafts of policies, the one saved last first.',
    answer: z.strictObject({ rows: z.array(policyDraftRow) }),
  },
  'drafts.look': {
    method: 'GET',
    path: '/v1/console/policy-drafts/:draft',
    who: 'person',
    roles: readers,
    summary: 'The text of a draft.',
    params,
    answer: z.strictObject({ row: policyDraftRow, policy: sketch }),
  },
  'drafts.begin': {
    method: 'POST',
    path: '/v1/console/policy-drafts',
    who: 'person',
    roles: writers,
    summary: 'Begins a draft: from a version by its hash, from a text, or without either from the policy in force. Logs nothing.',
    body: z.strictObject({ name, from: hash.optional(), policy: z.json().optional() }),
    answer: z.strictObject({ draft: draftId, revision }),
  },
  'drafts.save': {
    method: 'POST',
    path: '/v1/console/policy-drafts/:draft',
    who: 'person',
    roles: writers,
    summary: 'Saves name and text of a draft, unless somebody saved it after the revision that is named.',
    params,
    body: z.strictObject({ revision, name, policy: sketch }),
    answer: z.strictObject({ revision }),
  },
  'drafts.discard': {
    method: 'POST',
    path: '/v1/console/policy-drafts/:draft/discard',
    who: 'person',
    roles: writers,
    summary: 'Throws a draft away, unless somebody saved it after the revision that is named.',
    params,
    body: z.strictObject({ revision }),
    answer: done,
  },
} as const satisfies RouteTable;
