import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import { failuresBy, type ActRow, type FailureRow, type FailuresBy, type ReturnFigures } from '../../../contract/console/figures.ts';
import { actStepWords, howWords } from '../../../contract/console/report-words.ts';
import { Choice, Section } from '../../parts/field.tsx';
import { Code } from '../../parts/marks.tsx';
import { byWords, figuresPage, shareWords } from '../../words/console/figures.ts';
import { grouped } from '../../words/numbers.ts';
import { Empty, Look } from '../parts/look.tsx';
import { Page } from '../parts/page.tsx';
import { Table, type Column } from '../parts/rows.tsx';
import { SaveActs } from '../parts/save-acts.tsx';
import { ShareBars } from '../parts/share-bars.tsx';
import { useLook } from '../queries.ts';
import { Credits } from './credits.tsx';

const figures = ['failures', 'scans', 'returns', 'credits'] as const;

/** Longer tables than this say no more at a glance. */
const mostBars = 12;

/** Figures over months, each as a chart, a table and a file. */
export function FiguresPage({ asked }: { readonly asked: string | undefined }): ReactElement {
  const figure = figures.find((each) => each === asked) ?? 'failures';
  const [by, setBy] = useState<FailuresBy>('model');
  const [, go] = useLocation();
  return (
    <Page
      title={figuresPage.titleOf(figuresPage[figure])}
      lead={figuresPage.lead}
      acts={<SaveActs id="figures.save" asked={(as) => ({ params: { figure }, query: figure === 'failures' ? { as, by } : { as } })} />}
    >
      <Choice
        silent
        label={figuresPage.which}
        value={figure}
        onChange={(next) => go(`/figures/${next}`)}
        options={figures}
        word={(each) => figuresPage[each]}
      />
      {figure === 'failures' ? (
        <Failures by={by} onBy={setBy} />
      ) : figure === 'scans' ? (
        <Scans />
      ) : figure === 'returns' ? (
        <Returns />
      ) : (
        <Credits />
      )}
    </Page>
  );
}

function Figured({ value }: { readonly value: number }): ReactElement {
  return <Code small>{value === 0 ? '' : grouped(value)}</Code>;
}

function nameOf({ name, firmware }: FailureRow): string {
  const words = [name, firmware].filter((part) => part !== undefined && part !== '').join(', ');
  return words === '' ? figuresPage.unnamed : words;
}

const failingOf = ({ failed, refuted }: FailureRow): number => failed + refuted;
const endedOf = ({ done, failed }: FailureRow): number => done + failed;

function Failures({ by, onBy }: { readonly by: FailuresBy; readonly onBy: (by: FailuresBy) => void }): ReactElement {
  const look = useLook('failures.look', { query: { by } });
  const columns: readonly Column<FailureRow>[] = [
    { name: byWords[by], cell: (row) => nameOf(row) },
    { name: figuresPage.rate, kind: 'figure', cell: (row) => <Code small>{shareWords(failingOf(row), endedOf(row))}</Code> },
    { name: figuresPage.failed, kind: 'figure', cell: ({ failed }) => <Figured value={failed} /> },
    { name: figuresPage.refuted, kind: 'figure', cell: ({ refuted }) => <Figured value={refuted} /> },
    { name: figuresPage.unverified, kind: 'figure', cell: ({ unverified }) => <Figured value={unverified} /> },
    { name: figuresPage.stopped, kind: 'figure', cell: ({ stopped }) => <Figured value={stopped} /> },
    { name: figuresPage.done, kind: 'figure', cell: ({ done }) => <Figured value={done} /> },
  ];
  return (
    <Section title={figuresPage.failures}>
      <p className="quiet">{figuresPage.failingMore}</p>
      <Choice label={figuresPage.by} value={by} onChange={onBy} options={failuresBy.options} word={(each) => byWords[each]} />
      <Look look={look} lines={8}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty words={figuresPage.noFailures} />
          ) : (
            <>
              <ShareBars
                name={figuresPage.failing}
                lines={rows.slice(0, mostBars).map((row) => ({
                  key: nameOf(row),
                  word: nameOf(row),
                  value: endedOf(row),
                  part: failingOf(row),
                  ...(failingOf(row) === 0 ? {} : { more: shareWords(failingOf(row), endedOf(row)) }),
                }))}
              />
              <Table name={figuresPage.failures} rows={rows} rowKey={nameOf} columns={columns} />
            </>
          )
        }
      </Look>
    </Section>
  );
}

function Scans(): ReactElement {
  const look = useLook('scans.look', {});
  return (
    <Look look={look} lines={8}>
      {({ rows }) => (rows.length === 0 ? <Empty words={figuresPage.noActs} /> : <ScanFigures rows={rows} />)}
    </Look>
  );
}

function ScanFigures({ rows }: { readonly rows: readonly ActRow[] }): ReactElement {
  const lines = (['intake', 'dock'] as const).map((step) => {
    const own = rows.filter((row) => row.step === step);
    const all = own.reduce((sum, { acts }) => sum + acts, 0);
    const scanned = own.find(({ how }) => how === 'scanned')?.acts ?? 0;
    return {
      key: step,
      word: actStepWords[step],
      value: all,
      part: all - scanned,
      ...(all === scanned ? {} : { more: figuresPage.notScanned(shareWords(all - scanned, all)) }),
    };
  });
  return (
    <>
      <Section title={figuresPage.steps}>
        <p className="quiet">{figuresPage.stepsMore}</p>
        <ShareBars name={figuresPage.steps} lines={lines} />
      </Section>
      <Section title={figuresPage.reasons}>
        <Table
          name={figuresPage.reasons}
          rows={rows}
          rowKey={({ step, how }) => `${step} ${how}`}
          columns={[
            { name: figuresPage.step, cell: ({ step }) => actStepWords[step] },
            { name: figuresPage.why, cell: ({ how }) => howWords(how) },
            { name: figuresPage.acts, kind: 'figure', cell: ({ acts }) => <Figured value={acts} /> },
          ]}
        />
      </Section>
    </>
  );
}

function Returns(): ReactElement {
  const look = useLook('returns.look', {});
  return (
    <Look look={look} lines={8}>
      {(data) => <ReturnSections data={data} />}
    </Look>
  );
}

type Fates = Pick<ReturnFigures['models'][number], 'sent' | 'destroyed' | 'elsewhere'>;

const fates: readonly Column<Fates>[] = [
  { name: figuresPage.sent, kind: 'figure', cell: ({ sent }) => <Figured value={sent} /> },
  { name: figuresPage.destroyed, kind: 'figure', cell: ({ destroyed }) => <Figured value={destroyed} /> },
  { name: figuresPage.elsewhere, kind: 'figure', cell: ({ elsewhere }) => <Figured value={elsewhere} /> },
];

function ReturnSections({ data: { waiting, months, models } }: { readonly data: ReturnFigures }): ReactElement {
  const ended = models.filter(({ sent, destroyed, elsewhere }) => sent + destroyed + elsewhere > 0);
  return (
    <>
      <Section title={figuresPage.waiting}>
        <p className="quiet">{figuresPage.waitingMore}</p>
        <ShareBars
          name={figuresPage.waiting}
          lines={waiting.map(({ from_days: from, until_days: until, drives }) => ({
            key: String(from),
            word: figuresPage.days(from, until),
            value: drives,
            part: until === undefined ? drives : 0,
          }))}
        />
      </Section>
      <Section title={figuresPage.fates}>
        <p className="quiet">{figuresPage.fatesMore}</p>
        {months.length === 0 ? (
          <Empty words={figuresPage.noReturns} />
        ) : (
          <Table
            name={figuresPage.fates}
            rows={months}
            rowKey={({ month }) => month}
            columns={[
              { name: figuresPage.month, cell: ({ month }) => <Code small>{month}</Code> },
              { name: figuresPage.bound, kind: 'figure', cell: ({ bound }) => <Figured value={bound} /> },
              ...fates,
            ]}
          />
        )}
        {ended.length === 0 ? null : (
          <Table
            name={figuresPage.model}
            rows={ended}
            rowKey={({ model }) => model}
            columns={[{ name: figuresPage.model, cell: ({ model }) => (model === '' ? figuresPage.unnamed : model) }, ...fates]}
          />
        )}
      </Section>
    </>
  );
}
