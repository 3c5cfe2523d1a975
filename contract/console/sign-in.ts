import { z } from 'zod';
import { personId } from '../../domain/people/roles.ts';
import type { RouteTable } from '../route.ts';
import { done, grant } from './parts.ts';

/** Signing in and out of the console. The session is a cookie that scripts cannot read. */

export const password = z.string().min(12).max(200);
export const login = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/);

/** Who looks at the console, and how one may sign in when nobody does. */
export const sessionAnswer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('nobody'),
    registry: z.string(),
    /** Providers to offer, by the id to hand to `session.oidc`. */
    providers: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    /** A local account exists, so a name and password may be asked for. */
    local: z.boolean(),
    /** No administrator exists yet: the set-up code that the registry printed at its start makes the first one. */
    set_up: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('person'),
    registry: z.string(),
    person: personId,
    name: z.string(),
    grants: z.array(grant),
    /** `program`: by an access token. */
    way: z.enum(['oidc', 'local', 'program']),
    until_ms: z.int(),
  }),
]);
export type SessionAnswer = z.infer<typeof sessionAnswer>;

export const signInRoutes = {
  'session.look': {
    method: 'GET',
    path: '/v1/console/session',
    who: 'anyone',
    roles: [],
    summary: 'Who is signed in, or how one may sign in.',
    answer: sessionAnswer,
  },
  'session.local': {
    method: 'POST',
    path: '/v1/console/session/local',
    who: 'anyone',
    roles: [],
    limit: 'sign_in',
    summary: 'Signs in with a local account. Raises the alarm break_glass while a provider is set up.',
    body: z.strictObject({ login, password: z.string().min(1).max(200) }),
    answer: done,
  },
  'session.oidc': {
    method: 'GET',
    path: '/v1/console/session/oidc/:provider',
    who: 'anyone',
    roles: [],
    limit: 'sign_in',
    summary: 'Leads the browser to an OpenID provider.',
    params: z.strictObject({ provider: z.string().regex(/^[a-z0-9-]{1,40}$/) }),
    answer: z.undefined(),
    media: 'redirect',
  },
  'session.returned': {
    method: 'GET',
    path: '/v1/console/session/returned',
    who: 'anyone',
    roles: [],
    limit: 'sign_in',
    summary: 'Where the provider leads the browser back to.',
    query: z.looseObject({}),
    answer: z.undefined(),
    media: 'redirect',
  },
  'session.set_up': {
    method: 'POST',
    path: '/v1/console/session/set-up',
    who: 'anyone',
    roles: [],
    limit: 'sign_in',
    summary: 'Makes the first administrator with the one-time code that the registry printed.',
    body: z.strictObject({ code: z.string().min(1).max(60), login, name: z.string().trim().min(1).max(80), password }),
    answer: done,
  },
  'session.end': {
    method: 'DELETE',
    path: '/v1/console/session',
    who: 'person',
    roles: [],
    summary: 'Signs out here.',
    answer: done,
  },
} as const satisfies RouteTable;
