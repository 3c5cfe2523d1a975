import { inflateSync } from 'node:zlib';

const mostBytes = 64 * 1024 * 1024;

/**
 * The one file inside a paper of ours, as bytes; undefined when there is none, or more than one. Only the form that
 * `Sheet.attach` writes is understood. What comes out has to prove itself: it is signed, and the place it came from is not.
 */
export function fileInside(pdf: Buffer): Uint8Array | undefined {
  const mark = '/Type /EmbeddedFile';
  const at = pdf.indexOf(mark);
  if (at === -1 || pdf.includes(mark, at + 1)) return undefined;
  const begin = pdf.indexOf('stream\n', at);
  const dictionary = pdf.subarray(at, begin).toString('latin1');
  const [, length] = /\/Length (\d+)/.exec(dictionary) ?? [];
  if (begin === -1 || length === undefined || dictionary.includes('endobj')) return undefined;
  const bytes = pdf.subarray(begin + 7, begin + 7 + Number(length));
  try {
    return new Uint8Array(dictionary.includes('/FlateDecode') ? inflateSync(bytes, { maxOutputLength: mostBytes }) : bytes);
  } catch {
    return undefined;
  }
}
