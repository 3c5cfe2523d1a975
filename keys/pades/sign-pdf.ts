import type { OrganisationKey } from '../organisation/organisation-key.ts';
import { lapse } from '../organisation/organisation-key.ts';
import { cadesSignature, roomFor, sha256 } from './cms.ts';
import { dictionaryOf, pdfDate, readTail, referenceIn, textString, updated } from './pdf-update.ts';

export interface SignatureWords {
  /** When it is signed, by this machine's clock: the entry M. Nobody else vouches for it. */
  readonly atMs: number;
  readonly reason: string;
}

/**
 * Signs a PDF: one invisible signature field and its value are added by an incremental update, and the signature covers
 * every byte of the file but the place where it stands itself (ISO 32000-1, section 12.8.1). SubFilter
 * ETSI.CAdES.detached. Throws `OrganisationKeyRefused` when the certificate has ended or a token fails, `RangeError`
 * when the PDF is of a make that is not known here or is signed already.
 */
export function signPdf(pdf: Uint8Array, key: OrganisationKey, { atMs, reason }: SignatureWords): Uint8Array {
  const lapsed = lapse(key.about, atMs);
  if (lapsed !== undefined) throw lapsed;
  const room = roomFor(key);
  const prepared = withPlaceholder(Buffer.from(pdf), key.about.name, reason, atMs, room);
  const gapStart = prepared.lastIndexOf(`<${'0'.repeat(room * 2)}>`);
  const gapEnd = gapStart + room * 2 + 2;
  const range = `/ByteRange [0 ${gapStart} ${gapEnd} ${prepared.length - gapEnd}]`;
  prepared.write(range.padEnd(rangePlaceholder.length), prepared.lastIndexOf(rangePlaceholder), 'latin1');
  const signature = cadesSignature(key, sha256(prepared.subarray(0, gapStart), prepared.subarray(gapEnd)));
  if (signature.length > room) throw new Error(`a signature of ${signature.length} bytes has no room in ${room}`);
  prepared.write(Buffer.from(signature).toString('hex'), gapStart + 1, 'latin1');
  return new Uint8Array(prepared);
}

/** As wide as four numbers of ten digits can be. */
const rangePlaceholder = `/ByteRange [0 ${'9'.repeat(10)} ${'9'.repeat(10)} ${'9'.repeat(10)}]`;

/** Print and Locked (ISO 32000-1, table 165): PDF/A asks that what is there is printed. */
const widgetFlags = 132;
/** SignaturesExist and AppendOnly (ISO 32000-1, table 219). */
const signatureFlags = 3;

function withPlaceholder(pdf: Buffer, name: string, reason: string, atMs: number, room: number): Buffer {
  const tail = readTail(pdf);
  const root = dictionaryOf(pdf, tail, tail.root);
  if (root.includes('/AcroForm')) throw new RangeError('the PDF has a form already');
  const pageId = referenceIn(dictionaryOf(pdf, tail, referenceIn(root, 'Pages')), 'Kids');
  const page = dictionaryOf(pdf, tail, pageId);
  if (page.includes('/Annots')) throw new RangeError('the first page of the PDF has annotations already');
  const [value, widget] = [tail.size, tail.size + 1];
  const objects = new Map([
    [
      value,
      [
        '/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached',
        rangePlaceholder,
        `/Contents <${'0'.repeat(room * 2)}>`,
        `/M ${pdfDate(atMs)}\n/Name ${textString(name)}\n/Reason ${textString(reason)}`,
      ].join('\n'),
    ],
    [
      widget,
      `/Type /Annot\n/Subtype /Widget\n/FT /Sig\n/Rect [0 0 0 0]\n/F ${widgetFlags}\n/T ${textString('Organisation')}\n/V ${value} 0 R\n/P ${pageId} 0 R`,
    ],
    [pageId, `${page}\n/Annots [${widget} 0 R]`],
    [tail.root, `${root}\n/AcroForm <<\n/Fields [${widget} 0 R]\n/SigFlags ${signatureFlags}\n>>`],
  ]);
  const id = Buffer.from(sha256(pdf, Buffer.from(pdfDate(atMs))))
    .toString('hex')
    .slice(0, 32);
  return updated(pdf, tail, objects, id);
}
