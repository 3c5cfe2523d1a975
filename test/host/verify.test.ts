import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeBundle } from '../../certificate/bundle.ts';
import { withReceipts } from '../../certificate/file.ts';
import { runVerify } from '../../host/cli/verify-run.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import { bundleParts } from '../certificate/bundle-kit.ts';
import { issue, liveTo, logOf, staffedStation } from '../certificate/kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'custos-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const certificate = issue(liveTo('sanitized'));
const log = logOf(certificate.station);
const whole = withReceipts(certificate.text, log.receipts([...certificate.entries, certificate.issued]));

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function verify(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const code = await runVerify(argv, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    stdin: () => new TextEncoder().encode(whole),
  });
  return { code, out, err };
}

describe('custos verify', () => {
  it('says in a few lines what was checked, what was done, and what is pinned', async () => {
    const { code, out } = await verify(put('whole.json', whole));
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "VALID  Every event is truly signed and in the log, and the certificate says what the events say.
      Drive     SANITIZED  ST8000NM0055-1RM112  serial ZA17S7HH
      Issued    2026-11-22 19:33:21 UTC by station Bench 3, cert_55555555555555555555
      Done      ATA Sanitize, overwrite for Purge, 11 h 32 min
      Facts     command accepted · drive’s record completed · read-back verified · decision validated
      Coverage  User area addressed · hidden areas (HPA, DCO, AMA) none present · reallocated sectors addressed · other namespaces none present
      Time      2026-11-22 19:33:21 UTC by the station’s clock; no witness that you trust vouches for it.
      Log       custody.example/acme, by the key in the file itself. NOT PINNED: compare the key, or give --policy FILE.
      "
    `);
  });

  it('says that the log was held against the reader’s policy', async () => {
    const { code, out } = await verify(put('whole.json', whole), '--policy', put('policy.txt', `log ${log.vkey}\nquorum none\n`));
    expect(code).toBe(0);
    expect(out).toContain('held against the key in your policy');
  });

  it('ends with 30 and plain words while the events are not in the log', async () => {
    const { code, out } = await verify(put('early.json', certificate.text));
    expect(code).toBe(30);
    expect(out).toContain('has not sent these events to the registry yet');
  });

  it('ends with 20 and claims nothing for an altered file', async () => {
    const { code, out } = await verify(put('changed.json', whole.replace('"outcome":"sanitized"', '"outcome":"destroyed"')));
    expect(code).toBe(20);
    expect(out).toContain('ALTERED  This is not what was issued');
    expect(out).toContain('It claims DESTROYED');
  });

  it('ends with 10 for a bundle in which the registry took the key back', async () => {
    const keyid = keyId(certificate.station.signer.publicKey);
    const { code, out } = await verify(
      put('revoked.zip', makeBundle(bundleParts(certificate, '', [{ keyid, trust: { epoch: 1, seq: 3 } }]))),
    );
    expect(code).toBe(10);
    expect(out).toContain('REVOKED');
  });

  it('reads standard input, and answers in JSON', async () => {
    const { code, out } = await verify('-', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ kind: 'certificate', verdict: 'valid', says: { outcome: 'sanitized', serial: 'ZA17S7HH' } });
  });

  it('says practice where there was no real drive', async () => {
    const practice = issue(liveTo('sanitized', staffedStation('practice')));
    expect((await verify(put('practice.json', practice.text))).out).toContain('PRACTICE, no real drive');
  });

  it('finds a file that is cut off', async () => {
    const { code, out } = await verify(put('cut.json', whole.slice(0, 1000)));
    expect(code).toBe(20);
    expect(out).toContain('it was cut off');
  });

  it('ends with 2 when there is nothing to check', async () => {
    expect(await verify(join(folder, 'nothing.json'))).toMatchObject({ code: 2, out: '' });
    expect(await verify()).toMatchObject({ code: 2, out: '' });
    expect(await verify('a', 'b')).toMatchObject({ code: 2 });
    expect(await verify('a', '--colour')).toMatchObject({ code: 2 });
    expect((await verify(put('whole.json', whole), '--policy', put('bad.txt', 'log nonsense\n'))).err).toContain('line 1');
    expect((await verify(put('whole.json', whole), '--policy', put('empty.txt', 'quorum none\n'))).err).toContain('names no log');
  });
});
