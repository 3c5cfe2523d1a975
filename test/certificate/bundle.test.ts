import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFiles, type BundleFiles, makeBundle, openBundle } from '../../certificate/bundle.ts';
import { checkBundle } from '../../certificate/check/bundle-check.ts';
import { certificateText } from '../../certificate/file.ts';
import { toBase64url, utf8 } from '../../domain/bytes.ts';
import { sha256 } from '../../domain/ledger/hash.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import { parseTrustPolicy } from '../../domain/ledger/trust-policy.ts';
import { bundleChecker } from '../../host/cli/checker-file.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { bundleParts } from './bundle-kit.ts';
import { boss, controlChain, issue, key, liveTo, policy, serial, tech } from './kit.ts';

const verifier = createVerifier();
const certificate = issue(liveTo('sanitized'));
const parts = bundleParts(certificate, '// the checker\n');
const files = bundleFiles(parts);
const first = (changed: BundleFiles): string => {
  const report = checkBundle({ files: changed, verifier });
  return `${report.verdict} ${report.findings[0]?.code ?? ''}`.trim();
};
const without = (name: string): BundleFiles => Object.fromEntries(Object.entries(files).filter(([each]) => each !== name));
const chainName = `chains/${certificate.station.id}-1.ndjson`;
const textOf = (name: string): string => new TextDecoder().decode(files[name]);

describe('an audit bundle', () => {
  it('is valid as it was made, and holds every event of the chain', () => {
    const report = checkBundle({ files, verifier });
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ verdict: 'valid', pinned: { by: 'file' } });
    expect(report.events).toBe(certificate.station.entries.length + parts.control.length);
  });

  it('goes through a zip and back unchanged, and the same parts give the same bytes', () => {
    const zip = makeBundle(parts);
    expect(makeBundle(parts)).toEqual(zip);
    const opened = openBundle(zip);
    if (opened.kind === 'refused') throw new Error(opened.detail);
    expect(Object.keys(opened.files).sort()).toEqual(Object.keys(files).sort());
    expect(checkBundle({ files: opened.files, verifier }).verdict).toBe('valid');
  });

  it('is held against the log key that the reader brings', () => {
    const read = parseTrustPolicy(`log ${parts.log.vkey}\nquorum none\n`);
    if (read.kind === 'refused') throw new Error(read.why);
    expect(checkBundle({ files, verifier, trust: read.policy })).toMatchObject({ verdict: 'valid', pinned: { by: 'reader' } });
  });

  it('is incomplete when an event was taken out of a chain', () => {
    const lines = textOf(chainName).split('\n');
    const cut = { ...files, [chainName]: utf8(lines.toSpliced(14, 1).join('\n')) };
    // Its proof is still there and tells on whoever took it out.
    expect(first(cut)).toBe('altered stray_proof');
    const hash = certificate.station.entries[14]?.hash ?? '';
    expect(first(Object.fromEntries(Object.entries(cut).filter(([name]) => name !== `proofs/${hash}.tlog-proof`)))).toBe('incomplete gap');
  });

  it('finds events in another order, spelled otherwise, or of another chain', () => {
    const lines = textOf(chainName).split('\n');
    expect(first({ ...files, [chainName]: utf8([lines[1], lines[0], ...lines.slice(2)].join('\n')) })).toMatch(/^altered/);
    expect(first({ ...files, [chainName]: utf8(textOf(chainName).replace('{"event"', '{ "event"')) })).toBe('altered bad_entry');
    expect(first({ ...files, [chainName]: utf8(textOf(chainName) + textOf('control.ndjson').split('\n')[0] + '\n') })).toMatch(/^altered/);
  });

  it('is incomplete without a file that it rests on', () => {
    expect(first(without('checkpoint'))).toBe('incomplete file_missing');
    expect(first(without('control.ndjson'))).toBe('incomplete file_missing');
    expect(first(without(chainName))).toBe('altered stray_proof');
  });

  it('refuses files that no bundle has, and zips that hold them', () => {
    expect(first({ ...files, 'run-me.sh': utf8('') })).toBe('altered stray_file');
    expect(openBundle(utf8('not a zip')).kind).toBe('refused');
  });

  it('does not take a station that the registry never enrolled', () => {
    const control = parts.control.filter(({ event }) => event.type === 'log.opened');
    const { proofs } = parts.receipts;
    const enrolled = parts.control.find(({ event }) => event.type === 'station.enrolled')?.hash ?? '';
    const receipts = { ...parts.receipts, proofs: Object.fromEntries(Object.entries(proofs).filter(([hash]) => hash !== enrolled)) };
    expect(first(bundleFiles({ ...parts, control, receipts }))).toBe('incomplete station_not_enrolled');
  });

  it('is revoked when the registry took the station’s key back before it signed', () => {
    const keyid = keyId(certificate.station.signer.publicKey);
    const report = checkBundle({ files: bundleFiles(bundleParts(certificate, '', [{ keyid, trust: { epoch: 1, seq: 12 } }])), verifier });
    expect(report).toMatchObject({ verdict: 'revoked', findings: [{ code: 'key_revoked' }, expect.anything()] });
  });

  it('finds a certificate that leaves out an event of its drive', () => {
    const station = liveTo('sanitized');
    const refusal = station.write({
      type: 'drive.seen',
      subject: certificate.body.subject,
      body: {
        ...station.entries.find(({ event }) => event.type === 'drive.seen')?.event.body,
        lock: { verdict: 'shut', findings: ['serial_differs'] },
      },
    });
    const cut = issueWithout(station, refusal.hash);
    const report = checkBundle({ files: bundleFiles(bundleParts(cut, '')), verifier });
    expect(report.findings.map(({ code }) => code)).toContain('left_out');
    expect(report.verdict).toBe('altered');
  });

  it('stays valid when people sign out and are sent away after their work', () => {
    const station = liveTo('sanitized');
    const made = issue(station);
    const session = station.signIn(tech);
    station.write({ type: 'person.ended', body: { person: tech }, actor: boss });
    station.write({ type: 'session.closed', body: { session_key: toBase64url(session.publicKey) }, actor: tech });
    expect(checkBundle({ files: bundleFiles(bundleParts({ ...made, station }, '')), verifier }).findings).toEqual([]);
  });

  it('finds work that somebody signed after being sent away', () => {
    const station = liveTo('sanitized');
    const made = issue(station);
    station.write({ type: 'person.ended', body: { person: tech }, actor: boss });
    station.write({ type: 'custody.moved', subject: made.body.subject, body: { holder: tech, place: 'Van' }, actor: tech });
    expect(first(bundleFiles(bundleParts({ ...made, station }, '')))).toBe('revoked session_over');
  });

  it('is revoked when a later certificate says that the drive is not sanitized', () => {
    const station = liveTo('sanitized');
    const earlier = issue(station);
    station.write({
      type: 'certificate.issued',
      subject: earlier.body.subject,
      body: { certificate: `cert_${'6'.repeat(20)}`, outcome: 'not_sanitized', sha256: 'A'.repeat(43) },
    });
    expect(first(bundleFiles(bundleParts(earlier, '')))).toBe('revoked contradicted');
  });
});

/** What a station would issue that hides one of its own events. */
function issueWithout(station: ReturnType<typeof liveTo>, hash: string): ReturnType<typeof issue> {
  const kept = station.entries.filter((entry) => entry.hash !== hash);
  const all = [...station.entries];
  station.entries.length = 0;
  station.entries.push(...kept);
  const first = issue(station);
  station.entries.length = 0;
  station.entries.push(...all);
  // Signed again at its true place in the chain.
  const issued = station.write({ type: 'certificate.issued', subject: first.body.subject, body: first.issued.event.body });
  const text = certificateText({
    body: first.body,
    entries: first.entries,
    issued,
    opened: {},
    keys: [{ station: station.id, key: toBase64url(station.signer.publicKey) }],
    policy,
  });
  return { ...first, issued, text, station };
}

describe('the log’s own rules', () => {
  const judge = (made: typeof certificate, revoked: Parameters<typeof bundleParts>[2] = []): string =>
    first(bundleFiles(bundleParts(made, '', revoked)));

  it('let a key count from its change on, and the one before it no more', () => {
    const station = liveTo('sanitized');
    station.rotate();
    const made = issue(station);
    expect(station.keys).toHaveLength(2);
    expect(judge(made)).toBe('valid');
    // The old key, after it gave way.
    const old = liveTo('sanitized');
    const [before] = [old.signer];
    old.rotate();
    old.signer = before;
    expect(judge(issue(old))).toBe('altered key_over');
  });

  it('do not let a key take over that was never announced', () => {
    const station = liveTo('sanitized');
    station.rotate();
    station.rotate('another');
    expect(judge(issue(station))).toBe('incomplete station_not_enrolled');
  });

  it('believe a key that was taken back up to its bound', () => {
    const keyid = keyId(certificate.station.signer.publicKey);
    const last = certificate.station.entries.length;
    expect(judge(certificate, [{ keyid, trust: { epoch: 1, seq: last } }])).toBe('valid');
    expect(judge(certificate, [{ keyid, trust: { epoch: 1, seq: last - 1 } }])).toBe('revoked key_revoked');
  });

  it('know a chain that begins nowhere', () => {
    const other = controlChain([{ id: certificate.station.id, key: key('somebody').publicKey }]);
    expect(
      checkBundle({
        files: { ...files, 'control.ndjson': utf8(other.map(({ bytes }) => `${Buffer.from(bytes).toString()}\n`).join('')) },
        verifier,
      }).verdict,
    ).toBe('altered');
  });
});

describe('a certificate that was taken back', () => {
  const revokeBy = (actor: string, more: object = {}): ReturnType<typeof issue> => {
    const made = issue(liveTo('sanitized'));
    made.station.write({
      type: 'certificate.revoked',
      subject: made.body.subject,
      actor,
      body: { certificate: made.body.certificate, reason: 'evidence_in_doubt', ...more },
    });
    return made;
  };

  it('is revoked, and one that another replaces points forward', () => {
    expect(first(bundleFiles(bundleParts(revokeBy(boss), '')))).toBe('revoked certificate_revoked');
    const next = `cert_${'7'.repeat(20)}`;
    const report = checkBundle({ files: bundleFiles(bundleParts(revokeBy(boss, { superseded_by: next }), '')), verifier });
    expect(report.verdict).toBe('superseded');
    expect(report.findings[0]?.says).toContain(next);
    expect(report.certificates[0]?.report.verdict).toBe('superseded');
  });

  it('stands when somebody took it back whose duty it is not', () => {
    expect(first(bundleFiles(bundleParts(revokeBy(tech), '')))).toBe('valid');
  });
});

describe('what lies beside the events', () => {
  it('is an attachment that an event binds, or a change', () => {
    const bytes = utf8('a photograph');
    const hash = toBase64url(sha256(bytes));
    expect(first({ ...files, [`attachments/${hash}`]: bytes })).toBe('altered stray_attachment');
    expect(first({ ...files, [`attachments/${hash}`]: utf8('another') })).toBe('altered other_attachment');
  });

  it('shows two stories about one drive that nobody has settled', () => {
    const made = issue(liveTo('sanitized'));
    made.station.write({
      type: 'custody.received',
      subject: made.body.subject,
      actor: tech,
      body: { from: boss, holder: tech },
    });
    const report = checkBundle({ files: bundleFiles(bundleParts(made, '')), verifier });
    expect(report).toMatchObject({ verdict: 'incomplete', findings: [{ code: 'contested' }] });
    expect(report.conflicts.map(({ class: kind }) => kind)).toEqual(['no_handoff']);
  });
});

describe('verify.mjs, in an empty folder with nothing but Node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'custos-bundle-'));
  let checker = '';
  beforeAll(async () => {
    checker = await bundleChecker();
    for (const [name, bytes] of Object.entries(bundleFiles({ ...parts, verifier: checker }))) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['verify.mjs', ...args], { cwd: folder, encoding: 'utf8', env: {} });

  it('imports nothing but what Node has built in', () => {
    const names = [...checker.matchAll(/^import .*? from ["'](.+?)["'];?$/gm)].map((match) => match[1] ?? '');
    expect(names).toContain('node:crypto');
    expect(names.filter((name) => !isBuiltin(name))).toEqual([]);
  });

  it('finds the bundle valid and names the drive', () => {
    const { status, stdout, stderr } = run();
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('VALID');
    expect(stdout).toContain(serial);
    expect(stdout).toContain('NOT PINNED');
  });

  it('says the same as JSON, and holds the log against the reader’s own key', () => {
    writeFileSync(join(folder, 'mine.txt'), `log ${parts.log.vkey}\nquorum none\n`);
    const { status, stdout } = run('--json', '--policy', 'mine.txt');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'valid', pinned: { by: 'reader' }, certificates: [{ verdict: 'valid' }] });
  });

  it('finds one changed letter', () => {
    writeFileSync(join(folder, chainName), textOf(chainName).replace('Row 14', 'Row 15'));
    const { status, stdout } = run();
    expect(status).toBe(20);
    expect(stdout).toContain('ALTERED');
    writeFileSync(join(folder, chainName), textOf(chainName));
  });

  it('is packed so that unzip opens it', ({ skip }) => {
    const unzip = ['/usr/bin/unzip', '/bin/unzip'].find((each) => existsSync(each));
    if (unzip === undefined) return skip('unzip is not installed');
    const zip = join(folder, 'bundle.zip');
    writeFileSync(zip, makeBundle(parts));
    expect(execFileSync(unzip, ['-t', zip], { encoding: 'utf8' })).toContain('No errors detected');
    rmSync(zip);
  });
});
