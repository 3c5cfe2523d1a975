import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { renderSummary } from '../../../host/paper/summary.ts';
import { logged } from '../../certificate/asking.ts';
import { certificateName, issue, liveTo, serial } from '../../certificate/kit.ts';
import { expect3, list, summarize } from '../../certificate/summary-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'custos-summary-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const main = new URL('../../../host/cli/main.ts', import.meta.url).pathname;
const at = (name: string, text?: string): string => {
  const path = join(folder, name);
  if (text !== undefined) writeFileSync(path, text);
  return path;
};
const custos = (...args: readonly string[]): { readonly code: number | null; readonly said: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'summary', ...args], { encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
};

const issued = issue(liveTo('sanitized'));
const certificate = logged(issued);
expect3(issued.station, true);
const text = summarize(issued.station, { is: 'list', list });
const file = at('summary.json', text);

it('prints a summary, checks the print and writes the table', () => {
  const pdf = at('summary.pdf');
  expect(custos('print', file, '--out', pdf).code).toBe(0);
  const checked = custos('check', pdf);
  expect(checked.code).toBe(30);
  expect(checked.said).toMatch(/not signed by the organisation[\s\S]*Inside\s+VALID\s+A summary/);
  expect(custos('csv', file, '--out', at('summary.csv')).code).toBe(0);
  const [heads, row] = readFileSync(at('summary.csv'), 'utf8').trimEnd().split('\r\n');
  expect(heads).toMatch(/^row,serial,/);
  expect(row).toContain(`1,${serial},drive,`);
  expect(row).toContain(`,sanitized,purge,ata_sanitize_overwrite,${certificateName},`);
});

it('holds each drive against its own certificate', () => {
  const parts = join(folder, 'parts');
  mkdirSync(parts);
  writeFileSync(join(parts, 'notes.json'), '{}');
  const without = custos('check', file, '--certificates', parts);
  expect([without.code, without.said]).toEqual([30, expect.stringContaining(`not there: ${certificateName}`)]);
  writeFileSync(join(parts, 'one.json'), certificate);
  const whole = custos('check', file, '--certificates', parts);
  expect([whole.code, whole.said]).toEqual([0, expect.stringContaining('the certificate there and valid')]);
  expect(whole.said).toMatch(/Drives\s+1: 1 sanitized, 0 destroyed/);
  writeFileSync(join(parts, 'one.json'), certificate.replace(serial, `${serial.slice(0, -1)}X`));
  expect(custos('check', file, '--certificates', parts).code).toBe(20);
});

it('makes no paper of a summary that was altered', async () => {
  await expect(renderSummary(text.replace('"missing":2', '"missing":1'))).rejects.toThrow(/altered/);
  expect(custos('check', at('bad.json', text.replace('"missing":2', '"missing":1')))).toMatchObject({ code: 20 });
});
