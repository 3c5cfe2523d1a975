import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paperReference, withReceipts } from '../../certificate/file.ts';
import { coverageLine } from '../../certificate/words.ts';
import { runsOf } from '../../host/paper/fonts.ts';
import { renderCertificate } from '../../host/paper/render.ts';
import {
  type Ending,
  evidence,
  issue,
  type Issued,
  liveTo,
  logOf,
  policy,
  record,
  seedHash,
  serial,
  staffedStation,
  wwn,
} from '../certificate/kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'custos-paper-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const has = (tool: string): boolean => ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].some((place) => existsSync(join(place, tool)));

interface Paper {
  readonly certificate: Issued;
  readonly json: string;
  readonly pdf: string;
}

async function print(ending: Ending, mode: 'real' | 'practice' = 'real'): Promise<Paper> {
  const certificate = issue(liveTo(ending, staffedStation(mode)));
  const json = withReceipts(certificate.text, logOf(certificate.station).receipts([...certificate.entries, certificate.issued]));
  const pdf = join(folder, `${ending}-${mode}.pdf`);
  writeFileSync(pdf, await renderCertificate(json));
  return { certificate, json, pdf };
}

/** The words of a paper, with all white space as one space. */
function words(pdf: string): string {
  return execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');
}

/** Words without any space: values that are broken over lines are found all the same. */
function letters(pdf: string): string {
  return execFileSync('pdftotext', ['-raw', pdf, '-'], { encoding: 'utf8' }).replace(/\s+/g, '');
}

let sanitized: Paper;
beforeAll(async () => {
  sanitized = await print('sanitized');
});

describe('the paper', () => {
  it('is a sound PDF file', ({ skip }) => {
    if (!has('qpdf')) return skip('qpdf is not installed');
    expect(execFileSync('qpdf', ['--check', sanitized.pdf], { encoding: 'utf8' })).toContain('No syntax or stream encoding errors found');
  });

  it('says that it is PDF/A-3b, tagged, and in English', () => {
    const raw = readFileSync(sanitized.pdf, 'latin1');
    expect(raw).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(raw).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
    expect(raw).toContain('/MarkInfo');
    expect(raw).toContain('/Lang (en)');
    expect(raw).toContain('/AFRelationship /Data');
  });

  it('has every font embedded, and no more than two pages', ({ skip }) => {
    if (!has('pdffonts') || !has('pdfinfo')) return skip('poppler is not installed');
    const fonts = execFileSync('pdffonts', [sanitized.pdf], { encoding: 'utf8' }).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(3);
    for (const font of fonts) expect(font).toMatch(/ yes yes yes /);
    expect(execFileSync('pdfinfo', [sanitized.pdf], { encoding: 'utf8' })).toMatch(/Pages: +[12]\n/);
  });

  it('prints every field', ({ skip }) => {
    if (!has('pdftotext')) return skip('poppler is not installed');
    const text = letters(sanitized.pdf);
    const body = sanitized.certificate.body;
    for (const value of [
      'SANITIZED',
      serial,
      wwn,
      'ST8000NM0055-1RM112',
      'SN05',
      'IDENTIFY DEVICE',
      'Magnetic disk',
      '8 001 563 222 016 bytes',
      'Native capacity',
      'Property number',
      'not recorded',
      'store-0417.lis2.example',
      'bay 11',
      'INC-48213',
      'Object storage',
      'Confidential',
      'Back to its maker',
      'SATA dock, ASM1153E, port 2',
      'Purge, reached',
      'ATA Sanitize, overwrite, 1 pass, zeros',
      record.command,
      record.completion.raw,
      record.completion.reading,
      '11 h 32 min',
      'no bad ranges',
      'drive lacks it',
      'security frozen',
      policy.standard,
      policy.id,
      body.policy?.hash ?? '',
      'Custos 0.1.0',
      'Representative sampling',
      'Odds to find',
      '16 written before, 16 confirmed, 0 still there',
      seedHash,
      evidence.seed,
      'residual risk accepted',
      'Accepted',
      'Completed',
      'Verified',
      'Validated',
      coverageLine(body.coverage),
      'Ana Müller',
      'Jo Lindqvist',
      'Validator 1',
      'Lisbon 2',
      'Received by Ana Müller',
      'Row 14, rack 7',
      sanitized.certificate.station.id,
      body.certificate,
      ...body.events.map(({ event }) => event),
    ]) {
      expect(text, value).toContain(value.replace(/\s+/g, ''));
    }
    expect(text).not.toMatch(/PRACTICE/);
    expect(words(sanitized.pdf)).not.toMatch(/\bcomplete\b/i);
  });

  it('holds a code that leads to this very certificate', async ({ skip }) => {
    if (!has('pdftoppm')) return skip('poppler is not installed');
    execFileSync('pdftoppm', ['-r', '200', '-f', '1', '-l', '1', '-singlefile', '-png', sanitized.pdf, join(folder, 'page')]);
    const require = createRequire(import.meta.url);
    const wasm = readFileSync(
      join(
        require.resolve('zxing-wasm/reader').replace(/node_modules[\\/]zxing-wasm[\\/].*$/, ''),
        'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm',
      ),
    );
    prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) } });
    const [code] = await readBarcodes(new Blob([readFileSync(join(folder, 'page.png'))]), { formats: ['QRCode'] });
    expect(code?.text).toBe(paperReference(sanitized.certificate));
  });

  it('has the certificate itself inside, letter by letter', ({ skip }) => {
    if (!has('pdfdetach')) return skip('poppler is not installed');
    execFileSync('pdfdetach', ['-save', '1', '-o', join(folder, 'inside.json'), sanitized.pdf]);
    expect(readFileSync(join(folder, 'inside.json'), 'utf8')).toBe(sanitized.json);
  });

  it('is the same bytes for the same certificate', async () => {
    expect(Buffer.from(await renderCertificate(sanitized.json)).equals(readFileSync(sanitized.pdf))).toBe(true);
  });

  it('of a failure says so as plainly, and what to do', async ({ skip }) => {
    if (!has('pdftotext')) return skip('poppler is not installed');
    const text = words((await print('drive_failed')).pdf);
    for (const value of [
      'NOT SANITIZED',
      'DO NOT RELEASE',
      'The erase failed.',
      'Not reached',
      'User area UNKNOWN',
      '3 bad ranges',
      'ordered and not shown to be reached',
    ])
      expect(text).toContain(value);
    expect(text).not.toMatch(/Purge, reached/);
  });

  it('of a drive that never answered says what is unknown', async ({ skip }) => {
    if (!has('pdftotext')) return skip('poppler is not installed');
    const text = words((await print('silent_destroyed')).pdf);
    for (const value of [
      'DESTROYED',
      'the drive never answered',
      'Incinerated',
      'witnessed the destruction',
      'none was run',
      'Capacity seen unknown',
    ])
      expect(text).toContain(value);
  });

  it('of a practice station says on every page that there was no drive', async ({ skip }) => {
    if (!has('pdftotext')) return skip('poppler is not installed');
    const { pdf } = await print('sanitized', 'practice');
    for (const page of ['1', '2'])
      expect(execFileSync('pdftotext', ['-f', page, '-l', page, pdf, '-'], { encoding: 'utf8' })).toContain('PRACTICE — no real drive');
  });

  it('is not made of a certificate that was altered', async () => {
    await expect(renderCertificate(sanitized.json.replace('"practice":false', '"practice":true'))).rejects.toThrow(RangeError);
  });

  it('says that the log has not got it yet, when it has not', async ({ skip }) => {
    if (!has('pdftotext')) return skip('poppler is not installed');
    const pdf = join(folder, 'early.pdf');
    writeFileSync(pdf, await renderCertificate(sanitized.certificate.text));
    expect(words(pdf)).toContain('not in log yet');
  });

  it('prints letters beyond Western Europe from the second font file, and a question mark for what it has none for', () => {
    expect(runsOf('Łukasz')).toEqual([
      { subset: 'latin-ext', text: 'Ł' },
      { subset: 'latin', text: 'ukasz' },
    ]);
    expect(runsOf('李 Li')).toEqual([{ subset: 'latin', text: '? Li' }]);
  });
});
