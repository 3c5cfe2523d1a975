import { describe, expect, it } from 'vitest';
import { checkCertificate } from '../../certificate/check/check.ts';
import type { CheckReport } from '../../certificate/check/report.ts';
import { grantBytes } from '../../certificate/check/session-grant.ts';
import type { RevokedKey } from '../../certificate/check/signers.ts';
import { formatWitnessKey, readTrustPolicy, type TrustPolicy } from '../../certificate/check/trust.ts';
import type { CertificateFile } from '../../certificate/certificate.ts';
import { bodyHash, certificateText, readCertificate, withOpened, withReceipts } from '../../certificate/file.ts';
import { bigEndian, concat, toBase64, utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import { parseNote } from '../../domain/ledger/note.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { sessionGrantBytes } from '../../station/people/session-grant.ts';
import { beginLife, clearAndStart, type Ending, issue, type Issued, job, judge, key, keeper, liveTo, logOf, PaperLog, PaperStation, policy, registryName, staffedStation, subject, tech } from './kit.ts';

const platform = createVerifier();
const answers = new Map<string, boolean>();
/** The platform's own verifier, asked once for each question: thousands of changed files share most of their signatures. */
const verifier: SignatureVerifier = {
  verify(publicKey, message, signature) {
    const question = [publicKey, message, signature].map((each) => Buffer.from(each).toString('latin1')).join('|');
    const known = answers.get(question);
    if (known !== undefined) return known;
    const answer = platform.verify(publicKey, message, signature);
    answers.set(question, answer);
    return answer;
  },
};
const check = (text: string | Uint8Array, more: { readonly trust?: TrustPolicy; readonly revoked?: readonly RevokedKey[] } = {}): CheckReport => checkCertificate({ bytes: typeof text === 'string' ? utf8(text) : text, verifier, ...more });
const first = (report: CheckReport): string => `${report.verdict} ${report.findings[0]?.code ?? ''}`.trim();

function logged(certificate: Issued, log = logOf(certificate.station)): string {
  return withReceipts(certificate.text, log.receipts([...certificate.entries, certificate.issued]));
}

function trusting(text: string): TrustPolicy {
  const read = readTrustPolicy(text);
  if (read.kind === 'refused') throw new Error(`line ${read.line}: ${read.says}`);
  return read.policy;
}

function fileOf(text: string): CertificateFile {
  const read = readCertificate(utf8(text));
  if (read.kind === 'refused') throw new Error(read.detail);
  return read.file;
}

/** The same file with one member changed, spelled rightly again: only the content differs. */
function changed(text: string, change: (file: CertificateFile) => object): string {
  return `${canonicalText({ ...fileOf(text), ...change(fileOf(text)) })}\n`;
}

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

  it('asks for the session grant that the station signs', () => {
    const grant = { station: 'st_x1', epoch: 2, person: tech, sessionKey: 'k', untilMs: 5 };
    expect(grantBytes(grant)).toEqual(sessionGrantBytes(grant));
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

describe('a certificate that was tampered with by somebody who spells well', () => {
  it('is altered when its body says more than was signed', () => {
    expect(first(check(changed(whole, ({ body }) => ({ body: { ...body, practice: true } }))))).toBe('altered other_body');
  });

  it('is altered when the body was signed but is not what the events say', () => {
    const forged = issue(liveTo('not_verified'), (body) => ({ ...body, outcome: 'sanitized', shortfalls: [] }));
    expect(first(check(logged(forged)))).toBe('altered not_as_composed');
  });

  it('is incomplete when an event was taken out', () => {
    const at = sanitized.body.events.findIndex(({ type }) => type === 'custody.offered');
    expect(first(check(changed(whole, ({ entries }) => ({ entries: entries.toSpliced(at, 1) }))))).toBe('incomplete event_missing');
  });

  it('is altered when events change places', () => {
    expect(first(check(changed(whole, ({ entries }) => ({ entries: [entries[1], entries[0], ...entries.slice(2)] }))))).toBe('altered reordered');
  });

  it('is altered when an event stands in it twice', () => {
    expect(check(changed(whole, ({ entries }) => ({ entries: [...entries, entries.at(-1)] }))).verdict).toBe('altered');
  });

  it('is altered when a sealed value is another one', () => {
    const [hash, fields] = Object.entries(fileOf(whole).opened).find(([, each]) => each['name'] !== undefined) ?? ['', {}];
    const name = fields['name'];
    expect(first(check(changed(whole, ({ opened }) => ({ opened: { ...opened, [hash]: { name: { salt: name?.salt, value: 'Somebody Else' } } } }))))).toBe('altered wrong_value');
  });

  it('is altered when another policy lies beside it', () => {
    expect(first(check(changed(whole, ({ policy: own }) => ({ policy: { ...own, name: 'A kinder one' } }))))).toBe('altered other_policy');
  });

  it('is altered when a key lies beside it that signed nothing', () => {
    const stray = { station: 'st_other0', key: 'AkSbzTRzJy9jVHN1p_iFvtUbGKQjs1DmSqaSj0G0BCA' };
    expect(check(changed(whole, ({ keys }) => ({ keys: [...keys, stray] }))).verdict).not.toBe('valid');
  });

  it('is altered when the certificate of one drive is put on the events of another', () => {
    const other = issue(liveTo('sanitized', staffedStation('real', 'bench-9')));
    const mixed = certificateText({ body: other.body, entries: sanitized.entries, issued: other.issued, opened: {}, keys: [{ station: sanitized.station.id, key: fileOf(whole).keys[0]?.key ?? '' }], policy });
    expect(check(mixed).verdict).toBe('altered');
  });
});

describe('signatures', () => {
  it('of a session that the person never granted are found', () => {
    const station = staffedStation();
    station.signIn(tech, { grantBy: key('thief') });
    expect(first(check(logged(issue(liveTo('sanitized', station)))))).toBe('altered forged_session');
  });

  it('of another person in place of the actor are found', () => {
    const station = staffedStation();
    const asJudge = station.signIn(judge);
    beginLife(station);
    clearAndStart(station);
    station.write({ type: 'erase.cancelled', subject, actor: tech, signAs: asJudge, body: { job, data: 'partly_erased' } });
    expect(first(check(logged(issue(station))))).toBe('altered stray_signature');
  });

  it('that are missing are found', () => {
    const station = staffedStation();
    beginLife(station);
    const last = station.entries.at(-1);
    if (last === undefined) throw new Error('the kit wrote nothing');
    const unsigned = sealEvent({ event: { ...last.event, seq: last.event.seq + 1, prev: last.hash, type: 'custody.moved', actor: tech, body: { holder: tech, place: 'Shelf' } }, signers: [station.signer] });
    station.entries.push(unsigned);
    expect(first(check(logged(issue(station))))).toBe('altered not_signed');
  });

  it('after the session ran out are not counted', () => {
    const station = staffedStation();
    beginLife(station);
    station.wait(13 * 3_600_000);
    clearAndStart(station);
    expect(first(check(logged(issue(station))))).toBe('revoked session_over');
  });

  it('of somebody who was sent away are not counted', () => {
    const station = staffedStation();
    beginLife(station);
    station.write({ type: 'person.ended', body: { person: tech } });
    clearAndStart(station);
    expect(first(check(logged(issue(station))))).toBe('revoked session_over');
  });

  it('by a key that was taken back are not counted after the point up to which it is trusted', () => {
    const keyid = keyId(sanitized.station.signer.publicKey);
    expect(first(check(whole, { revoked: [{ keyid, trust: { epoch: 1, seq: 5 } }] }))).toBe('revoked key_revoked');
    expect(check(whole, { revoked: [{ keyid, trust: { epoch: 1, seq: 1000 } }] }).verdict).toBe('valid');
  });

  it('by a session whose enrolment is not in the file cannot be judged', () => {
    const station = liveTo('sanitized');
    const certificate = issue(station);
    const without = { ...certificate, entries: certificate.entries.filter(({ event }) => event.type !== 'person.enrolled') };
    expect(first(check(certificateText({ body: without.body, entries: without.entries, issued: without.issued, opened: {}, keys: fileOf(whole).keys })))).toBe('incomplete event_missing');
  });
});

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
    const proofs = Object.fromEntries([...sanitized.entries, sanitized.issued].map(({ hash }, i) => [hash, log.proof(stranger.entries[i] ?? stranger.entries[0]!)])); // forty is enough for all
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
    const text = `log ${log.vkey}\nwitness W1 ${formatWitnessKey('w1.example', one.publicKey)}\nwitness W2 ${formatWitnessKey('w2.example', two.publicKey)}\ngroup both all W1 W2\n`;
    const cosign = (note: string, name: string, signer: typeof one, named = signer): string => {
      const seconds = bigEndian(1_795_000_000, 8);
      const body = parseNote(note)?.text ?? '';
      const id = Buffer.from(formatWitnessKey(name, named.publicKey).split('+')[1] ?? '', 'hex');
      return `${note}— ${name} ${toBase64(concat(id, seconds, signer.sign(utf8(`cosignature/v1\ntime 1795000000\n${body}`))))}\n`;
    };
    const receipts = log.receipts([...sanitized.entries, sanitized.issued]);
    const witnessed = (by: (note: string) => string): string => withReceipts(sanitized.text, { ...receipts, checkpoint: by(receipts.checkpoint), proofs: Object.fromEntries(Object.entries(receipts.proofs).map(([hash, proof]) => [hash, by(proof)])) });
    // A proof ends in the checkpoint's note, so a cosignature is one more line at the end of either.
    const note = receipts.checkpoint;
    const line = (name: string, signer: typeof one, named = signer): string => cosign(note, name, signer, named).slice(note.length);
    const w1 = witnessed((each) => each + line('w1.example', one));
    const both = witnessed((each) => each + line('w1.example', one) + line('w2.example', two));
    expect(first(check(whole, { trust: trusting(`${text}quorum W1\n`) }))).toBe('incomplete no_quorum');
    expect(check(w1, { trust: trusting(`${text}quorum W1\n`) })).toMatchObject({ verdict: 'valid', pinned: { witnesses: ['W1'] } });
    expect(first(check(w1, { trust: trusting(`${text}quorum both\n`) }))).toBe('incomplete no_quorum');
    expect(check(both, { trust: trusting(`${text}quorum both\n`) }).verdict).toBe('valid');
    const forged = witnessed((each) => each + line('w1.example', two, one));
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
    expect(readTrustPolicy(text).kind).toBe('refused');
  });

  it('may hold comments, tabs and addresses', () => {
    const log = new PaperLog();
    expect(trusting(`# ours\n\n\tlog  ${log.vkey} https://log.example/\nquorum\tnone\n`).logs).toHaveLength(1);
  });
});

describe('the hash of the body', () => {
  it('is what certificate.issued signs', () => {
    expect(sanitized.issued.event.body['sha256']).toBe(bodyHash(sanitized.body));
    expect(sanitized.issued.event.actor ?? sanitized.issued.event.station).not.toBe(keeper);
  });
});
