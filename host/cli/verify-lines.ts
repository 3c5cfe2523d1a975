import type { BundleReport } from '../../certificate/check/bundle-check.ts';
import type { CheckReport, Finding, Pinned } from '../../certificate/check/report.ts';
import type { CertificateFile } from '../../certificate/certificate.ts';
import { duration, moment } from '../../certificate/numbers.ts';
import {
  coverageLine,
  destroyWords,
  factWords,
  methodWords,
  outcomeWords,
  shortfallWords,
  techniqueWords,
} from '../../certificate/words.ts';

const meaning = {
  valid: 'Every event is truly signed and in the log, and the certificate says what the events say.',
  revoked: 'It was true once. A key or a result that it rests on has been taken back.',
  superseded: 'It was issued, and another certificate of the same drive has taken its place.',
  altered: 'This is not what was issued. Do not rely on anything in it.',
  incomplete: 'Nothing in it is wrong, but something is missing that would prove it.',
} as const;

/** A certificate's check in a few plain lines. */
export function certificateLines(report: CheckReport): readonly string[] {
  return [
    `${report.verdict.toUpperCase()}  ${meaning[report.verdict]}`,
    ...findingLines(report.findings),
    ...(report.file === undefined ? [] : saysLines(report.file, report.verdict)),
    ...bracketLines(report),
    ...pinnedLines(report.pinned),
  ];
}

/** A bundle's check: the verdict, then one line for each drive. */
export function bundleLines(report: BundleReport): readonly string[] {
  return [
    `${report.verdict.toUpperCase()}  ${meaning[report.verdict]}`,
    ...findingLines(report.findings),
    `Events    ${report.events} checked, ${report.certificates.length} ${report.certificates.length === 1 ? 'certificate' : 'certificates'}`,
    ...report.whole.map(
      ({ subject, size, events }) => `Whole     ${subject}: ${events} of ${events} events of the log’s first ${size} entries`,
    ),
    ...report.conflicts.map(({ subject, id, class: kind }) => `Dispute   ${kind} about ${subject}, ${id}: nobody has settled it.`),
    ...report.certificates.map(
      ({ id, report: each }) =>
        `Drive     ${each.verdict.padEnd(10)}  ${each.file === undefined ? 'cannot be read' : driveLine(each.file)}  ${id}`,
    ),
    ...pinnedLines(report.pinned),
  ];
}

function findingLines(findings: readonly Finding[]): readonly string[] {
  const [first, ...others] = findings;
  if (first === undefined) return [];
  return [
    `Because   ${first.says}`,
    `At        ${first.where} (${first.code})`,
    ...(others.length === 0 ? [] : [`          and ${others.length} more`]),
  ];
}

function driveLine({ body }: CertificateFile): string {
  const model = body.drive?.identity.model ?? body.record?.model ?? 'model unknown';
  const serial = body.drive?.identity.serial ?? body.record?.serial ?? 'unknown';
  return `${outcomeWords[body.outcome]}  ${model}  serial ${serial}${body.practice ? '  PRACTICE, no real drive' : ''}`;
}

/** What the certificate says; for one that is not valid, marked as no more than that. */
function saysLines(file: CertificateFile, verdict: CheckReport['verdict']): readonly string[] {
  const { body } = file;
  const { sanitization, facts, destruction } = body;
  const record = sanitization?.record;
  const done =
    destruction !== undefined
      ? `${destroyWords[destruction.technique]} on ${moment(destruction.mark.at)}`
      : sanitization === undefined
        ? 'Nothing'
        : `${techniqueWords[sanitization.order.technique]} for ${methodWords[sanitization.order.method]}${record === undefined ? '' : `, ${duration(record.duration_ms)}`}`;
  return [
    `${verdict === 'altered' ? 'It claims' : 'Drive    '} ${driveLine(file)}`,
    `Issued    ${moment(body.issued_at)} by station ${body.station.name ?? body.station.id}, ${body.certificate}`,
    `Done      ${done}`,
    ...(sanitization === undefined
      ? []
      : [
          `Facts     command ${lower(factWords.accepted[facts.accepted.state])} · drive’s record ${lower(factWords.completed[facts.completed.state])} · read-back ${lower(factWords.verified[facts.verified.state])} · decision ${lower(factWords.validated[facts.validated.state])}`,
          `Coverage  ${coverageLine(body.coverage)}`,
        ]),
    ...(body.shortfalls.length === 0 ? [] : [`Lacks     ${body.shortfalls.map((each) => shortfallWords[each]).join(' ')}`]),
  ];
}

function pinnedLines({ by, log, witnesses }: Pinned): readonly string[] {
  switch (by) {
    case 'reader':
      return [
        `Log       ${log ?? 'none'}, held against the key in your policy${witnesses.length === 0 ? '' : `, cosigned by ${witnesses.join(', ')}`}`,
      ];
    case 'file':
      return [`Log       ${log ?? 'none'}, by the key in the file itself. NOT PINNED: compare the key, or give --policy FILE.`];
    case 'none':
      return ['Log       no receipt'];
  }
}

/** Between what witnesses saw it was issued. The station's own clock is a claim and is called one. */
function bracketLines({ bracket, file }: CheckReport): readonly string[] {
  if (bracket === undefined || file === undefined) return [];
  const { notBefore, notAfter } = bracket;
  if (notAfter === undefined)
    return [`Time      ${moment(file.body.issued_at)} by the station’s clock; no witness that you trust vouches for it.`];
  const from = notBefore === undefined ? '' : `after ${moment(new Date(notBefore.atMs).toISOString())} and `;
  return [`Time      issued ${from}before ${moment(new Date(notAfter.atMs).toISOString())}, by witnesses that you trust`];
}

function lower(text: string): string {
  return text.toLowerCase();
}
