import { z } from 'zod';
import { erasureGround } from '../../domain/facts/control.ts';
import { personId, role } from '../../domain/people/roles.ts';
import type { RouteTable } from '../route.ts';
import { anySite, anyTenant, count, done, grant, hash, pageOf, pageQuery, personName, reason, site, tenant } from './parts.ts';
import { login, password } from './sign-in.ts';

/** People, roles, tenants, policies, and who looked at what. */

const people = ['supervisor', 'auditor', 'admin'] as const;
const params = z.strictObject({ person: personId });

export const personRow = z.strictObject({
  person: personId,
  name: z.string(),
  /** How the person may sign in to the console. */
  ways: z.array(z.strictObject({ way: z.enum(['oidc', 'local']), account: z.string() })),
  active: z.boolean(),
  grants: z.array(grant.extend({ log_index: count.optional() })),
  last_seen_ms: z.int().optional(),
});
export type PersonRow = z.infer<typeof personRow>;

/** Somebody whom a station enrolled, with the roles that it gave and those that the log grants. */
export const enrolledRow = z.strictObject({
  person: personId,
  /** The pseudonym where the name was erased. */
  name: z.string(),
  station: z.string(),
  station_name: z.string(),
  site: z.string(),
  roles: z.array(role),
  /** False once the registry took this person's key back. */
  active: z.boolean(),
  grants: z.array(grant),
});
export type EnrolledRow = z.infer<typeof enrolledRow>;

/** Somebody whom a provider vouched for and whom nobody here knows yet. */
export const strangerRow = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  provider: z.string(),
  account: z.string(),
  name: z.string(),
  first_ms: z.int(),
  last_ms: z.int(),
});

export const tenantRow = z.strictObject({ tenant, name: z.string(), drives: count });

export const policyRow = z.strictObject({
  id: z.string(),
  version: z.int().min(1),
  hash,
  name: z.string(),
  set_by: personName.optional(),
  /** The first of two officers; absent where one alone was enough, before two were asked for. */
  proposed_by: personName.optional(),
  set_ms: z.int(),
  log_index: count,
  in_force: z.boolean(),
});
export type PolicyRow = z.infer<typeof policyRow>;

/** A policy that waits for a second officer. */
export const policyProposal = z.strictObject({
  hash,
  id: z.string(),
  version: z.int().min(1),
  name: z.string(),
  proposed_by: personName,
  proposed_ms: z.int(),
});
export type PolicyProposal = z.infer<typeof policyProposal>;

export const readRow = z.strictObject({
  at_ms: z.int(),
  person: personName,
  /** Route id. */
  what: z.string(),
  /** What was asked for: a subject, a search, a filter. */
  about: z.string(),
  tenants: z.array(tenant),
  sites: z.array(site),
  drives: count,
  opened: z.boolean(),
});
export type ReadRow = z.infer<typeof readRow>;

export const peopleRoutes = {
  'people.list': {
    method: 'GET',
    path: '/v1/console/people',
    who: 'person',
    roles: people,
    summary: 'People with an account or a role, by name.',
    query: pageQuery,
    answer: pageOf(personRow),
  },
  'people.enrolled': {
    method: 'GET',
    path: '/v1/console/people/enrolled',
    who: 'person',
    roles: people,
    summary: 'People whom stations enrolled, with the roles given there and those that the log grants.',
    query: pageQuery,
    answer: pageOf(enrolledRow),
  },
  'people.strangers': {
    method: 'GET',
    path: '/v1/console/people/strangers',
    who: 'person',
    roles: ['admin'],
    summary: 'People whom a provider vouched for and who have no account here yet.',
    query: pageQuery,
    answer: pageOf(strangerRow),
  },
  'people.add': {
    method: 'POST',
    path: '/v1/console/people',
    who: 'person',
    roles: ['admin'],
    summary: 'Makes an account: from a stranger, or a local one. Gives no role. Tells the log nothing.',
    body: z.strictObject({
      name: z.string().trim().min(1).max(80),
      /** A pseudonym that a station gave this person already. A new one is made otherwise. */
      person: personId.optional(),
      way: z.discriminatedUnion('way', [
        z.strictObject({ way: z.literal('oidc'), stranger: strangerRow.shape.id }),
        z.strictObject({ way: z.literal('local'), login, password }),
      ]),
    }),
    answer: z.strictObject({ person: personId }),
  },
  'people.end': {
    method: 'POST',
    path: '/v1/console/people/:person/end',
    who: 'person',
    roles: ['admin'],
    summary: 'Ends every role and session of a person, closes the account, and takes back the key that a station gave.',
    params,
    body: z.strictObject({ reason }),
    answer: done,
  },
  'people.erase': {
    method: 'POST',
    path: '/v1/console/people/:person/erase',
    who: 'person',
    roles: ['admin'],
    summary: 'Erases name and badge of a person whose access has ended, wherever they are kept: logs erasure.done for each.',
    params,
    body: z.strictObject({ ground: erasureGround }),
    answer: z.strictObject({ events: z.array(hash) }),
  },
  'people.grant': {
    method: 'POST',
    path: '/v1/console/people/:person/roles',
    who: 'person',
    roles: ['admin'],
    summary: 'Gives a role: logs role.granted. Nobody gives one to themselves, and nobody gives sites or tenants they do not have.',
    params,
    body: z.strictObject({
      role,
      sites: z.array(anySite).min(1).max(64),
      tenants: z.array(anyTenant).min(1).max(64),
      until_ms: z.int(),
    }),
    answer: z.strictObject({ event: hash }),
  },
  'people.ungrant': {
    method: 'POST',
    path: '/v1/console/people/:person/roles/end',
    who: 'person',
    roles: ['admin'],
    summary: 'Takes a role away: logs role.ended.',
    params,
    body: z.strictObject({ role, reason }),
    answer: z.strictObject({ event: hash }),
  },
  'tenants.list': {
    method: 'GET',
    path: '/v1/console/tenants',
    who: 'person',
    roles: [],
    summary: 'The tenants that the asker may see.',
    answer: z.strictObject({ rows: z.array(tenantRow) }),
  },
  'tenants.add': {
    method: 'POST',
    path: '/v1/console/tenants',
    who: 'person',
    roles: ['admin'],
    summary: 'Names a tenant as the owner is written at intake; its drives are found under it from then on.',
    body: z.strictObject({ name: z.string().trim().min(1).max(80) }),
    answer: z.strictObject({ tenant }),
  },
  'policies.list': {
    method: 'GET',
    path: '/v1/console/policies',
    who: 'person',
    roles: [],
    summary: 'Every version of every policy that the log names, newest first.',
    answer: z.strictObject({ rows: z.array(policyRow) }),
  },
  'policies.look': {
    method: 'GET',
    path: '/v1/console/policies/:hash',
    who: 'person',
    roles: [],
    summary: 'The text of one version of a policy.',
    params: z.strictObject({ hash }),
    answer: z.strictObject({ row: policyRow, policy: z.json() }),
  },
  'policies.propose': {
    method: 'POST',
    path: '/v1/console/policies',
    who: 'person',
    roles: ['supervisor', 'admin'],
    summary: 'Proposes a policy, for a second officer to adopt. Logs nothing, and judges nothing yet.',
    /** `warnings` is how many of them the proposer has looked at. */
    body: z.strictObject({ policy: z.json(), warnings: count }),
    answer: z.strictObject({ hash }),
  },
  'policies.proposals': {
    method: 'GET',
    path: '/v1/console/policy-proposals',
    who: 'person',
    roles: ['supervisor', 'auditor', 'admin'],
    summary: 'Policies that wait for a second officer, the oldest first.',
    answer: z.strictObject({ rows: z.array(policyProposal) }),
  },
  'policies.proposal': {
    method: 'GET',
    path: '/v1/console/policy-proposals/:hash',
    who: 'person',
    roles: ['supervisor', 'auditor', 'admin'],
    summary: 'The text of a policy that waits.',
    params: z.strictObject({ hash }),
    answer: z.strictObject({ row: policyProposal, policy: z.json() }),
  },
  'policies.adopt': {
    method: 'POST',
    path: '/v1/console/policy-proposals/:hash/adopt',
    who: 'person',
    roles: ['supervisor', 'admin'],
    summary: 'Puts a policy that somebody else proposed in force everywhere: logs policy.set with its whole text.',
    params: z.strictObject({ hash }),
    body: z.strictObject({}),
    answer: z.strictObject({ event: hash, hash }),
  },
  'policies.withdraw': {
    method: 'POST',
    path: '/v1/console/policy-proposals/:hash/withdraw',
    who: 'person',
    roles: ['supervisor', 'admin'],
    summary: 'Takes a proposal back, or refuses it. Logs nothing.',
    params: z.strictObject({ hash }),
    body: z.strictObject({}),
    answer: done,
  },
  'reads.list': {
    method: 'GET',
    path: '/v1/console/reads',
    who: 'person',
    roles: ['auditor', 'admin'],
    summary: "Who looked at a tenant's drives, when, and at what. Newest first.",
    query: pageQuery.extend({ tenant: tenant.optional(), person: personId.optional() }),
    answer: pageOf(readRow),
  },
} as const satisfies RouteTable;
