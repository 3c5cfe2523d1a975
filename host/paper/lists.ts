import { toBase64url } from '../../domain/bytes.ts';
import { parseCheckpointText } from '../../domain/ledger/checkpoint.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { formatVkey, parseNote, parseVkey } from '../../domain/ledger/note.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import type { CertificateFile } from '../../certificate/certificate.ts';
import type { CheckReport } from '../../certificate/check/report.ts';
import { bodyHash } from '../../certificate/file.ts';
import { moment } from '../../certificate/numbers.ts';
import { left } from './edges.ts';
import { custodyRows, driveRows, nameOf, sanitizationRows, verificationRows } from './rows.ts';
import { ink, inner, type Sheet } from './sheet.ts';
import { begin, rows, tableLine } from './tables.ts';

/* What an auditor reads slowly: the drive, the erase, the custody, the people, the events and how to check them. */

export function detailPart(sheet: Sheet, file: CertificateFile, y: number): number {
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

export function custodyPart(sheet: Sheet, file: CertificateFile, report: CheckReport, y: number): number {
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

export function peoplePart(sheet: Sheet, file: CertificateFile, y: number): number {
  const { body } = file;
  const marks = [...body.custody.map(({ mark }) => mark), body.sanitization?.cleared, body.validation?.mark, body.destruction?.mark].filter(
    (mark) => mark !== undefined,
  );
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
    {
      text: file.keys.map(({ station, key }) => `${station} ${keyId(readHash(key) ?? new Uint8Array(32))}`).join(' '),
      x: left + 298,
      width: inner - 298,
      mono: true,
      grey: true,
    },
  ]);
  return (
    sheet.text(
      'Position beyond the role, telephone and hand signature: not recorded. Each signature is Ed25519 and is in the attached file.',
      left,
      at + 1,
      { size: 6.8, color: ink.grey },
    ) + 2
  );
}

export function eventsPart(sheet: Sheet, file: CertificateFile, report: CheckReport, y: number): number {
  const { body } = file;
  let at = begin(sheet, `Events that this rests on (${body.events.length})`, y, 60);
  for (const [index, { event, seq, type }] of body.events.entries()) {
    const time = file.entries[index]?.event['time'];
    const wall =
      typeof time === 'object' && time !== null && 'wall' in time && typeof time.wall === 'string' ? moment(time.wall) : 'unknown';
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

export function proofPart(sheet: Sheet, file: CertificateFile, report: CheckReport, y: number): void {
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
  sheet.text(report.verdict === 'valid' ? how : `${how} Until every event is in the log the answer is “incomplete”.`, left, at + 2, {
    size: 7.4,
    width: inner,
  });
}
