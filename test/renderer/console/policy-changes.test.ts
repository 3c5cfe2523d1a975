import { expect, it } from 'vitest';
import { defaultPolicy } from '../../../domain/policy/policies.ts';
import { policyChanges } from '../../../renderer/console/pages/policy-changes.ts';

it('tells what was changed, added and taken away, and nothing of what stays', () => {
  const kept = { id: 'clear', passes: 1 };
  const before = { version: 1, name: 'House', deadline_h: 8, media: ['hdd', 'ssd'], rules: [kept, { id: 'purge', passes: 1 }] };
  const after = {
    version: 2,
    name: 'House',
    media: ['hdd'],
    witness: true,
    rules: [{ id: 'new', passes: 3 }, kept, { id: 'purge', passes: 2 }],
  };
  expect(policyChanges(before, after)).toEqual([
    { path: 'version', before: '1', after: '2' },
    { path: 'deadline_h', before: '8' },
    { path: 'media', before: 'hdd, ssd', after: 'hdd' },
    // One that was put in between moves none of those that follow.
    { path: 'rules purge passes', before: '1', after: '2' },
    { path: 'witness', after: 'true' },
    { path: 'rules new id', after: 'new' },
    { path: 'rules new passes', after: '3' },
  ]);
});

it('finds nothing between a policy and itself, and one place where a number was changed', () => {
  expect(policyChanges(defaultPolicy, defaultPolicy)).toEqual([]);
  expect(policyChanges(defaultPolicy, { ...defaultPolicy, version: defaultPolicy.version + 1 })).toHaveLength(1);
});
