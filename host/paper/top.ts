import type { CertificateFile, FourFacts } from '../../certificate/certificate.ts';
import type { CheckReport } from '../../certificate/check/report.ts';
import { paperReference } from '../../certificate/file.ts';
import { moment } from '../../certificate/numbers.ts';
import { coverageLine, factWords, outcomeWords, shortfallWords } from '../../certificate/words.ts';
import { left, right } from './edges.ts';
import { practiceWords } from './frame.ts';
import { byLine } from './rows.ts';
import { drawMark, drawQr, type Mark, markInk } from './shapes.ts';
import { ink, inner, type Sheet } from './sheet.ts';

/* The upper half of the first page: what became of the drive, readable from across a desk. */

export function titleOf({ body }: CertificateFile): string {
  return body.outcome === 'destroyed' ? 'Certificate of destruction' : 'Certificate of media sanitization';
}

export function serialOf({ body }: CertificateFile): string {
  return body.drive?.identity.serial ?? body.record?.serial ?? 'serial unknown';
}

export function head(sheet: Sheet, file: CertificateFile): number {
  const { body } = file;
  const y = 34;
  sheet.text(titleOf(file), left, y, { face: 'heavy', size: 15, tag: 'H1', width: 330 });
  const where = [body.station.site, body.station.name ?? body.station.id].filter((each) => each !== undefined).join(', ');
  sheet.text(`Issued ${moment(body.issued_at)} · ${where} · ${body.registry}`, left, y + 20, { size: 8, color: ink.grey, width: 340 });
  sheet.text(body.certificate, right - 200, y + 5, { face: 'monoStrong', size: 9.5, width: 200, align: 'right' });
  sheet.text(body.station.id, right - 220, y + 20, { face: 'mono', size: 7, color: ink.grey, width: 220, align: 'right' });
  sheet.rule(y + 36, left, inner, ink.black, 1.4);
  return y + 46;
}

export function outcomePart(sheet: Sheet, file: CertificateFile, report: CheckReport, y: number): number {
  const { body } = file;
  const isGood = body.outcome !== 'not_sanitized';
  const mark: Mark = isGood ? 'proven' : 'stopped';
  const qr = 92;
  drawQr(sheet, paperReference(file), right - qr, y + 4, qr);
  sheet.text('its number and hash', right - qr, y + qr + 8, { size: 6.5, color: ink.grey, width: qr, align: 'right', tag: 'Caption' });
  const width = inner - qr - 24;
  drawMark(sheet, mark, left, y, 40, isGood ? 'Filled check: proven' : 'Octagon: stopped');
  sheet.text(outcomeWords[body.outcome], left + 50, y - 1, { face: 'heavy', size: 32, color: markInk(mark), width, tag: 'H2' });
  const model = body.drive?.identity.model ?? body.record?.model ?? 'model unknown';
  sheet.text(serialOf(file), left, y + 47, { face: 'monoStrong', size: 17, width });
  sheet.text(`${model}${body.drive?.identity.wwn === undefined ? '' : `  ·  WWN ${body.drive.identity.wwn}`}`, left, y + 69, {
    face: 'mono',
    size: 9,
    width,
  });
  const inLog =
    report.verdict === 'valid'
      ? `In the log ${report.pinned.log ?? ''}.`
      : 'Not all of it is shown to be in the log yet: print it again when the station has been online.';
  let below = sheet.text(body.practice ? `${practiceWords}. ${inLog}` : inLog, left, y + 84, {
    size: 8,
    color: body.practice ? ink.practice : ink.grey,
    width,
  });
  below = Math.max(below, y + qr + 17) + 4;
  if (isGood) return below;
  return tag(sheet, file, below);
}

/** The red tag of a failure: what it means for whoever holds the drive, and every reason. */
function tag(sheet: Sheet, { body }: CertificateFile, y: number): number {
  const reasons = body.shortfalls.map((each) => shortfallWords[each]).join(' ');
  const height = 26 + sheet.heightOf(reasons, { size: 8.5, face: 'strong', width: inner - 24 });
  sheet.decor((doc) => doc.rect(left, y, inner, height).fillColor(ink.stopped).fill());
  sheet.text('DO NOT RELEASE. This drive may still hold data.', left + 12, y + 6, {
    face: 'heavy',
    size: 11,
    color: '#ffffff',
    width: inner - 24,
  });
  sheet.text(reasons, left + 12, y + 21, { face: 'strong', size: 8.5, color: '#ffffff', width: inner - 24 });
  return y + height + 10;
}

const factTitles = { accepted: 'Command', completed: 'Drive’s own record', verified: 'Read-back', validated: 'Decision' } as const;

export function factsPart(sheet: Sheet, file: CertificateFile, y: number): number {
  if (file.body.sanitization === undefined) return y;
  const top =
    file.body.destruction === undefined
      ? y
      : sheet.text('The erase that was tried before the destruction', left, y, { face: 'strong', size: 8 }) + 3;
  const gap = 8;
  const width = (inner - 3 * gap) / 4;
  const height = 52;
  for (const [index, name] of (['accepted', 'completed', 'verified', 'validated'] as const).entries()) {
    const x = left + index * (width + gap);
    const { word, mark } = stateOf(file.body.facts, name);
    const { mark: where } = file.body.facts[name];
    sheet.decor((doc) => doc.rect(x, top, width, height).lineWidth(0.8).strokeColor(ink.rule).stroke());
    sheet.text(`${index + 1}  ${factTitles[name]}`, x + 7, top + 5, { size: 7, color: ink.grey, width: width - 14 });
    drawMark(sheet, mark, x + 7, top + 16, 13, mark);
    sheet.text(word, x + 24, top + 15.5, { face: 'heavy', size: 11, color: markInk(mark), width: width - 30 });
    const by = where === undefined ? 'no such event' : byLine(file, where);
    sheet.text(by, x + 7, top + 32, { size: 6.6, color: ink.grey, width: width - 12 });
  }
  return top + height + 8;
}

function stateOf(facts: FourFacts, name: keyof FourFacts): { readonly word: string; readonly mark: Mark } {
  const words: Readonly<Record<string, string>> = factWords[name];
  const { state } = facts[name];
  const good: ReadonlySet<string> = new Set(['accepted', 'completed', 'verified', 'validated']);
  const open: ReadonlySet<string> = new Set(['unknown', 'not_verified']);
  return {
    word: words[state] ?? state,
    mark: good.has(state) ? 'proven' : open.has(state) ? 'unknown' : state === 'not_reached' ? 'waiting' : 'stopped',
  };
}

export function coveragePart(sheet: Sheet, { body }: CertificateFile, y: number): number {
  if (body.sanitization === undefined) return y;
  const line = coverageLine(body.coverage);
  const height = 10 + sheet.heightOf(line, { face: 'strong', size: 8, width: inner - 74 });
  sheet.decor((doc) => doc.rect(left, y, inner, height).fillColor(ink.wash).fill());
  sheet.text('Coverage', left + 7, y + 5, { face: 'heavy', size: 8, width: 56 });
  sheet.text(line, left + 64, y + 5, { face: 'strong', size: 8, width: inner - 74 });
  return y + height + 12;
}
