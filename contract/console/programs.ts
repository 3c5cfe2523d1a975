import { z } from 'zod';
import { personId } from '../../domain/people/roles.ts';
import type { RouteTable } from '../route.ts';
import { grant, pageOf, pageQuery, personName } from './parts.ts';

/** Programs that call the console's routes with an access token. They ask, and do nothing in anybody's name. */

/** What an access token looks like: a word by which scanners for secrets know it, and 32 random bytes in base64url. */
export const tokenPattern = /^custos_[A-Za-z0-9_-]{43}$/;

/** The longest that a token counts. */
export const longestTokenMs = 366 * 24 * 60 * 60 * 1000;

export const programRow = z.strictObject({
  /** By this the log and the read log know the program; roles are given to it as to a person. */
  person: personId,
  name: z.string(),
  made_by: personName,
  made_ms: z.int(),
  /** The token counts until then. */
  until_ms: z.int(),
  /** False once the token was taken back or has run out. */
  active: z.boolean(),
  grants: z.array(grant),
  last_seen_ms: z.int().optional(),
});
export type ProgramRow = z.infer<typeof programRow>;

export const programRoutes = {
  'programs.list': {
    method: 'GET',
    path: '/v1/console/programs',
    who: 'person',
    roles: ['supervisor', 'auditor', 'admin'],
    summary: 'Programs with an access token, by name, with their roles and when they last asked.',
    query: pageQuery,
    answer: pageOf(programRow),
  },
  'programs.add': {
    method: 'POST',
    path: '/v1/console/programs',
    who: 'person',
    roles: ['admin'],
    summary: 'Makes an access token for a program; it is told this once. Gives no role: people.grant does. Tells the log nothing.',
    body: z.strictObject({ name: z.string().trim().min(1).max(80), until_ms: z.int() }),
    answer: z.strictObject({ person: personId, token: z.string().regex(tokenPattern) }),
  },
} as const satisfies RouteTable;
