import { bottom, left } from './edges.ts';
import type { Face } from './fonts.ts';
import { ink, inner, type Sheet } from './sheet.ts';
import { begin } from './tables.ts';

/** A column of a report: its share of the paper's width, and how its cells stand. */
export interface ReportColumn {
  readonly name: string;
  readonly share: number;
  readonly kind?: 'figure' | 'bar';
}

/** One table with its heading. A cell of a bar is its length, from 0 to 1; every other cell is text. */
export interface ReportPart {
  readonly title: string;
  readonly lead?: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** What stands in the place of a table without rows. */
  readonly empty: string;
}

const size = 7.6;
const gap = 6;
const top = 34;

/** Draws one table; its column names stand again on every further page. @returns the y below */
export function drawTable(sheet: Sheet, { title, lead, columns, rows, empty }: ReportPart, y: number): number {
  let at = begin(sheet, title, y, 60);
  if (lead !== undefined) at = sheet.text(lead, left, at, { size, color: ink.grey, width: inner }) + 2;
  if (rows.length === 0) return sheet.text(empty, left, at, { size: 8, width: inner }) + 2;
  const places = placed(columns);
  const names = columns.map(({ name }) => name);
  at = line(sheet, places, names, at, true);
  for (const row of rows) {
    if (at + heightOf(sheet, places, row, false) > bottom) {
      sheet.turn();
      at = line(sheet, places, names, top, true);
    }
    at = line(sheet, places, row, at, false);
  }
  return at + 2;
}

interface Placed extends ReportColumn {
  readonly x: number;
  readonly width: number;
}

function placed(columns: readonly ReportColumn[]): readonly Placed[] {
  const whole = columns.reduce((sum, { share }) => sum + share, 0);
  let x = left;
  return columns.map((column) => {
    const width = (inner * column.share) / whole;
    const place = { ...column, x, width: width - gap };
    x += width;
    return place;
  });
}

function line(sheet: Sheet, places: readonly Placed[], cells: readonly (string | number)[], y: number, isHead: boolean): number {
  for (const [index, place] of places.entries()) {
    const { x, width, kind } = place;
    const cell = cells[index] ?? '';
    if (kind === 'bar' && !isHead) bar(sheet, Number(cell), x, y, width);
    else {
      const face = faceOf(place, isHead);
      sheet.text(String(cell), x, y, {
        size,
        face,
        width,
        color: isHead ? ink.grey : ink.black,
        align: kind === 'figure' ? 'right' : 'left',
      });
    }
  }
  const end = y + heightOf(sheet, places, cells, isHead) + 1.6;
  sheet.rule(end - 0.6, left, inner, isHead ? ink.black : ink.rule, isHead ? 0.6 : 0.3);
  return end + 1;
}

function faceOf({ kind }: ReportColumn, isHead: boolean): Face {
  return isHead ? 'strong' : kind === 'figure' ? 'mono' : 'regular';
}

function heightOf(sheet: Sheet, places: readonly Placed[], cells: readonly (string | number)[], isHead: boolean): number {
  return Math.max(
    ...places.map((place, index) =>
      place.kind === 'bar' ? size : sheet.heightOf(String(cells[index] ?? ''), { size, face: faceOf(place, isHead), width: place.width }),
    ),
  );
}

/** The number beside it says the same, so a bar is drawn for the eye alone. */
function bar(sheet: Sheet, share: number, x: number, y: number, width: number): void {
  const part = Math.min(1, Math.max(0, share));
  sheet.decor((doc) => {
    doc
      .rect(x, y + 2, width, 5)
      .fillColor(ink.wash)
      .fill();
    if (part > 0)
      doc
        .rect(x, y + 2, width * part, 5)
        .fillColor(ink.black)
        .fill();
  });
}
