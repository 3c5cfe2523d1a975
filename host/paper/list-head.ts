import { left, right } from './edges.ts';
import { practiceWords } from './frame.ts';
import { drawMark, drawQr } from './shapes.ts';
import { ink, inner, type Sheet } from './sheet.ts';

/** The head of a paper about many drives. */
export interface ListHead {
  readonly title: string;
  readonly under: string;
  /** At the right: what this is called. */
  readonly name: string;
  readonly qr: { readonly text: string; readonly caption: string };
  readonly isGood: boolean;
  readonly mark: { readonly good: string; readonly bad: string };
  /** The one word on it all. */
  readonly verdict: string;
  /** Below it, by the y where it begins and the width it has. @returns the y below */
  readonly more: (y: number, width: number) => number;
  readonly practice: boolean;
  /** Every event is shown to be in the log. */
  readonly isLogged: boolean;
}

const qrSize = 92;

/** Draws it at the top of the first page. @returns the y below */
export function drawListHead(sheet: Sheet, head: ListHead): number {
  sheet.text(head.title, left, 34, { face: 'heavy', size: 15, tag: 'H1', width: 330 });
  sheet.text(head.under, left, 54, { size: 8, color: ink.grey, width: 340 });
  sheet.text(head.name, right - 200, 39, { face: 'monoStrong', size: 9.5, width: 200, align: 'right' });
  sheet.rule(70, left, inner, ink.black, 1.4);
  const y = 80;
  drawQr(sheet, head.qr.text, right - qrSize, y + 4, qrSize);
  sheet.text(head.qr.caption, right - qrSize - 40, y + qrSize + 8, {
    size: 6.5,
    color: ink.grey,
    width: qrSize + 40,
    align: 'right',
    tag: 'Caption',
  });
  const width = inner - qrSize - 24;
  drawMark(sheet, head.isGood ? 'proven' : 'stopped', left, y, 34, head.isGood ? head.mark.good : head.mark.bad);
  const color = head.isGood ? ink.proven : ink.stopped;
  sheet.text(head.verdict, left + 44, y, { face: 'heavy', size: 24, color, width: width - 44, tag: 'H2' });
  const below = head.more(y, width);
  const inLog = head.isLogged ? 'Every event of it is in the log.' : 'Not all of it is shown to be in the log yet.';
  const end = sheet.text(head.practice ? `${practiceWords}. ${inLog}` : inLog, left, below + 2, {
    size: 8,
    color: head.practice ? ink.practice : ink.grey,
    width,
  });
  return Math.max(end, y + qrSize + 20);
}
