import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvLine } from '../../../exchange/out/csv.ts';
import { readCsv, TableBroken } from '../../../exchange/text/csv.ts';
import { decoded, survey, Surveyor, textOf } from '../../../exchange/text/encoding.ts';
import { guarded, unguarded } from '../../../exchange/text/guard.ts';
import { readJsonRows } from '../../../exchange/text/json.ts';
import { separatorOf } from '../../../exchange/text/separator.ts';

const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  await Promise.resolve();
  // A decoder never cuts a character in two.
  const characters = Array.from(text);
  for (let at = 0; at < characters.length; at += size) yield characters.slice(at, at + size).join('');
}

async function rowsOf(text: string, size = 7) {
  const rows = [];
  for await (const row of readCsv(pieces(text, size))) rows.push(row);
  return rows;
}

describe('the encoding of a file', () => {
  test('is told by its mark, by being UTF-8, or assumed to be Windows-1252 where every byte has a meaning there', () => {
    expect(survey(bytes(0xef, 0xbb, 0xbf, 0x61)).text).toEqual({ kind: 'text', encoding: 'utf-8', marked: true, assumed: false });
    expect(survey(utf8('Süd €')).text).toEqual({ kind: 'text', encoding: 'utf-8', marked: false, assumed: false });
    expect(survey(bytes(0xff, 0xfe, 0x61, 0)).text).toMatchObject({ encoding: 'utf-16le', marked: true });
    expect(survey(bytes(0xfe, 0xff, 0, 0x61)).text).toMatchObject({ encoding: 'utf-16be' });
    const latin = survey(bytes(0x53, 0xfc, 0x64, 0x20, 0x80));
    expect(latin.text).toEqual({ kind: 'text', encoding: 'windows-1252', marked: false, assumed: true });
    expect(textOf(bytes(0x53, 0xfc, 0x64, 0x20, 0x80), 'windows-1252')).toBe('Süd €');
  });

  test('is refused where it would be a guess', () => {
    const why = (input: Uint8Array) => {
      const { text } = survey(input);
      return text.kind === 'refused' ? text.why : text.encoding;
    };
    expect(why(bytes())).toBe('empty');
    expect(why(bytes(0x61, 0, 0x62, 0))).toBe('utf16_without_mark');
    expect(why(bytes(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0))).toBe('utf32');
    expect(why(bytes(0xff, 0xfe, 0x61))).toBe('bad_bytes');
    expect(why(bytes(0xef, 0xbb, 0xbf, 0xff))).toBe('bad_bytes');
    expect(why(bytes(0x61, 0x81, 0x62))).toBe('not_text');
    expect(why(bytes(0x61, 0xe9, 0x07))).toBe('not_text');
  });

  test('is the same whatever the pieces, and the text comes through', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 1, max: 5 }), async (text, size) => {
        const whole = utf8(text);
        const surveyor = new Surveyor();
        const parts: Uint8Array[] = [];
        for (let at = 0; at < whole.length; at += size) parts.push(whole.slice(at, at + size));
        for (const part of parts) surveyor.push(part);
        expect(surveyor.end()).toEqual(survey(whole));
        let read = '';
        for await (const piece of decoded(from(parts), 'utf-8')) read += piece;
        expect(read).toBe(text.replace(/^\ufeff/, ''));
      }),
      { numRuns: 200 },
    );
  });
});

async function* from(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield* parts;
}

describe('a table', () => {
  test('is read with line numbers that count the line ends in quotes, whichever they are', async () => {
    const rows = await rowsOf('a,b\r\n1,"two\r\nlines"\r\n\n3,"x\ny\nz"\n4,"q""q"\r5,end');
    expect(rows).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1', 'two\r\nlines'] },
      { line: 4, cells: [''] },
      { line: 5, cells: ['3', 'x\ny\nz'] },
      { line: 8, cells: ['4', 'q"q'] },
      { line: 9, cells: ['5', 'end'] },
    ]);
  });

  test('says its separator by its first record, and is refused where two stand as often', async () => {
    expect(['a,b', 'a;b;"c,d,e"', 'a\tb', 'a|b', 'serial'].map(separatorOf)).toEqual([',', ';', '\t', '|', ',']);
    expect(separatorOf('a,b;c')).toBeUndefined();
    expect(await rowsOf('sep=;\r\na;b\r\n1;2')).toEqual([
      { line: 2, cells: ['a', 'b'] },
      { line: 3, cells: ['1', '2'] },
    ]);
    await expect(rowsOf('a,b;c\n1')).rejects.toMatchObject({ why: 'separator_unclear', line: 1 });
  });

  test('ends where a quote is broken, at the line where that is noticed', async () => {
    await expect(rowsOf('a,b\n1,2\n3,"open\n4,5')).rejects.toMatchObject({ name: 'TableBroken', why: 'quotes_broken', line: 4 });
    await expect(rowsOf('a,b\n1,2\n3,op"en\n4,5')).rejects.toBeInstanceOf(TableBroken);
  });

  test('stops when told to', async () => {
    const cancel = new AbortController();
    const text = `a,b\n${'1,2\n'.repeat(1000)}`;
    let seen = 0;
    const reading = async (): Promise<void> => {
      for await (const row of readCsv(pieces(text, 64), { signal: cancel.signal })) {
        seen = row.line;
        if (seen === 10) cancel.abort(new Error('enough'));
      }
    };
    await expect(reading()).rejects.toThrow('enough');
    expect(seen).toBe(10);
  });

  test('that we wrote is read back as it was, formulas and all', async () => {
    const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^'{0,2}[=+\-@][\w,;"'\n]{0,6}$/));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 }), async (rows) => {
        const text = ['x,y\r\n', ...rows.map(csvLine)].join('');
        const read = await rowsOf(text, 5);
        expect(read.slice(1).map(({ cells }) => cells.map(unguarded))).toEqual(rows);
        for (const { cells } of read) for (const one of cells) expect(one).not.toMatch(/^[=+\-@\t\r]/);
      }),
      { numRuns: 300 },
    );
  });

  test('gives a spreadsheet nothing to run', () => {
    expect(guarded('=cmd|x')).toBe("'=cmd|x");
    expect(unguarded(guarded("'=1"))).toBe("'=1");
    expect(guarded("it's")).toBe("it's");
  });
});

describe('a JSON list', () => {
  test('is an array, or what NetBox and Snipe-IT answer, its objects by their names', () => {
    const netbox = readJsonRows('{"results":[{"serial":"ZA1","device":{"id":1,"name":"db-07"},"discovered":false,"tags":[]}]}');
    expect(netbox).toEqual({
      kind: 'rows',
      rows: [
        {
          line: 1,
          members: new Map([
            ['serial', 'ZA1'],
            ['device', 'db-07'],
            ['discovered', 'false'],
          ]),
        },
      ],
    });
    expect(readJsonRows('{"total":1,"rows":[{"serial":"ZA1"}]}')).toMatchObject({ kind: 'rows' });
    expect([readJsonRows('{'), readJsonRows('{"a":1}'), readJsonRows('[1]')]).toMatchObject([
      { why: 'not_json' },
      { why: 'no_list' },
      { why: 'not_an_object' },
    ]);
  });
});
