import { describe, expect, it } from 'vitest';
import { withOpened } from '../../certificate/file.ts';
import { checkMakerProof, type MakerReport, readMakerProof } from '../../certificate/maker/check.ts';
import type { MakerProof } from '../../certificate/maker/format.ts';
import { makeMakerProof } from '../../certificate/maker/make.ts';
import { toBase64url, utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { driveId } from '../../domain/ledger/ids.ts';
import { logged, trusting, verifier } from './asking.ts';
import { issue, key, liveTo, logOf, serial, staffedStation, subject, tech } from './kit.ts';
import { privateWords } from './private-words.ts';

const certificate = issue(liveTo('sanitized'));
const text = logged(certificate);
const proofOf = (from: string): string => {
  const made = makeMakerProof(from, verifier);
  if (made.kind === 'refused') throw new Error(`${made.why}: ${made.detail}`);
  return made.text;
};
const proof = proofOf(text);
const check = (of: string, more: Partial<Parameters<typeof checkMakerProof>[0]> = {}): MakerReport =>
  checkMakerProof({ bytes: utf8(of), verifier, ...more });
const first = ({ verdict, findings }: MakerReport): string => `${verdict} ${findings[0]?.code ?? ''}`.trim();
const changed = (change: (proof: MakerProof) => object): string => {
  const read = readMakerProof(utf8(proof));
  if (read === undefined) throw new Error('the proof cannot be read');
  return `${canonicalText({ ...read, ...change(read) })}\n`;
};

describe('the proof for the maker', () => {
  it('tells serial, model, method and result, each from a signed and logged event', () => {
    const report = check(proof, { trust: trusting(`log ${logOf(certificate.station).vkey}\nquorum none\n`) });
    expect(first(report)).toBe('valid');
    expect(report.pinned.by).toBe('reader');
    expect(report.proof?.says).toMatchObject({
      certificate: certificate.body.certificate,
      outcome: 'sanitized',
      practice: false,
      drive: { serial, model: 'ST8000NM0055-1RM112' },
      erase: { technique: 'ata_sanitize_overwrite', method: 'purge', verified: 'verified' },
    });
    expect(Object.keys(report.indexes)).toHaveLength(report.proof?.entries.length === undefined ? 0 : report.proof.entries.length + 1);
  });

  it('names the drive by an id that a maker can make from the WWN', () => {
    const read = readMakerProof(utf8(proof));
    const wwn = read?.says.drive.wwn ?? '';
    expect(read?.issued.event['subject']).toBe(driveId({ kind: 'wwn', value: wwn }));
    expect(subject).toBe(driveId({ kind: 'wwn', value: wwn }));
  });

  it('holds no name, no pseudonym, no place, no class and no thing of the customer', () => {
    // The words are in the certificate, so that looking for them means something.
    for (const word of privateWords) expect(text, word).toContain(word);
    for (const word of privateWords) expect(proof, word).not.toContain(word);
    // A certificate without opened values does not do: it still tells places and pseudonyms.
    expect(withOpened(text, {})).toContain('Row 14, rack 7');
    expect(withOpened(text, {})).toContain(tech);
  });

  it('follows a key that the station changed in between', () => {
    const station = liveTo('sanitized');
    station.rotate();
    const later = issue(station);
    expect(first(check(proofOf(logged(later))))).toBe('valid');
  });

  it('is made for a destroyed drive that had answered once', () => {
    const read = readMakerProof(utf8(proofOf(logged(issue(liveTo('failed_destroyed'))))));
    expect(read?.says).toMatchObject({ outcome: 'destroyed', drive: { serial } });
    expect(read?.says.erase).toBeUndefined();
  });

  it.each([
    ['not_sanitized', logged(issue(liveTo('drive_failed')))],
    ['never_seen', logged(issue(liveTo('silent_destroyed')))],
    ['not_valid', certificate.text],
    ['not_valid', text.replace('"practice":false', '"practice":true')],
    ['practice', logged(issue(liveTo('sanitized', staffedStation('practice'))))],
  ])('is refused as %s', (why, from) => {
    expect(makeMakerProof(from, verifier)).toMatchObject({ kind: 'refused', why });
  });

  it('says that a virtual drive was practice', () => {
    const read = readMakerProof(utf8(proofOf(logged(issue(liveTo('sanitized', staffedStation('practice'), true))))));
    expect(read?.says.practice).toBe(true);
  });
});

describe('a proof for the maker that was changed', () => {
  it.each<[string, string, (proof: MakerProof) => object]>([
    ['another serial', 'altered not_as_composed', ({ says }) => ({ says: { ...says, drive: { ...says.drive, serial: 'ZA17S7HX' } } })],
    ['a better method', 'altered not_as_composed', ({ says }) => ({ says: { ...says, outcome: 'destroyed' } })],
    [
      'an event left out',
      'altered not_as_composed',
      ({ entries }) => ({ entries: entries.filter(({ event }) => event['type'] !== 'verify.finished') }),
    ],
    ['an event of a person put in', 'altered stray_event', ({ entries, issued }) => ({ entries: [personal(), ...entries], issued })],
    [
      'another signature',
      'altered bad_signature',
      ({ issued, entries }) => ({ issued: { ...issued, sigs: [{ ...issued.sigs[0], sig: entries[0]?.sigs[0]?.sig }] } }),
    ],
    [
      'a key that signed nothing',
      'altered stray_key',
      ({ keys }) => ({ keys: [...keys, { station: 'st_zz', key: toBase64url(key('another station').publicKey) }] }),
    ],
    ['proofs left out', 'incomplete no_proof', ({ receipts }) => ({ receipts: { ...receipts, proofs: {} } })],
  ])('%s is found', (_, answer, change) => {
    expect(first(check(changed(change)))).toBe(answer);
  });

  it('in its spelling is found', () => {
    expect(first(check(` ${proof}`))).toBe('altered not_a_maker_proof');
    expect(first(check(proof.slice(0, 500)))).toBe('altered not_a_maker_proof');
  });
});

/** An event of a person, of the same drive and station. */
function personal(): object {
  const entry = certificate.entries.find(({ event }) => event.type === 'custody.claimed');
  if (entry === undefined) throw new Error('the life has no claim');
  return { event: entry.event, sigs: entry.sigs };
}
