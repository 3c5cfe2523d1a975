import PDFDocument from 'pdfkit';
import { type Face, faces, fontFile, runsOf } from './fonts.ts';

/** Ink of the paper: the colours of state are those of the window, in their light form. */
export const ink = {
  black: '#14181a',
  grey: '#3a4144',
  rule: '#b9bfbf',
  proven: '#0b5430',
  stopped: '#8f0e14',
  unknown: '#3a4144',
  practice: '#6a1b9a',
  wash: '#eef0ef',
} as const;
export type Ink = (typeof ink)[keyof typeof ink];

export const page = { width: 595.28, height: 841.89, margin: 40 } as const;
export const inner = page.width - 2 * page.margin;

export interface TextStyle {
  readonly face?: Face;
  readonly size?: number;
  readonly color?: Ink | '#ffffff';
  readonly width?: number;
  /** Structure type for readers that listen; P when absent. */
  readonly tag?: 'P' | 'H1' | 'H2' | 'Caption';
  readonly align?: 'left' | 'right';
}

const lead = 1.28;

/**
 * An A4 sheet in points from the top left. Text is laid out here, because a run may need a second font file for
 * letters beyond Western Europe; every text is a tagged element, every line and plate an artifact.
 */
export class Sheet {
  readonly doc: PDFKit.PDFDocument;
  readonly #section: ReturnType<PDFKit.PDFDocument['struct']>;
  readonly #done: Promise<Uint8Array>;
  readonly #onPage: (sheet: Sheet) => void;
  readonly #widths = new Map<string, number>();

  constructor(input: { readonly title: string; readonly subject: string; readonly at: Date; readonly onPage: (sheet: Sheet) => void }) {
    this.doc = new PDFDocument({
      size: 'A4',
      margin: 0,
      autoFirstPage: false,
      // Part 3 of PDF/A allows files of any kind to be attached; part 2 does not, and the JSON certificate is attached.
      subset: 'PDF/A-3b',
      pdfVersion: '1.7',
      tagged: true,
      lang: 'en',
      displayTitle: true,
      info: { Title: input.title, Subject: input.subject, Author: 'Custos', CreationDate: input.at, ModDate: input.at },
    });
    const parts: Uint8Array[] = [];
    this.#done = new Promise((resolve, reject) => {
      this.doc.on('data', (part: Uint8Array) => parts.push(part));
      this.doc.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))));
      this.doc.on('error', reject);
    });
    for (const face of Object.keys(faces) as Face[]) {
      // the keys of the table above
      for (const subset of ['latin', 'latin-ext'] as const) this.doc.registerFont(`${face} ${subset}`, fontFile(face, subset));
    }
    this.#section = this.doc.struct('Document');
    this.doc.addStructure(this.#section);
    this.#onPage = input.onPage;
    this.turn();
  }

  /** Begins a new page. */
  turn(): void {
    this.doc.addPage();
    this.#onPage(this);
  }

  /** Writes a text and gives the y below it. Long words, such as hashes, break anywhere. */
  text(words: string, x: number, y: number, style: TextStyle = {}): number {
    const { face = 'regular', size = 8, color = ink.black, width = page.width - page.margin - x, tag = 'P', align = 'left' } = style;
    const lines = this.#wrap(words, face, size, width);
    const draw = (): void => {
      for (const [index, line] of lines.entries()) {
        let at = align === 'right' ? x + width - this.#widthOf(line, face, size) : x;
        for (const { subset, text } of runsOf(line)) {
          this.doc
            .font(`${face} ${subset}`)
            .fontSize(size)
            .fillColor(color)
            .text(text, at, y + index * size * lead, { lineBreak: false });
          at += this.doc.widthOfString(text);
        }
      }
    };
    this.#section.add(this.doc.struct(tag, {}, draw));
    return y + lines.length * size * lead;
  }

  /** How high a text would be. */
  heightOf(words: string, style: Pick<TextStyle, 'face' | 'size'> & { readonly width: number }): number {
    const { face = 'regular', size = 8, width } = style;
    return this.#wrap(words, face, size, width).length * size * lead;
  }

  /** A drawing that says something: `alt` says it to those who listen. */
  figure(alt: string, draw: (doc: PDFKit.PDFDocument) => void): void {
    this.#section.add(this.doc.struct('Figure', { alt }, () => draw(this.doc)));
  }

  /** A line, a plate: nothing that must be read. */
  decor(draw: (doc: PDFKit.PDFDocument) => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' });
    draw(this.doc);
    this.doc.endMarkedContent();
  }

  rule(y: number, x: number = page.margin, width: number = inner, color: Ink = ink.rule, weight = 0.6): void {
    this.decor((doc) =>
      doc
        .moveTo(x, y)
        .lineTo(x + width, y)
        .lineWidth(weight)
        .strokeColor(color)
        .stroke(),
    );
  }

  /** Text of every page's edge: read once is enough, so it is an artifact. */
  edge(words: string, x: number, y: number, style: { readonly face?: Face; readonly size: number; readonly color: Ink | '#ffffff' }): void {
    this.decor((doc) => {
      let at = x;
      for (const { subset, text } of runsOf(words)) {
        doc
          .font(`${style.face ?? 'regular'} ${subset}`)
          .fontSize(style.size)
          .fillColor(style.color)
          .text(text, at, y, { lineBreak: false });
        at += doc.widthOfString(text);
      }
    });
  }

  attach(name: string, bytes: Uint8Array, about: { readonly type: string; readonly description: string; readonly at: Date }): void {
    // The type in pdfkit's typings has no relationship yet; PDF/A-3 asks for one with every attached file. The file is the
    // data that the paper was drawn from.
    const options: PDFKit.Mixins.PDFAttachmentOptions & { readonly relationship: 'Data' } = {
      name,
      type: about.type,
      description: about.description,
      creationDate: about.at,
      modifiedDate: about.at,
      relationship: 'Data',
    };
    this.doc.file(Buffer.from(bytes), options);
  }

  finish(): Promise<Uint8Array> {
    this.#section.end();
    this.doc.end();
    return this.#done;
  }

  /** Widths add up word by word and letter by letter: kerning over the joints is left out, which only ever leaves a hair too much room. */
  #widthOf(text: string, face: Face, size: number): number {
    const key = `${face} ${size} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const width = runsOf(text).reduce((sum, run) => sum + this.doc.font(`${face} ${run.subset}`).fontSize(size).widthOfString(run.text), 0);
    this.#widths.set(key, width);
    return width;
  }

  #wrap(words: string, face: Face, size: number, width: number): readonly string[] {
    const space = this.#widthOf(' ', face, size);
    const lines: string[] = [];
    let line = '';
    let used = 0;
    for (const word of words
      .split(/\s+/)
      .filter((each) => each !== '')
      .flatMap((each) => this.#pieces(each, face, size, width))) {
      const needed = this.#widthOf(word, face, size);
      if (line !== '' && used + space + needed > width) {
        lines.push(line);
        [line, used] = [word, needed];
      } else [line, used] = line === '' ? [word, needed] : [`${line} ${word}`, used + space + needed];
    }
    return [...lines, line];
  }

  #pieces(word: string, face: Face, size: number, width: number): readonly string[] {
    if (this.#widthOf(word, face, size) <= width) return [word];
    const pieces: string[] = [];
    let piece = '';
    let used = 0;
    for (const letter of word) {
      const needed = this.#widthOf(letter, face, size);
      if (piece !== '' && used + needed > width) {
        pieces.push(piece);
        [piece, used] = ['', 0];
      }
      piece += letter;
      used += needed;
    }
    return [...pieces, piece];
  }
}
