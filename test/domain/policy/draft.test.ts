import { describe, expect, test } from 'vitest';
import { evolve } from '../../../domain/custody/life.ts';
import { readDraft } from '../../../domain/policy/draft.ts';
import { policies } from '../../../domain/policy/policies.ts';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';
import { type Policy, policyHash } from '../../../domain/policy/policy.ts';
import { replay } from '../../../domain/policy/replay.ts';
import { policySentences, ruleSentence } from '../../../domain/policy/sentences.ts';
import { lived, step, subject, untilCertified } from '../custody/story.ts';

const r2: Policy = nist80088r2;
const faultsOf = (text: string) => {
  const draft = readDraft(text);
  return draft.kind === 'bad' ? draft.faults.map(({ where, text: said }) => `${where}: ${said}`) : [];
};

describe('a draft in a file', () => {
  test.each(policies.map((policy) => [policy.id, policy] as const))('%s comes back from JSON with the same hash', (_, policy) => {
    const draft = readDraft(JSON.stringify(policy));
    expect(draft.kind === 'policy' ? policyHash(draft.policy) : draft.faults).toBe(policyHash(policy));
  });

  test('names the key that is wrong', () => {
    const [first, ...rest] = r2.rules;
    expect(faultsOf(JSON.stringify({ ...r2, rules: [{ ...first, least: 'burn' }, ...rest] }))[0]).toMatch(/^rules\[0\]\.least: /);
    expect(faultsOf(JSON.stringify({ ...r2, lenient: true }))[0]).toContain('lenient');
    expect(faultsOf(JSON.stringify({ ...r2, rules: [first, ...r2.rules] }))[0]).toMatch(/^rules\[1\]\.id: .*taken/);
    expect(faultsOf(JSON.stringify({ ...r2, scope: { tenants: [`tn_${'a'.repeat(32)}`] } }))[0]).toMatch(/^scope.tenants: /);
    expect(faultsOf(JSON.stringify({ ...r2, scope: { sites: ['Hall A'] } }))).toEqual([]);
    const campus = { ...first, within: ['Hall A'], destination: undefined, witness: undefined };
    expect(faultsOf(JSON.stringify({ ...r2, places: [campus] }))).toEqual([]);
    expect(faultsOf(JSON.stringify({ ...r2, places: [campus, campus] }))[0]).toMatch(/^places\[1\]\.id: .*taken/);
    const maker = { maker: 'maker-a', title: 'Maker A', source: '' };
    expect(faultsOf(JSON.stringify({ ...r2, returns: [maker] }))).toEqual([]);
    expect(faultsOf(JSON.stringify({ ...r2, returns: [maker, maker] }))[0]).toMatch(/^returns\[1\]\.id: .*taken/);
    expect(faultsOf('{"id": }')[0]).toMatch(/^the file: /);
  });

  test('warns of silence, of unknown data asked less of, and of a method out of reach', () => {
    const warned = (policy: Policy) => {
      const draft = readDraft(JSON.stringify(policy));
      return draft.kind === 'policy' ? draft.warnings.map(({ text }) => text) : [];
    };
    const rules = r2.rules.map((rule) => ({ ...rule, data_class: rule.data_class.filter((data) => data !== 'unknown') }));
    expect(warned({ ...r2, rules: rules.filter(({ data_class: data }) => data.length > 0) })).toContainEqual(
      expect.stringContaining('no rule fits'),
    );
    const lax = { ...r2.rules[0], id: 'lax', data_class: ['unknown'], destination: ['maker'], least: 'clear' } as Policy['rules'][number];
    expect(warned({ ...r2, rules: [lax, ...r2.rules] })).toContainEqual(expect.stringContaining('less for unknown data'));
    expect(warned({ ...r2, ladders: r2.ladders.filter(({ media }) => !media.includes('ata_hdd')) })).toContainEqual(
      expect.stringContaining('no technique'),
    );
    expect(warned({ ...r2, rules: [...r2.rules, { ...lax, data_class: ['public'] }] })).toEqual([
      expect.stringContaining('lax is never asked'),
    ]);
  });
});

test('says each rule in one sentence', () => {
  const sentences = policySentences(r2);
  for (const rule of r2.rules) expect(sentences).toContain(ruleSentence(rule));
  const [{ id, media, data_class: data, origin }] = r2.rules as [Policy['rules'][number]];
  const place = { id, media, data_class: data, origin, within: ['Hall A', 'Hall B'], least: 'purge' as const, key_change_alone: false };
  expect(policySentences({ ...r2, scope: { sites: ['Hall A', 'Hall B'] } })[0]).toBe(
    'This policy is for drives at Hall A or Hall B alone, and goes before one for all sites.',
  );
  expect(policySentences({ ...r2, places: [place] })).toContainEqual(
    expect.stringMatching(/ stay at Hall A or Hall B until at least Purge was reached, not by changing a key alone\./),
  );
  const rule = {
    ...r2.rules[0],
    media: ['ata_hdd'],
    data_class: ['public', 'internal'],
    destination: ['maker'],
    least: 'purge',
  } as Policy['rules'][number];
  expect(ruleSentence({ ...rule, witness: true, key_change_alone: false })).toBe(
    'ATA disks with public or internal data, bound for the maker: must reach at least Purge, and changing a key alone is not enough, with a witness.',
  );
});

describe('a draft over the drives of the past', () => {
  const life = lived(evolve, untilCertified);

  test('the same policy changes nothing', () => {
    expect(replay(r2, [life])).toEqual({ judged: 1, skipped: 0, spared: 0, changes: [], rework: [], hours: 0, unmeasured: 0 });
  });

  test('every byte read back: the same technique again, for as long as it took', () => {
    const draft: Policy = { ...r2, read_back: [{ media: ['ata_hdd'], read_back: { kind: 'full' }, origin: 'own' }] };
    const answer = replay(draft, [life]);
    expect(answer.changes.map(({ step: at, draft: now }) => `${at} ${now}`)).toEqual(['read_back every byte']);
    expect(answer.rework).toEqual([
      { subject, media: 'ata_hdd', short: 'read_back', technique: 'ata_sanitize_overwrite', hours: 40_000_000 / 3_600_000 },
    ]);
  });

  test('destruction has no measured hours', () => {
    const draft: Policy = { ...r2, rules: r2.rules.map((rule) => ({ ...rule, least: 'destroy' })) };
    expect(replay(draft, [life])).toMatchObject({ rework: [{ subject, technique: 'destroy' }], hours: 0, unmeasured: 1 });
  });

  test('a drive that nothing was done to is left out and counted', () => {
    expect(replay(r2, [lived(evolve, [step.claim(), step.seen()])])).toMatchObject({ judged: 0, skipped: 1 });
  });
});
