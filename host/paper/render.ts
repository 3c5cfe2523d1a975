import { toBase64url, utf8 } from '../../domain/bytes.ts';
import { formatVkey, parseNote, parseVkey } from '../../domain/ledger/note.ts';
import { parseCheckpointText } from '../../domain/ledger/checkpoint.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import type { CertificateFile, FourFacts } from '../../certificate/certificate.ts';
import { checkCertificate } from '../../certificate/check/check.ts';
import type { CheckReport } from '../../certificate/check/report.ts';
import { bodyHash, paperReference } from '../../certificate/file.ts';
import { moment } from '../../certificate/numbers.ts';
import { coverageLine, factWords, outcomeWords, shortfallWords } from '../../certificate/words.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import type { Row } from './rows.ts';
import { byLine, custodyRows, driveRows, nameOf, sanitizationRows, verificationRows } from './rows.ts';
import { drawMark, drawQr, type Mark, markInk } from './shapes.ts';
import { ink, inner, page, Sheet } from './sheet.ts';

const left = page.margin;
const right = page.width - page.margin;
const bottom = page.height - 52;
const labelWidth = 82;

/**
 * Makes the paper from a certificate's text: A4, with the text itself attached. What is printed is read from the
 * file; its signatures are checked first, and a file that was altered is not printed.
 */
export async function renderCertificate(text: string): Promise<Uint8Array> {
  const report = checkCertificate({ bytes: utf8(text), verifier: createVerifier() });
  const { file } = report;
  if (file === undefined || report.verdict === 'altered') throw new RangeError(`no paper is made of a certificate that was altered: ${report.findings[0]?.says ?? ''}`);
  const { body } = file;
  const at = new Date(body.issued_at);
  const sheet = new Sheet({ title: `${titleOf(file)} ${body.certificate}`, subject: `${outcomeWords[body.outcome]}: ${serialOf(file)}`, at, onPage: (each) => edges(each, file) });
  let y = head(sheet, file);
  y = outcomePart(sheet, file, report, y);
  y = factsPart(sheet, file, y);
  y = coveragePart(sheet, file, y);
  y = detailPart(sheet, file, y);
  y = custodyPart(sheet, file, report, y);
  y = peoplePart(sheet, file, y);
  y = eventsPart(sheet, file, report, y);
  proofPart(sheet, file, report, y);
  sheet.attach(`${body.certificate}.json`, utf8(text), { type: 'application/json', description: 'The certificate itself, with the signed events that it rests on. This paper is only its print.', at });
  return sheet.finish();
}

function titleOf({ body }: CertificateFile): string {
  return body.outcome === 'destroyed' ? 'Certificate of destruction' : 'Certificate of media sanitization';
}

function serialOf({ body }: CertificateFile): string {
  return body.drive?.identity.serial ?? body.record?.serial ?? 'serial unknown';
}

const practiceWords = 'PRACTICE — no real drive';

/** What stands at the edges of each page. */
function edges(sheet: Sheet, file: CertificateFile): void {
  const { body } = file;
  sheet.edge(`${body.certificate} · ${serialOf(file)} · body ${bodyHash(body)}`, left, page.height - 34, { face: 'mono', size: 6.5, color: ink.grey });
  sheet.edge('This paper is the print of a signed file, which is attached to it. custos verify FILE checks that file, offline.', left, page.height - 25, { size: 6.5, color: ink.grey });
  if (!body.practice) return;
  for (const y of [0, page.height - 16]) {
    sheet.decor((doc) => doc.rect(0, y, page.width, 16).fillColor(ink.practice).fill());
    sheet.edge(`${practiceWords}   ·   ${practiceWords}   ·   ${practiceWords}`, left + 52, y + 3.4, { face: 'strong', size: 8, color: '#ffffff' });
  }
  sheet.decor((doc) => {
    doc.save().rotate(-52, { origin: [page.width / 2, page.height / 2] });
    doc.font('heavy latin').fontSize(64).fillColor('#efe6f4').text('PRACTICE', page.width / 2 - 165, page.height / 2 - 70, { lineBreak: false });
    doc.fontSize(30).text('no real drive', page.width / 2 - 92, page.height / 2 + 2, { lineBreak: false });
    doc.restore();
  });
}

function head(sheet: Sheet, file: CertificateFile): number {
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

function outcomePart(sheet: Sheet, file: CertificateFile, report: CheckReport, y: number): number {
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
  sheet.text(`${model}${body.drive?.identity.wwn === undefined ? '' : `  ·  WWN ${body.drive.identity.wwn}`}`, left, y + 69, { face: 'mono', size: 9, width });
  const inLog = report.verdict === 'valid' ? `In the log ${report.pinned.log ?? ''}.` : 'Not all of it is shown to be in the log yet: print it again when the station has been online.';
  let below = sheet.text(body.practice ? `${practiceWords}. ${inLog}` : inLog, left, y + 84, { size: 8, color: body.practice ? ink.practice : ink.grey, width });
  below = Math.max(below, y + qr + 17) + 4;
  if (isGood) return below;
  return tag(sheet, file, below);
}

/** The red tag of a failure: what it means for whoever holds the drive, and every reason. */
function tag(sheet: Sheet, { body }: CertificateFile, y: number): number {
  const reasons = body.shortfalls.map((each) => shortfallWords[each]).join(' ');
  const height = 26 + sheet.heightOf(reasons, { size: 8.5, face: 'strong', width: inner - 24 });
  sheet.decor((doc) => doc.rect(left, y, inner, height).fillColor(ink.stopped).fill());
  sheet.text('DO NOT RELEASE. This drive may still hold data.', left + 12, y + 6, { face: 'heavy', size: 11, color: '#ffffff', width: inner - 24 });
  sheet.text(reasons, left + 12, y + 21, { face: 'strong', size: 8.5, color: '#ffffff', width: inner - 24 });
  return y + height + 10;
}

const factTitles = { accepted: 'Command', completed: 'Drive’s own record', verified: 'Read-back', validated: 'Decision' } as const;

function factsPart(sheet: Sheet, file: CertificateFile, y: number): number {
  if (file.body.sanitization === undefined) return y;
  const top = file.body.destruction === undefined ? y : sheet.text('The erase that was tried before the destruction', left, y, { face: 'strong', size: 8 }) + 3;
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
  return { word: words[state] ?? state, mark: good.has(state) ? 'proven' : open.has(state) ? 'unknown' : state === 'not_reached' ? 'waiting' : 'stopped' };
}

function coveragePart(sheet: Sheet, { body }: CertificateFile, y: number): number {
  if (body.sanitization === undefined) return y;
  const line = coverageLine(body.coverage);
  const height = 10 + sheet.heightOf(line, { face: 'strong', size: 8, width: inner - 74 });
  sheet.decor((doc) => doc.rect(left, y, inner, height).fillColor(ink.wash).fill());
  sheet.text('Coverage', left + 7, y + 5, { face: 'heavy', size: 8, width: 56 });
  sheet.text(line, left + 64, y + 5, { face: 'strong', size: 8, width: inner - 74 });
  return y + height + 12;
}

function detailPart(sheet: Sheet, file: CertificateFile, y: number): number {
  const gap = 18;
  const width = (inner - gap) / 2;
  const drive = rows(sheet, 'The drive', driveRows(file), left, y, width);
  const done = rows(sheet, 'What was done', sanitizationRows(file), left + width + gap, y, width);
  const verification = verificationRows(file);
  if (verification.length === 0) return Math.max(drive, done) + 6;
  // The shorter column takes the read-back, when it fits there.
  const isLeft = drive <= done;
  const found = rows(sheet, 'What was found after', verification, isLeft ? left : left + width + gap, (isLeft ? drive : done) + 8, width);
  return Math.max(drive, done, found) + 6;
}

function rows(sheet: Sheet, title: string, list: readonly Row[], x: number, y: number, width: number): number {
  let at = sheet.text(title, x, y, { face: 'heavy', size: 9, tag: 'H2', width }) + 1;
  sheet.rule(at, x, width, ink.black, 0.8);
  at += 3.5;
  for (const { label, value, mono, strong } of list) {
    const face = mono === true ? (strong === true ? 'monoStrong' : 'mono') : strong === true ? 'strong' : 'regular';
    const size = mono === true && strong !== true ? 6.6 : 7.4;
    sheet.text(label, x, at, { size: 7.2, color: ink.grey, width: labelWidth - 6 });
    at = Math.max(at + 9.4, sheet.text(value, x + labelWidth, at, { face, size, width: width - labelWidth })) + 0.7;
  }
  return at;
}

/** Begins a part on this page when it fits, else on the next. */
function begin(sheet: Sheet, title: string, y: number, needed: number): number {
  let at = y + 6;
  if (at + needed > bottom) {
    sheet.turn();
    at = 34;
  }
  at = sheet.text(title, left, at, { face: 'heavy', size: 9, tag: 'H2' }) + 1;
  sheet.rule(at, left, inner, ink.black, 0.8);
  return at + 3.5;
}

/** One line of a table; turns the page when it is full. */
function tableLine(sheet: Sheet, y: number, cells: readonly { readonly text: string; readonly x: number; readonly width: number; readonly mono?: boolean; readonly grey?: boolean }[]): number {
  const styled = cells.map((cell) => ({ ...cell, face: cell.mono === true ? ('mono' as const) : ('regular' as const), size: cell.mono === true ? 6.5 : 7.4 }));
  const height = Math.max(...styled.map(({ text, face, size, width }) => sheet.heightOf(text, { face, size, width })));
  let at = y;
  if (at + height > bottom) {
    sheet.turn();
    at = 34;
  }
  for (const { text, x, width, face, size, grey } of styled) sheet.text(text, x, at + (size < 7 ? 0.8 : 0), { face, size, width, color: grey === true ? ink.grey : ink.black });
  return at + Math.max(height, 9.4) + 0.7;
}

function custodyPart(sheet: Sheet, file: CertificateFile, report: CheckReport, y: number): number {
  const list = custodyRows(file);
  let at = begin(sheet, 'Chain of custody', y, 20 + Math.min(list.length, 8) * 10);
  for (const { event, when, what, by } of list) {
    at = tableLine(sheet, at, [
      { text: when, x: left, width: 96, grey: true },
      { text: what, x: left + 100, width: 262 },
      { text: `signed by ${by}`, x: left + 368, width: 90, grey: true },
      { text: logPlace(report, event), x: left + 462, width: inner - 462, grey: true },
    ]);
  }
  return at;
}

function logPlace(report: CheckReport, event: string): string {
  const index = report.indexes[event];
  return index === undefined ? 'not in log yet' : `log ${index}`;
}

function peoplePart(sheet: Sheet, file: CertificateFile, y: number): number {
  const { body } = file;
  const marks = [...body.custody.map(({ mark }) => mark), body.sanitization?.cleared, body.validation?.mark, body.destruction?.mark].filter((mark) => mark !== undefined);
  const involved = body.people.filter(({ person }) => marks.some(({ by, witness }) => by === person || witness === person));
  let at = begin(sheet, 'Who signed', y, 20 + involved.length * 20);
  for (const { person, roles, key } of involved) {
    const duties = [
      ...(body.sanitization?.cleared.by === person ? ['sanitized (cleared the erase)'] : []),
      ...(body.validation?.mark.by === person ? ['validated'] : []),
      ...(body.destruction?.mark.by === person ? ['destroyed'] : []),
      ...(body.destruction?.mark.witness === person ? ['witnessed the destruction'] : []),
      ...(body.custody.some(({ mark }) => mark.by === person) ? ['custody'] : []),
    ];
    const publicKey = readHash(key);
    at = tableLine(sheet, at, [
      { text: nameOf(file, person), x: left, width: 96 },
      { text: `${roles.join(', ')} at ${body.station.site ?? 'a site not named'}; ${duties.join(', ')}`, x: left + 100, width: 190 },
      { text: `${person} ${publicKey === undefined ? '' : keyId(publicKey)}`, x: left + 298, width: inner - 298, mono: true, grey: true },
    ]);
  }
  at = tableLine(sheet, at, [
    { text: `Station ${body.station.name ?? ''}`, x: left, width: 96 },
    { text: 'signed every event here and this certificate', x: left + 100, width: 190 },
    { text: file.keys.map(({ station, key }) => `${station} ${keyId(readHash(key) ?? new Uint8Array(32))}`).join(' '), x: left + 298, width: inner - 298, mono: true, grey: true },
  ]);
  return sheet.text('Position beyond the role, telephone and hand signature: not recorded. Each signature is Ed25519 and is in the attached file.', left, at + 1, { size: 6.8, color: ink.grey }) + 2;
}

function eventsPart(sheet: Sheet, file: CertificateFile, report: CheckReport, y: number): number {
  const { body } = file;
  let at = begin(sheet, `Events that this rests on (${body.events.length})`, y, 60);
  for (const [index, { event, seq, type }] of body.events.entries()) {
    const time = file.entries[index]?.event['time'];
    const wall = typeof time === 'object' && time !== null && 'wall' in time && typeof time.wall === 'string' ? moment(time.wall) : 'unknown';
    at = tableLine(sheet, at, [
      { text: String(seq), x: left, width: 24, grey: true },
      { text: type, x: left + 28, width: 100 },
      { text: wall, x: left + 132, width: 96, grey: true },
      { text: event, x: left + 234, width: 214, mono: true },
      { text: logPlace(report, event), x: left + 456, width: inner - 456, grey: true },
    ]);
  }
  return at;
}

function proofPart(sheet: Sheet, file: CertificateFile, report: CheckReport, y: number): void {
  const { receipts } = file;
  const key = receipts === undefined ? undefined : parseVkey(receipts.log);
  const note = receipts === undefined ? undefined : parseNote(receipts.checkpoint);
  const checkpoint = note === undefined ? undefined : parseCheckpointText(note.text);
  const list: readonly (readonly [string, string])[] = [
    ['Hash of the body', bodyHash(file.body)],
    ...(key === undefined ? [['Log', 'no receipt when this was printed'] as const] : [['Log key', formatVkey(key)] as const]),
    ...(checkpoint === undefined ? [] : [['Log state', `${checkpoint.size} entries, root ${toBase64url(checkpoint.root)}`] as const]),
  ];
  let at = begin(sheet, 'How to check this', y, 70);
  for (const [label, value] of list) {
    at = tableLine(sheet, at, [
      { text: label, x: left, width: 96, grey: true },
      { text: value, x: left + 100, width: inner - 100, mono: true },
    ]);
  }
  const how =
    'Take the file out of this PDF (it is attached) and run custos verify FILE --policy POLICY, with the log key that you got from the registry yourself. It needs no network and no account. The code on the first page holds the certificate’s number and the hash of its body; both must be those of the file. Times are the station’s claim; the log gives their order.';
  sheet.text(report.verdict === 'valid' ? how : `${how} Until every event is in the log the answer is “incomplete”.`, left, at + 2, { size: 7.4, width: inner });
}
