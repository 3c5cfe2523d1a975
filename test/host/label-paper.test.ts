import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { type LabelContent, layOut, type Stock } from '../../domain/label/print/layout.ts';
import { renderLabel } from '../../host/paper/label.ts';

/** Labels as PDF are drawn by Poppler at the resolution of a label printer, and read off the picture by a decoder. */
const run = promisify(execFile);
let dir: string;
let missing: string | undefined;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'custos-label-'));
  missing = await run('pdftoppm', ['-v']).then(
    () => undefined,
    () => 'pdftoppm is not installed',
  );
  const root = createRequire(import.meta.url).resolve('zxing-wasm/reader');
  const wasm = await readFile(
    join(root.replace(/node_modules[\\/]zxing-wasm[\\/].*$/, ''), 'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm'),
  );
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const drive: LabelContent = {
  of: 'drive',
  code: 'CU-D-0123456789AB-12',
  title: 'ZA17S7HH',
  lines: ['ST8000NM0055-1RM112'],
  red: false,
  copy: false,
  practice: false,
};

const cases: readonly (readonly [string, LabelContent, Stock, 'Code128' | 'DataMatrix'])[] = [
  ['bars', drive, { size: '76x38', symbology: 'code128', dotsPerMm: 8 }, 'Code128'],
  ['bars at 300 dpi', { ...drive, copy: true }, { size: '100x50', symbology: 'code128', dotsPerMm: 12 }, 'Code128'],
  ['a red tag', { ...drive, red: true, copy: true, practice: true }, { size: '76x38', symbology: 'code128', dotsPerMm: 8 }, 'Code128'],
  ['a small label', { ...drive, red: true }, { size: '50x25', symbology: 'code128', dotsPerMm: 8 }, 'DataMatrix'],
  [
    'a lot with the longest code',
    { ...drive, of: 'lot', code: 'CU-K-ABCDEFABCDEF-999', title: 'Lot Zürich Łódź 2026-11', lines: ['Recycler'] },
    { size: '76x38', symbology: 'datamatrix', dotsPerMm: 8 },
    'DataMatrix',
  ],
];

test.for(cases)('%s: what a decoder reads off the printed label is its code', async ([name, content, stock, format], ctx) => {
  ctx.skip(missing !== undefined, missing);
  const pdf = await renderLabel(layOut(content, stock), new Date(0));
  const path = join(dir, `${name.replaceAll(' ', '-')}.pdf`);
  await writeFile(path, pdf);
  expect(Buffer.from(pdf).toString('latin1', 0, 5)).toBe('%PDF-');
  await run('pdftoppm', ['-r', stock.dotsPerMm === 8 ? '203' : '300', '-png', '-singlefile', path, path]);
  const read = await readBarcodes(new Uint8Array(await readFile(`${path}.png`)), { formats: [format], textMode: 'Plain' });
  expect(read.map(({ text }) => text)).toEqual([content.code]);
  const { stdout } = await run('pdftotext', ['-layout', path, '-']);
  expect(stdout).toContain(content.title);
  if (content.red) expect(stdout).toContain('NOT SANITIZED');
  if (content.copy) expect(stdout).toContain('COPY');
});
