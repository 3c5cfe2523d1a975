import bwipjs from 'bwip-js/node';
import PDFDocument from 'pdfkit';
import type { LaidOut, Mark } from '../../domain/label/print/layout.ts';
import { type Face, fontFile, runsOf } from './fonts.ts';
import { ink } from './sheet.ts';

const pointsPerMm = 72 / 25.4;
const face: Face = 'strong';

/** A label as a PDF page of its own size, for printers that are no label printers in their own language. Red where it is red. */
export async function renderLabel({ stock, width, height, marks }: LaidOut, at: Date): Promise<Uint8Array> {
  const scale = pointsPerMm / stock.dotsPerMm;
  const doc = new PDFDocument({
    size: [width * scale, height * scale],
    margin: 0,
    info: { Title: 'Label', Author: 'Custos', CreationDate: at, ModDate: at },
  });
  const done = new Promise<Uint8Array>((resolve, reject) => {
    const parts: Uint8Array[] = [];
    doc.on('data', (part: Uint8Array) => parts.push(part));
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))));
    doc.on('error', reject);
  });
  for (const subset of ['latin', 'latin-ext'] as const) doc.registerFont(`${face} ${subset}`, fontFile(face, subset));
  for (const mark of marks) draw(doc, mark, scale);
  doc.end();
  return done;
}

function draw(doc: PDFKit.PDFDocument, mark: Mark, scale: number): void {
  const [x, y] = [mark.x * scale, mark.y * scale];
  switch (mark.kind) {
    case 'text':
      return write(doc, mark, scale);
    case 'plate': {
      // Only the head of a red tag runs over the whole width.
      const color = mark.x === 0 ? ink.stopped : ink.black;
      doc
        .rect(x, y, mark.width * scale, mark.height * scale)
        .fillColor(color)
        .fill();
      return;
    }
    case 'frame':
      doc
        .rect(x, y, mark.width * scale, mark.height * scale)
        .lineWidth(0.6)
        .strokeColor(ink.black)
        .stroke();
      return;
    case 'bars': {
      let at = x;
      for (const [i, modules] of barsOf(mark.text).entries()) {
        const wide = modules * mark.module * scale;
        if (i % 2 === 0) doc.rect(at, y, wide, mark.height * scale);
        at += wide;
      }
      doc.fillColor('#000000').fill();
      return;
    }
    case 'matrix': {
      const { pixs, pixx } = matrixOf(mark.text);
      const cell = mark.cell * scale;
      // A hair wider than the cell, so that no white line is left between neighbours.
      for (const [i, dark] of pixs.entries())
        if (dark === 1) doc.rect(x + (i % pixx) * cell, y + Math.floor(i / pixx) * cell, cell + 0.03, cell + 0.03);
      doc.fillColor('#000000').fill();
      return;
    }
  }
}

/** Widths in modules: bar, gap, bar, and so on. */
function barsOf(text: string): readonly number[] {
  const [code] = bwipjs.raw('code128', text, '');
  if (code === undefined || !('sbs' in code)) throw new Error('the bars could not be made');
  return [...code.sbs];
}

function matrixOf(text: string): { readonly pixs: readonly number[]; readonly pixx: number } {
  const [code] = bwipjs.raw('datamatrix', text, '');
  if (code === undefined || !('pixs' in code)) throw new Error('the Data Matrix could not be made');
  return { pixs: [...code.pixs], pixx: code.pixx };
}

function write(
  doc: PDFKit.PDFDocument,
  { text, x, y, height, width, white }: Extract<Mark, { readonly kind: 'text' }>,
  scale: number,
): void {
  const runs = runsOf(text);
  const sizeFor = (size: number): number =>
    runs.reduce((sum, run) => sum + doc.font(`${face} ${run.subset}`).fontSize(size).widthOfString(run.text), 0);
  const full = height * scale * 0.95;
  const size = Math.min(full, (full * width * scale) / Math.max(1, sizeFor(full)));
  let at = x * scale;
  for (const run of runs) {
    doc
      .font(`${face} ${run.subset}`)
      .fontSize(size)
      .fillColor(white === true ? '#ffffff' : ink.black)
      .text(run.text, at, y * scale, { lineBreak: false });
    at += doc.widthOfString(run.text);
  }
}
