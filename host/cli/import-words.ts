import type { ForeignTool } from '../../domain/facts/expected.ts';
import type { FileRefusal, ImportPlan, PlanOutcome } from '../../exchange/assets/import-file.ts';
import type { RowVerdict } from '../../exchange/assets/plan.ts';
import type { ReportVerdict } from '../../exchange/reports/plan.ts';
import { type ReportRefusal, trustWords } from '../../exchange/reports/report.ts';

/** Rows that need a person are shown up to here; `--json` has all of them. */
const shownRows = 40;

const fileWords: Record<FileRefusal, string> = {
  empty: 'is empty',
  utf16_without_mark: 'looks like UTF-16 without a byte order mark; say --encoding utf-16le or utf-16be',
  utf32: 'is UTF-32, which is not read; save it as UTF-8',
  not_text: 'is no text in an encoding that is known here; say --encoding',
  bad_bytes: 'holds bytes that its encoding does not have; save it anew as UTF-8',
  bytes_broken: 'holds bytes that its encoding does not have; save it anew as UTF-8',
  separator_unclear: 'has two separators that stand as often; say --separator',
  quotes_broken: 'has a quote that does not close or stands where none may; what comes after could be cut anywhere',
  record_too_long: 'has a record that is too long; most likely a quote does not close',
  not_json: 'is no JSON',
  no_list: 'holds no list of objects',
  not_an_object: 'holds a list whose items are no objects',
  column_twice: 'has a column twice',
  no_serial_column: 'has no column with serials; say --map serial=COLUMN',
  column_unknown: 'has no such column',
  not_this_layout: 'does not have the columns of this layout',
  no_rows: 'has no rows',
  too_large: 'is too large',
  too_many_rows: 'has too many rows; split it',
};

/** Why a whole file is refused, in a sentence that says that nothing was taken. */
export function fileRefusal(file: string, { why, line, column }: Extract<PlanOutcome, { readonly kind: 'refused' }>): string {
  const where = line === undefined ? '' : ` (line ${line})`;
  return `${file} ${fileWords[why]}${column === undefined ? '' : `: ${column}`}${where}. Nothing was taken.`;
}

export function planText(file: string, plan: ImportPlan, taken: 'planned' | 'applied' | 'applied_before'): string {
  const { counts } = plan;
  const troubled = plan.verdicts.filter(({ kind }) => kind === 'conflict' || kind === 'refused');
  return lines(
    `${file}: ${plan.layout}, ${plan.encoding}${plan.assumed ? ' (assumed: no mark, no UTF-8)' : ''}, SHA-256 ${plan.survey.sha256}`,
    `${counts.new} new, ${counts.same} same, ${counts.conflict} in conflict, ${counts.refused} refused`,
    ...troubled.slice(0, shownRows).flatMap(rowLines),
    ...(troubled.length > shownRows ? [`... and ${troubled.length - shownRows} more; --json shows all`] : []),
    takenWords[taken],
  );
}

const takenWords = {
  planned: 'Nothing was taken. --apply takes the new rows.',
  applied: 'The new rows were taken, the file is kept. Rows in conflict and refused rows were left alone.',
  applied_before: 'This very file was taken before. Nothing was changed.',
} as const;

function rowLines(verdict: RowVerdict): readonly string[] {
  if (verdict.kind === 'conflict')
    return verdict.differences.map(
      ({ field, here, there, from }) =>
        `line ${verdict.line}  ${verdict.serial}  ${field.replaceAll('_', ' ')}: here ${here} (${from}), in the file ${there}`,
    );
  if (verdict.kind !== 'refused') return [];
  const more = [verdict.field, verdict.serial, verdict.first === undefined ? undefined : `first in line ${verdict.first}`];
  return [`line ${verdict.line}  refused: ${[verdict.why.replaceAll('_', ' '), ...more.filter((one) => one !== undefined)].join(', ')}`];
}

const reportWords: Record<ReportRefusal, string> = {
  not_this_tool: 'is no file of this tool',
  not_a_report: 'is of this tool and reports no drive',
  damaged: 'is damaged',
  too_large: 'is too large',
  not_text: 'is no text in an encoding that is known here',
};

export function reportRefusal(file: string, tool: ForeignTool, { why }: { readonly why: ReportRefusal }): string {
  return `${file} (${tool}) ${reportWords[why]}. Nothing was taken.`;
}

export function reportText(
  file: string,
  plan: {
    readonly taken: 'planned' | 'applied';
    readonly tool: ForeignTool;
    readonly sha256: string;
    readonly verdicts: readonly ReportVerdict[];
  },
): string {
  return lines(
    `${file}: report of ${plan.tool}, ${trustWords.file}, SHA-256 ${plan.sha256}`,
    ...plan.verdicts.flatMap((verdict) => [
      [
        verdict.kind === 'refused' ? `refused: ${verdict.why.replaceAll('_', ' ')}` : verdict.kind,
        verdict.report.serial ?? 'no serial',
        verdict.report.model ?? 'model not told',
        `says ${verdict.report.result}`,
        verdict.report.method ?? 'method not told',
        `verification ${verdict.report.verification}`,
        ...verdict.report.warnings.map((warning) => warning.replaceAll('_', ' ')),
      ].join('  '),
      ...(verdict.kind === 'conflict'
        ? verdict.differences.map(({ field, here, there }) => `  ${field}: here ${here}, in the report ${there}`)
        : []),
    ]),
    'A report of another tool is no proof of ours: no drive is nearer to a way out by it.',
    plan.taken === 'planned'
      ? 'Nothing was taken. --apply keeps the new reports with their file.'
      : 'The new reports are kept with their file.',
  );
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
