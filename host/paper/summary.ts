import { bodyHash } from '../../certificate/file.ts';
import { capacity, moment } from '../../certificate/numbers.ts';
import { checkSummary, originOf } from '../../certificate/summary/file.ts';
import type { SummarizedDrive, Summary, SummaryBody } from '../../certificate/summary/format.ts';
import type { ComposedReport } from '../../certificate/composed.ts';
import {
  destroyWords,
  drivesWords,
  methodWords,
  missingWords,
  outcomeWords,
  revocationWords,
  techniqueWords,
} from '../../certificate/words.ts';
import { utf8 } from '../../domain/bytes.ts';
import { destroyTechnique } from '../../domain/custody/words.ts';
import { technique } from '../../domain/erase/technique.ts';
import { containerCode } from '../../domain/label/codes.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { left } from './edges.ts';
import { drawFrame } from './frame.ts';
import { drawListHead } from './list-head.ts';
import { type PaperSeal, unsealed } from './seal.ts';
import { ink, inner, Sheet } from './sheet.ts';
import { begin, tableLine } from './tables.ts';

const kindWords: Record<SummaryBody['of']['is'], string> = {
  lot: 'The drives of one lot',
  list: 'The drives that one list expected',
  batch: 'A batch of drives',
};

/**
 * Makes the paper of a summary from its text: the sums, each drive with what stands of it, what is missing, and the text
 * itself attached. Throws `RangeError` for a summary that was altered.
 */
export async function renderSummary(text: string, seal: PaperSeal = unsealed): Promise<Uint8Array> {
  const report = checkSummary({ bytes: utf8(text), verifier: createVerifier() });
  const summary = report.file;
  if (summary === undefined || report.verdict === 'altered')
    throw new RangeError(`no paper is made of a summary that was altered: ${report.findings[0]?.says ?? ''}`);
  const { body } = summary;
  const at = new Date(newestOf(body));
  const sheet = new Sheet({
    title: `Summary ${titleOf(body)}`,
    subject: `${kindWords[body.of.is]}: ${drivesWords(body.totals.drives)}`,
    at,
    onPage: (each) =>
      drawFrame(each, {
        reference: `${titleOf(body)} · ${drivesWords(body.totals.drives)} · body ${bodyHash(body)}`,
        check: 'This paper is the print of a signed file, which is attached to it. custos summary check FILE checks that file, offline.',
        practice: body.practice,
        seal,
      }),
  });
  let y = top(sheet, summary, report);
  y = sums(sheet, body, y);
  y = drivesPart(sheet, summary, y);
  y = absentPart(sheet, body, y);
  checkPart(sheet, summary, y);
  sheet.attach('summary.json', utf8(text), {
    type: 'application/json',
    description: 'The summary itself, with the signed events that it rests on. This paper is only its print.',
    at,
  });
  return seal.sign(await sheet.finish());
}

function titleOf({ of, name }: SummaryBody): string {
  if (of.is === 'batch') return 'of a batch';
  return name ?? (of.is === 'lot' ? containerCode(of.lot) : `list ${of.list.slice(3, 15)}`);
}

/** A paper is as old as the newest thing that it tells. */
function newestOf({ closed, drives }: SummaryBody): string {
  const times = drives.flatMap(({ result }) =>
    result.is === 'certified' ? [result.issued.at] : result.is === 'taken_back' ? [result.mark.at] : [],
  );
  return [...times, ...(closed === undefined ? [] : [closed.at]), '1970-01-01T00:00:00.000Z'].toSorted().at(-1) ?? '';
}

function top(sheet: Sheet, { body }: Summary, { verdict }: ComposedReport<Summary>): number {
  const { totals, proven } = body;
  return drawListHead(sheet, {
    title: 'Certificate of many drives',
    under: `${kindWords[body.of.is]}${body.closed === undefined ? '' : ` · closed ${moment(body.closed.at)}`}`,
    name: titleOf(body),
    qr: { text: `custos:summary:${bodyHash(body)}`, caption: 'the hash of this summary' },
    isGood: proven,
    mark: { good: 'Filled check: every drive is proven', bad: 'Octagon: not every drive is proven' },
    verdict: proven ? 'EVERY DRIVE PROVEN' : 'NOT EVERY DRIVE PROVEN',
    more(y, width) {
      const lacking = [
        [totals.not_sanitized, 'certified as not sanitized'],
        [totals.taken_back, 'with a certificate that was taken back'],
        [totals.none, 'without any certificate'],
        [totals.open, 'expected and not answered for'],
      ] as const;
      const lacks = lacking.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
      const isOpen = body.of.is !== 'batch' && body.closed === undefined;
      const words = proven
        ? 'Each drive below has a certificate of its own that says sanitized or destroyed.'
        : [...lacks, ...(isOpen ? ['it is not closed yet'] : [])].join('; ');
      return sheet.text(words, left, y + 46, { size: 8.5, face: 'strong', width });
    },
    practice: body.practice,
    isLogged: verdict === 'valid',
  });
}

/** The sums are made from the lines below them, by whoever makes or checks the file. */
function sums(sheet: Sheet, { totals }: SummaryBody, y: number): number {
  const at = begin(sheet, 'Sums', y, 40);
  const cells = [
    ['Drives', totals.drives],
    ['Sanitized', totals.sanitized],
    ['Destroyed', totals.destroyed],
    ['Not sanitized', totals.not_sanitized],
    ['Taken back', totals.taken_back],
    ['No certificate', totals.none],
    ['Missing, signed', totals.missing],
    ['Open', totals.open],
  ] as const;
  const width = inner / cells.length;
  for (const [index, [label, value]] of cells.entries()) {
    const x = left + index * width;
    sheet.text(String(value), x, at, { face: 'heavy', size: 15, width: width - 4 });
    sheet.text(label, x, at + 19, { size: 7, color: ink.grey, width: width - 4 });
  }
  return at + 32;
}

function drivesPart(sheet: Sheet, summary: Summary, y: number): number {
  const { drives } = summary.body;
  let at = begin(sheet, `Drives (${drives.length})`, y, 40);
  at = tableLine(sheet, at, [
    { text: 'No.', x: left, width: 22, grey: true },
    { text: 'Serial number', x: left + 26, width: 104, grey: true },
    { text: 'Model and capacity', x: left + 134, width: 112, grey: true },
    { text: 'From', x: left + 248, width: 68, grey: true },
    { text: 'Result', x: left + 320, width: 82, grey: true },
    { text: 'Certificate, hash of its body', x: left + 406, width: inner - 406, grey: true },
  ]);
  for (const [index, drive] of drives.entries()) {
    const { host, slot } = originOf(summary, drive);
    at = tableLine(sheet, at, [
      { text: String(drive.row ?? index + 1), x: left, width: 22, grey: true },
      { text: drive.serial ?? 'serial unknown', x: left + 26, width: 104, mono: true },
      {
        text: `${drive.model ?? 'model unknown'}${drive.capacity_bytes === undefined ? '' : `, ${capacity(drive.capacity_bytes)}`}`,
        x: left + 134,
        width: 112,
      },
      { text: [host, slot].filter((each) => each !== undefined).join(', '), x: left + 248, width: 68 },
      { text: [resultWords(drive), ...exceptionsOf(drive)].join('\n'), x: left + 320, width: 82 },
      { text: paperOf(drive), x: left + 406, width: inner - 406, mono: true },
    ]);
  }
  return at;
}

function resultWords({ result, serial_from: from }: SummarizedDrive): string {
  const label = from === 'drive' ? '' : ' (serial from the label)';
  switch (result.is) {
    case 'certified': {
      const how = [result.method === undefined ? undefined : methodWords[result.method], howWords(result.technique)];
      const told = how.filter((each) => each !== undefined).join(', ');
      return `${outcomeWords[result.outcome]}${told === '' ? '' : `: ${told}`}${label}`;
    }
    case 'taken_back':
      return `TAKEN BACK: ${revocationWords[result.reason]}${label}`;
    case 'none':
      return `NO CERTIFICATE${label}`;
  }
}

/** Who let it go without what, and until when. */
function exceptionsOf({ exceptions = [] }: SummarizedDrive): readonly string[] {
  return exceptions.map(
    ({ rule, ground, until_ms: until, granted }) =>
      `Exception until ${new Date(until).toISOString().slice(0, 10)}: ${rule.replaceAll('_', ' ')}, ${ground.replaceAll('_', ' ')}, by ${granted.by}`,
  );
}

function howWords(how: string | undefined): string | undefined {
  const destroyed = destroyTechnique.safeParse(how);
  if (destroyed.success) return destroyWords[destroyed.data];
  const erased = technique.safeParse(how);
  return erased.success ? techniqueWords[erased.data] : undefined;
}

function paperOf({ result }: SummarizedDrive): string {
  return result.is === 'none' ? '' : result.is === 'certified' ? `${result.certificate} ${result.sha256}` : result.certificate;
}

function absentPart(sheet: Sheet, { absent }: SummaryBody, y: number): number {
  if (absent.length === 0) return y;
  let at = begin(sheet, 'Expected, and not here', y, 40);
  for (const { row, serial, wwn, reason, mark } of absent)
    at = tableLine(sheet, at, [
      { text: String(row), x: left, width: 22, grey: true },
      { text: serial ?? wwn ?? 'unknown', x: left + 26, width: 104, mono: true },
      { text: reason === undefined ? 'NOBODY HAS ANSWERED FOR IT' : `signed for: ${missingWords[reason]}`, x: left + 134, width: 200 },
      { text: mark === undefined ? '' : `${moment(mark.at)}, ${mark.by}`, x: left + 340, width: inner - 340, grey: true },
    ]);
  return at;
}

function checkPart(sheet: Sheet, { receipts, keys }: Summary, y: number): void {
  let at = begin(sheet, 'How to check this', y, 70);
  for (const [label, value] of [
    receipts === undefined ? ['Log', 'no receipt when this was printed'] : ['Log key', receipts.log],
    ['Station', keys.map(({ station, key }) => `${station} ${key}`).join(' ')],
  ] as const)
    at = tableLine(sheet, at, [
      { text: label, x: left, width: 96, grey: true },
      { text: value, x: left + 100, width: inner - 100, mono: true },
    ]);
  tableLine(sheet, at + 2, [
    {
      text: 'Take the file out of this PDF and run custos summary check FILE --policy POLICY, with the log key that you got from the registry yourself. With --certificates FOLDER it holds each drive against its own certificate. It needs no network and no account.',
      x: left,
      width: inner,
    },
  ]);
}
