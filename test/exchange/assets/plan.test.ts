import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { csvOf } from '../../../exchange/out/csv.ts';
import { assetList } from '../../../exchange/out/lists.ts';
import { type ImportOptions, type ImportPlan, planImport } from '../../../exchange/assets/import-file.ts';
import type { AssetLookup } from '../../../exchange/assets/plan.ts';
import { type Inventory, InventoryRefused, openInventory } from '../../../exchange/shelf/inventory.ts';
import { OriginalChanged, openOriginals } from '../../../exchange/shelf/originals.ts';
import { asOf, madeAsset, madeFile, type MadeLayout, madeLayouts } from '../generate.ts';

const folder = mkdtempSync(join(tmpdir(), 'custos-exchange-'));
const open: Inventory[] = [];
afterAll(() => {
  for (const one of open) one.close();
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;
function inventory(): Inventory {
  const opened = openInventory(join(folder, `inventory-${++files}.db`));
  open.push(opened);
  return opened;
}

function fileOf(content: string | Uint8Array): string {
  const path = join(folder, `file-${++files}.txt`);
  writeFileSync(path, content);
  return path;
}

const nothing: AssetLookup = { bySerial: () => [], byTag: () => undefined };

function planned(content: string | Uint8Array, options: Partial<ImportOptions> & { readonly known?: AssetLookup } = {}) {
  const path = fileOf(content);
  return planImport(() => createReadStream(path, { highWaterMark: 100 }), options.known ?? nothing, { as: 'csv', ...options });
}

async function plan(content: string | Uint8Array, options: Parameters<typeof planned>[1] = {}): Promise<ImportPlan> {
  const outcome = await planned(content, options);
  if (outcome.kind === 'refused') throw new Error(outcome.why);
  return outcome;
}

const why = async (content: string | Uint8Array, options: Parameters<typeof planned>[1] = {}) => {
  const outcome = await planned(content, options);
  return outcome.kind === 'refused' ? outcome.why : outcome.counts;
};

describe('an import', () => {
  test('takes prices and credits with their currency, drops those without one, and refuses what can be read in two ways', async () => {
    const text = 'serial,price,credit\nAM-1000001,"EUR 1,250.00",18 €\nAM-1000002,99.90,\nAM-1000003,1.234,\nAM-1000004,USD 5,\n';
    const told = (found: ImportPlan) =>
      found.verdicts.map((each) =>
        each.kind === 'new' ? [each.asset.price, each.asset.credit] : [each.kind === 'refused' ? each.why : each.kind],
      );
    expect(told(await plan(text))).toEqual([
      ['EUR 1250.00', 'EUR 18.00'],
      [undefined, undefined],
      [undefined, undefined],
      ['USD 5.00', undefined],
    ]);
    const inEuro = await plan(text, { currency: 'EUR' });
    expect(told(inEuro)).toEqual([['EUR 1250.00', 'EUR 18.00'], ['EUR 99.90', undefined], ['amount_unclear'], ['amount_unclear']]);
    const shelf = inventory();
    expect(shelf.apply(inEuro, { name: 'prices.csv', wallMs: 1 }, 0)).toBe('applied');
    expect([...shelf.all()].map(({ price, credit }) => [price, credit])).toEqual([
      ['EUR 1250.00', 'EUR 18.00'],
      ['EUR 99.90', undefined],
    ]);
    const snipe = 'Asset Tag,Serial,Purchase Cost\nT1,AM-1000009,"1,899.00"\n';
    expect(told(await plan(snipe, { as: 'snipe-it', currency: 'USD' }))).toEqual([['USD 1899.00', undefined]]);
    expect(told(await plan(snipe, { as: 'snipe-it' }))).toEqual([[undefined, undefined]]);
  });

  test('opens an inventory from before amounts were read, and keeps what is in it', () => {
    const path = join(folder, 'before-amounts.db');
    openInventory(path).close();
    const db = new Database(path);
    db.exec('ALTER TABLE assets DROP COLUMN price; ALTER TABLE assets DROP COLUMN credit; PRAGMA user_version = 1');
    db.exec("INSERT INTO assets (key, serial, file, line) VALUES ('AM1', 'AM-1', 'f', 2)");
    db.close();
    const opened = openInventory(path);
    open.push(opened);
    expect([...opened.all()]).toEqual([{ serial: 'AM-1' }]);
  });

  test.each(madeLayouts)('of %s is read whole, taken, and the same when it is read again', async (layout: MadeLayout) => {
    const text = [...madeFile(layout, 300, 11)].join('');
    const shelf = inventory();
    const first = await plan(text, { as: asOf(layout), known: shelf });
    expect(first.counts).toEqual({ new: 300, same: 0, conflict: 0, refused: 0 });
    const made = madeAsset(11, 5);
    const verdict = first.verdicts[5];
    if (verdict?.kind !== 'new') throw new Error('not new');
    expect(verdict.asset).toMatchObject({ serial: made.serial, asset_tag: made.tag, maker: made.maker });
    expect(Object.values(verdict.asset)).toContain(made.model.normalize());
    expect(shelf.count()).toBe(0);
    expect(shelf.apply(first, { name: 'a', wallMs: 1 }, 0)).toBe('applied');
    expect(shelf.count()).toBe(300);
    expect((await plan(text, { as: asOf(layout), known: shelf })).counts).toEqual({ new: 0, same: 300, conflict: 0, refused: 0 });
    expect(shelf.apply(first, { name: 'a', wallMs: 2 }, 1)).toBe('applied_before');
  });

  test('of our own list gives back what went out', async () => {
    const shelf = inventory();
    shelf.apply(await plan([...madeFile('own', 50, 3)].join('')), { name: 'a', wallMs: 1 }, 0);
    const again = await plan([...csvOf(assetList(shelf.all()))].join(''), { known: shelf });
    expect(again.counts).toEqual({ new: 0, same: 50, conflict: 0, refused: 0 });
  });

  test('never writes over a value: both are shown, and only what nobody had told yet is added', async () => {
    const shelf = inventory();
    shelf.apply(await plan('serial,model,slot\nZA100001,ST4,1\nZA100002,ST4,\n'), { name: 'a', wallMs: 1 }, 0);
    const second = await plan('serial,model,slot,host\nza-100001,ST6,2,db-1\nZA100002,st4,7,db-2\n', { known: shelf });
    expect(second.verdicts).toMatchObject([
      {
        kind: 'conflict',
        line: 2,
        differences: [
          { field: 'model', here: 'ST4', there: 'ST6', from: 'import' },
          { field: 'slot', here: '1', there: '2' },
        ],
      },
      { kind: 'new', line: 3, adds: ['host', 'slot'] },
    ]);
    expect(shelf.apply(second, { name: 'b', wallMs: 2 }, 0)).toBe('stale_plan');
    expect(shelf.apply(second, { name: 'b', wallMs: 2 }, 1)).toBe('applied');
    expect([...shelf.all()]).toEqual([
      { serial: 'ZA100001', model: 'ST4', slot: '1' },
      { serial: 'ZA100002', model: 'ST4', slot: '7', host: 'db-2' },
    ]);
  });

  test('is held against the records of custody, and one asset tag never names two drives', async () => {
    const known: AssetLookup = {
      bySerial: (key) => (key === 'ZA100001' ? [{ from: 'custody', asset: { serial: 'ZA100001', model: 'ST4000NM0035' } }] : []),
      byTag: (tag) => (tag === 'T-9' ? 'ZA100009' : undefined),
    };
    const { verdicts } = await plan('serial,model,asset_tag\nZA100001,OTHER,\nZA100002,,T-9\nZA100003,,T-3\nZA100004,,T-3\n', { known });
    expect(verdicts).toMatchObject([
      { kind: 'conflict', differences: [{ field: 'model', from: 'custody' }] },
      { kind: 'conflict', differences: [{ field: 'asset_tag', here: 'T-9 (ZA100009)' }] },
      { kind: 'new' },
      { kind: 'conflict', differences: [{ here: 'T-3 (ZA100003)' }] },
    ]);
  });

  test('refuses rows one by one, with the line and the reason, and takes the rest', async () => {
    const rows = [
      'serial,wwn,model',
      'ZA100001,,',
      ',,x',
      '00000000,,',
      'ZA100002,xyz,',
      'ZA100003,',
      'ZA100004,,,',
      `ZA100005,,${'m'.repeat(121)}`,
      'za 100001,,',
      'ZA1\u202e00006,,',
      'ZA100007,0x5000C50012345678,',
    ];
    const { verdicts, counts } = await plan(rows.join('\n'));
    expect(verdicts.map((verdict) => [verdict.line, verdict.kind === 'refused' ? verdict.why : verdict.kind])).toEqual([
      [2, 'new'],
      [3, 'no_serial'],
      [4, 'serial_tells_nothing'],
      [5, 'wwn_malformed'],
      [6, 'too_few_cells'],
      [7, 'too_many_cells'],
      [8, 'value_too_long'],
      [9, 'twice_in_file'],
      [10, 'hidden_characters'],
      [11, 'new'],
    ]);
    expect(counts).toEqual({ new: 2, same: 0, conflict: 0, refused: 8 });
    expect(verdicts[7]).toMatchObject({ first: 2 });
    expect(verdicts[9]).toMatchObject({ asset: { wwn: '5000c50012345678' } });
  });

  test('refuses a whole file that is not what it was said to be', async () => {
    expect(await why('Serial number,Model name\nZA100001,x', { as: 'snipe-it' })).toBe('not_this_layout');
    expect(await why('serial,model\nZA100001,x', { as: 'netbox' })).toBe('not_this_layout');
    expect(await why('model\nx')).toBe('no_serial_column');
    expect(await why('serial,Serial\nZA100001,x')).toBe('column_twice');
    expect(await why('Seriennummer\nZA100001', { mapping: { serial: 'Serien' } })).toBe('column_unknown');
    expect(await why('serial\n')).toBe('no_rows');
    expect(await why('')).toBe('empty');
    expect(await why('serial,model\nZA100001,"x\n')).toBe('quotes_broken');
    expect(await why(new Uint8Array([0x73, 0xff, 0xfe]), { encoding: 'utf-8' })).toBe('bad_bytes');
    expect(await why('[{"serial": "ZA100001"')).toBe('not_json');
  });

  test('reads a German spreadsheet: semicolons, Windows-1252, columns of its own', async () => {
    const text = 'Seriennummer;Gerät;Ort\r\nZA100001;ST4;Halle Süd\r\n';
    const latin = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const outcome = await plan(latin, { mapping: { serial: 'Seriennummer', model: 'gerät', place: 'Ort' } });
    expect(outcome).toMatchObject({ encoding: 'windows-1252', assumed: true, verdicts: [{ asset: { model: 'ST4', place: 'Halle Süd' } }] });
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    expect(await plan(utf16, { mapping: { serial: 'Seriennummer' } })).toMatchObject({ encoding: 'utf-16le', assumed: false });
  });

  test('reads no names of people', async () => {
    const text =
      'Full Name,Email,Username,item Name,Serial number,Asset Tag,Checked Out To\nA Person,a@x.test,aperson,Disk,ZA100001,T1,A Person\n';
    const { verdicts } = await plan(text, { as: 'snipe-it' });
    expect(JSON.stringify(verdicts)).not.toMatch(/person|@/i);
  });

  test('tells how far it is and ends when it is told to', async () => {
    const text = [...madeFile('own', 2000, 1)].join('');
    const shares: number[] = [];
    await plan(text, { progress: (_, share) => void shares.push(share) });
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const cancel = new AbortController();
    const cancelled = planned(text, { signal: cancel.signal, progress: () => cancel.abort(new Error('cancelled')) });
    await expect(cancelled).rejects.toThrow('cancelled');
  });
});

describe('what is kept', () => {
  test('is the file byte for byte under its hash, once, and nothing of a file that changed', async () => {
    const originals = openOriginals(join(folder, 'originals'));
    const path = fileOf('serial\nZA100001\n');
    const { survey } = await plan('serial\nZA100001\n');
    await originals.keep(path, survey.sha256);
    await originals.keep(path, survey.sha256);
    expect(Buffer.from(originals.read(survey.sha256) ?? []).toString()).toBe('serial\nZA100001\n');
    const other = fileOf('serial\nZA100002\n');
    await expect(originals.keep(other, 'A'.repeat(43))).rejects.toBeInstanceOf(OriginalChanged);
    expect(originals.has('A'.repeat(43))).toBe(false);
    writeFileSync(originals.pathOf(survey.sha256), 'changed');
    expect(originals.read(survey.sha256)).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('serial\nZA100001\n');
  });

  test('is opened by one process and by no older release', () => {
    const path = join(folder, 'twice.db');
    const first = openInventory(path);
    expect(() => openInventory(path)).toThrow(InventoryRefused);
    first.close();
    const again = openInventory(path);
    expect(again.count()).toBe(0);
    again.close();
  });
});
