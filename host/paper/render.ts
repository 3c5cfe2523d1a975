import { utf8 } from '../../domain/bytes.ts';
import type { CertificateFile } from '../../certificate/certificate.ts';
import { checkCertificate } from '../../certificate/check/check.ts';
import { bodyHash } from '../../certificate/file.ts';
import { outcomeWords } from '../../certificate/words.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { left } from './edges.ts';
import { custodyPart, detailPart, eventsPart, peoplePart, proofPart } from './lists.ts';
import { ink, page, Sheet } from './sheet.ts';
import { coveragePart, factsPart, head, outcomePart, practiceWords, serialOf, titleOf } from './top.ts';

/**
 * Makes the paper from a certificate's text: A4, with the text itself attached. What is printed is read from the
 * file; its signatures are checked first, and a file that was altered is not printed.
 */
export async function renderCertificate(text: string): Promise<Uint8Array> {
  const report = checkCertificate({ bytes: utf8(text), verifier: createVerifier() });
  const { file } = report;
  if (file === undefined || report.verdict === 'altered')
    throw new RangeError(`no paper is made of a certificate that was altered: ${report.findings[0]?.says ?? ''}`);
  const { body } = file;
  const at = new Date(body.issued_at);
  const sheet = new Sheet({
    title: `${titleOf(file)} ${body.certificate}`,
    subject: `${outcomeWords[body.outcome]}: ${serialOf(file)}`,
    at,
    onPage: (each) => edges(each, file),
  });
  let y = head(sheet, file);
  y = outcomePart(sheet, file, report, y);
  y = factsPart(sheet, file, y);
  y = coveragePart(sheet, file, y);
  y = detailPart(sheet, file, y);
  y = custodyPart(sheet, file, report, y);
  y = peoplePart(sheet, file, y);
  y = eventsPart(sheet, file, report, y);
  proofPart(sheet, file, report, y);
  sheet.attach(`${body.certificate}.json`, utf8(text), {
    type: 'application/json',
    description: 'The certificate itself, with the signed events that it rests on. This paper is only its print.',
    at,
  });
  return sheet.finish();
}

/** What stands at the edges of each page. */
function edges(sheet: Sheet, file: CertificateFile): void {
  const { body } = file;
  sheet.edge(`${body.certificate} · ${serialOf(file)} · body ${bodyHash(body)}`, left, page.height - 34, {
    face: 'mono',
    size: 6.5,
    color: ink.grey,
  });
  sheet.edge(
    'This paper is the print of a signed file, which is attached to it. custos verify FILE checks that file, offline.',
    left,
    page.height - 25,
    { size: 6.5, color: ink.grey },
  );
  if (!body.practice) return;
  for (const y of [0, page.height - 16]) {
    sheet.decor((doc) => doc.rect(0, y, page.width, 16).fillColor(ink.practice).fill());
    sheet.edge(`${practiceWords}   ·   ${practiceWords}   ·   ${practiceWords}`, left + 52, y + 3.4, {
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
