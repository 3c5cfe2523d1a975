import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromUtf8, utf8 } from '../../../domain/bytes.ts';
import { canonicalText, profileFault } from '../../../domain/ledger/canonical.ts';
import { entrySignatureFault, maxEntryBytes, openEntry, readEntry, sealEvent } from '../../../domain/ledger/entry.ts';
import type { Event } from '../../../domain/ledger/event.ts';
import { maxEventBytes, nothingSeen, readEvent } from '../../../domain/ledger/event.ts';
import { bestDriveName, driveId, registryPattern, technicianId } from '../../../domain/ledger/ids.ts';
import { createVerifier, signerFromSeed } from '../../../keys/ed25519.ts';

const [station, ...cosigners] = [1, 2, 3, 4, 5].map((byte) => signerFromSeed(new Uint8Array(32).fill(byte)));
if (station === undefined) throw new Error('no station key');
const verifier = createVerifier();
const hash = nothingSeen.root;

const event: Event = {
  v: 1,
  reg: 'custos.invalid/7f3a90',
  station: 'st_01',
  epoch: 1,
  seq: 1,
  prev: hash,
  type: 'station.heartbeat',
  deps: [],
  time: { wall: '2026-11-22T14:11:03.123Z', hlc: '01a203989d530000', boot: 'b1', mono: 1, src: 'none', off: 0, age: 0 },
  seen: nothingSeen,
  body: { version: '0.1.0' },
};

describe('the JSON profile', () => {
  test.each([
    ['null', { a: null }, 'null'],
    ['a fraction', { a: 1.5 }, 'not_an_integer'],
    ['a number that JSON cannot keep', { a: 2 ** 53 }, 'not_an_integer'],
    ['not a number', { a: Number.NaN }, 'not_an_integer'],
    ['undefined', { a: undefined }, 'not_json'],
    ['a date', { a: new Date(0) }, 'not_json'],
    ['a capital in a name', { A: 1 }, 'bad_member_name'],
    ['a prototype name', JSON.parse('{"__proto__":1}'), 'bad_member_name'],
    ['a long name', { ['a'.repeat(41)]: 1 }, 'bad_member_name'],
    ['text that is not in NFC', { a: 'u\u0308' }, 'not_nfc'],
    ['a lone surrogate', { a: '\ud800' }, 'lone_surrogate'],
    ['long text', { a: 'a'.repeat(2049) }, 'string_too_long'],
    ['a long array', { a: Array.from({ length: 65 }, () => 1) }, 'array_too_long'],
    ['seven levels', { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } }, 'too_deep'],
  ])('refuses %s', (_name, value, fault) => {
    expect(profileFault(value)).toBe(fault);
  });

  test('takes its own limits', () => {
    expect(
      profileFault({
        a: 'a'.repeat(2048),
        b: Array.from({ length: 64 }, () => -1),
        c: { a: { a: { a: { a: { a: true } } } } },
        ['d'.repeat(40)]: 'ü',
      }),
    ).toBeUndefined();
  });
});

describe('canonical text', () => {
  test('sorts members, escapes as ECMAScript does and writes no space', () => {
    expect(canonicalText({ b: [1, -0, true], a_b: '"\\\n\u0007\u007fé€😀', a: {} })).toBe(
      '{"a":{},"a_b":"\\"\\\\\\n\\u0007\u007fé€😀","b":[1,0,true]}',
    );
  });

  test('reads back as the same value, and any spelling of it comes to the same text', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.string({ unit: 'grapheme' }),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(name, tie('any'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (object) => {
        const text = canonicalText(object);
        expect(canonicalText(JSON.parse(text))).toBe(text);
        expect(canonicalText(JSON.parse(JSON.stringify(object, null, 2)))).toBe(text);
      }),
    );
  });

  test.each([null, undefined, 1.5, '\ud800', 1n])('has no guess for %s', (value) => {
    expect(() => canonicalText({ a: value })).toThrow();
  });
});

describe('an event', () => {
  test.each([
    ['an unknown member', { more: 1 }],
    ['another version', { v: 2 }],
    ['seq 0', { seq: 0 }],
    ['epoch 0', { epoch: 0 }],
    ['a short prev', { prev: hash.slice(1) }],
    ['a prev with spare bits set', { prev: `${hash.slice(0, 42)}V` }],
    ['nine deps', { deps: Array.from({ length: 9 }, () => hash) }],
    ['a subject of unknown kind', { subject: `x1_${'0'.repeat(32)}` }],
    ['a type without a dot', { type: 'heartbeat' }],
    ['a wall time without milliseconds', { time: { ...event.time, wall: '2026-11-22T14:11:03Z' } }],
    ['a registry name with a space', { reg: 'custos invalid' }],
    ['a name as actor', { actor: 'Ana' }],
    ['a sealed value in place of its commitment', { sealed: { host: 'db-17' } }],
  ])('with %s is refused', (_name, change) => {
    expect(readEvent({ ...event, ...change })).toMatchObject({ kind: 'refused', code: 'bad_event' });
  });

  test('has a size limit on its canonical bytes', () => {
    const blocks = (n: number) => ({
      ...event,
      body: Object.fromEntries(Array.from({ length: n }, (_, i) => [`b${i}`, 'x'.repeat(2000)])),
    });
    expect(readEvent(blocks(5)).kind).toBe('event');
    expect(readEvent(blocks(6))).toMatchObject({ kind: 'refused', code: 'too_large' });
    expect(maxEventBytes).toBeLessThan(maxEntryBytes);
  });
});

describe('an entry', () => {
  const entry = sealEvent({ event, signers: [station, ...cosigners.slice(0, 3)] });
  const keys = new Map([station, ...cosigners].map((signer) => [signer.keyId, signer.publicKey]));
  const text = fromUtf8(entry.bytes) ?? '';

  test('puts the station first and the others in order, and all signatures hold', () => {
    expect(entry.sigs[0]?.keyid).toBe(station.keyId);
    const others = entry.sigs.slice(1).map(({ keyid }) => keyid);
    expect(others).toEqual([...others].sort());
    expect(entrySignatureFault(entry, (keyid) => keys.get(keyid), verifier)).toBeUndefined();
    expect(entrySignatureFault(entry, (keyid) => (keyid === others[1] ? undefined : keys.get(keyid)), verifier)).toBe(2);
  });

  test('with any one byte changed does not open, or its signatures fail', () => {
    fc.assert(
      fc.property(fc.nat(entry.bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bytes = Uint8Array.from(entry.bytes);
        bytes[at] = (bytes[at] ?? 0) ^ by;
        const opened = openEntry(bytes);
        if (opened.kind === 'entry') expect(entrySignatureFault(opened.entry, (keyid) => keys.get(keyid), verifier)).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['spaces', text.replace('{"event"', '{ "event"'), 'not_canonical'],
    ['members in another order', text.replace('"epoch":1,"prev"', '"prev"').replace('"v":1}', '"v":1,"epoch":1}'), 'not_canonical'],
    ['a member twice', text.replace('"seq":1', '"seq":2,"seq":1'), 'not_canonical'],
    ['a number in another spelling', text.replace('"seq":1', '"seq":1.0'), 'not_canonical'],
    ['text after it', `${text} x`, 'not_json'],
    ['an extra member', text.replace(/}$/, ',"x":1}'), 'bad_signature_list'],
    ['nothing', '', 'not_json'],
  ])('with %s is refused', (_name, changed, code) => {
    expect(changed).not.toBe(text);
    expect(openEntry(utf8(changed))).toMatchObject({ kind: 'refused', code });
  });

  test('with no, too many, doubled or unordered signatures is refused', () => {
    const [first, second, third] = entry.sigs;
    for (const sigs of [
      [],
      [...entry.sigs, { keyid: cosigners[3]?.keyId, sig: first?.sig }],
      [first, second, second],
      [first, third, second],
      [first, first],
    ]) {
      expect(readEntry({ event, sigs })).toMatchObject({ kind: 'refused', code: 'bad_signature_list' });
    }
  });

  test('over its size, or not UTF-8, is refused before anything is parsed', () => {
    expect(openEntry(new Uint8Array(maxEntryBytes + 1))).toMatchObject({ code: 'too_large' });
    expect(openEntry(Uint8Array.of(0xff))).toMatchObject({ code: 'not_utf8' });
  });

  test('that no log would take cannot be sealed', () => {
    expect(() => sealEvent({ event: { ...event, seq: 0 }, signers: [station] })).toThrow(RangeError);
    expect(() => sealEvent({ event, signers: [station, station] })).toThrow(RangeError);
  });
});

describe('ids', () => {
  test('a drive without a usable WWN goes by model and serial, however they are spaced and cased', () => {
    const name = bestDriveName({ wwn: '0000000000000000', model: ' st4000nm  0035 ', serial: 'zc1\t2ab' });
    expect(name.kind).toBe('ms');
    expect(driveId(name)).toBe(driveId({ kind: 'ms', model: 'ST4000NM 0035', serial: 'ZC1 2AB' }));
    expect(bestDriveName({ wwn: '5000C500A1B2C3D4', model: 'x', serial: 'y' })).toEqual({ kind: 'wwn', value: '5000c500a1b2c3d4' });
    expect(() => driveId({ kind: 'wwn', value: 'naa.5000' })).toThrow(RangeError);
  });

  test.each(['custos.invalid/7f3a90', 'custody.example/acme', 'a', 'custody.example/acme/0002'])('%s is a registry name', (name) => {
    expect(registryPattern.test(name)).toBe(true);
  });

  test.each(['', 'Custos', 'a b', 'a+b', 'a/', '/a', 'a//b', 'a\n'])('%j is no registry name', (name) => {
    expect(registryPattern.test(name)).toBe(false);
  });

  test('a technician is known by random bytes alone', () => {
    expect(technicianId(new Uint8Array(16).fill(0xab))).toBe(`tc_${'ab'.repeat(16)}`);
    expect(() => technicianId(new Uint8Array(15))).toThrow(RangeError);
  });
});
