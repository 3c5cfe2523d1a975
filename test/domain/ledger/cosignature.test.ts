import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBase64 } from '../../../domain/bytes.ts';
import { openCheckpoint, signCheckpoint } from '../../../domain/ledger/checkpoint.ts';
import {
  cosign,
  cosignaturesOn,
  formatWitnessVkey,
  parseWitnessVkey,
  withSignatureLines,
  witnessKey,
} from '../../../domain/ledger/cosignature.ts';
import { formatVkey, noteKey, parseNote, parseVkey } from '../../../domain/ledger/note.ts';
import { parseTrustPolicy, trustCheckpoint } from '../../../domain/ledger/trust-policy.ts';
import { createVerifier, signerFromSeed } from '../../../keys/ed25519.ts';

const verifier = createVerifier();
const logSigner = signerFromSeed(new Uint8Array(32).fill(3));
const origin = 'custody.example/acme';
const logKey = noteKey(origin, logSigner.publicKey);
const note = signCheckpoint({ origin, size: 5, root: new Uint8Array(32).fill(9) }, logSigner);
const text = parseNote(note)!.text;

const witnesses = [1, 2, 3, 4].map((n) => {
  const signer = signerFromSeed(new Uint8Array(32).fill(100 + n));
  const name = `witness.example/w${n}`;
  return { name, signer, key: witnessKey(name, signer.publicKey) };
});
const [w1, w2, w3] = witnesses as [(typeof witnesses)[number], (typeof witnesses)[number], (typeof witnesses)[number]];
const lineOf = (witness: (typeof witnesses)[number], atS = 1_700_000_000) => cosign(text, atS, witness.name, witness.signer);
const noteWith = (...lines: readonly string[]) => withSignatureLines(note, lines) ?? '';

describe('a cosignature', () => {
  test('is read with its time, and leaves the checkpoint as it was to those who do not know the witness', () => {
    const signed = noteWith(lineOf(w1), lineOf(w2, 1_700_000_060));
    expect(cosignaturesOn(parseNote(signed)!, [w1.key, w2.key], verifier)).toEqual([
      { witness: w1.key, atS: 1_700_000_000 },
      { witness: w2.key, atS: 1_700_000_060 },
    ]);
    expect(cosignaturesOn(parseNote(signed)!, [w3.key], verifier)).toEqual([]);
    expect(openCheckpoint(signed, logKey, verifier)?.size).toBe(5);
  });

  test('counts once, with its earliest time', () => {
    const signed = noteWith(lineOf(w1, 20), lineOf(w1, 10), lineOf(w1, 10));
    expect(parseNote(signed)?.signatures).toHaveLength(3);
    expect(cosignaturesOn(parseNote(signed)!, [w1.key], verifier)).toEqual([{ witness: w1.key, atS: 10 }]);
  });

  test('with any byte changed is refused, or is by somebody unknown', () => {
    fc.assert(
      fc.property(fc.nat(75), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const parsed = parseNote(noteWith(lineOf(w1)))!;
        const [first, second] = parsed.signatures as [(typeof parsed.signatures)[number], (typeof parsed.signatures)[number]];
        const whole = Uint8Array.from([...second.id, ...second.signature]);
        whole[at] = whole[at]! ^ by;
        const changed = { name: second.name, id: whole.slice(0, 4), signature: whole.slice(4) };
        const answer = cosignaturesOn({ text, signatures: [first, changed] }, [w1.key], verifier);
        expect(answer).toEqual(at < 4 ? [] : undefined);
      }),
    );
  });

  test('speaks of this text alone, and has a time', () => {
    const other = text.replace('\n5\n', '\n6\n');
    const parsed = parseNote(noteWith(lineOf(w1)))!;
    expect(cosignaturesOn({ ...parsed, text: other }, [w1.key], verifier)).toBeUndefined();
    for (const atS of [0, -1, 1.5]) expect(() => cosign(text, atS, w1.name, w1.signer)).toThrow(RangeError);
    expect(() => cosign('no checkpoint\n', 1, w1.name, w1.signer)).toThrow(RangeError);
  });

  test('has a vkey of its own type, which is no key of a log', () => {
    const vkey = formatWitnessVkey(w1.key);
    expect(parseWitnessVkey(vkey)).toEqual(w1.key);
    expect(parseVkey(vkey)).toBeUndefined();
    expect(parseWitnessVkey(formatVkey(noteKey(w1.name, w1.signer.publicKey)))).toBeUndefined();
    expect(parseWitnessVkey(vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+'))).toBeUndefined();
    const smallOrder = Uint8Array.from([4, ...new Uint8Array(32)]);
    expect(parseWitnessVkey(`w+00000000+${toBase64(smallOrder)}`)).toBeUndefined();
  });
});

describe('a trust policy', () => {
  const vkeys = witnesses.map(({ key }) => formatWitnessVkey(key));
  const policyText = (quorum: string) =>
    [
      '# who is believed',
      `log ${formatVkey(logKey)} https://log.example/`,
      '',
      ...vkeys.map((vkey, i) => `witness W${i + 1}\t${vkey}`),
      'group two 2 W1 W2 W3',
      '  group both all two W4  ',
      `quorum ${quorum}`,
      '',
    ].join('\n');
  const read = (quorum: string) => {
    const answer = parseTrustPolicy(policyText(quorum));
    if (answer.kind !== 'policy') throw new Error(answer.why);
    return answer.policy;
  };

  test('asks for as many as its quorum says', () => {
    const met = (quorum: string, ...by: readonly number[]) =>
      trustCheckpoint(noteWith(...by.map((n) => lineOf(witnesses[n - 1]!))), read(quorum), verifier).kind === 'trusted';
    expect([met('none'), met('W1'), met('W1', 2), met('W1', 1)]).toEqual([true, false, false, true]);
    expect([met('two', 1), met('two', 1, 3), met('two', 2, 4), met('two', 1, 2, 3)]).toEqual([false, true, false, true]);
    expect([met('both', 1, 2), met('both', 4), met('both', 1, 4), met('both', 2, 3, 4)]).toEqual([false, false, false, true]);
  });

  test('believes only its own logs, and no note that was tampered with', () => {
    const policy = read('W1');
    const why = (each: string) => {
      const verdict = trustCheckpoint(each, policy, verifier);
      return verdict.kind === 'refused' ? verdict.why : verdict.cosignatures.map(({ witness }) => witness.name);
    };
    expect(why(noteWith(lineOf(w1)))).toEqual([w1.name]);
    const stranger = signerFromSeed(new Uint8Array(32).fill(77));
    expect(why(signCheckpoint({ origin: 'other.example', size: 5, root: new Uint8Array(32) }, stranger))).toBe('unknown_log');
    expect(why(signCheckpoint({ origin, size: 5, root: new Uint8Array(32) }, stranger))).toBe('bad_log_signature');
    expect(why(noteWith(cosign(text.replace('\n5\n', '\n6\n'), 9, w1.name, w1.signer)))).toBe('bad_cosignature');
    expect(why('nothing')).toBe('malformed');
  });

  test('that is not understood in full is refused with its line', () => {
    const good = policyText('two').split('\n');
    const withLine = (at: number, line: string) => parseTrustPolicy(good.with(at, line).join('\n'));
    expect(withLine(7, 'group two 4 W1 W2 W3')).toMatchObject({ kind: 'refused', line: 8 });
    expect(withLine(7, 'group two 0 W1 W2 W3')).toMatchObject({ kind: 'refused', line: 8 });
    expect(withLine(7, 'group two any W9')).toMatchObject({ kind: 'refused', line: 8 });
    expect(withLine(8, 'group both all two W1')).toMatchObject({ kind: 'refused', line: 9 });
    expect(withLine(8, 'group none any W4')).toMatchObject({ kind: 'refused', line: 9 });
    expect(withLine(8, 'groups both all two')).toMatchObject({ kind: 'refused', line: 9 });
    expect(withLine(9, 'quorum nobody')).toMatchObject({ kind: 'refused', line: 10 });
    expect(withLine(9, '')).toMatchObject({ kind: 'refused', why: 'no quorum' });
    expect(withLine(2, 'quorum none')).toMatchObject({ kind: 'refused', line: 10 });
    expect(withLine(4, `witness W2 ${vkeys[0]}`)).toMatchObject({ kind: 'refused', line: 5 });
    expect(withLine(2, `witness L ${formatVkey(logKey)}`)).toMatchObject({ kind: 'refused', line: 3 });
    expect(withLine(2, `log ${vkeys[0]}`)).toMatchObject({ kind: 'refused', line: 3 });
    expect(withLine(2, `log ${formatVkey(noteKey('again', logSigner.publicKey))}`)).toMatchObject({ kind: 'refused', line: 3 });
    expect(parseTrustPolicy('quorum none')).toMatchObject({ kind: 'refused' });
    expect(parseTrustPolicy('quorum none\r\n')).toMatchObject({ kind: 'refused' });
    expect(parseTrustPolicy('quorum none\n')).toMatchObject({ kind: 'policy' });
  });
});
