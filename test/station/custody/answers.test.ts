import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openOriginals } from '../../../exchange/shelf/originals.ts';
import { answerShelf } from '../../../host/assemble/answer-shelf.ts';
import { excuseDrive, readAnswer, signAnswer } from '../../../station/custody/answers.ts';
import * as lots from '../../../station/custody/lots.ts';
import { containerLines, containerView } from '../../../station/views/container-view.ts';
import { openShop, subjectOf, told } from './containment-kit.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function shelfOf() {
  const folder = mkdtempSync(join(tmpdir(), 'custos-answers-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { shelf: answerShelf(folder), read: (sha256: string) => openOriginals(folder).read(sha256) };
}

/** A closed lot of one drive, and the drive's serial. */
function closedLot() {
  const shop = openShop();
  const { parts, as } = shop;
  const drive = shop.drive('1');
  const lot = subjectOf(lots.openLot(parts, as.keeper, { kind: 'rma', name: 'RMA 4' }));
  expect(told(lots.addToLot(parts, as.keeper, { lot, item: drive }))).toBe('done');
  return {
    shop,
    parts,
    as,
    lot,
    drive,
    serial: shop.life(drive).record?.serial ?? '',
    close: () => lots.closeLot(parts, as.keeper, { lot }),
  };
}

test('a vendor’s file is shown line by line, signed by its hash, kept as it came, and settles the lot', async () => {
  const { parts, as, lot, serial, shop, close } = closedLot();
  const { shelf, read } = shelfOf();
  const day = new Date(shop.station.clock.wall).toISOString().slice(0, 10);
  const text = `Serial Number,Method,Date\n${serial},shred,${day}\n`;
  const file = { lot, base64: base64(text) };
  expect(await readAnswer(parts, shelf, file)).toMatchObject({ why: 'not_in_this_state' });
  expect(told(close())).toBe('done');
  expect(containerView(parts, lot, 'lot')).toMatchObject({ state: 'closed', answer: { state: 'none' } });
  const view = await readAnswer(parts, shelf, file);
  expect(view).toMatchObject({
    kind: 'answer',
    settled: true,
    lines: [{ line: 2, serial, method: 'shred', verdict: 'matched' }],
    lacking: [],
  });
  const sha256 = view.kind === 'answer' ? view.sha256 : '';
  const signed = { ...file, sha256, name: 'vendor.csv' };
  expect(told(await signAnswer(parts, shelf, as.tech, signed))).toBe('role_missing');
  expect(told(await signAnswer(parts, shelf, as.keeper, { ...signed, base64: base64(`${text}X,shred,${day}\n`) }))).toBe(
    'answer_unreadable another file',
  );
  expect(told(await signAnswer(parts, shelf, as.keeper, signed))).toBe('done');
  expect(Buffer.from(read(sha256) ?? []).toString('utf8')).toBe(text);
  expect(containerLines(parts, 'lot', true)).toMatchObject([{ answer: { state: 'settled', matched: 1, odd: 0, lacking: [] } }]);
});

test('what an answer lacks stays asked for until a supervisor lets it stand by name', async () => {
  const { parts, as, lot, drive, close } = closedLot();
  const { shelf } = shelfOf();
  expect(told(close())).toBe('done');
  const file = { lot, base64: base64('sn;technique;completed\n') };
  const view = await readAnswer(parts, shelf, file);
  expect(view).toMatchObject({ kind: 'answer', settled: false, lacking: [{ item: drive }] });
  const sha256 = view.kind === 'answer' ? view.sha256 : '';
  expect(told(await signAnswer(parts, shelf, as.keeper, { ...file, sha256, name: 'empty.csv' }))).toBe('done');
  expect(containerView(parts, lot, 'lot')).toMatchObject({ answer: { state: 'gaps', lacking: [drive] } });
  const excuse = { lot, item: drive, ground: 'answered_otherwise', note: 'a letter of 20 November' } as const;
  expect(told(excuseDrive(parts, as.keeper, excuse))).toBe('role_missing');
  expect(told(excuseDrive(parts, as.boss, excuse))).toBe('done');
  expect(containerView(parts, lot, 'lot')).toMatchObject({ state: 'closed', answer: { state: 'settled', excused: [drive] } });
});

test('a file that is no such table is refused in words, and nothing is written', async () => {
  const { parts, lot, close } = closedLot();
  const { shelf } = shelfOf();
  expect(told(close())).toBe('done');
  const told2 = await readAnswer(parts, shelf, { lot, base64: base64('name,when\nx,y\n') });
  expect(told2).toMatchObject({
    kind: 'refused',
    why: 'answer_unreadable',
    detail: expect.stringContaining('The columns are: name, when') as string,
  });
  expect(await readAnswer(parts, shelf, { lot, base64: readFileSync(process.execPath).subarray(0, 400).toString('base64') })).toMatchObject(
    {
      why: 'answer_unreadable',
    },
  );
  expect(containerView(parts, lot, 'lot')).toMatchObject({ answer: { state: 'none' } });
});
