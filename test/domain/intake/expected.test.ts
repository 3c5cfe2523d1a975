import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordedFact } from '../../../domain/custody/story.ts';
import { countDown, type ExpectedList, foldExpected, judgeExpected } from '../../../domain/intake/expected.ts';
import { matchRow } from '../../../domain/intake/match-row.ts';

const list = `c1_${'a'.repeat(32)}`;
const driveRef = (number: number): string => `d1_${String(number).padStart(32, '0')}`;
const findId = (number: number): string => String(number).padStart(22, 'f');

function told(facts: readonly { readonly type: string; readonly body: unknown }[]): readonly RecordedFact[] {
  return facts.map(({ type, body }, index) => ({
    hash: `h${index}`,
    station: 'st_a1',
    epoch: 1,
    seq: index + 1,
    type,
    body,
    subject: list,
    actor: 'tc_a1',
    deps: [],
    wall: '2026-11-23T08:00:00.000Z',
  }));
}

const listed = (serials: readonly string[]) => ({
  type: 'expected.listed',
  body: { source: 'csv', part: 1, parts: 1, rows: serials.map((serial, index) => ({ row: index + 1, serial })) },
});
const met = (row: number, drive = row) => ({ type: 'expected.met', body: { row, drive: driveRef(drive), by: 'serial_equal' } });
const missing = (row: number) => ({ type: 'expected.missing', body: { row, reason: 'left_in_host' } });
const closed = (metRows: number, missingRows: number, finds = 0) => ({
  type: 'expected.closed',
  body: { met: metRows, missing: missingRows, finds },
});
const found = (number: number) => ({ type: 'find.unknown', body: { find: findId(number), place: 'Cage 1', label: 'none' } });
const settled = (number: number) => ({ type: 'find.settled', body: { find: findId(number), outcome: 'belongs_elsewhere' } });

function folded(...facts: readonly { readonly type: string; readonly body: unknown }[]): ExpectedList {
  const known = foldExpected(list, told(facts));
  if (known === undefined) throw new Error('no list');
  return known;
}

const two = listed(['ZA10001', 'ZA10002']);

describe('an expected list', () => {
  test('counts down to nothing open', () => {
    expect(countDown(folded(two))).toEqual({ expected: 2, met: 0, missing: 0, open: 2, finds: 0, finds_open: 0 });
    expect(countDown(folded(two, met(1), found(1)))).toMatchObject({ met: 1, open: 1, finds: 1, finds_open: 1 });
    expect(folded(two, met(1), missing(2), closed(1, 1))).toMatchObject({ closed: true, breaches: [] });
  });

  test('closes with nothing open only, and with the counts that are true', () => {
    for (const [facts, why] of [
      [[two, met(1), closed(1, 0)], 'rows_open'],
      [[two, met(1), missing(2), found(1), closed(1, 1, 1)], 'finds_open'],
      [[two, met(1), missing(2), closed(2, 0)], 'counts_differ'],
    ] as const) {
      expect(folded(...facts)).toMatchObject({ closed: false, breaches: [{ why }] });
    }
    expect(folded(two, met(1), missing(2), found(1), settled(1), closed(1, 1, 1)).closed).toBe(true);
  });

  test('is not touched before its last part is here', () => {
    const first = { type: 'expected.listed', body: { source: 'csv', part: 1, parts: 2, rows: [{ row: 1, serial: 'ZA10001' }] } };
    expect(folded(first, met(1))).toMatchObject({ complete: false, breaches: [{ why: 'list_incomplete' }] });
    const third = { type: 'expected.listed', body: { source: 'csv', part: 3, parts: 3, rows: [{ row: 9, serial: 'ZA10009' }] } };
    expect(folded(first, third).breaches).toEqual([{ hash: 'h1', why: 'part_out_of_order' }]);
  });

  test('names no serial twice, however it is written, and no row without a name', () => {
    expect(foldExpected(list, told([listed(['ZA10001', 'za-10001 '])]))).toBeUndefined();
    expect(judgeExpected(list, [], { type: 'expected.listed', body: listed(['ZA10001', 'za-10001 ']).body as never })).toBe(
      'serial_named_twice',
    );
    expect(judgeExpected(list, [], { type: 'expected.listed', body: listed(['00000000']).body as never })).toBe('row_without_name');
  });

  test('gives one drive to one row, and takes a drive that turns up after it was called missing, even when the list is closed', () => {
    expect(folded(two, met(1, 7), met(2, 7)).breaches).toEqual([{ hash: 'h2', why: 'drive_met_another_row' }]);
    const late = folded(two, met(1), missing(2), closed(1, 1), met(2));
    expect(late.breaches).toEqual([]);
    expect(late.rows.get(2)?.state.kind).toBe('met');
    expect(folded(two, met(1), missing(1)).breaches).toEqual([{ hash: 'h2', why: 'row_met' }]);
  });

  test('whatever is told in whatever order, a closed list had no row and no find open', () => {
    // Counts that are true by chance are rare, and a list that never closes shows nothing.
    const truly = 'truly closed';
    const step = fc.oneof(
      fc.constant(truly),
      fc.constant(two),
      fc.integer({ min: 1, max: 3 }).map((row) => met(row)),
      fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })).map(([row, drive]) => met(row, drive)),
      fc.integer({ min: 1, max: 3 }).map(missing),
      fc.integer({ min: 1, max: 2 }).map(found),
      fc.integer({ min: 1, max: 2 }).map(settled),
      fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)).map(([a, b, c]) => closed(a, b, c)),
    );
    let everClosed = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        const said: { readonly type: string; readonly body: unknown }[] = [two];
        for (const each of steps) {
          const { met: metRows, missing: missingRows, finds } = countDown(folded(...said));
          said.push(typeof each === 'string' ? closed(metRows, missingRows, finds) : each);
        }
        const facts = told(said);
        let wasClosed = false;
        for (let end = 1; end <= facts.length; end += 1) {
          const known = foldExpected(list, facts.slice(0, end));
          if (known === undefined) throw new Error('the list is gone');
          const { open, finds_open, expected } = countDown(known);
          expect(expected).toBe(2);
          if (known.closed && !wasClosed) {
            expect({ open, finds_open }).toEqual({ open: 0, finds_open: 0 });
            everClosed += 1;
          }
          expect(known.closed || !wasClosed).toBe(true);
          wasClosed = known.closed;
        }
      }),
      { numRuns: 2000 },
    );
    expect(everClosed).toBeGreaterThan(20);
  });
});

describe('the row of a drive', () => {
  test('is found by serial, by WWN, and by a rule of its maker where neither says it', () => {
    const known = foldExpected(
      list,
      told([
        {
          type: 'expected.listed',
          body: {
            source: 'ticket',
            part: 1,
            parts: 1,
            rows: [
              { row: 1, serial: 'ZA1B2C3D' },
              { row: 2, wwn: '5000c50012345678' },
              { row: 3, serial: 'WD-WCC4N1234567' },
            ],
          },
        },
      ]),
    );
    if (known === undefined) throw new Error('no list');
    expect(matchRow(known, { serial: 'za1b2c3d ' })).toMatchObject({ kind: 'row', row: { row: 1 }, by: 'serial_equal' });
    expect(matchRow(known, { serial: 'ZX', wwn: '5000C50012345678' })).toMatchObject({ row: { row: 2 }, by: 'wwn_equal' });
    expect(matchRow(known, { serial: 'ZA1B2C3D000012345678', model: 'ST4000NM0035' })).toMatchObject({
      row: { row: 1 },
      by: 'serial_equal_by_maker_rule',
    });
    expect(matchRow(known, { serial: 'ZA1B2C3D000012345678' })).toEqual({ kind: 'unknown' });
    expect(matchRow(known, { serial: 'ZA1B2C3D', wwn: '5000c50012345678' })).toEqual({ kind: 'unclear', rows: [1, 2] });
  });
});
