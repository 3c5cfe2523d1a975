import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { renderCertificate } from '../../host/paper/render.ts';
import { openKeyFile } from '../../keys/organisation/key-files.ts';
import { openOrganisationKey } from '../../keys/organisation/open.ts';
import type { OrganisationKey } from '../../keys/organisation/organisation-key.ts';
import { listIn, rootsIn } from '../../keys/pades/chain.ts';
import { inspectPdf, type PdfSignature } from '../../keys/pades/inspect.ts';
import { signPdf } from '../../keys/pades/sign-pdf.ts';
import { issue, liveTo } from '../certificate/kit.ts';
import { Authority, hasTool, rootStore, run, saidBy } from './organisation-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'custos-pades-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const missing = ['openssl', 'pdfsig', 'qpdf'].filter((tool) => !hasTool(tool));
const needsTools = ({ skip }: TestContext): void => skip(missing.length > 0, `${missing.join(', ')} not installed`);

let authority: Authority;
let store: readonly string[];
let paper: Uint8Array;
beforeAll(async () => {
  if (missing.length > 0) return;
  authority = new Authority(join(folder, 'ca'));
  store = rootStore(join(folder, 'nss'), authority.root) ?? [];
  paper = await renderCertificate(issue(liveTo('sanitized')).text);
});

let made = 0;
function put(bytes: Uint8Array): string {
  made += 1;
  const path = join(folder, `paper-${made}.pdf`);
  writeFileSync(path, bytes);
  return path;
}

const now = (): number => Date.now();
const signed = (key: OrganisationKey, atMs = now()): Uint8Array => signPdf(paper, key, { atMs, reason: 'As issued' });
const pdfsig = (bytes: Uint8Array): string => saidBy('pdfsig', [...store, put(bytes)]);
const inspect = async (bytes: Uint8Array, lists: readonly string[] = [], atMs = now()): Promise<PdfSignature> =>
  inspectPdf(bytes, {
    atMs,
    trust: { roots: rootsIn(readFileSync(authority.root)), lists: lists.map((file) => listIn(readFileSync(file))) },
  });
const chainOf = (found: PdfSignature): string => ('chain' in found ? `${found.kind} ${found.chain.kind}` : found.kind);

/** Holds a signature against openssl: the CMS alone, with the signing-certificate attribute asked for. */
function openssl(bytes: Uint8Array, list?: string): string {
  const text = Buffer.from(bytes).toString('latin1');
  const [, a = 0, b = 0, c = 0] = (/\/ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(text) ?? []).map(Number);
  const [content, signature] = [`${put(bytes)}.content`, `${put(bytes)}.der`];
  writeFileSync(content, Buffer.concat([bytes.subarray(0, a), bytes.subarray(b, b + c)]));
  const roots = `${content}.pem`;
  writeFileSync(roots, [authority.root, ...(list === undefined ? [] : [list])].map((file) => readFileSync(file, 'utf8')).join(''));
  writeFileSync(signature, Buffer.from(text.slice(a + 1, b - 1), 'hex'));
  const input = ['-binary', '-inform', 'DER', '-in', signature, '-content', content, '-CAfile', roots, '-out', '/dev/null'];
  return saidBy('sh', ['-c', 'exec openssl cms -verify -cades "$@" 2>&1', 'sh', ...input, ...(list === undefined ? [] : ['-crl_check'])]);
}

/** What another program would do: an update that adds one object behind the signed part. */
function appended(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const last = (pattern: RegExp): string => [...text.matchAll(pattern)].at(-1)?.[1] ?? '0';
  const size = Number(last(/\/Size (\d+)/g));
  const object = `${size} 0 obj\n<< /Added true >>\nendobj\n`;
  const table = `xref\n${size} 1\n${String(bytes.length).padStart(10, '0')} 00000 n \n`;
  const trailer = `trailer\n<< /Size ${size + 1} /Root ${last(/\/Root (\d+)/g)} 0 R /Prev ${last(/startxref\s+(\d+)/g)} >>\n`;
  return Buffer.concat([bytes, Buffer.from(`${object}${table}${trailer}startxref\n${bytes.length + object.length}\n%%EOF\n`)]);
}

describe('the organisation’s signature on a PDF', () => {
  it.for(['rsa', 'ec'] as const)('by a key of kind %s is accepted by pdfsig, qpdf and openssl', async (kind, ctx) => {
    needsTools(ctx);
    const pdf = signed(await openKeyFile(authority.issue(`seal ${kind}`, { kind }).together, undefined, []));
    const said = pdfsig(pdf);
    expect(said).toContain('Signature Type: ETSI.CAdES.detached');
    expect(said).toContain('Total document signed');
    expect(said).toContain('Signature is Valid');
    expect(said).toContain(`Acme Zürich seal ${kind}`);
    if (store.length > 0) expect(said).toContain('Certificate is Trusted');
    expect(run('qpdf', ['--check', put(pdf)])).toContain('No syntax or stream encoding errors found');
    expect(openssl(pdf)).toContain('CAdES Verification successful');
    expect(chainOf(await inspect(pdf))).toBe('sound trusted');
  });

  it('is still a PDF/A-3b by its own word, with its ID, the file inside and no gap in it', async (ctx) => {
    needsTools(ctx);
    const pdf = signed(await openKeyFile(authority.issue('seal form').together, undefined, []));
    const raw = Buffer.from(pdf).toString('latin1');
    expect(raw).toContain('<pdfaid:part>3</pdfaid:part>');
    expect([...raw.matchAll(/\/ID \[<([0-9a-f]+)> <([0-9a-f]+)>\]/g)]).toHaveLength(2);
    expect(raw).toMatch(/\/Subtype \/Widget[\s\S]*?\/F 132/);
    const whole = run('pdfdetach', ['-list', put(pdf)]);
    expect(whole).toContain('1 embedded files');
    expect(() => signPdf(pdf, dummyKey(), { atMs: now(), reason: '' })).toThrow(RangeError);
  });

  it('shows a changed byte', async (ctx) => {
    needsTools(ctx);
    const pdf = signed(await openKeyFile(authority.issue('seal change').together, undefined, []));
    // In the page, in the file inside, and in the time of signing.
    const places = [2000, Buffer.from(pdf).indexOf('/EmbeddedFile') + 400, Buffer.from(pdf).lastIndexOf('/M (D:') + 8];
    for (const place of places) {
      const other = Uint8Array.from(pdf);
      other[place] = (other[place] ?? 0) ^ 1;
      expect(pdfsig(other), String(place)).toMatch(/Digest Mismatch|Signature is Invalid/);
      expect((await inspect(other)).kind, String(place)).toBe('changed');
    }
  });

  it('shows what was added after it', async (ctx) => {
    needsTools(ctx);
    const pdf = appended(signed(await openKeyFile(authority.issue('seal added').together, undefined, [])));
    const said = pdfsig(pdf);
    expect(said).toContain('Not total document signed');
    expect(chainOf(await inspect(pdf))).toBe('changed_after trusted');
  });

  it('by a certificate that has ended is told', async (ctx) => {
    needsTools(ctx);
    const old = authority.issue('seal ended', { from: '20240101000000Z', until: '20240301000000Z' });
    const key = await openKeyFile(old.together, undefined, []);
    const pdf = signed(key, Date.parse('2024-02-01T00:00:00Z'));
    if (store.length > 0) expect(pdfsig(pdf)).toContain('Certificate has Expired');
    expect(openssl(pdf)).toContain('certificate has expired');
    expect(chainOf(await inspect(pdf))).toBe('sound expired');
    expect(chainOf(await inspect(pdf, [], Date.parse('2024-02-02T00:00:00Z')))).toBe('sound trusted');
    // Nobody signs with it any more.
    expect(() => signed(key)).toThrow('ended on 2024-03-01');
    await expect(openOrganisationKey({ key: old.together }, now())).rejects.toMatchObject({ code: 'expired' });
  });

  it('by a certificate that was revoked is told', async (ctx) => {
    needsTools(ctx);
    const issued = authority.issue('seal revoked');
    const other = signed(await openKeyFile(authority.issue('seal kept').together, undefined, []));
    const pdf = signed(await openKeyFile(issued.together, undefined, []));
    expect(chainOf(await inspect(pdf, [authority.list()]))).toBe('sound trusted');
    const list = authority.revoke(issued.certificate);
    expect(chainOf(await inspect(pdf, [list]))).toBe('sound revoked');
    expect(await inspect(other, [list])).toMatchObject({ chain: { kind: 'trusted', revocationChecked: true } });
    expect(openssl(pdf, list)).toContain('certificate revoked');
    expect(chainOf(await inspect(pdf, [list], now() + 60 * 86_400_000))).toBe('sound revoked');
    expect(chainOf(await inspect(other, [list], now() + 31 * 86_400_000))).toBe('sound stale_list');
  });

  it('by a certificate of somebody else’s root is not trusted', async (ctx) => {
    needsTools(ctx);
    const stranger = new Authority(join(folder, 'stranger'));
    const pdf = signed(await openKeyFile(stranger.issue('seal strange').together, undefined, []));
    expect(chainOf(await inspect(pdf))).toBe('sound untrusted');
    // Same name, other key: a list by that authority says nothing of ours.
    const ours = signed(await openKeyFile(authority.issue('seal ours').together, undefined, []));
    expect(await inspect(ours, [stranger.list()])).toMatchObject({ chain: { kind: 'trusted', revocationChecked: false } });
  });

  it('is missing from a paper that has none', async (ctx) => {
    needsTools(ctx);
    expect(await inspect(paper)).toMatchObject({ kind: 'unsigned' });
    expect(saidBy('pdfsig', [put(paper)])).toContain('does not contain any signatures');
  });
});

/** Never asked: the file is refused before. */
function dummyKey(): OrganisationKey {
  const about = { name: 'nobody', issuer: 'nobody', serial: '00', notBeforeMs: 0, notAfterMs: Number.MAX_SAFE_INTEGER };
  return { kind: 'rsa', chain: [new Uint8Array(1)], about, sign: () => new Uint8Array(), close: () => undefined };
}
