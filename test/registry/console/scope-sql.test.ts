import { expect, it } from 'vitest';
import { drivesIn, Params, withinScope } from '../../../registry/console/scope-sql.ts';

const columns = { site: 'site', tenant: 'tenant' };
const written = (scope: Parameters<typeof withinScope>[0]): readonly [string, readonly unknown[]] => {
  const params = new Params();
  return [withinScope(scope, columns, params), params.values];
};
const rome = { sites: ['Rome'], tenants: ['a'] };

it('asks once for roles of the same reach, and not at all for one that another covers', () => {
  expect(written([rome, rome])).toEqual(written([rome]));
  expect(written([rome, { sites: ['Rome', 'Oslo'], tenants: ['*'] }])).toEqual(written([{ sites: ['Rome', 'Oslo'], tenants: ['*'] }]));
  expect(written([rome, { sites: ['*'], tenants: ['*'] }])).toEqual(['((1 = 1))', []]);
});

it('keeps reaches apart that cover each other in part only: two halves are not a whole', () => {
  const [text, values] = written([
    { sites: ['Rome'], tenants: ['*'] },
    { sites: ['*'], tenants: ['a'] },
  ]);
  expect(text).toBe('((site IN ($1)) OR (tenant IN ($2)))');
  expect(values).toEqual(['Rome', 'a']);
  expect(written([])).toEqual(['1 = 0', []]);
});

it('looks tenants up only for a scope or a question that names them', () => {
  expect(drivesIn([{ sites: ['Rome'], tenants: ['*'] }])).not.toContain('drive_tenants');
  expect(drivesIn([{ sites: ['Rome'], tenants: ['*'] }], true)).toContain('drive_tenants');
  expect(drivesIn([{ sites: ['Rome'], tenants: ['*'] }, rome])).toContain('drive_tenants');
});
