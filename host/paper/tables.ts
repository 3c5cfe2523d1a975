import { ink, inner, type Sheet } from './sheet.ts';
import { bottom, left } from './edges.ts';
import type { Row } from './rows.ts';

const labelWidth = 82;

/** A titled list of labels and values in one column; gives the y below it. */
export function rows(sheet: Sheet, title: string, list: readonly Row[], x: number, y: number, width: number): number {
  let at = sheet.text(title, x, y, { face: 'heavy', size: 9, tag: 'H2', width }) + 1;
  sheet.rule(at, x, width, ink.black, 0.8);
  at += 3.5;
  for (const { label, value, mono, strong } of list) {
    const face = mono === true ? (strong === true ? 'monoStrong' : 'mono') : strong === true ? 'strong' : 'regular';
    const size = mono === true && strong !== true ? 6.6 : 7.4;
    sheet.text(label, x, at, { size: 7.2, color: ink.grey, width: labelWidth - 6 });
    at = Math.max(at + 9.4, sheet.text(value, x + labelWidth, at, { face, size, width: width - labelWidth })) + 0.7;
  }
  return at;
}

/** Begins a part on this page when it fits, else on the next. */
export function begin(sheet: Sheet, title: string, y: number, needed: number): number {
  let at = y + 6;
  if (at + needed > bottom) {
    sheet.turn();
    at = 34;
  }
  at = sheet.text(title, left, at, { face: 'heavy', size: 9, tag: 'H2' }) + 1;
  sheet.rule(at, left, inner, ink.black, 0.8);
  return at + 3.5;
}

/** One line of a table; turns the page when it is full. */
export function tableLine(
  sheet: Sheet,
  y: number,
  cells: readonly { readonly text: string; readonly x: number; readonly width: number; readonly mono?: boolean; readonly grey?: boolean }[],
): number {
  const styled = cells.map((cell) => ({
    ...cell,
    face: cell.mono === true ? ('mono' as const) : ('regular' as const),
    size: cell.mono === true ? 6.5 : 7.4,
  }));
  const height = Math.max(...styled.map(({ text, face, size, width }) => sheet.heightOf(text, { face, size, width })));
  let at = y;
  if (at + height > bottom) {
    sheet.turn();
    at = 34;
  }
  for (const { text, x, width, face, size, grey } of styled)
    sheet.text(text, x, at + (size < 7 ? 0.8 : 0), { face, size, width, color: grey === true ? ink.grey : ink.black });
  return at + Math.max(height, 9.4) + 0.7;
}
