import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CannotStart } from '../../../host/assemble/cannot-start.ts';
import { answerLines } from '../../../host/cli/lot-answer.ts';
import { renderLoadList } from '../../../host/paper/load-list.ts';
import { identity, serial } from '../../certificate/kit.ts';
import { load } from '../../certificate/lot-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'custos-lot-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const main = new URL('../../../host/cli/main.ts', import.meta.url).pathname;

const at = (name: string, text?: string): string => {
  const path = join(folder, name);
  if (text !== undefined) writeFileSync(path, text);
  return path;
};
const custos = (...args: readonly string[]): { readonly code: number | null; readonly said: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'lot', ...args], { encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
};
const loaded = load({ withSilent: true });
const closed = at('closed.json', loaded.logged);
const table = (...lines: readonly string[]): string => ['Serial No.,Method,Date', ...lines].join('\r\n');
const day = new Date(loaded.station.nowMs).toISOString().slice(0, 10);
const said = (answer: string, columns = {}): ReturnType<typeof answerLines> => answerLines(closed, answer, columns, loaded.station.nowMs);

it('prints a load list, checks the print and writes the table to count by', () => {
  const pdf = at('list.pdf');
  expect(custos('print', closed, '--out', pdf).code).toBe(0);
  const checked = custos('check', pdf);
  expect(checked.code).toBe(30);
  expect(checked.said).toMatch(/not signed by the organisation[\s\S]*Inside\s+VALID\s+A load list/);
  expect(custos('csv', closed, '--out', at('list.csv')).code).toBe(0);
  const [, ...rows] = readFileSync(at('list.csv'), 'utf8').trimEnd().split('\r\n');
  expect(rows).toHaveLength(2);
  expect(rows.find((row) => row.startsWith(serial))).toContain(`,drive,${identity.model},`);
});

it('prints nothing of a list that was altered', async () => {
  const altered = readFileSync(closed, 'utf8').replaceAll('RMA 20117', 'RMA 20118');
  await expect(renderLoadList(altered)).rejects.toThrow(/altered/);
  await expect(answerLines(at('bad.json', altered), closed, {}, loaded.station.nowMs)).rejects.toThrow(/not to be relied on/);
});

it('holds a vendor’s answer against the lot', async () => {
  const whole = await said(at('whole.csv', table(`${serial},shred,${day}`, `silent 1,shred,${day}`, ',,')));
  expect(whole.settled).toBe(true);
  expect(whole.lines[0]).toBe('SETTLED  RMA 20117: 2 of 2 drives have one good line each.');
  const part = custos('answer', closed, at('part.csv', table(`${serial},shred,${day}`, `OTHER-99,shred,${day}`)));
  expect(part.code).toBe(1);
  expect(part.said).toMatch(/^NOT SETTLED/);
  expect(part.said).toMatch(/line 3 {2}OTHER-99 {2}NO SUCH DRIVE/);
  expect(part.said).toMatch(/lacking {2}SILENT-1/);
});

it('compares nothing where a column is not clear, or the lot is open', async () => {
  const odd = at('odd.csv', `Teil,Method,Date\r\n${serial},shred,${day}`);
  await expect(said(odd)).rejects.toThrow(/name it with --serial\. The columns are: Teil, Method, Date/);
  expect((await said(odd, { serial: 'Teil' })).lines).toContainEqual(`line 2  ${serial}  matches a drive of the lot`);
  await expect(said(at('two.csv', `Serial,SN,Method,Date\r\n1,2,3,4`))).rejects.toThrow(/told by two/);
  const open = at('open.json', load({ closed: false }).logged);
  await expect(answerLines(open, odd, {}, loaded.station.nowMs)).rejects.toThrow(CannotStart);
  expect(custos('answer', open, odd)).toMatchObject({ code: 2, said: expect.stringContaining('is not closed') as string });
});
