import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LabelPrinter, LabelsPage } from '../../../contract/labels.ts';
import { labelCode } from '../../../domain/label/codes.ts';
import { testCode } from '../../../station/labels/content.ts';
import { mustBeDone } from '../../../host/demo/window.ts';
import { deadPort, LabelSocket } from '../../kit/label-socket.ts';
import { Hall, labelOf, virtualDrive, whyNot } from '../../kit/station.ts';

let hall: Hall;
let printer: LabelSocket;
const drives: string[] = [];
beforeAll(async () => {
  printer = await LabelSocket.open();
  hall = await Hall.open({ drives: [1, 2, 3].map(() => virtualDrive('sata_ssd')) });
  await hall.as('technician');
  for (const i of [0, 1, 2]) drives.push(await hall.claim(labelOf(hall.spec(i)).toReversed()));
}, 60_000);
afterAll(async () => {
  await hall.close();
  await printer.close();
});

const drive = (i: number): string => {
  const subject = drives[i];
  if (subject === undefined) throw new Error(`there is no drive ${i}`);
  return subject;
};
const at = (port: number): LabelPrinter => ({
  way: { is: 'network', host: '127.0.0.1', port },
  as: 'zpl',
  size: '76x38',
  symbology: 'code128',
  dots_per_mm: 8,
});
async function page(): Promise<LabelsPage> {
  const view = await hall.client.labels.page();
  if ('kind' in view) throw new Error(view.kind === 'refused' ? view.why : 'done');
  return view;
}
async function until(what: string, seen: (view: LabelsPage) => boolean): Promise<void> {
  await expect.poll(async () => seen(await page()), { timeout: 15_000, message: what }).toBe(true);
}
const scan = (text: string) => hall.client.bench.scan({ text, source: 'wedge' });
const lookAt = (i: number) => scan(labelOf(hall.spec(i)).find((line) => line.includes(hall.spec(i).serial)) ?? hall.spec(i).serial);

test('without a printer nothing is promised', async () => {
  expect(whyNot(await hall.client.labels.print({ subject: drive(0) }))).toBe('label_no_printer');
});

test('a label goes to the network printer, and counts as applied when it is scanned on its drive', async () => {
  mustBeDone(await hall.client.labels.setPrinter(at(printer.port)), 'setting the printer');
  mustBeDone(await hall.client.labels.print({ subject: drive(0) }), 'printing');
  await until('printed', ({ jobs, unscanned }) => jobs.length === 0 && unscanned.length === 1);
  const code = labelCode(drive(0), 1);
  expect(printer.labels).toHaveLength(1);
  expect(printer.labels[0]).toContain(`^FD${code}^FS`);
  expect(printer.labels[0]).toContain(`^FD${hall.spec(0).serial}^FS`);
  expect(printer.labels[0]).toContain('^FDPRACTICE^FS');

  // Another drive in hand: the label may be on the wrong one.
  await lookAt(1);
  expect((await scan(code)).verdict).toBe('label_elsewhere');
  await lookAt(0);
  expect((await scan(code)).verdict).toBe('label_applied');
  expect(hall.facts(drive(0))).toEqual(expect.arrayContaining(['label.printed', 'label.applied']));
  expect((await page()).unscanned).toEqual([]);
  expect((await scan(labelCode(drive(0), 7))).verdict).toBe('label_unknown');
});

test('a second label of the same drive says that it is a copy', async () => {
  mustBeDone(await hall.client.labels.print({ subject: drive(0) }), 'printing again');
  await until('printed', ({ unscanned }) => unscanned.some(({ number }) => number === 2));
  expect(printer.labels.at(-1)).toContain('^FDPRACTICE COPY^FS');
});

test('while the printer is off labels wait in the store, over a restart too, and each is printed once', async () => {
  const port = await deadPort();
  mustBeDone(await hall.client.labels.setPrinter(at(port)), 'setting a printer that is off');
  mustBeDone(await hall.client.labels.print({ subject: drive(1) }), 'asking');
  mustBeDone(await hall.client.labels.print({ subject: drive(2) }), 'asking');
  expect(whyNot(await hall.client.labels.print({ subject: drive(1) }))).toBe('label_waits');
  await until('told why', ({ jobs }) => jobs.some(({ why }) => why?.includes('ECONNREFUSED') === true));
  await hall.restart();
  await hall.as('technician');
  const [first, second] = (await page()).jobs;
  expect([first?.subject, second?.subject]).toEqual([drive(1), drive(2)]);
  mustBeDone(await hall.client.labels.cancel({ id: second?.id ?? '' }), 'taking one back');
  const back = await LabelSocket.open();
  mustBeDone(await hall.client.labels.setPrinter(at(back.port)), 'the printer is back');
  await until('printed', ({ jobs }) => jobs.length === 0);
  expect(back.labels).toHaveLength(1);
  expect(hall.facts(drive(1)).filter((type) => type === 'label.printed')).toHaveLength(1);
  expect(hall.facts(drive(2))).not.toContain('label.printed');
  await back.close();
});

test('a line that breaks while the label goes out leaves it in doubt until somebody looked', async () => {
  const broken = await LabelSocket.open({ breaks: true });
  mustBeDone(await hall.client.labels.setPrinter(at(broken.port)), 'setting a bad line');
  mustBeDone(await hall.client.labels.print({ subject: drive(2) }), 'asking');
  await until('in doubt', ({ jobs }) => jobs[0]?.state === 'doubt');
  const id = (await page()).jobs[0]?.id ?? '';
  mustBeDone(await hall.client.labels.cameOut({ id }), 'it came out');
  expect(hall.facts(drive(2)).filter((type) => type === 'label.printed')).toHaveLength(1);
  expect((await page()).jobs).toEqual([]);
  await broken.close();
});

test('a container’s label and a test label as PDF go into files, and are scanned back', async () => {
  mustBeDone(await hall.client.labels.setPrinter({ ...at(1), way: { is: 'file' }, as: 'pdf' }), 'files');
  const made = await hall.client.containers.make({ kind: 'bin', name: 'Bin 7' });
  const bin = made.kind === 'done' ? (made.subject ?? '') : '';
  mustBeDone(await hall.client.labels.print({ subject: bin }), 'printing');
  mustBeDone(await hall.client.labels.test(), 'a test label');
  await until('printed', ({ jobs, test: last }) => jobs.length === 0 && last?.read === false);
  const folder = readdirSync(hall.dir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.pdf'));
  expect(folder).toHaveLength(2);
  for (const name of folder) expect(readFileSync(join(hall.dir, name)).toString('latin1', 0, 5)).toBe('%PDF-');
  expect(whyNot(await hall.client.labels.applied({ subject: bin, number: 2 }))).toBe('label_not_printed');
  mustBeDone(await hall.client.labels.applied({ subject: bin, number: 1 }), 'scanned on the bin');
  mustBeDone(await hall.client.labels.applied({ subject: bin, number: 1 }), 'scanned again');
  expect(hall.facts(bin).filter((type) => type === 'label.applied')).toHaveLength(1);
  expect((await scan(testCode)).verdict).toBe('label_applied');
  expect((await page()).test?.read).toBe(true);
});

test('the red tag of a drive that is set aside for destruction prints by itself, once, in the place of a plain label that waits', async () => {
  mustBeDone(await hall.client.labels.setPrinter(at(await deadPort())), 'a printer that is off');
  mustBeDone(await hall.client.labels.print({ subject: drive(1) }), 'a plain label');
  const set = await hall.client.custody.quarantine({ subject: drive(1), cause: 'sanitization_failed' });
  mustBeDone(set, 'setting it aside');
  await until('the red one waits alone', ({ jobs }) => jobs.length === 1 && jobs[0]?.red === true);
  // What waits is waiting after a restart, and what was printed is not printed again.
  await hall.restart();
  await hall.as('technician');
  expect((await page()).jobs.map(({ red }) => red)).toEqual([true]);
  const back = await LabelSocket.open();
  mustBeDone(await hall.client.labels.setPrinter(at(back.port)), 'the printer is back');
  await until('printed', ({ jobs }) => jobs.length === 0);
  await hall.restart();
  await hall.as('technician');
  expect((await page()).jobs).toEqual([]);
  expect(back.labels).toHaveLength(1);
  expect(await hall.client.labels.of({ subject: drive(1) })).toMatchObject({ printed: [{ red: false }, { red: true }] });
  // One that somebody has still to decide of may leave in other ways.
  mustBeDone(await hall.client.custody.quarantine({ subject: drive(2), cause: 'person' }), 'another, undecided');
  expect((await page()).jobs).toEqual([]);
  await back.close();
});

test('nobody signed in prints or scans a label back', async () => {
  mustBeDone(await hall.client.session.signOut(), 'signing out');
  expect(whyNot(await hall.client.labels.print({ subject: drive(0) }))).toBe('not_signed_in');
  await lookAt(0);
  expect((await scan(labelCode(drive(0), 2))).verdict).toBe('not_now');
});
