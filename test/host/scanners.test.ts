import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ScannerReading } from '../../contract/scanners.ts';
import { type MachineScanners, openScanners } from '../../host/machine/scanners.ts';

/** A program in place of the scanner process: it says the lines it is given, and what it was told. */
function program(dir: string, body: string): string {
  const path = join(dir, 'stand-in.mjs');
  writeFileSync(path, `const say = (message) => process.stdout.write(JSON.stringify(message) + '\\n');\n${body}\n`);
  return path;
}

const idle = "process.stdin.on('end', () => process.exit(0)).resume();";
const port = { id: 'serial:0c2e:0b63:T1', kind: 'serial', name: 'Cradle', port: '/dev/ttyACM0', state: 'offered' } as const;
const there = `say({ kind: 'there', scanners: [${JSON.stringify(port)}] });`;

function stand(body: string | undefined): { readonly scanners: MachineScanners; readonly file: string; readonly log: string[] } {
  const dir = mkdtempSync(join(tmpdir(), 'custos-scanners-'));
  const log: string[] = [];
  const file = join(dir, 'scanners.json');
  const scanners = openScanners({ file, log: (line) => log.push(line), ...(body === undefined ? {} : { program: program(dir, body) }) });
  onTestFinished(async () => {
    await scanners.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return { scanners, file, log };
}

async function until(scanners: MachineScanners, met: () => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (!met()) return;
      stop();
      resolve();
    };
    const stop = scanners.onChange(look);
    look();
  });
}

describe('the scanner process', () => {
  test('says what it finds, or in the words of the system why it cannot look; never nothing', async () => {
    const { scanners, log } = stand(undefined);
    let told = 0;
    await new Promise<void>((resolve) => {
      scanners.onChange(() => {
        told += 1;
        resolve();
      });
    });
    const { served, failed } = scanners.view();
    expect(served).toBe(true);
    expect(told).toBeGreaterThan(0);
    if (failed !== undefined) expect(failed).toMatch(/\w{3}/);
    expect(log).toEqual([]);
  });

  test('is started again when it ends by itself, and the view says so meanwhile', async () => {
    const { scanners } = stand(`${there} setTimeout(() => process.exit(3), 20);`);
    await until(scanners, () => scanners.view().scanners.length === 1);
    await until(scanners, () => scanners.view().failed?.includes('3') === true);
    expect(scanners.view().scanners).toEqual([]);
    await until(scanners, () => scanners.view().scanners.length === 1);
    expect(scanners.view().failed).toBeUndefined();
  });

  test('is not believed when it says something else than agreed', async () => {
    const { scanners, log } = stand(
      `say({ kind: 'read', reading: { text: '', source: 'x' } }); process.stdout.write('no json\\n'); ${there} ${idle}`,
    );
    await until(scanners, () => scanners.view().scanners.length === 1);
    expect(log).toHaveLength(2);
  });
});

test('a reading goes to the listener that came last, and to the one before it when that is gone', async () => {
  const { scanners } = stand(
    `${there} let at = 0; setInterval(() => say({ kind: 'read', reading: { text: 'N' + at++, source: 'hid_pos', device: 'D' } }), 5); ${idle}`,
  );
  const heard = { first: [] as string[], second: [] as string[] };
  const next = (name: keyof typeof heard) => {
    let got: () => void = () => undefined;
    const stop = scanners.hear((reading: ScannerReading) => {
      heard[name].push(reading.text);
      got();
    });
    return { stop, more: () => new Promise<void>((resolve) => (got = resolve)) };
  };
  const first = next('first');
  await first.more();
  const second = next('second');
  const before = heard.first.length;
  await second.more();
  await second.more();
  expect(heard.first).toHaveLength(before);
  second.stop();
  await first.more();
  const all = [...heard.first, ...heard.second];
  expect(new Set(all).size).toBe(all.length);
});

test('a serial port that was chosen is remembered, told to the process, and in sight while it is away', async () => {
  const echo = `let told = '';
    process.stdin.setEncoding('utf8').on('data', (text) => {
      told += text;
      const lines = told.split('\\n').filter((line) => line !== '');
      const { ids } = JSON.parse(lines.at(-1));
      say({ kind: 'there', scanners: [{ ...${JSON.stringify(port)}, state: ids.length > 0 ? 'ready' : 'offered' }] });
    }).on('end', () => process.exit(0));`;
  const { scanners, file } = stand(echo);
  await until(scanners, () => scanners.view().scanners[0]?.state === 'offered');
  expect(scanners.use('serial:none', true)).toBe(false);
  expect(scanners.use(port.id, true)).toBe(true);
  await until(scanners, () => scanners.view().scanners[0]?.state === 'ready');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([{ id: port.id, name: port.name }]);

  const dir = mkdtempSync(join(tmpdir(), 'custos-scanners-'));
  const later = openScanners({ file, log: () => undefined, program: program(dir, `say({ kind: 'there', scanners: [] }); ${idle}`) });
  onTestFinished(async () => {
    await later.close();
    rmSync(dir, { recursive: true, force: true });
  });
  await until(later, () => later.view().scanners.length === 1);
  expect(later.view().scanners).toEqual([{ ...port, port: '', state: 'away' }]);
  expect(later.use(port.id, false)).toBe(true);
  expect(later.view().scanners).toEqual([]);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([]);
});
