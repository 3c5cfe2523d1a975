import type { CreditFigures, FailureRow, ReturnFigures } from '../../contract/console/figures.ts';
import { actStepWords, findingWords, howWords, stepWords } from '../../contract/console/report-words.ts';
import type { Ageing, Finding } from '../../contract/console/reports.ts';
import { moment } from '../../certificate/numbers.ts';
import { moneyText } from '../../domain/returns/money.ts';
import type { Report } from '../../registry/console/report-file.ts';
import type { ReportColumn, ReportPart } from './report-table.ts';

const titles: Record<Report['of'], string> = {
  failures: 'Failures of erases',
  scans: 'Scans and reasons',
  returns: 'Returns to makers',
  credits: 'Credits of makers',
  ageing: 'Overdue and ageing',
  readiness: 'Audit readiness',
};

/** What a report is called on paper. */
export function titleOf({ of }: Report): string {
  return titles[of];
}

/** What a report tells, table by table, in the order of its page. */
export function partsOf(report: Report): readonly ReportPart[] {
  switch (report.of) {
    case 'failures':
      return [failures(report)];
    case 'scans':
      return [
        {
          title: 'How it was done, and why otherwise',
          lead: 'By step, not by person.',
          columns: [text('Step', 3), text('How or why', 5), figure('Times')],
          rows: report.rows.map(({ step, how, acts }) => [actStepWords[step], howWords(how), acts]),
          empty: 'Nothing was taken in, docked or let through in this time.',
        },
      ];
    case 'returns':
      return returns(report);
    case 'credits':
      return credits(report.credits);
    case 'ageing':
      return ageing(report);
    case 'readiness':
      return [
        {
          title: `${report.sound} of ${report.drives} drives would pass`,
          columns: [text('Weight', 1.2), figure('Count'), text('What', 4), text('What to do', 5), text('Some of them', 4)],
          rows: [...report.findings].sort((a, b) => heavy[a.weight] - heavy[b.weight] || b.count - a.count).map(finding),
          empty: 'Nothing would fail an audit at this time.',
        },
      ];
  }
}

const heavy: Readonly<Record<Finding['weight'], number>> = { fails: 0, doubt: 1, note: 2 };
const weights: Readonly<Record<Finding['weight'], string>> = { fails: 'fails', doubt: 'in doubt', note: 'note' };

function finding({ rule, weight, count, about }: Finding): readonly (string | number)[] {
  const { what, fix } = findingWords[rule];
  const rest = count - about.length;
  const named = about.map(({ name }) => name).join(', ');
  return [weights[weight], count, what, fix, about.length > 0 && rest > 0 ? `${named} and ${rest} more` : named];
}

const text = (name: string, share: number): ReportColumn => ({ name, share });
const figure = (name: string): ReportColumn => ({ name, share: 1.2, kind: 'figure' });
const bar: ReportColumn = { name: '', share: 2, kind: 'bar' };

const ended = ({ done, failed }: FailureRow): number => done + failed;
const bad = ({ failed, refuted }: FailureRow): number => failed + refuted;
const share = (row: FailureRow): number => (ended(row) === 0 ? 0 : bad(row) / ended(row));

function failures({ by, rows }: Extract<Report, { readonly of: 'failures' }>): ReportPart {
  return {
    title: `By ${by}, the most failures first`,
    lead: 'The share is of those that failed, or were found with data on them afterwards, of all erases that ended.',
    columns: [
      text({ model: 'Model', firmware: 'Model, firmware', dock: 'Dock' }[by], 4),
      bar,
      ...['Share', 'Failed', 'Data found', 'Not verified', 'Stopped', 'Ended'].map(figure),
    ],
    rows: rows.map((row) => [
      [row.name, row.firmware].filter((part) => part !== undefined && part !== '').join(', ') || 'not told',
      share(row),
      `${(share(row) * 100).toFixed(1)} %`,
      row.failed,
      row.refuted,
      row.unverified,
      row.stopped,
      row.done,
    ]),
    empty: 'No erase has ended in this time.',
  };
}

function returns({ waiting, months, models }: ReturnFigures): readonly ReportPart[] {
  const most = Math.max(1, ...waiting.map(({ drives }) => drives));
  const fates = ['Bound for it', 'Sent', 'Destroyed', 'Gone elsewhere'].map(figure);
  return [
    {
      title: 'Waiting to go back to the maker',
      columns: [text('Days since they were bound for it', 3), bar, figure('Drives')],
      rows: waiting.map(({ from_days: from, until_days: until, drives }) => [
        until === undefined ? `${from} and more` : `${from} to ${until}`,
        drives / most,
        drives,
      ]),
      empty: 'No drive waits.',
    },
    {
      title: 'What became of them',
      columns: [text('Month', 2), ...fates],
      rows: months.map(({ month, bound, sent, destroyed, elsewhere }) => [month, bound, sent, destroyed, elsewhere]),
      empty: 'No drive was bound for its maker in this time.',
    },
    {
      title: 'By model',
      columns: [text('Model', 4), ...fates],
      rows: models.map(({ model, bound, sent, destroyed, elsewhere }) => [model || 'not told', bound, sent, destroyed, elsewhere]),
      empty: 'No drive was bound for its maker in this time.',
    },
  ];
}

function credits({ rows, refusals, late }: CreditFigures): readonly ReportPart[] {
  const of = (minor: number, currency: string): string => moneyText({ minor, currency });
  const money = (name: string): ReportColumn => ({ name, share: 2, kind: 'figure' });
  return [
    {
      title: 'By the month in which they were expected',
      columns: [
        text('Month', 1.4),
        text('Maker', 2),
        figure('Drives'),
        money('Expected'),
        money('Received'),
        money('Refused'),
        money('Open'),
      ],
      rows: rows.map(({ month, maker, currency, drives, ...sums }) => [
        month,
        maker,
        drives,
        of(sums.expected_minor, currency),
        of(sums.received_minor, currency),
        of(sums.refused_minor, currency),
        of(sums.open_minor, currency),
      ]),
      empty: 'No credit was expected in this time.',
    },
    {
      title: 'Refused, and why',
      columns: [text('Maker', 3), text('Why', 3), figure('Drives'), money('Refused')],
      rows: refusals.map(({ maker, why, drives, currency, minor }) => [maker, howWords(why), drives, of(minor, currency)]),
      empty: 'No credit was refused.',
    },
    {
      title: 'Late fees ahead',
      lead: 'Drives that have not gone back and whose window is over or ends within two weeks.',
      columns: [text('Maker', 3), figure('Drives'), figure('Over'), money('Fees'), text('First window ends', 2.4)],
      rows: late.map(({ maker, drives, over, currency, minor, first_ms: first }) => [
        maker,
        drives,
        over,
        currency === '' ? 'not known' : of(minor, currency),
        moment(new Date(first).toISOString()),
      ]),
      empty: 'None.',
    },
  ];
}

const nobody = 'nobody';

function ageing({ steps, places, holders, tenants }: Ageing): readonly ReportPart[] {
  const counts = ['Drives', 'Overdue', 'By tomorrow'].map(figure);
  const empty = 'No drive waits.';
  const most = Math.max(1, ...steps.map(({ drives }) => drives));
  return [
    {
      title: 'By step',
      columns: [text('Step', 3), bar, ...counts, text('Oldest since', 2.4)],
      rows: steps.map(({ step, drives, overdue, overdue_tomorrow: tomorrow, oldest_ms: oldest }) => [
        stepWords[step],
        drives / most,
        drives,
        overdue,
        tomorrow,
        oldest === undefined ? '' : moment(new Date(oldest).toISOString()),
      ]),
      empty,
    },
    ...(
      [
        ['place', places.map((row) => ({ ...row, name: [row.site, row.place].filter((part) => part !== '').join(', ') }))],
        ['holder', holders.map((row) => ({ ...row, name: row.holder }))],
        ['tenant', tenants],
      ] as const
    ).map(([by, rows]) => ({
      title: `By ${by}`,
      columns: [text(by === 'place' ? 'Site, place' : by === 'holder' ? 'Holder' : 'Tenant', 5), ...counts],
      rows: rows.map(({ name, drives, overdue, overdue_tomorrow: tomorrow }) => [name || nobody, drives, overdue, tomorrow]),
      empty,
    })),
  ];
}
