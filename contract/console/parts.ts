import { z } from 'zod';
import { hashPattern } from '../../domain/ledger/hash.ts';
import { stationPattern } from '../../domain/ledger/ids.ts';
import { personId, role } from '../../domain/people/roles.ts';

/** Pieces that several console routes share. Times are Unix milliseconds. */

export const hash = z.string().regex(hashPattern);
export const station = z.string().regex(stationPattern);
export const site = z.string().min(1).max(60);
/** Pseudonym of the owner of drives: it follows from the owner's name, and the name does not follow from it. */
export const tenant = z.string().regex(/^tn_[0-9a-f]{32}$/);
export const count = z.int().min(0);
export const reason = z.string().trim().min(3).max(500);
/** Opaque: hand back what the answer before gave as `next`. */
export const cursor = z.string().max(200);

/** `*` stands for every one, also those that do not exist yet. */
export const anySite = z.union([z.literal('*'), site]);
export const anyTenant = z.union([z.literal('*'), tenant]);

/** A page of a list: at most `limit` rows after `after`. Lists are walked by key, never by counting. */
export const pageQuery = z.strictObject({ after: cursor.optional(), limit: z.coerce.number().int().min(1).max(200).optional() });

/** Rows of one page; `next` is absent on the last one. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.strictObject({ rows: z.array(row), next: cursor.optional() });
}

/** A person as the console shows one. */
export const personName = z.strictObject({ person: personId, name: z.string() });

/** One role of a person: where it counts, and until when. */
export const grant = z.strictObject({ role, sites: z.array(anySite), tenants: z.array(anyTenant), until_ms: z.int() });
export type Grant = z.infer<typeof grant>;

export const done = z.strictObject({ ok: z.literal(true) });

/** What a page shows when the registry says no. Closed list. */
export const consoleProblemCode = z.enum([
  'malformed',
  'sign_in',
  'wrong_sign_in',
  'no_account',
  'origin',
  'role',
  'not_found',
  'refused',
  'too_large',
  'slow_down',
  'read_only',
  'internal',
]);
export type ConsoleProblemCode = z.infer<typeof consoleProblemCode>;

/** HTTP status of each code. */
export const consoleProblemStatus = {
  malformed: 400,
  sign_in: 401,
  wrong_sign_in: 401,
  no_account: 403,
  origin: 403,
  role: 403,
  not_found: 404,
  refused: 409,
  too_large: 413,
  slow_down: 429,
  read_only: 503,
  internal: 500,
} as const satisfies Record<ConsoleProblemCode, number>;

/** Body of every refusal of a console route (RFC 9457). `detail` is for people; `why` is the rule's own code. */
export const consoleProblem = z.strictObject({
  type: z.literal('about:blank'),
  status: z.int(),
  code: consoleProblemCode,
  detail: z.string(),
  why: z.string().optional(),
  retry_ms: z.int().optional(),
});
export type ConsoleProblem = z.infer<typeof consoleProblem>;

/** Header that every call with an effect must carry, value `1`: a form or link of another site cannot send it. */
export const consoleHeader = 'x-custos-console';

/** In what form a report is saved. */
export const saveAs = z.enum(['csv', 'json', 'pdf']);
export type SaveAs = z.infer<typeof saveAs>;
