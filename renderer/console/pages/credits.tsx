import type { ReactElement } from 'react';
import type { CreditFigures } from '../../../contract/console/figures.ts';
import { creditRefusal } from '../../../domain/facts/returns.ts';
import { moneyText } from '../../../domain/returns/money.ts';
import { Section } from '../../parts/field.tsx';
import { Code } from '../../parts/marks.tsx';
import { State } from '../../parts/shape.tsx';
import { creditsPage } from '../../words/console/credits.ts';
import { begun } from '../../words/containers.ts';
import { creditRefusalWords } from '../../words/credits.ts';
import { dayAndClock, grouped } from '../../words/numbers.ts';
import { codeWords } from '../../words/refusals.ts';
import { Empty, Look } from '../parts/look.tsx';
import { Table } from '../parts/rows.tsx';
import { useLook } from '../queries.ts';

/** What makers were to give, gave and refused, and the fees that are ahead. */
export function Credits(): ReactElement {
  const look = useLook('returns.look', {});
  return (
    <Look look={look} lines={8}>
      {({ credits }) => (
        <>
          <Late late={credits.late} />
          <Months rows={credits.rows} />
          <Refusals refusals={credits.refusals} />
        </>
      )}
    </Look>
  );
}

/** Nothing where it is none, so that what is there is seen. */
function Sum({ minor, currency }: { readonly minor: number; readonly currency: string }): ReactElement {
  return <Code small>{minor === 0 ? '' : moneyText({ minor, currency })}</Code>;
}

function Late({ late }: Pick<CreditFigures, 'late'>): ReactElement {
  return (
    <Section title={creditsPage.late}>
      <p className="quiet">{creditsPage.lateMore}</p>
      {late.length === 0 ? (
        <State mark="proven" word={creditsPage.noneLate} size={20} />
      ) : (
        <Table
          name={creditsPage.late}
          rows={late}
          rowKey={({ maker, currency }) => `${maker} ${currency}`}
          columns={[
            { name: creditsPage.maker, cell: ({ maker }) => maker },
            { name: creditsPage.first, cell: ({ first_ms: first }) => dayAndClock(first) },
            { name: creditsPage.drives, kind: 'figure', cell: ({ drives }) => <Code small>{grouped(drives)}</Code> },
            {
              name: creditsPage.over,
              cell: ({ over }) => (over === 0 ? '' : <State mark="stopped" word={creditsPage.overWords(over)} size={20} />),
            },
            {
              name: creditsPage.fees,
              kind: 'figure',
              cell: ({ minor, currency }) => (currency === '' ? creditsPage.feeUnknown : <Sum minor={minor} currency={currency} />),
            },
          ]}
        />
      )}
    </Section>
  );
}

function Months({ rows }: Pick<CreditFigures, 'rows'>): ReactElement {
  return (
    <Section title={creditsPage.months}>
      {rows.length === 0 ? (
        <Empty words={creditsPage.none} />
      ) : (
        <Table
          name={creditsPage.months}
          rows={rows}
          rowKey={({ month, maker, currency }) => `${month} ${maker} ${currency}`}
          columns={[
            { name: creditsPage.month, cell: ({ month }) => <Code small>{month}</Code> },
            { name: creditsPage.maker, cell: ({ maker }) => maker },
            { name: creditsPage.drives, kind: 'figure', cell: ({ drives }) => <Code small>{grouped(drives)}</Code> },
            {
              name: creditsPage.expected,
              kind: 'figure',
              cell: ({ expected_minor: minor, currency }) => <Sum minor={minor} currency={currency} />,
            },
            {
              name: creditsPage.received,
              kind: 'figure',
              cell: ({ received_minor: minor, currency }) => <Sum minor={minor} currency={currency} />,
            },
            {
              name: creditsPage.refused,
              kind: 'figure',
              cell: ({ refused_minor: minor, currency }) => <Sum minor={minor} currency={currency} />,
            },
            {
              name: creditsPage.open,
              kind: 'figure',
              cell: ({ open_minor: minor, currency }) => <Sum minor={minor} currency={currency} />,
            },
          ]}
        />
      )}
    </Section>
  );
}

function Refusals({ refusals }: Pick<CreditFigures, 'refusals'>): ReactElement | null {
  if (refusals.length === 0) return null;
  return (
    <Section title={creditsPage.why}>
      <Table
        name={creditsPage.why}
        rows={refusals}
        rowKey={({ maker, why, currency }) => `${maker} ${why} ${currency}`}
        columns={[
          { name: creditsPage.maker, cell: ({ maker }) => maker },
          { name: creditsPage.reason, cell: ({ why }) => whyWords(why) },
          { name: creditsPage.drives, kind: 'figure', cell: ({ drives }) => <Code small>{grouped(drives)}</Code> },
          { name: creditsPage.refused, kind: 'figure', cell: ({ minor, currency }) => <Sum minor={minor} currency={currency} /> },
        ]}
      />
    </Section>
  );
}

function whyWords(why: string): string {
  const known = creditRefusal.safeParse(why);
  return known.success ? begun(creditRefusalWords[known.data]) : codeWords(why);
}
