import { capacity, moment } from '../../certificate/numbers.ts';
import { bodyHash } from '../../certificate/file.ts';
import { checkLoadList, type LoadListReport, shippingOf } from '../../certificate/lot/file.ts';
import type { LoadedDrive, LoadList, LoadListBody } from '../../certificate/lot/format.ts';
import { destroyWords, drivesWords, outcomeWords } from '../../certificate/words.ts';
import { utf8 } from '../../domain/bytes.ts';
import { destroyTechnique } from '../../domain/custody/words.ts';
import { containerCode } from '../../domain/label/codes.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { bottom, left } from './edges.ts';
import { drawFrame } from './frame.ts';
import { drawListHead } from './list-head.ts';
import { type PaperSeal, unsealed } from './seal.ts';
import { ink, inner, Sheet } from './sheet.ts';
import { begin, tableLine } from './tables.ts';

const kindWords: Record<LoadListBody['kind'], string> = {
  rma: 'Return to the maker',
  vendor: 'To a vendor',
  destruction: 'For destruction',
};

const stateWords: Record<LoadListBody['state'], string> = {
  open: 'NOT CLOSED',
  closed: 'CLOSED',
  closed_unproven: 'CLOSED WITH GAPS',
};

/**
 * Makes the papers of a lot from its load list's text: what goes where, each drive with what let it go, lines for those
 * who load and receive, and the text itself attached. Throws `RangeError` for a list that was altered.
 */
export async function renderLoadList(text: string, seal: PaperSeal = unsealed): Promise<Uint8Array> {
  const report = checkLoadList({ bytes: utf8(text), verifier: createVerifier() });
  const { list } = report;
  if (list === undefined || report.verdict === 'altered')
    throw new RangeError(`no paper is made of a load list that was altered: ${report.findings[0]?.says ?? ''}`);
  const { body } = list;
  const at = new Date((body.closed ?? body.opened).at);
  const code = containerCode(body.lot);
  const sheet = new Sheet({
    title: `Load list ${body.name}`,
    subject: `${kindWords[body.kind]}: ${drivesWords(body.drives.length)}`,
    at,
    onPage: (each) =>
      drawFrame(each, {
        reference: `${code} · ${drivesWords(body.drives.length)} · body ${bodyHash(body)}`,
        check: 'This paper is the print of a signed file, which is attached to it. custos lot check FILE checks that file, offline.',
        practice: body.practice,
        seal,
      }),
  });
  let y = top(sheet, list, report);
  y = drivesPart(sheet, body, y);
  y = signPart(sheet, y);
  y = groundsPart(sheet, body, y);
  checkPart(sheet, list, report, y);
  sheet.attach(`load-list-${body.lot.slice(3, 15)}.json`, utf8(text), {
    type: 'application/json',
    description: 'The load list itself, with the signed events that it rests on. This paper is only its print.',
    at,
  });
  return seal.sign(await sheet.finish());
}

function top(sheet: Sheet, list: LoadList, { verdict }: LoadListReport): number {
  const { body } = list;
  const { consignee, reference, vehicle } = shippingOf(list);
  const isGood = body.state === 'closed';
  const goes = [
    `Goes to: ${consignee ?? 'not told'}`,
    `Reference: ${reference ?? 'not told'}`,
    `Vehicle: ${vehicle ?? 'not told'}`,
    drivesWords(body.drives.length),
  ].join('  ·  ');
  return drawListHead(sheet, {
    title: 'Load list',
    under: `${kindWords[body.kind]} · ${body.closed === undefined ? `opened ${moment(body.opened.at)}` : `closed ${moment(body.closed.at)}`}`,
    name: containerCode(body.lot),
    qr: { text: `custos:lot:${body.lot}:${bodyHash(body)}`, caption: 'the lot and the hash of its list' },
    isGood,
    mark: { good: 'Filled check: closed', bad: 'Octagon: stopped' },
    verdict: stateWords[body.state],
    more(y, width) {
      sheet.text(body.name, left, y + 40, { face: 'monoStrong', size: 15, width });
      const below = sheet.text(goes, left, y + 62, { size: 8.5, face: 'strong', width });
      if (isGood) return below;
      const warning = 'Do not load it: not every drive of this lot has left by a legal act of its own.';
      return sheet.text(warning, left, below + 2, { size: 8, color: ink.stopped, width });
    },
    practice: body.practice,
    isLogged: verdict === 'valid',
  });
}

/** What whoever loads and whoever receives count. */
function drivesPart(sheet: Sheet, { drives }: LoadListBody, y: number): number {
  let at = begin(sheet, `Packing list (${drivesWords(drives.length)})`, y, 40);
  at = tableLine(sheet, at, [
    { text: 'No.', x: left, width: 24, grey: true },
    { text: 'Serial number', x: left + 28, width: 116, grey: true },
    { text: 'Model', x: left + 148, width: 130, grey: true },
    { text: 'Capacity', x: left + 282, width: 46, grey: true },
    { text: 'WWN', x: left + 332, width: 100, grey: true },
    { text: 'Left as', x: left + 436, width: inner - 436, grey: true },
  ]);
  for (const [index, drive] of drives.entries()) {
    at = tableLine(sheet, at, [
      { text: String(index + 1), x: left, width: 24, grey: true },
      { text: drive.serial ?? 'serial unknown', x: left + 28, width: 116, mono: true },
      { text: drive.model ?? 'model unknown', x: left + 148, width: 130 },
      { text: drive.capacity_bytes === undefined ? 'unknown' : capacity(drive.capacity_bytes), x: left + 282, width: 46 },
      { text: drive.wwn ?? 'no WWN', x: left + 332, width: 100, mono: true },
      { text: shortGround(drive), x: left + 436, width: inner - 436 },
    ]);
  }
  return at;
}

function shortGround({ left: gone, serial_from: from }: LoadedDrive): string {
  const label = from === 'drive' ? '' : ', serial from the label';
  if (gone === undefined) return `NOT LEFT${label}`;
  const { ground } = gone;
  if (ground === undefined) return `left on no ground${label}`;
  if (ground.on === 'certificate')
    return `${ground.outcome === undefined ? 'certificate' : outcomeWords[ground.outcome].toLowerCase()}${label}`;
  return `${ground.on === 'exception' ? 'on an exception' : 'destroyed'}${label}`;
}

/** Signed with a pen: who receives has no key of the registry. */
function signPart(sheet: Sheet, y: number): number {
  let at = begin(sheet, 'Handed over', y, 150);
  const gap = 10;
  const width = (inner - 2 * gap) / 3;
  for (const [index, who] of ['Loaded by', 'Taken by (driver)', 'Received by'].entries()) {
    const x = left + index * (width + gap);
    sheet.text(who, x, at + 2, { face: 'strong', size: 8, width });
    for (const [line, label] of ['Name', 'Date and time', 'Drives counted', 'Seal numbers', 'Signature'].entries()) {
      const lineY = at + 32 + line * 21;
      sheet.rule(lineY, x, width, ink.rule, 0.8);
      sheet.text(label, x, lineY + 1.5, { size: 6.5, color: ink.grey, width });
    }
  }
  at += 32 + 4 * 21 + 14;
  return at;
}

/** What let each drive go, to be compared letter by letter. */
function groundsPart(sheet: Sheet, { drives }: LoadListBody, y: number): number {
  let at = begin(sheet, 'Manifest: what let each of them go', y, 40);
  for (const [index, drive] of drives.entries()) {
    at = tableLine(sheet, at, [
      { text: String(index + 1), x: left, width: 24, grey: true },
      { text: drive.serial ?? drive.item, x: left + 28, width: 116, mono: true },
      { text: longGround(drive), x: left + 148, width: 146 },
      { text: hashOf(drive), x: left + 302, width: inner - 302, mono: true },
    ]);
  }
  return at;
}

function longGround({ left: gone }: LoadedDrive): string {
  if (gone === undefined) return 'It has not left in this lot.';
  const { ground } = gone;
  if (ground === undefined) return 'Its release names no ground.';
  if (ground.on === 'certificate') return ground.certificate;
  if (ground.on === 'exception')
    return `An exception was granted: ${(ground.rule ?? 'unknown').replaceAll('_', ' ')}, ${(ground.ground ?? 'unknown').replaceAll('_', ' ')}`;
  const known = destroyTechnique.safeParse(ground.technique);
  const pieces = ground.fragment_mm === undefined || ground.fragment_mm === 0 ? '' : `, pieces of ${ground.fragment_mm} mm`;
  return `${known.success ? destroyWords[known.data] : ground.technique}${pieces}, before a witness${ground.certificate === undefined ? '' : `, ${ground.certificate}`}`;
}

function hashOf({ left: gone }: LoadedDrive): string {
  const { ground } = gone ?? {};
  if (ground?.on === 'exception') return `exception ${ground.exception}`;
  const paper = ground?.sha256;
  return paper === undefined ? (gone === undefined ? '' : `event ${gone.mark.event}`) : `certificate ${paper}`;
}

function checkPart(sheet: Sheet, { receipts, keys, body }: LoadList, { indexes }: LoadListReport, y: number): void {
  const closedAt = body.closed === undefined ? undefined : indexes[body.closed.event];
  let at = begin(sheet, 'How to check this', y, 70);
  const list: readonly (readonly [string, string])[] = [
    ['Content', body.content],
    ...(body.closed === undefined
      ? []
      : [['Closed by event', `${body.closed.event}${closedAt === undefined ? '' : `, log ${closedAt}`}`] as const]),
    ...(receipts === undefined ? [['Log', 'no receipt when this was printed'] as const] : [['Log key', receipts.log] as const]),
    ['Station', keys.map(({ station, key }) => `${station} ${key}`).join(' ')],
  ];
  for (const [label, value] of list) {
    at = tableLine(sheet, at, [
      { text: label, x: left, width: 96, grey: true },
      { text: value, x: left + 100, width: inner - 100, mono: true },
    ]);
  }
  const words =
    'Take the file out of this PDF and run custos lot check FILE --policy POLICY, with the log key that you got from the registry yourself. It needs no network and no account. The certificates that the manifest names are files of their own; the hash beside each is that of its body.';
  const isFull = at + sheet.heightOf(words, { size: 7.4, width: inner }) > bottom;
  if (isFull) sheet.turn();
  sheet.text(words, left, isFull ? 34 : at + 2, { size: 7.4, width: inner });
}
