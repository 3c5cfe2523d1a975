import bwipjs from 'bwip-js/node';
import { ink, type Ink, type Sheet } from './sheet.ts';

export type Mark = 'proven' | 'stopped' | 'unknown' | 'waiting';

export function markInk(mark: Mark): Ink {
  return mark === 'proven' ? ink.proven : mark === 'stopped' ? ink.stopped : ink.unknown;
}

/** The shapes of state, as in the window: filled check proven, octagon stopped, hollow unknown, square not reached. */
export function drawMark(sheet: Sheet, mark: Mark, x: number, y: number, size: number, alt: string): void {
  const at = (units: number): number => (units / 24) * size;
  const color = markInk(mark);
  sheet.figure(alt, (doc) => {
    switch (mark) {
      case 'proven':
        doc
          .circle(x + at(12), y + at(12), at(10.5))
          .fillColor(color)
          .fill();
        doc
          .moveTo(x + at(7), y + at(12.4))
          .lineTo(x + at(10.4), y + at(15.8))
          .lineTo(x + at(17), y + at(9))
          .lineWidth(at(2.75))
          .strokeColor('#ffffff')
          .stroke();
        return;
      case 'stopped':
        doc
          .polygon(
            [x + at(7.9), y + at(2)],
            [x + at(16.1), y + at(2)],
            [x + at(22), y + at(7.9)],
            [x + at(22), y + at(16.1)],
            [x + at(16.1), y + at(22)],
            [x + at(7.9), y + at(22)],
            [x + at(2), y + at(16.1)],
            [x + at(2), y + at(7.9)],
          )
          .fillColor(color)
          .fill();
        doc
          .moveTo(x + at(7), y + at(12))
          .lineTo(x + at(17), y + at(12))
          .lineWidth(at(3))
          .strokeColor('#ffffff')
          .stroke();
        return;
      case 'unknown':
        doc
          .circle(x + at(12), y + at(12), at(9))
          .lineWidth(at(2.5))
          .dash(at(4.6), { space: at(4.4) })
          .strokeColor(color)
          .stroke()
          .undash();
        return;
      case 'waiting':
        doc
          .rect(x + at(4), y + at(4), at(16), at(16))
          .lineWidth(at(2.4))
          .strokeColor(color)
          .stroke();
        return;
    }
  });
}

/** A QR code as plain squares, with the quiet zone that readers need left free around it. */
export function drawQr(sheet: Sheet, content: string, x: number, y: number, size: number): void {
  const [code] = bwipjs.raw('qrcode', content, 'eclevel=M');
  if (code === undefined || !('pixs' in code)) throw new Error('the QR code could not be made');
  const { pixs, pixx } = code;
  const cell = size / pixx;
  sheet.figure(`QR code: ${content}`, (doc) => {
    for (const [index, dark] of pixs.entries()) {
      // A hair wider than the cell, so that no white line is left between neighbours.
      if (dark === 1) doc.rect(x + (index % pixx) * cell, y + Math.floor(index / pixx) * cell, cell + 0.03, cell + 0.03);
    }
    doc.fillColor(ink.black).fill();
  });
}
