import { describe, expect, test } from 'vitest';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';
import { type Policy, policy as policySchema, policyHash, type PolicyScope } from '../../../domain/policy/policy.ts';
import { choosePolicy, clashesWith, standingPolicies, type Whereabouts } from '../../../domain/policy/scope.ts';

const tenantA = `tn_${'a'.repeat(32)}`;
const tenantB = `tn_${'b'.repeat(32)}`;

function named(id: string, scope?: PolicyScope, version = 1): Policy {
  return { ...nist80088r2, id, version, ...(scope === undefined ? {} : { scope }) };
}

function at(site: string | undefined, tenant?: string): Whereabouts {
  return { site, isOf: (asked) => (tenant === 'nobody knows' ? undefined : asked === tenant) };
}

function chosen(standing: readonly Policy[], where: Whereabouts): string {
  const choice = choosePolicy(standing, where);
  return choice.kind === 'policy' ? choice.policy.id : choice.why;
}

const house = named('house');
const hall = named('hall', { sites: ['Hall A', 'Hall B'] });
const ofA = named('of-a', { tenants: [tenantA] });
const ofAInHall = named('of-a-in-hall', { tenants: [tenantA], sites: ['Hall A'] });
const all = [house, hall, ofA, ofAInHall];

describe('the policy for a drive', () => {
  test('is the narrowest that fits: a tenant goes before a site, both before one', () => {
    expect(chosen(all, at('Hall A', tenantA))).toBe('of-a-in-hall');
    expect(chosen(all, at('Hall B', tenantA))).toBe('of-a');
    expect(chosen(all, at('Hall B', tenantB))).toBe('hall');
    expect(chosen(all, at('Hall C', tenantB))).toBe('house');
    expect(chosen([hall], at('Hall C', tenantB))).toBe('no_policy');
    expect(chosen([], at('Hall A'))).toBe('no_policy');
  });

  test('is none where a narrower one may fit and nobody can tell', () => {
    expect(chosen(all, at('Hall A', 'nobody knows'))).toBe('tenant_unknown');
    expect(chosen([house, hall], at(undefined))).toBe('site_unknown');
    // What is surely not for this drive does not matter, known or not.
    expect(chosen([house, ofAInHall], at('Hall C', 'nobody knows'))).toBe('house');
    expect(chosen([house, hall], at('Hall C', 'nobody knows'))).toBe('house');
  });

  test('is none where two fit alike, which no policy that is put in force may bring about', () => {
    const annex = named('annex', { sites: ['Hall B', 'Annex'] });
    expect(chosen([house, hall, annex], at('Hall B'))).toBe('two_fit');
    expect(chosen([house, hall, annex], at('Hall A'))).toBe('hall');
    expect(clashesWith(annex, [house, hall]).map(({ id }) => id)).toEqual(['hall']);
    expect(clashesWith(named('annex', { sites: ['Annex'] }), [house, hall, ofA])).toEqual([]);
    expect(clashesWith(ofA, [house, hall, ofAInHall])).toEqual([]);
    expect(clashesWith(named('of-both', { tenants: [tenantB, tenantA] }), [ofA]).map(({ id }) => id)).toEqual(['of-a']);
  });

  test('two policies fit no drive alike when neither clashed with those that stood', () => {
    const lists = [undefined, ['Hall A'], ['Hall B'], ['Hall A', 'Hall B']];
    const owners = [undefined, [tenantA], [tenantB], [tenantA, tenantB]];
    const scopes = lists.flatMap((sites) =>
      owners.map((tenants) => ({ ...(sites === undefined ? {} : { sites }), ...(tenants === undefined ? {} : { tenants }) })),
    );
    let tried = 0;
    for (const [n, left] of scopes.entries()) {
      for (const [m, right] of scopes.entries()) {
        const set = [named(`left-${n}`, left), named(`right-${m}`, right)];
        const [first, second] = set as [Policy, Policy];
        const mayStand = clashesWith(second, [first]).length === 0;
        const both = standingPolicies(set);
        const answers = ['Hall A', 'Hall B', 'Hall C'].flatMap((site) =>
          [tenantA, tenantB].map((tenant) => chosen(both, at(site, tenant))),
        );
        expect(answers.includes('two_fit')).toBe(!mayStand);
        tried += 1;
      }
    }
    expect(tried).toBe(256);
  });
});

describe('policies that stand', () => {
  test('are the newest of each id and of each scope', () => {
    const next = named('hall', { sites: ['Hall B'] }, 2);
    expect(standingPolicies([house, hall, next])).toEqual([next, house]);
    const other = named('other', { sites: ['Hall B', 'Hall A'] });
    expect(standingPolicies([hall, house, other])).toEqual([other, house]);
    expect(standingPolicies([house, named('second')]).map(({ id }) => id)).toEqual(['second']);
    expect(standingPolicies([])).toEqual([]);
  });
});

test('a policy without a scope and without places keeps the hash that it had', () => {
  expect(policyHash(policySchema.parse(JSON.parse(JSON.stringify(nist80088r2))))).toBe('us5j0xnF5NRZclW1IdFtTyfq2ZVKNz9tiAZV3TeCkJk');
  expect(policyHash(hall)).not.toBe(policyHash(named('hall')));
  expect(policySchema.safeParse({ ...house, scope: { sites: [] } }).success).toBe(false);
  expect(policySchema.safeParse({ ...house, scope: { region: 'north' } }).success).toBe(false);
  expect(policySchema.safeParse({ ...house, scope: { tenants: ['Some Company'] } }).success).toBe(false);
});
