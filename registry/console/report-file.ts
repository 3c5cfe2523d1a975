import { stringify } from 'csv-stringify/sync';
import type { ActRow, FailureRow, FailuresBy, ReturnFigures } from '../../contract/console/figures.ts';
import type { Ageing, Readiness } from '../../contract/console/reports.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import type { Raw } from './call.ts';

/** A report with what it tells, for whoever draws it. */
export type Report =
  | { readonly of: 'failures'; readonly from: string; readonly by: FailuresBy; readonly rows: readonly FailureRow[] }
  | { readonly of: 'scans'; readonly from: string; readonly rows: readonly ActRow[] }
  | ({ readonly of: 'returns' | 'credits' } & ReturnFigures)
  | ({ readonly of: 'ageing' } & Ageing)
  | ({ readonly of: 'readiness' } & Readiness);

/** A report on paper: what it tells, when it was read, and who asked. */
export interface ReportPaper {
  readonly report: Report;
  readonly atMs: number;
  readonly askedBy: string;
  /** As the asker narrowed it; every site that the asker sees without one. */
  readonly site?: string | undefined;
}

/** Draws a report as PDF. */
export type DrawReport = (paper: ReportPaper) => Promise<Uint8Array>;

export interface ReportFile {
  readonly name: string;
  readonly as: 'csv' | 'json' | 'pdf';
  /** The rows of the table, and its columns in their order: columns of a file are a promise. */
  readonly rows: readonly object[];
  readonly columns: readonly string[];
  readonly json: object;
  readonly paper: ReportPaper;
}

/**
 * One report as a file.
 *
 * @throws ConsoleRefusal for a PDF where nothing draws any
 */
export async function reportFile({ name, as, rows, columns, json, paper }: ReportFile, draw: DrawReport | undefined): Promise<Raw> {
  switch (as) {
    case 'csv':
      return {
        media: 'text/csv; charset=utf-8',
        // A name that begins like a formula must stay a name in a spreadsheet.
        body: stringify([...rows], { header: true, columns: [...columns], escape_formulas: true }),
        file: `${name}.csv`,
      };
    case 'json':
      return { media: 'application/json', body: JSON.stringify(json), file: `${name}.json` };
    case 'pdf':
      if (draw === undefined) throw new ConsoleRefusal('read_only', 'this registry was started without what draws papers');
      return { media: 'application/pdf', body: await draw(paper), file: `${name}.pdf` };
  }
}
