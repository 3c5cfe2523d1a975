import { describe, expect, it } from 'vitest';
import { bodyHash, withOpened, withReceipts } from '../../certificate/file.ts';
import { utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { type Ending, issue, keeper, liveTo, logOf, registryName } from './kit.ts';
import { check, first, logged, trusting, fileOf } from './asking.ts';

const sanitized = issue(liveTo('sanitized'));
const whole = logged(sanitized);

describe('a certificate that nobody touched', () => {
  const endings: readonly (readonly [Ending, string])[] = [
    ['sanitized', 'sanitized'],
    ['not_verified', 'not_sanitized'],
    ['drive_failed', 'not_sanitized'],
    ['silent_destroyed', 'destroyed'],
    ['failed_destroyed', 'destroyed'],
  ];
  it.each(endings)('is valid when the drive was %s, and says %s', (ending, outcome) => {
    const certificate = issue(liveTo(ending));
    const report = check(logged(certificate));
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('valid');
    expect(report.file?.body.outcome).toBe(outcome);
    expect(Object.keys(report.indexes)).toHaveLength(certificate.entries.length + 1);
  });

  it('is incomplete until it has receipts, and nothing else is wrong with it', () => {
    const report = check(sanitized.text);
    expect(report.findings.map(({ code }) => code)).toEqual(['not_in_log']);
    expect(report.verdict).toBe('incomplete');
    expect(report.pinned.by).toBe('none');
  });

  it('is incomplete while one event has no proof', () => {
    const receipts = logOf(sanitized.station).receipts(sanitized.entries);
    expect(first(check(withReceipts(sanitized.text, receipts)))).toBe('incomplete no_proof');
  });

  it('stays the same certificate without its names', () => {
    const bare = withOpened(whole, {});
    expect(bare).not.toContain('Müller');
    expect(check(bare).verdict).toBe('valid');
    expect(fileOf(bare).body).toEqual(fileOf(whole).body);
  });

  it('holds no name, host or ticket in the part that is signed', () => {
    const text = canonicalText(sanitized.body);
    for (const personal of ['Müller', 'store-0417', 'INC-48213', 'Batch 2026']) expect(text).not.toContain(personal);
  });

  it('says that the log key came with the file, unless the reader brings one', () => {
    const log = logOf(sanitized.station);
    expect(check(whole).pinned).toMatchObject({ by: 'file', log: registryName });
    expect(check(whole, { trust: trusting(`log ${log.vkey}\nquorum none\n`) }).pinned).toMatchObject({ by: 'reader', log: registryName });
  });
});

describe('a changed byte', () => {
  const bytes = utf8(whole);

  it('anywhere in the file keeps it from being valid', () => {
    const survivors: number[] = [];
    for (let at = 0; at < bytes.length; at += 139) {
      const flipped = Uint8Array.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      if (check(flipped).verdict === 'valid') survivors.push(at);
    }
    expect(survivors).toEqual([]);
  });

  it('in any single value keeps it from being valid', () => {
    const survivors: string[] = [];
    let tried = 0;
    // One letter or digit of every value, each time another one of it: the spelling stays canonical as far as it can.
    for (const match of whole.matchAll(/:("(?:[^"\\]|\\.)+"|\d+)/g)) {
      tried += 1;
      if (tried % 5 !== 1) continue;
      const value = match[1] ?? '';
      const at = match.index + 1 + (value.startsWith('"') ? 1 + (tried % (value.length - 2)) : tried % value.length);
      const letter = whole[at] ?? '';
      const other = letter === '7' ? '8' : /\d/.test(letter) ? '7' : letter === 'a' ? 'b' : 'a';
      if (check(whole.slice(0, at) + other + whole.slice(at + 1)).verdict === 'valid') survivors.push(whole.slice(at - 40, at + 20));
    }
    expect(tried).toBeGreaterThan(500);
    expect(survivors).toEqual([]);
  });

  it.each([
    ['a space before it', ` ${whole}`],
    ['no newline at its end', whole.slice(0, -1)],
    ['a second newline', `${whole}\n`],
    ['a member twice', whole.replace('{"body":', '{"body":1,"body":')],
    ['half of it', whole.slice(0, whole.length / 2)],
    ['nothing', ''],
    ['null', 'null\n'],
    ['a letter spelled otherwise', whole.replace('"format"', '"form\\u0061t"')],
  ])('is found: %s', (_, text) => {
    expect(check(text).verdict).toBe('altered');
  });
});

describe('the hash of the body', () => {
  it('is what certificate.issued signs', () => {
    expect(sanitized.issued.event.body['sha256']).toBe(bodyHash(sanitized.body));
    expect(sanitized.issued.event.actor ?? sanitized.issued.event.station).not.toBe(keeper);
  });
});
