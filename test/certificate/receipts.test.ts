import { describe, expect, it } from 'vitest';
import { withReceipts } from '../../certificate/file.ts';
import { cosign, formatWitnessVkey, witnessKey } from '../../domain/ledger/cosignature.ts';
import { parseNote } from '../../domain/ledger/note.ts';
import { parseTrustPolicy } from '../../domain/ledger/trust-policy.ts';
import { issue, key, liveTo, logOf, PaperLog, PaperStation, registryName } from './kit.ts';
import { check, first, logged, trusting } from './asking.ts';

const sanitized = issue(liveTo('sanitized'));
const whole = logged(sanitized);

describe('receipts', () => {
  it('of a log that the reader does not know are not counted', () => {
    const other = new PaperLog('custody.example/other', key('other log'));
    expect(first(check(whole, { trust: trusting(`log ${other.vkey}\nquorum none\n`) }))).toBe('incomplete foreign_log');
  });

  it('of an impostor with the log’s name are found', () => {
    const impostor = new PaperLog(registryName, key('impostor')).take(sanitized.station.entries);
    const text = logged(sanitized, impostor);
    expect(check(text).verdict).toBe('valid'); // nobody could tell without a key of their own, and the report says so
    expect(first(check(text, { trust: trusting(`log ${logOf(sanitized.station).vkey}\nquorum none\n`) }))).toBe('altered other_log_key');
  });

  it('of another registry’s log are found', () => {
    const other = new PaperLog('custody.example/other', key('log')).take(sanitized.station.entries);
    expect(first(check(logged(sanitized, other)))).toBe('altered other_log');
  });

  it('of a registry whose name only begins with this one’s are found', () => {
    const below = new PaperLog(`${registryName}/berlin`, key('log of Berlin')).take(sanitized.station.entries);
    const text = logged(sanitized, below);
    expect(first(check(text))).toBe('altered other_log');
    // Also by a reader who trusts both registries, each for its own.
    const both = trusting(`log ${logOf(sanitized.station).vkey}\nlog ${below.vkey}\nquorum none\n`);
    expect(first(check(text, { trust: both }))).toBe('altered other_log');
  });

  it('whose proofs lead into another log than the one they name are found, whoever trusts both', () => {
    const own = new PaperLog();
    const other = new PaperLog('custody.example/globex', key('log of Globex')).take(sanitized.station.entries);
    // The registry's own log is real, and never had these events.
    const mixed = { ...other.receipts([...sanitized.entries, sanitized.issued]), log: own.vkey, checkpoint: own.checkpoint() };
    const both = trusting(`log ${own.vkey}\nlog ${other.vkey}\nquorum none\n`);
    expect(first(check(withReceipts(sanitized.text, mixed), { trust: both }))).toBe('altered other_log');
  });

  it('of another event are found', () => {
    const receipts = logOf(sanitized.station).receipts([...sanitized.entries, sanitized.issued]);
    const hashes = Object.keys(receipts.proofs);
    const [one = '', two = ''] = hashes;
    const swapped = { ...receipts.proofs, [one]: receipts.proofs[two] ?? '', [two]: receipts.proofs[one] ?? '' };
    expect(first(check(withReceipts(sanitized.text, { ...receipts, proofs: swapped })))).toBe('altered not_in_log');
  });

  it('of another drive’s chain prove nothing here', () => {
    const stranger = new PaperStation('bench-9');
    for (let i = 0; i < 40; i++) stranger.write({ type: 'station.heartbeat', body: { version: '1' } });
    const log = new PaperLog().take(stranger.entries);
    const proofs = Object.fromEntries(
      [...sanitized.entries, sanitized.issued].map(({ hash }, i) => [hash, log.proof(stranger.entries[i] ?? stranger.entries[0]!)]),
    ); // forty is enough for all
    expect(first(check(withReceipts(sanitized.text, { log: log.vkey, checkpoint: log.checkpoint(), proofs })))).toBe('altered not_in_log');
  });

  it('for events that are not in the file are a change', () => {
    const log = logOf(sanitized.station);
    const stray = sanitized.station.write({ type: 'station.heartbeat', body: { version: '9' } });
    const receipts = log.take([stray]).receipts([...sanitized.entries, sanitized.issued, stray]);
    sanitized.station.entries.pop();
    expect(first(check(withReceipts(sanitized.text, receipts)))).toBe('altered stray_proof');
  });

  it('count only with the quorum that the reader asks for', () => {
    const log = logOf(sanitized.station);
    const [one, two] = [key('witness 1'), key('witness 2')];
    const text = `log ${log.vkey}\nwitness W1 ${formatWitnessVkey(witnessKey('w1.example', one.publicKey))}\nwitness W2 ${formatWitnessVkey(witnessKey('w2.example', two.publicKey))}\ngroup both all W1 W2\n`;
    const receipts = log.receipts([...sanitized.entries, sanitized.issued]);
    const witnessed = (by: (note: string) => string): string =>
      withReceipts(sanitized.text, {
        ...receipts,
        checkpoint: by(receipts.checkpoint),
        proofs: Object.fromEntries(Object.entries(receipts.proofs).map(([hash, proof]) => [hash, by(proof)])),
      });
    // A proof ends in the checkpoint's note, so a cosignature is one more line at the end of either.
    const note = receipts.checkpoint;
    const noteText = parseNote(note)?.text ?? '';
    const line = (name: string, signer: typeof one): string => cosign(noteText, 1_795_000_000, name, signer);
    const w1 = witnessed((each) => each + line('w1.example', one));
    const both = witnessed((each) => each + line('w1.example', one) + line('w2.example', two));
    expect(first(check(whole, { trust: trusting(`${text}quorum W1\n`) }))).toBe('incomplete no_quorum');
    expect(check(w1, { trust: trusting(`${text}quorum W1\n`) })).toMatchObject({ verdict: 'valid', pinned: { witnesses: ['W1'] } });
    expect(check(w1, { trust: trusting(`${text}quorum W1\n`) }).bracket).toEqual({
      notAfter: { size: log.size, atMs: 1_795_000_000_000, by: 'cosignature' },
    });
    expect(first(check(w1, { trust: trusting(`${text}quorum both\n`) }))).toBe('incomplete no_quorum');
    expect(check(both, { trust: trusting(`${text}quorum both\n`) }).verdict).toBe('valid');
    // Somebody else's signature under the witness's own name and key id.
    const good = Buffer.from(line('w1.example', one).trimEnd().split(' ')[2] ?? '', 'base64');
    const bad = Buffer.from(line('w1.example', two).trimEnd().split(' ')[2] ?? '', 'base64');
    const forged = witnessed((each) => `${each}— w1.example ${Buffer.concat([good.subarray(0, 4), bad.subarray(4)]).toString('base64')}\n`);
    expect(first(check(forged, { trust: trusting(`${text}quorum W1\n`) }))).toBe('altered bad_checkpoint');
  });
});

describe('a trust policy', () => {
  it.each([
    ['without a quorum', ''],
    ['with two quorums', 'quorum none\nquorum none\n'],
    ['with a word nobody knows', 'trust all\nquorum none\n'],
    ['with a group of nobody', 'group g any\nquorum g\n'],
    ['with a group of what comes later', 'group g any W\nquorum g\n'],
    ['with a bad key', 'log custody.example/acme+00000000+AAAA\nquorum none\n'],
  ])('%s is refused', (_, text) => {
    expect(parseTrustPolicy(text).kind).toBe('refused');
  });

  it('may hold comments, tabs and addresses', () => {
    const log = new PaperLog();
    expect(trusting(`# ours\n\n\tlog  ${log.vkey} https://log.example/\nquorum\tnone\n`).logs).toHaveLength(1);
  });
});
