import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBase64, utf8 } from '../../../domain/bytes.ts';
import { openAck, signAck } from '../../../domain/ledger/ack.ts';
import { openCheckpoint, parseCheckpointText, signCheckpoint } from '../../../domain/ledger/checkpoint.ts';
import { leafHash } from '../../../domain/ledger/entry.ts';
import { formatVkey, noteKey, parseNote, parseVkey, signNote, verifyNote } from '../../../domain/ledger/note.ts';
import { formatLogProof, parseLogProof, verifyLogProof } from '../../../domain/ledger/tlog-proof.ts';
import { emptyRoot, rootOfLeaves } from '../../../domain/ledger/tree.ts';
import { createVerifier, signerFromSeed } from '../../../keys/ed25519.ts';

const verifier = createVerifier();
const signer = signerFromSeed(new Uint8Array(32).fill(3));
const origin = 'custos.invalid/7f3a90';
const key = noteKey(origin, signer.publicKey);
const [first, second] = [utf8('first'), utf8('second')];
const root = rootOfLeaves([leafHash(first), leafHash(second)]);
const note = signCheckpoint({ origin, size: 2, root }, signer);

describe('a signed note', () => {
  test('of the format description verifies with its own key', () => {
    const example = parseVkey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k');
    const text =
      'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
    const parsed = parseNote(text);
    if (example === undefined || parsed === undefined) throw new Error('malformed');
    expect(verifyNote(parsed, [example], verifier)).toEqual([example]);
  });

  test('may hold empty lines, and signatures of others are passed over', () => {
    const other = signerFromSeed(new Uint8Array(32).fill(4));
    const both = signNote('a\n\nb\n', 'one', signer) + signNote('a\n\nb\n', 'two', other).split('\n\n')[2];
    const parsed = parseNote(both);
    expect(parsed?.text).toBe('a\n\nb\n');
    expect(parsed?.signatures).toHaveLength(2);
    const two = noteKey('two', other.publicKey);
    expect(parsed && verifyNote(parsed, [two], verifier)).toEqual([two]);
    expect(parsed && verifyNote(parsed, [noteKey('three', other.publicKey)], verifier)).toBeUndefined();
  });

  test('with a wrong signature by a known key is refused, though another known key is right', () => {
    const other = signerFromSeed(new Uint8Array(32).fill(4));
    const wrong = signNote('b\n', 'two', other).split('\n\n')[1] ?? '';
    const parsed = parseNote(signNote('a\n', 'one', signer) + wrong);
    expect(parsed && verifyNote(parsed, [noteKey('one', signer.publicKey), noteKey('two', other.publicKey)], verifier)).toBeUndefined();
  });

  test.each([
    ['no signature', 'text\n\n'],
    ['no blank line', 'text\n— a AAAAAAAA\n'],
    ['no newline at the end', note.slice(0, -1)],
    ['a control character', note.replace('custos', 'cus\ttos')],
    ['a carriage return', note.replaceAll('\n', '\r\n')],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['a plus sign in the name', note.replace(`— ${origin}`, '— a+b')],
    ['broken base64', note.replace(/=\n$/, '\n')],
    ['a signature shorter than its key id', 'text\n\n— a AAAA\n'],
    ['too many characters', `${'x'.repeat(70_000)}\n\n— a AAAAAAAA\n`],
    ['too many signatures', `text\n\n${'— a AAAAAAAA\n'.repeat(33)}`],
  ])('with %s does not parse', (_name, text) => {
    expect(parseNote(text)).toBeUndefined();
  });

  test.each([
    `${formatVkey(key)}x`,
    formatVkey(key).replace('+', '++'),
    formatVkey(key).replace(/\+[0-9a-f]{8}\+/, '+00000000+'),
    formatVkey({ ...key, publicKey: new Uint8Array(32) }),
  ])('%s is no key', (text) => {
    expect(parseVkey(text)).toBeUndefined();
  });
});

describe('a checkpoint', () => {
  test('opens with the pinned key only', () => {
    expect(openCheckpoint(note, key, verifier)).toEqual({ origin, size: 2, root });
    expect(openCheckpoint(note, noteKey(origin, signerFromSeed(new Uint8Array(32).fill(9)).publicKey), verifier)).toBeUndefined();
    expect(openCheckpoint(note, noteKey('custos.invalid/other', signer.publicKey), verifier)).toBeUndefined();
    // Rightly signed under the pinned name, but the text is another log's.
    expect(openCheckpoint(signNote(`other\n2\n${toBase64(root)}\n`, origin, signer), key, verifier)).toBeUndefined();
  });

  test('with any character changed is refused', () => {
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.constantFrom(...'aZ09+/= \n—'), (at, character) => {
        const changed = note.slice(0, at) + character + note.slice(at + 1);
        if (changed !== note) expect(openCheckpoint(changed, key, verifier)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  test.each(['a\n02\nR\n', 'a\n-1\nR\n', 'a\n2\nR\nmore\n', 'a\n2\nR', '\n2\nR\n', 'a\n9007199254740992\nR\n', 'a\n2\nAAAA\n'])(
    'text %j is refused',
    (text) => {
      expect(parseCheckpointText('a\n2\nR\n'.replace('R', toBase64(root)))).toBeDefined();
      expect(parseCheckpointText(text.replace('R', toBase64(root)))).toBeUndefined();
    },
  );
});

describe('a log proof', () => {
  const text = formatLogProof({ index: 0, path: [leafHash(second)], checkpoint: note, extra: first });

  test('has the lines of the format and reads back', () => {
    expect(text.split('\n').slice(0, 5)).toEqual([
      'c2sp.org/tlog-proof@v1',
      `extra ${toBase64(first)}`,
      'index 0',
      toBase64(leafHash(second)),
      '',
    ]);
    expect(parseLogProof(text)).toEqual({ index: 0, path: [leafHash(second)], checkpoint: note, extra: first });
  });

  test('holds for its entry, with and without the entry inside', () => {
    expect(verifyLogProof({ text, logKey: key, verifier })).toMatchObject({ kind: 'in_log', index: 0, entry: first });
    const bare = formatLogProof({ index: 0, path: [leafHash(second)], checkpoint: note });
    expect(verifyLogProof({ text: bare, entry: first, logKey: key, verifier })).toMatchObject({ kind: 'in_log' });
    expect(verifyLogProof({ text: bare, entry: second, logKey: key, verifier })).toEqual({ kind: 'refused', code: 'not_in_log' });
    expect(verifyLogProof({ text: bare, logKey: key, verifier })).toEqual({ kind: 'refused', code: 'malformed' });
  });

  test('with any character changed is refused', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'aZ019+/= \n'), (at, character) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        if (changed !== text) expect(verifyLogProof({ text: changed, entry: first, logKey: key, verifier }).kind).toBe('refused');
      }),
      { numRuns: 500 },
    );
  });
});

describe('an ack', () => {
  const ack = {
    log: origin,
    station: 'st_01',
    epoch: 1,
    seq: 3,
    hash: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU',
    index: 7,
    atMs: 1_700_000_000_000,
  };
  const ackKey = noteKey(`${origin}/ack`, signer.publicKey);

  test('reads back under the ack key', () => {
    expect(openAck(signAck(ack, origin, signer), ackKey, verifier)).toEqual(ack);
  });

  test('is not a checkpoint, and a checkpoint is no ack', () => {
    expect(openCheckpoint(signAck(ack, origin, signer), ackKey, verifier)).toBeUndefined();
    expect(openAck(signNote(`${origin}\n0\n${toBase64(emptyRoot)}\n`, `${origin}/ack`, signer), ackKey, verifier)).toBeUndefined();
  });
});
