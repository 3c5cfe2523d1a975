/* An incremental update (ISO 32000-1, section 7.5.6) of a PDF that has one plain cross-reference table, as pdfkit writes it. */

/** What an update has to know of the file that it continues. */
export interface PdfTail {
  readonly size: number;
  readonly root: number;
  readonly info: number;
  /** Both strings of ID, in hex with their brackets. */
  readonly ids: readonly [string, string];
  readonly xref: number;
  /** Where each object begins. */
  readonly offsets: ReadonlyMap<number, number>;
}

/** Reads the last table and trailer. Throws `RangeError` on a file of another make: nothing is guessed about it. */
export function readTail(pdf: Buffer): PdfTail {
  const end = pdf.subarray(pdf.lastIndexOf('trailer')).toString('latin1');
  const number = (pattern: RegExp): number => {
    const found = pattern.exec(end)?.[1];
    if (found === undefined) throw new RangeError('the PDF has no trailer of the expected form');
    return Number(found);
  };
  const [, first, second] = /\/ID \[(<[0-9a-f]+>|\([^)]*\)) (<[0-9a-f]+>|\([^)]*\))\]/.exec(end) ?? [];
  if (first === undefined || second === undefined || end.includes('/Prev '))
    throw new RangeError('the PDF has no ID, or it was updated before');
  const xref = number(/startxref\s+(\d+)/);
  return {
    size: number(/\/Size (\d+)/),
    root: number(/\/Root (\d+) 0 R/),
    info: number(/\/Info (\d+) 0 R/),
    ids: [first, second],
    xref,
    offsets: offsetsAt(pdf, xref),
  };
}

function offsetsAt(pdf: Buffer, xref: number): ReadonlyMap<number, number> {
  const table = pdf.subarray(xref, pdf.indexOf('trailer', xref)).toString('latin1');
  const [, count, rows] = /^xref\n0 (\d+)\n([\s\S]*)$/.exec(table) ?? [];
  const lines = rows?.split('\n').filter((line) => line !== '') ?? [];
  if (lines.length !== Number(count)) throw new RangeError('the PDF has no cross-reference table of the expected form');
  return new Map(lines.flatMap((line, index) => (line.trimEnd().endsWith('n') ? [[index, Number(line.slice(0, 10))] as const] : [])));
}

/** The dictionary of an object that is nothing but one, without its outer brackets. */
export function dictionaryOf(pdf: Buffer, tail: PdfTail, id: number): string {
  const start = tail.offsets.get(id);
  const text = start === undefined ? '' : pdf.subarray(start, pdf.indexOf('endobj', start)).toString('latin1');
  const [, inner] = new RegExp(`^${id} 0 obj\\s*<<([\\s\\S]*)>>\\s*$`).exec(text) ?? [];
  if (inner === undefined) throw new RangeError(`object ${id} of the PDF is no plain dictionary`);
  return inner.trim();
}

/** The number that a dictionary's member refers to; the first one when it is a list. */
export function referenceIn(dictionary: string, name: string): number {
  const found = new RegExp(`/${name}\\s*\\[?\\s*(\\d+) 0 R`).exec(dictionary)?.[1];
  if (found === undefined) throw new RangeError(`the PDF names no ${name}`);
  return Number(found);
}

/** The file with these objects added or replaced. `id` is the second string of the new ID: it changes with every update. */
export function updated(pdf: Buffer, tail: PdfTail, objects: ReadonlyMap<number, string>, id: string): Buffer {
  const parts: Buffer[] = [pdf.at(-1) === 0x0a ? pdf : Buffer.concat([pdf, Buffer.from('\n')])];
  let at = parts[0]?.length ?? 0;
  const rows: string[] = [];
  for (const [number, dictionary] of [...objects].toSorted(([left], [right]) => left - right)) {
    const bytes = Buffer.from(`${number} 0 obj\n<<\n${dictionary}\n>>\nendobj\n`, 'latin1');
    rows.push(`${number} 1\n${String(at).padStart(10, '0')} 00000 n \n`);
    parts.push(bytes);
    at += bytes.length;
  }
  const size = Math.max(tail.size, ...[...objects.keys()].map((number) => number + 1));
  const trailer = `<<\n/Size ${size}\n/Root ${tail.root} 0 R\n/Info ${tail.info} 0 R\n/ID [${tail.ids[0]} <${id}>]\n/Prev ${tail.xref}\n>>`;
  parts.push(Buffer.from(`xref\n${rows.join('')}trailer\n${trailer}\nstartxref\n${at}\n%%EOF\n`, 'latin1'));
  return Buffer.concat(parts);
}

/** A text string (ISO 32000-1, section 7.9.2.2): UTF-16BE with its mark, in hex, so that no letter needs an escape. */
export function textString(text: string): string {
  return `<${Buffer.from(`\ufeff${text}`, 'utf16le').swap16().toString('hex')}>`;
}

/** A date (ISO 32000-1, section 7.9.4), in UTC. */
export function pdfDate(atMs: number): string {
  return `(D:${new Date(atMs).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z)`;
}
