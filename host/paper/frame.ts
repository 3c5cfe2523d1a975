import { left } from './edges.ts';
import type { PaperSeal } from './seal.ts';
import { ink, page, type Sheet } from './sheet.ts';

export const practiceWords = 'PRACTICE — no real drive';

/** What stands at the edges of each page of a paper. */
export interface Frame {
  /** Number, serial and hash: what tells this page from another paper's. */
  readonly reference: string;
  /** How the attached file is checked. */
  readonly check: string;
  readonly practice: boolean;
  readonly seal: PaperSeal;
}

export function drawFrame(sheet: Sheet, { reference, check, practice, seal }: Frame): void {
  sheet.edge(reference, left, page.height - 42, { face: 'mono', size: 6.5, color: ink.grey });
  sheet.edge(check, left, page.height - 33, { size: 6.5, color: ink.grey });
  sheet.edge(seal.words, left, page.height - 24, { size: 6.5, color: ink.grey });
  if (!practice) return;
  for (const y of [0, page.height - 16]) {
    sheet.decor((doc) => doc.rect(0, y, page.width, 16).fillColor(ink.practice).fill());
    const words = `${practiceWords}   ·   ${practiceWords}   ·   ${practiceWords}`;
    const width = sheet.doc.font('strong latin').fontSize(8).widthOfString(words);
    sheet.edge(words, (page.width - width) / 2, y + 3.4, {
      face: 'strong',
      size: 8,
      color: '#ffffff',
    });
  }
  sheet.decor((doc) => {
    doc.save().rotate(-52, { origin: [page.width / 2, page.height / 2] });
    doc
      .font('heavy latin')
      .fontSize(64)
      .fillColor('#efe6f4')
      .text('PRACTICE', page.width / 2 - 165, page.height / 2 - 70, { lineBreak: false });
    doc.fontSize(30).text('no real drive', page.width / 2 - 92, page.height / 2 + 2, { lineBreak: false });
    doc.restore();
  });
}
