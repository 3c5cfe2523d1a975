import { describe, expect, test } from 'vitest';
import { readPsid } from '../../../domain/label/psid.ts';
import { understandScan, withoutSecrets } from '../../../domain/label/scan.ts';

const psid = 'DEM0PSID0000000000000000000000E4';
const grouped = 'DEM0-PSID-0000-0000-0000-0000-0000-00E4';

describe('a PSID is read', () => {
  test.each([
    ['as it is', psid],
    ['in groups', grouped],
    ['named', `PSID: ${psid}`],
    ['named and in groups', `PSID ${grouped}`],
    ['with gaps', `PSID: ${psid.match(/.{8}/g)?.join(' ') ?? ''}`],
    ['in small letters', psid.toLowerCase()],
    ['behind an identifier of the scanner', `]C1${psid}`],
    ['in a code with other fields', `[)>\u001e06\u001dS0DEM0A01DE14\u001d${psid}\u001e\u0004`],
  ])('%s', (_what, text) => {
    expect(readPsid(text, false)).toEqual({ kind: 'psid', psid });
    expect(readPsid(text, true)).toEqual({ kind: 'psid', psid });
  });

  test('only whole', () => {
    expect(readPsid(psid.slice(1), false)).toEqual({ kind: 'not_whole' });
    expect(readPsid(`${psid}7`, false)).toEqual({ kind: 'not_whole' });
    expect(readPsid('PSID: ABCDEFGH', false)).toEqual({ kind: 'not_whole' });
  });

  test('not with the letter O when it was typed, because that is mostly a zero', () => {
    const doubtful = psid.replace('M0', 'MO');
    expect(readPsid(doubtful, true)).toEqual({ kind: 'letter_o' });
    expect(readPsid(doubtful, false)).toEqual({ kind: 'psid', psid: doubtful });
  });

  test.each([
    'S/N: 0DEM0A01DE14',
    'WWN: 58CE38EDE3000014',
    '0011223344556677889900AABBCCDDEE',
    '123e4567-e89b-12d3-a456-426614174000',
    'Model: KIOXIA KPM6WRUG1T92',
    'CN-0ABC12-73826-5A9-01B2-A00',
    // As long as some makers' own codes.
    '8SSSD0L24825C1ZH92X0123456789',
    '',
  ])('%s is none', (text) => {
    expect(readPsid(text, true)).toBeUndefined();
  });
});

test.each([psid, grouped, `PSID: ${psid}`, `PSID: ${grouped}`, `]C1${grouped}`, `S/N: 0DEM0A01DE14, ${grouped}`])(
  '%s is masked',
  (text) => {
    for (const shown of [withoutSecrets(text), JSON.stringify(understandScan(text))]) {
      expect(shown).not.toContain('DEM0PSID');
      expect(shown).not.toContain('PSID-0000');
      expect(shown).toContain('****00E4');
    }
  },
);

test('a UUID is no secret', () => {
  expect(withoutSecrets('123e4567-e89b-12d3-a456-426614174000')).toBe('123e4567-e89b-12d3-a456-426614174000');
});
