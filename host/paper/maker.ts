import { utf8 } from '../../domain/bytes.ts';
import { capacity, grouped, moment } from '../../certificate/numbers.ts';
import { checkMakerProof, type MakerReport } from '../../certificate/maker/check.ts';
import type { MakerProof } from '../../certificate/maker/format.ts';
import { coverageLine, mediaWords, methodWords, outcomeWords, serialSourceWords, techniqueWords } from '../../certificate/words.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { parseCheckpointText } from '../../domain/ledger/checkpoint.ts';
import { parseNote } from '../../domain/ledger/note.ts';
import { readEntry } from '../../domain/ledger/entry.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { left, right } from './edges.ts';
import { drawFrame, practiceWords } from './frame.ts';
import type { Row } from './rows.ts';
import { type PaperSeal, unsealed } from './seal.ts';
import { drawMark, drawQr } from './shapes.ts';
import { ink, inner, Sheet } from './sheet.ts';
import { begin, rows, tableLine } from './tables.ts';

/**
 * Makes the paper of a proof for the maker (E10) from its text: one page, with the text itself attached. It prints what
 * the file says and nothing else, so it names nobody, no place and nothing of the customer's but the name of its log.
 * Throws `RangeError` for a proof that does not check.
 */
export async function renderMakerProof(text: string, seal: PaperSeal = unsealed): Promise<Uint8Array> {
  const report = checkMakerProof({ bytes: utf8(text), verifier: createVerifier() });
  const { proof } = report;
  if (proof === undefined || report.verdict !== 'valid')
    throw new RangeError(`no paper is made of a proof that does not check: ${report.findings[0]?.says ?? ''}`);
  const { says } = proof;
  const at = new Date(says.issued_at);
  const sheet = new Sheet({
    title: `Proof for the maker ${says.certificate}`,
    subject: `${outcomeWords[says.outcome]}: ${says.drive.serial}`,
    at,
    onPage: (each) =>
      drawFrame(each, {
        reference: `${says.certificate} · ${says.drive.serial} · body ${bodyHashOf(proof)}`,
        check:
          'This paper is the print of a signed file, which is attached to it. custos certificate check FILE checks that file, offline.',
        practice: says.practice,
        seal,
      }),
  });
  let y = top(sheet, proof, report);
  y = drivePart(sheet, proof, y);
  y = eventsPart(sheet, proof, report, y);
  y = checkPart(sheet, proof, y);
  leftOutPart(sheet, y);
  sheet.attach(`${says.certificate}-maker.json`, utf8(text), {
    type: 'application/json',
    description: 'The proof itself, with the signed events that it rests on. This paper is only its print.',
    at,
  });
  return seal.sign(await sheet.finish());
}

/** The hash that the station signed over the whole certificate, which the maker does not have. */
function bodyHashOf({ issued }: MakerProof): string {
  const body = issued.event['body'];
  return typeof body === 'object' && body !== null && 'sha256' in body && typeof body.sha256 === 'string' ? body.sha256 : 'unknown';
}

function top(sheet: Sheet, proof: MakerProof, { pinned }: MakerReport): number {
  const { says } = proof;
  sheet.text('Proof for the maker', left, 34, { face: 'heavy', size: 15, tag: 'H1', width: 330 });
  sheet.text(`Certificate issued ${moment(says.issued_at)} · what of it concerns the drive alone`, left, 54, {
    size: 8,
    color: ink.grey,
    width: 340,
  });
  sheet.text(says.certificate, right - 200, 39, { face: 'monoStrong', size: 9.5, width: 200, align: 'right' });
  sheet.rule(70, left, inner, ink.black, 1.4);
  const y = 80;
  const qr = 92;
  drawQr(sheet, `custos:cert:${says.certificate}:${bodyHashOf(proof)}`, right - qr, y + 4, qr);
  sheet.text('number and hash of the certificate', right - qr - 40, y + qr + 8, {
    size: 6.5,
    color: ink.grey,
    width: qr + 40,
    align: 'right',
    tag: 'Caption',
  });
  const width = inner - qr - 24;
  drawMark(sheet, 'proven', left, y, 40, 'Filled check: proven');
  sheet.text(outcomeWords[says.outcome], left + 50, y - 1, { face: 'heavy', size: 32, color: ink.proven, width, tag: 'H2' });
  sheet.text(says.drive.serial, left, y + 47, { face: 'monoStrong', size: 17, width });
  sheet.text(`${says.drive.model}${says.drive.wwn === undefined ? '' : `  ·  WWN ${says.drive.wwn}`}`, left, y + 69, {
    face: 'mono',
    size: 9,
    width,
  });
  const inLog = `In the log ${pinned.log ?? ''}.`;
  sheet.text(says.practice ? `${practiceWords}. ${inLog}` : inLog, left, y + 84, {
    size: 8,
    color: says.practice ? ink.practice : ink.grey,
    width,
  });
  return y + qr + 28;
}

function drivePart(sheet: Sheet, { says }: MakerProof, y: number): number {
  const gap = 18;
  const width = (inner - gap) / 2;
  const { drive, erase } = says;
  const native =
    drive.native_bytes === undefined
      ? 'unknown: it could not be read'
      : drive.native_bytes === drive.capacity_bytes
        ? 'the same'
        : `${grouped(drive.native_bytes)} bytes`;
  const about: readonly Row[] = [
    { label: 'Maker and model', value: drive.model },
    { label: 'Serial number', value: drive.serial, mono: true, strong: true },
    { label: 'Source of serial', value: serialSourceWords[drive.serial_source] },
    { label: 'WWN', value: drive.wwn ?? 'the drive tells none', mono: true },
    { label: 'Firmware', value: drive.firmware, mono: true },
    { label: 'Media type', value: mediaWords[drive.media] },
    { label: 'Capacity seen', value: `${capacity(drive.capacity_bytes)}, ${grouped(drive.capacity_bytes)} bytes` },
    { label: 'Native capacity', value: native },
    { label: 'Seen in a bay', value: moment(says.seen_at) },
  ];
  const done: readonly Row[] =
    erase === undefined
      ? [{ label: 'Method', value: 'Destroy: by one person before a witness, neither named here', strong: true }]
      : [
          { label: 'Method', value: erase.method === undefined ? 'none reached' : `${methodWords[erase.method]}, reached`, strong: true },
          { label: 'Technique', value: techniqueWords[erase.technique] },
          { label: 'Drive’s own record', value: erase.completion },
          { label: 'Ended', value: moment(erase.finished_at) },
          { label: 'Read-back', value: `${erase.verified.replaceAll('_', ' ')}, ${moment(erase.verified_at)}` },
          { label: 'Coverage', value: coverageLine(erase.coverage), strong: true },
          { label: 'Decision', value: 'by a second person, not named here; the station signs SANITIZED only after it' },
        ];
  return Math.max(rows(sheet, 'The drive', about, left, y, width), rows(sheet, 'What was done', done, left + width + gap, y, width)) + 6;
}

function eventsPart(sheet: Sheet, proof: MakerProof, { indexes }: MakerReport, y: number): number {
  const list = [...proof.entries, proof.issued].flatMap((value) => {
    const read = readEntry(value);
    return read.kind === 'entry' ? [read.entry] : [];
  });
  let at = begin(sheet, `Events that this rests on (${list.length})`, y, 60);
  for (const { event, hash } of list) {
    at = tableLine(sheet, at, [
      { text: String(event.seq), x: left, width: 24, grey: true },
      { text: event.type, x: left + 28, width: 100 },
      { text: moment(event.time.wall), x: left + 132, width: 96, grey: true },
      { text: hash, x: left + 234, width: 214, mono: true },
      { text: `log ${indexes[hash] ?? 'unknown'}`, x: left + 456, width: inner - 456, grey: true },
    ]);
  }
  return at;
}

function checkPart(sheet: Sheet, { receipts, keys }: MakerProof, y: number): number {
  const note = parseNote(receipts.checkpoint);
  const checkpoint = note === undefined ? undefined : parseCheckpointText(note.text);
  let at = begin(sheet, 'How to check this', y, 70);
  const list: readonly (readonly [string, string])[] = [
    ['Log key', receipts.log],
    ...(checkpoint === undefined ? [] : [['Log state', `${checkpoint.size} entries, root ${toBase64url(checkpoint.root)}`] as const]),
    ['Station', keys.map(({ station, key }) => `${station} ${key}`).join(' ')],
  ];
  for (const [label, value] of list) {
    at = tableLine(sheet, at, [
      { text: label, x: left, width: 96, grey: true },
      { text: value, x: left + 100, width: inner - 100, mono: true },
    ]);
  }
  return sheet.text(
    'Take the file out of this PDF and run custos certificate check FILE --policy POLICY, with the log key that you got from the registry yourself. It needs no network and no account. Each event is signed by the station and stands in the log; the drive’s id in them is a hash of its WWN, or of model and serial, which you can make yourself.',
    left,
    at + 2,
    { size: 7.4, width: inner },
  );
}

function leftOutPart(sheet: Sheet, y: number): void {
  const at = begin(sheet, 'What is left out', y, 40);
  sheet.text(
    'Names and pseudonyms of people, places, the host that the drive came from, its owner, ticket and class of data, and every event that holds one of them. They are in the certificate, which stays with whoever issued it; this proof is made of the same signed events.',
    left,
    at,
    { size: 7.4, width: inner },
  );
}
