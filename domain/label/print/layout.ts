/** What stands on a label. */
export interface LabelContent {
  readonly of: 'drive' | 'container' | 'lot' | 'test';
  /** What a scanner reads: capital letters, digits and dashes. */
  readonly code: string;
  /** The serial of a drive, the name of a container. Never cut. */
  readonly title: string;
  readonly lines: readonly string[];
  /** A drive that may only be destroyed. */
  readonly red: boolean;
  readonly copy: boolean;
  readonly practice: boolean;
}

/** The label stock that is known, in mm. Code 128 needs a width that 50 mm do not give: those get a Data Matrix. */
export const labelSizes = {
  '50x25': { width: 50, height: 25, bars: false },
  '76x38': { width: 76, height: 38, bars: true },
  '100x50': { width: 100, height: 50, bars: true },
} as const;
export type LabelSize = keyof typeof labelSizes;
export type Symbology = 'code128' | 'datamatrix';

export interface Stock {
  readonly size: LabelSize;
  readonly symbology: Symbology;
  /** 8 for printers of 203 dpi, 12 for 300 dpi. */
  readonly dotsPerMm: 8 | 12;
}

/** One thing to draw; x, y and all measures in dots from the top left. */
export type Mark =
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      /** Height of a line. */
      readonly height: number;
      readonly text: string;
      readonly width: number;
      /** Stands on a plate. */
      readonly white?: true;
    }
  /** A filled box: the head of a red tag where the printer has colour, black where it has not. */
  | { readonly kind: 'plate'; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | { readonly kind: 'frame'; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** Code 128 with bars of `module` dots. */
  | {
      readonly kind: 'bars';
      readonly x: number;
      readonly y: number;
      readonly height: number;
      readonly module: number;
      readonly text: string;
    }
  /** Data Matrix ECC 200 with cells of `cell` dots. */
  | { readonly kind: 'matrix'; readonly x: number; readonly y: number; readonly cell: number; readonly text: string };

export interface LaidOut {
  readonly stock: Stock;
  /** Dots. */
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

export const redWords = 'NOT SANITIZED - DESTROY ONLY';
export const keepOffWords = 'Keep off the maker’s label, holes and seals';
export const practiceMark = 'PRACTICE';
export const copyMark = 'COPY';

/** A letter of the printers' scalable font is at most this wide for its height; measured against capitals and digits. */
const widest = 0.62;
const sidesMm = 2;

/**
 * Where everything stands on a label of this stock. The bars are a quarter of a millimetre or wider, which common hand
 * scanners read from an arm's length; a quiet zone of ten of them is left free on both sides.
 *
 * Throws `RangeError` for a code that the symbologies here do not carry.
 */
export function layOut(content: LabelContent, stock: Stock): LaidOut {
  if (!/^[A-Z0-9-]{1,24}$/.test(content.code)) throw new RangeError('a label’s code has capital letters, digits and dashes only');
  const { width: wide, height: high, bars } = labelSizes[stock.size];
  const { dotsPerMm: mm } = stock;
  const frame = { left: sidesMm * mm, width: (wide - 2 * sidesMm) * mm, height: high * mm, mm };
  const marks = bars && stock.symbology === 'code128' ? withBars(content, frame) : withMatrix(content, frame, wide);
  return { stock, width: wide * mm, height: high * mm, marks };
}

interface Room {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly mm: number;
}

function withBars(content: LabelContent, room: Room): readonly Mark[] {
  const { left, width, height, mm } = room;
  const head = headOf(content, left, width, mm);
  const foot = footOf(content, left, width, height, mm);
  const top = content.red ? 7 * mm : 1.5 * mm;
  const title = line(content.title, left, top, 5 * mm, width - (head.length > 0 && !content.red ? 16 * mm : 0));
  const about = line(content.lines.join('  '), left, top + 5.5 * mm, 2.75 * mm, width);
  const from = top + 9 * mm;
  const until = height - (content.of === 'drive' ? 6.5 : 1.5) * mm - 3.25 * mm;
  const module = mm / 4;
  const bars: Mark = { kind: 'bars', x: left + 8 * module, y: from, height: until - from, module, text: content.code };
  return whole([...head, title, about, bars, line(content.code, left + 8 * module, until + 0.5 * mm, 2.5 * mm, width), ...foot]);
}

function withMatrix(content: LabelContent, room: Room, wide: number): readonly Mark[] {
  const { left, width, height, mm } = room;
  const top = content.red ? 7 * mm : 2 * mm;
  // A code of 24 characters needs 22 cells a side at most.
  const cell = (wide > 60 ? 0.75 : 0.5) * mm;
  const side = 23 * cell;
  const beside = left + side + mm;
  const room2 = width - side - mm;
  return whole([
    ...headOf(content, left, width, mm),
    { kind: 'matrix', x: left, y: top, cell, text: content.code },
    line(content.title, beside, top + (content.red ? 0 : 3 * mm), 3.5 * mm, room2),
    ...content.lines.slice(0, 2).map((text, i) => line(text, beside, top + (content.red ? 4 : 7) * mm + i * 3 * mm, 2.25 * mm, room2)),
    line(content.code, beside, top + (content.red ? 10 : 13) * mm, 2 * mm, room2),
    ...footOf(content, left, width, height, mm),
  ]);
}

function headOf({ red, copy, practice }: LabelContent, left: number, width: number, mm: number): readonly Mark[] {
  const says = [practice ? practiceMark : '', copy ? copyMark : ''].filter((word) => word !== '').join(' ');
  if (red)
    return [
      { kind: 'plate', x: 0, y: 0, width: width + 2 * left, height: 6 * mm },
      { ...line([redWords, says].filter((word) => word !== '').join('  '), left, 1.25 * mm, 3.75 * mm, width), white: true },
    ];
  return says === '' ? [] : [line(says, left + width - 15 * mm, 1.5 * mm, 2.5 * mm, 15 * mm)];
}

/** On a drive's label: where it may not be stuck, in words and as a small plan of a drive with the maker's label on it. */
function footOf({ of }: LabelContent, left: number, width: number, height: number, mm: number): readonly Mark[] {
  if (of !== 'drive') return [];
  const plan = 8 * mm;
  const y = height - 6 * mm;
  return [
    line(keepOffWords, left, y + 1.5 * mm, 2.25 * mm, width - plan - mm),
    { kind: 'frame', x: left + width - plan, y, width: plan, height: 5 * mm },
    { kind: 'plate', x: left + width - plan + mm, y: y + mm, width: 4 * mm, height: 3 * mm },
  ];
}

/** A line that is made lower until it fits. */
function line(text: string, x: number, y: number, height: number, width: number): Extract<Mark, { readonly kind: 'text' }> {
  const fits = Math.floor(width / (widest * Math.max(1, [...text].length)));
  return { kind: 'text', x, y, height: Math.max(8, Math.min(height, fits)), text, width };
}

/** Printers count whole dots. */
function whole(marks: readonly Mark[]): readonly Mark[] {
  return marks.map((mark) => {
    const at = { x: Math.round(mark.x), y: Math.round(mark.y) };
    switch (mark.kind) {
      case 'text':
        return { ...mark, ...at, height: Math.round(mark.height), width: Math.round(mark.width) };
      case 'plate':
      case 'frame':
        return { ...mark, ...at, width: Math.round(mark.width), height: Math.round(mark.height) };
      case 'bars':
        return { ...mark, ...at, height: Math.round(mark.height), module: Math.round(mark.module) };
      case 'matrix':
        return { ...mark, ...at, cell: Math.round(mark.cell) };
    }
  });
}
