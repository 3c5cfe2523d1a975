import { describe, expect, it } from 'vitest';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';
import { policies } from '../../../domain/policy/policies.ts';
import { type Sketch, sketch } from '../../../domain/policy/sketch.ts';
import { policyChanges } from '../../../renderer/console/pages/policy-changes.ts';
import { comparable } from '../../../renderer/console/policy/comparable.ts';
import { begun, edited, freeId, moved, undone } from '../../../renderer/console/policy/edits.ts';
import { merged, toldOf } from '../../../renderer/console/policy/places.ts';

const r2: Sketch = sketch.parse(nist80088r2);
const named = (name: string): Sketch => ({ ...r2, name });

describe('edits of a draft', () => {
  it('are taken back one by one, what was typed into one field as one', () => {
    let edits = begun(r2);
    edits = edited(edits, named('A'), 'name');
    edits = edited(edits, named('AB'), 'name');
    edits = edited(edits, { ...named('AB'), version: 7 });
    edits = edited(edits, named('C'), 'name');
    expect(edits.past.length).toBe(3);
    edits = undone(edits);
    expect([edits.now.name, edits.now.version]).toEqual(['AB', 7]);
    edits = undone(undone(edits));
    expect(edits.now).toEqual(r2);
    expect(undone(edits).now).toEqual(r2);
  });

  it('move a row no further than its list goes', () => {
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
    expect(moved(['a', 'b', 'c'], 0, 9)).toEqual(['b', 'c', 'a']);
  });

  it('find an id that is free', () => {
    expect(freeId('rule', [])).toBe('rule');
    expect(freeId('rule', ['rule', 'rule_2'])).toBe('rule_3');
    expect(freeId('rule_2', ['rule', 'rule_2'])).toBe('rule_3');
  });
});

describe('what is said of a draft', () => {
  it('is nothing of the policies that stations bring', () => {
    for (const policy of policies) expect(toldOf(sketch.parse(policy)), policy.id).toMatchObject({ told: [], policy: { id: policy.id } });
  });

  it('stands at the place that it concerns', () => {
    const [first, second, ...rest] = r2.rules;
    const unfinished = {
      ...r2,
      id: '',
      rules: [first!, { ...second!, media: [] }, ...rest],
      destroy: [{ ...r2.destroy[0]!, techniques: [] }],
    };
    const { policy, told } = toldOf(unfinished);
    expect(policy).toBeUndefined();
    expect(told.map(({ kind, part, at }) => [kind, part, at])).toEqual([
      ['fault', 'about', undefined],
      ['fault', 'rules', 1],
      ['fault', 'destroy', 0],
    ]);
    for (const { text } of told) expect(text).toMatch(/^[A-Z].*\.$/);
    expect(toldOf({ ...r2, rules: [first!, first!] }).told).toMatchObject([{ kind: 'fault', part: 'rules', at: 1 }]);
  });

  it('says of a part that no station holds to yet that it is in the way', () => {
    const { policy, told } = toldOf({ ...r2, scope: { tenants: [`tn_${'0'.repeat(32)}`] } });
    expect(policy).toBeUndefined();
    expect(told).toMatchObject([{ kind: 'fault', part: 'about' }]);
  });

  it('says many cases of one silence in one line', () => {
    const { told } = toldOf({ ...r2, rules: r2.rules.filter(({ id }) => id !== 'image') });
    expect(told).toEqual([
      {
        kind: 'warning',
        part: 'rules',
        text: 'No rule fits: Images with any data, bound for the maker, reuse, a vendor or nowhere decided yet. Such drives stay where they are.',
      },
    ]);
  });

  it('says what a ladder does not reach at the rule and at the ladder', () => {
    const ladders = r2.ladders.map((ladder) => (ladder.media.includes('ata_hdd') ? { ...ladder, rungs: ladder.rungs.slice(-1) } : ladder));
    const { told } = toldOf({ ...r2, ladders });
    expect(told.filter(({ part }) => part === 'ladders').every(({ at }) => at === 0)).toBe(true);
    expect(told.find(({ part }) => part === 'rules')?.text).toContain('ATA disks');
  });

  it('says that a rule behind a wider one is never asked, and that unknown data is asked less of', () => {
    const wide = { ...r2.rules[0]!, id: 'wide', destination: ['maker', 'reuse', 'vendor', 'destruction', 'undecided'] as const };
    const { told } = toldOf({ ...r2, rules: [{ ...wide, destination: [...wide.destination] }, ...r2.rules] });
    expect(told.length).toBe(r2.rules.length);
    expect(told.every(({ text }) => text.startsWith('Never asked'))).toBe(true);
    const lax = { ...r2.rules[7]!, id: 'lax', data_class: ['unknown' as const], destination: ['maker' as const], least: 'clear' as const };
    expect(toldOf({ ...r2, rules: [lax, ...r2.rules] }).told).toMatchObject([{ part: 'rules', at: 0, kind: 'warning' }]);
  });

  it('puts cases together that differ in one respect', () => {
    const cases = (['ata_hdd', 'ata_ssd'] as const).flatMap((media) =>
      (['public', 'unknown'] as const).map((data) => ({ media: [media], data_class: [data], destination: ['reuse' as const] })),
    );
    expect(merged(cases)).toEqual([{ media: ['ata_hdd', 'ata_ssd'], data_class: ['public', 'unknown'], destination: ['reuse'] }]);
  });
});

describe('two texts side by side', () => {
  const placesOf = (was: unknown, is: unknown) =>
    policyChanges(...comparable(was, is)).map(({ path, before, after }) => [path, before, after]);

  it('tell a rule that only one has in its sentence, and the order that decides', () => {
    const [first, second, ...rest] = r2.rules;
    expect(placesOf(r2, { ...r2, rules: [second!, ...rest] })).toEqual([
      ['order of rules', r2.rules.map(({ id }) => id).join(', '), [second!, ...rest].map(({ id }) => id).join(', ')],
      [`rules ${first!.id}`, expect.stringMatching(/must be destroyed, with a witness\.$/), undefined],
    ]);
    expect(placesOf(r2, { ...r2, rules: [second!, first!, ...rest] }).map(([path]) => path)).toEqual(['order of rules']);
  });

  it('tell what one technique reaches, and in which order they are taken', () => {
    const [disks, ...others] = r2.ladders;
    const [one, ...rungs] = disks!.rungs;
    expect(placesOf(r2, { ...r2, ladders: [{ ...disks!, rungs: [{ ...one!, method: 'clear' }, ...rungs] }, ...others] })).toEqual([
      ['ladders ata_hdd rungs ata_sanitize_overwrite method', 'purge', 'clear'],
    ]);
    expect(placesOf(r2, { ...r2, ladders: [{ ...disks!, rungs: [...rungs, one!] }, ...others] }).map(([path]) => path)).toEqual([
      'ladders ata_hdd order',
    ]);
  });

  it('tell a place that only one has in its sentence', () => {
    const place = {
      id: 'hall',
      within: ['North'],
      media: ['ata_hdd'],
      data_class: ['restricted'],
      least: 'purge',
      key_change_alone: false,
      origin: 'own',
    };
    const placed = sketch.parse({ ...r2, places: [place] });
    expect(toldOf(placed)).toMatchObject({ policy: { places: [{ id: 'hall' }] }, told: [] });
    expect(placesOf(r2, placed)).toEqual([['places hall', undefined, expect.stringContaining('stay at North until at least Purge')]]);
    expect(toldOf(sketch.parse({ ...r2, places: [{ ...place, within: [] }] })).told).toMatchObject([{ part: 'places', at: 0 }]);
  });

  it('say nothing where both say the same', () => {
    expect(placesOf(nist80088r2, r2)).toEqual([]);
  });
});
