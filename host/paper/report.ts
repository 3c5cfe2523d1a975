import type { DrawReport, Report, ReportPaper } from '../../registry/console/report-file.ts';
import { moment } from '../../certificate/numbers.ts';
import { left } from './edges.ts';
import { drawFrame } from './frame.ts';
import { partsOf, titleOf } from './report-parts.ts';
import { drawTable } from './report-table.ts';
import { unsealed } from './seal.ts';
import { ink, inner, Sheet } from './sheet.ts';

/**
 * Draws reports of one registry as PDF/A-3b on A4. They are figures as somebody read them, and no proof: what proves is in
 * the log, and the paper says so on every page.
 *
 * @param registry the registry's name
 */
export function reportDrawer(registry: string): DrawReport {
  return async (paper) => {
    const { report, atMs } = paper;
    const at = new Date(atMs);
    const title = titleOf(report);
    const sheet = new Sheet({
      title,
      subject: `${title}, ${registry}`,
      at,
      onPage: (each) =>
        drawFrame(each, {
          reference: `${title} · ${registry} · ${moment(at.toISOString())}`,
          check:
            'Figures as they were read at this time by whoever is named on the first page. They prove nothing by themselves: the log does.',
          practice: false,
          // Nothing is inside that would be signed instead.
          seal: { ...unsealed, words: 'This PDF is not signed.' },
        }),
    });
    let y = head(sheet, registry, paper);
    for (const part of partsOf(report)) y = drawTable(sheet, part, y);
    return sheet.finish();
  };
}

function head(sheet: Sheet, registry: string, { report, atMs, askedBy, site }: ReportPaper): number {
  sheet.text(titleOf(report), left, 34, { face: 'heavy', size: 15, tag: 'H1', width: 400 });
  sheet.text(registry, left, 54, { size: 8, color: ink.grey, width: inner });
  sheet.rule(70, left, inner, ink.black, 1.4);
  const about = [
    ['Read', moment(new Date(atMs).toISOString())],
    ['Asked by', askedBy],
    ['Of', site === undefined ? 'every site that the asker may see' : `the site ${site}`],
    ...since(report),
  ] as const;
  let y = 78;
  for (const [label, value] of about) {
    sheet.text(label, left, y, { size: 7.4, color: ink.grey, width: 70 });
    y = sheet.text(value, left + 76, y, { size: 8, width: inner - 76 }) + 1;
  }
  return y + 4;
}

function since(report: Report): readonly (readonly [string, string])[] {
  return 'from' in report ? [['Since', `the month ${report.from}, by when the registry took the facts`]] : [];
}
