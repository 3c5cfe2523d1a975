import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { CannotStart } from '../../../host/assemble/cannot-start.ts';
import { importCommand } from '../../../host/cli/import.ts';
import { reportCommand } from '../../../host/cli/report.ts';
import { openBench, setUp, claim, driveOf } from '../../station/record/bench-kit.ts';
import { nwipeLog } from '../../exchange/reports/samples.ts';
import { writeMade } from '../../exchange/generate.ts';

const dir = mkdtempSync(join(tmpdir(), 'custos-import-cli-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** The commands in this process: what they print, and in words what they refuse. */
async function custos(name: 'import' | 'report', ...args: readonly string[]): Promise<{ readonly out: string; readonly err: string }> {
  const printed: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  try {
    await (name === 'import' ? importCommand() : reportCommand()).parseAsync([...args], { from: 'user' });
    return { out: printed.join(''), err: '' };
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    return { out: printed.join(''), err: error.message };
  } finally {
    spy.mockRestore();
  }
}

describe('custos import', () => {
  test('says first, takes only when told to, keeps the file by its hash, and says the same the next time', async () => {
    const data = join(dir, 'first');
    const file = join(dir, 'netbox.csv');
    await writeMade(file, 'netbox-items-export', 2000, 5);
    const dry = await custos('import', file, '--as', 'netbox', '--data', data);
    expect(dry.err).toBe('');
    expect(dry.out).toMatch(/2000 new, 0 same, 0 in conflict, 0 refused[^]*Nothing was taken/);
    expect(readdirSync(join(data, 'imports', 'files'))).toEqual([]);
    const applied = await custos('import', file, '--as', 'netbox', '--apply', '--json', '--data', data);
    expect(JSON.parse(applied.out)).toMatchObject({ taken: 'applied', layout: 'netbox-inventory-items', counts: { new: 2000 } });
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(readdirSync(join(data, 'imports', 'files'))).toEqual([sha256]);
    expect((await custos('import', file, '--as', 'netbox', '--apply', '--data', data)).out).toMatch(/2000 same[^]*taken before/);
    const list = await custos('report', 'assets', '--data', data);
    expect(list.out.split('\r\n')).toHaveLength(2002);
    expect(list.out.startsWith('serial,wwn,model,')).toBe(true);
  });

  test('shows a conflict with the record that people made, and leaves both', async () => {
    const data = join(dir, 'station');
    writeFileSync(join(dir, 'own.csv'), `serial,model\n${driveOf(1).serial},OTHER\n${driveOf(2).serial},ST4000NM0035\n`);
    await custos('import', join(dir, 'own.csv'), '--as', 'csv', '--data', data);
    const bench = openBench(join(data, 'station.db'));
    bench.recorder.record([claim(await setUp(bench), 1)]);
    bench.store.close();
    const { out } = await custos('import', join(dir, 'own.csv'), '--as', 'csv', '--apply', '--data', data);
    expect(out).toMatch(/1 new, 0 same, 1 in conflict/);
    expect(out).toContain(`line 2  ${driveOf(1).serial}  model: here ST4000NM0035 (custody), in the file OTHER`);
    const drives = await custos('report', 'drives', '--format', 'json', '--data', data);
    expect(JSON.parse(drives.out)).toMatchObject([
      { serial: driveOf(1).serial, model: 'ST4000NM0035', state: 'in_custody', data_class: 'confidential' },
    ]);
    const feed = await custos('report', 'events', '--format', 'syslog', '--data', data);
    expect(feed.out).toMatch(/^<109>1 \S+ \S+ custos - custody\.claimed \[custos@32473 [^\n]*\n$/m);
    const custody = join(dir, 'custody.csv');
    expect(await custos('report', 'custody', '--out', custody, '--data', data)).toEqual({ out: '', err: '' });
    expect(readFileSync(custody, 'utf8')).toContain('custody.claimed');
    expect((await custos('report', 'custody', '--out', custody, '--data', data)).err).toMatch(/is there already/);
  });

  test("keeps another tool's report with its file, once, and calls it no proof", async () => {
    const data = join(dir, 'reports');
    const file = join(dir, 'nwipe.log');
    writeFileSync(file, nwipeLog);
    const dry = await custos('import', file, '--as', 'nwipe', '--data', data);
    expect(dry.out).toMatch(/new {2}ZC1AAAA1 {2}ST4000NM0035-1V4107 {2}says erased[^]*no proof of ours[^]*Nothing was taken/);
    await custos('import', file, '--as', 'nwipe', '--apply', '--data', data);
    expect(readdirSync(join(data, 'imports', 'files'))).toHaveLength(1);
    const again = JSON.parse((await custos('import', file, '--as', 'nwipe', '--json', '--data', data)).out) as {
      verdicts: { kind: string }[];
    };
    expect(again.verdicts.map(({ kind }) => kind)).toEqual(['same', 'same']);
  });

  test('refuses a whole file in a sentence, and takes nothing of it', async () => {
    const file = join(dir, 'wrong.csv');
    writeFileSync(file, 'model\nx\n');
    const data = join(dir, 'refused');
    const { err } = await custos('import', file, '--as', 'csv', '--apply', '--data', data);
    expect(err).toBe(`${file} has no column with serials; say --map serial=COLUMN. Nothing was taken.`);
    expect((await custos('import', file, '--as', 'blancco', '--data', data)).err).toMatch(/is no file of this tool/);
    expect((await custos('import', join(dir, 'nowhere'), '--as', 'csv', '--data', data)).err).toMatch(/There is no file/);
    expect(existsSync(join(data, 'station.db'))).toBe(false);
  });
});
