import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../domain/bytes.ts';
import { isAbout, ownerTerm, tenantBarOf, tenantMark, tenantMarkPattern } from '../../../domain/retention/tenant-mark.ts';
import { termOf } from '../../../registry/projections/terms.ts';

const key = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const word = (n: number, owner: string) => ({ mark: tenantMark(key(n), owner), key: toBase64url(key(n)) });

describe('a word about a tenant', () => {
  it('is about every spelling of the owner, and about nobody else', () => {
    const { mark } = word(1, 'Acme  Ltd');
    expect(mark).toMatch(tenantMarkPattern);
    for (const owner of ['acme ltd', ' ACME LTD ', 'Acme\tLtd']) expect(isAbout(word(1, 'Acme  Ltd'), owner)).toBe(true);
    expect(isAbout(word(1, 'Acme  Ltd'), 'Acme')).toBe(false);
  });

  it('says nothing without its key, and two words about one owner share nothing', () => {
    expect(isAbout({ mark: word(1, 'Acme').mark, key: undefined }, 'Acme')).toBeUndefined();
    expect(isAbout({ mark: word(1, 'Acme').mark, key: 'short' }, 'Acme')).toBeUndefined();
    expect(word(1, 'Acme').mark).not.toBe(word(2, 'Acme').mark);
    expect(() => tenantMark(new Uint8Array(16), 'Acme')).toThrow(RangeError);
  });

  it('compares owners as the registry does', () => {
    for (const name of ['  Åse & Co ', 'x'.repeat(200), 'e\u0301tage  2']) expect(ownerTerm(name)).toBe(termOf(name));
  });
});

describe('what standing holds on tenants say of a drive', () => {
  it.each([
    { name: 'no hold stands', standing: [], owners: [], bar: undefined },
    { name: 'it is of another', standing: [word(1, 'Acme')], owners: ['Bolt'], bar: undefined },
    { name: 'it is of the tenant', standing: [word(1, 'Acme')], owners: ['acme'], bar: 'held' },
    { name: 'nobody said whose it is', standing: [word(1, 'Acme')], owners: [], bar: 'owner_unknown' },
    { name: 'somebody said nothing', standing: [word(1, 'Acme')], owners: ['  '], bar: 'owner_unknown' },
    { name: 'a second name came after the first', standing: [word(1, 'Acme')], owners: ['Acme', 'Bolt'], bar: 'held' },
    {
      name: 'one key was not told',
      standing: [word(1, 'Acme'), { mark: word(2, 'Zed').mark, key: undefined }],
      owners: ['Bolt'],
      bar: 'unread',
    },
    {
      name: 'a hold that is read is stronger',
      standing: [word(1, 'Acme'), { mark: 't1_', key: undefined }],
      owners: ['Acme'],
      bar: 'held',
    },
  ])('$name', ({ standing, owners, bar }) => {
    expect(tenantBarOf(standing, owners)).toBe(bar);
  });
});
