import { utf8 } from '../../domain/bytes.ts';
import { checkCertificate } from '../../certificate/check/check.ts';
import { bodyHash } from '../../certificate/file.ts';
import { outcomeWords } from '../../certificate/words.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { drawFrame } from './frame.ts';
import { custodyPart, detailPart, eventsPart, peoplePart, proofPart } from './lists.ts';
import { type PaperSeal, unsealed } from './seal.ts';
import { Sheet } from './sheet.ts';
import { coveragePart, factsPart, head, outcomePart, serialOf, titleOf } from './top.ts';

/**
 * Makes the paper from a certificate's text: A4, with the text itself attached. What is printed is read from the
 * file; its signatures are checked first, and a file that was altered is not printed (`RangeError`). With a seal the
 * PDF is signed as well; without one it says on every page that it is not.
 */
export async function renderCertificate(text: string, seal: PaperSeal = unsealed): Promise<Uint8Array> {
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
    onPage: (each) =>
      drawFrame(each, {
        reference: `${body.certificate} · ${serialOf(file)} · body ${bodyHash(body)}`,
        check: 'This paper is the print of a signed file, which is attached to it. custos verify FILE checks that file, offline.',
        practice: body.practice,
        seal,
      }),
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
  return seal.sign(await sheet.finish());
}
