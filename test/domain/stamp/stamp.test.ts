import { expect, test } from 'vitest';
import { fromUtf8, utf8 } from '../../../domain/bytes.ts';
import { judgeStamp, readStamp, regionOf, sealStamp, stampLength, type StampWords } from '../../../domain/stamp/stamp.ts';
import { createVerifier, generateSigner } from '../../../keys/ed25519.ts';

const signer = generateSigner();
const verifier = createVerifier();
const words: StampWords = {
  certificate: `cert_${'a'.repeat(20)}`,
  subject: `d1_${'b'.repeat(32)}`,
  issued: '2026-11-24T02:40:00Z',
  station: 'st_frankfurt2',
  key: signer.keyId,
};
const sealed = sealStamp(words, signer, 512);
const own = (_station: string, keyid: string) => (keyid === signer.keyId ? signer.publicKey : undefined);

/** The region with another text in it. */
function withText(change: (text: string) => string): Uint8Array {
  const bytes = new Uint8Array(sealed.length);
  bytes.set(utf8(change((fromUtf8(sealed) ?? '').replaceAll('\0', ''))));
  return bytes;
}

test('a stamp is read as it was written, in the first sector of a region of whole blocks', () => {
  expect([512, 520, 528, 4096, 8192].map(stampLength)).toEqual([4096, 4160, 4224, 4096, 8192]);
  for (const blockBytes of [512, 520, 4096, 8192]) {
    const bytes = sealStamp(words, signer, blockBytes);
    expect(bytes.length).toBe(stampLength(blockBytes));
    expect(readStamp(bytes)).toMatchObject(words);
    expect(regionOf(bytes)).toMatchObject({ offset: 0, length: bytes.length });
  }
  expect(fromUtf8(sealed)).toMatch(/^CUSTOS STAMP 1\ncertificate cert_a{20}\n[\s\S]+\nsignature [A-Za-z0-9_-]{86}\n\0+$/);
  expect(sealed.indexOf(0)).toBeLessThan(512);
  // The same words by the same key are the same bytes: a second try would write nothing else.
  expect(sealStamp(words, signer, 512)).toEqual(sealed);
  expect(() => sealStamp(words, generateSigner(), 512)).toThrow(RangeError);
});

test('what is not in the one spelling is no stamp', () => {
  expect(readStamp(new Uint8Array(4096))).toBeUndefined();
  expect(readStamp(new Uint8Array(0))).toBeUndefined();
  expect(readStamp(sealed.subarray(0, 200))).toBeUndefined();
  const changes: readonly ((text: string) => string)[] = [
    (text) => text.replace('STAMP 1', 'STAMP 2'),
    (text) => text.replace('cert_', 'CERT_'),
    (text) => `${text}note hello\n`,
    (text) => text.replace('\nkey ', '\nkey  '),
    (text) => text.replace(/\n$/, ''),
    (text) => text.replace(/(certificate .*\n)(subject .*\n)/, '$2$1'),
    (text) => `${text}\0after`,
    (text) => ` ${text}`,
  ];
  for (const change of changes) expect(readStamp(withText(change)), String(change)).toBeUndefined();
  const dirty = Uint8Array.from(sealed);
  dirty[4095] = 1;
  expect(readStamp(dirty)).toBeUndefined();
});

test('the signature holds every word, and a key that nobody knows makes it neither valid nor not', () => {
  const read = (bytes: Uint8Array) => {
    const stamp = readStamp(bytes);
    if (stamp === undefined) throw new Error('no stamp');
    return stamp;
  };
  const standing = (bytes: Uint8Array) => judgeStamp(read(bytes), own, verifier);
  expect(standing(sealed)).toBe('signed');
  for (const [from, to] of [
    ['cert_a', 'cert_z'],
    ['d1_b', 'd1_c'],
    ['2026', '2027'],
    ['frankfurt2', 'frankfurt3'],
  ] as const)
    expect(standing(withText((text) => text.replace(from, to))), from).toBe('not_signed');
  expect(judgeStamp(read(sealed), () => undefined, verifier)).toBe('key_unknown');
  expect(judgeStamp(read(sealed), () => generateSigner().publicKey, verifier)).toBe('not_signed');
});
