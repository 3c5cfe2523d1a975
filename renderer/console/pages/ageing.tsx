import type { ReactElement } from 'react';
import { useLocation } from 'wouter';
import { step, type Ageing, type AgeingRow } from '../../../contract/console/reports.ts';
import { Section } from '../../parts/field.tsx';
import { Code, Time } from '../../parts/marks.tsx';
import { State } from '../../parts/shape.tsx';
import { ageingPage, limitWords, stepWord } from '../../words/console/reports.ts';
import { duration, grouped } from '../../words/numbers.ts';
import { driveColumns } from '../parts/drive-cells.tsx';
import { Look } from '../parts/look.tsx';
import { Moment } from '../parts/moment.tsx';
import { Page } from '../parts/page.tsx';
import { Pick } from '../parts/pick.tsx';
import { Rows, Table, type Column } from '../parts/rows.tsx';
import { Bars } from '../parts/bars.tsx';
import { SaveActs } from '../parts/save-acts.tsx';
import { useList, useLook } from '../queries.ts';
import { useNames, useTenants } from '../session.tsx';

/** What is late, by step, by place, by who holds it; and which drives these are. */
export function AgeingPage({ asked }: { readonly asked: string | undefined }): ReactElement {
  const look = useLook('ageing.look', {});
  const [, go] = useLocation();
  const chosen = step.options.find((each) => each === asked);
  return (
    <Page title={ageingPage.title} lead={ageingPage.lead} acts={<SaveActs id="ageing.save" />}>
      <Look look={look} lines={10}>
        {(data) => <Shares ageing={data} />}
      </Look>
      <Section title={ageingPage.which}>
        <div className="narrow">
          <Pick
            label={ageingPage.step}
            none={ageingPage.every}
            value={chosen}
            options={step.options}
            word={stepWord}
            onChange={(next) => go(next === undefined ? '/overdue' : `/overdue/${next}`)}
          />
        </div>
        <Which chosen={chosen} nowMs={look.data?.at_ms} />
      </Section>
    </Page>
  );
}

function Shares({ ageing: { steps, places, holders, tenants } }: { readonly ageing: Ageing }): ReactElement {
  const names = useNames();
  const figure = (value: number): ReactElement => <Code small>{value === 0 ? '' : grouped(value)}</Code>;
  const late = (value: number): ReactElement => (value === 0 ? <span /> : <State mark="stopped" word={grouped(value)} size={16} />);
  const groups = [
    {
      name: ageingPage.places,
      lines: places.map((each) => ({ ...each, key: `${each.site} ${each.place}`, word: `${each.place}, ${each.site}` })),
    },
    { name: ageingPage.holders, lines: holders.map((each) => ({ ...each, key: each.holder, word: names(each.holder) })) },
    { name: ageingPage.tenants, lines: tenants.map((each) => ({ ...each, key: each.name, word: each.name })) },
  ];
  return (
    <>
      <Table
        name={ageingPage.title}
        rows={steps.filter(({ drives }) => drives > 0)}
        rowKey={(row) => row.step}
        rowTone={({ overdue }) => (overdue > 0 ? 'stopped' : undefined)}
        columns={[
          {
            name: ageingPage.step,
            cell: (row) => (
              <a className="row-go" href={`#/overdue/${row.step}`}>
                {stepWord(row.step)}
              </a>
            ),
          },
          { name: ageingPage.overdue, kind: 'figure', cell: ({ overdue }) => late(overdue) },
          { name: ageingPage.tomorrow, kind: 'figure', cell: ({ overdue_tomorrow: soon }) => figure(soon) },
          { name: ageingPage.drives, kind: 'figure', cell: ({ drives }) => figure(drives) },
          { name: ageingPage.limit, kind: 'figure', cell: ({ limit_ms: limitMs }) => <Code small>{limitWords(limitMs)}</Code> },
          {
            name: ageingPage.oldest,
            kind: 'figure',
            cell: ({ oldest_ms: oldestMs }) => (oldestMs === undefined ? '' : <Moment ms={oldestMs} />),
          },
        ]}
      />
      <div className="overview-three">
        {groups.map(({ name, lines }) => (
          <Section key={name} title={name}>
            <Bars
              name={name}
              lines={lines
                .filter(({ overdue, overdue_tomorrow: soon }) => overdue + soon > 0)
                .slice(0, 8)
                .map(({ key, word, drives, overdue, overdue_tomorrow: soon }) => ({
                  key,
                  word,
                  href: '/overdue',
                  value: drives,
                  late: overdue,
                  soon,
                }))}
            />
          </Section>
        ))}
      </div>
    </>
  );
}

function Which({ chosen, nowMs }: { readonly chosen: AgeingRow['step'] | undefined; readonly nowMs: number | undefined }): ReactElement {
  const people = useNames();
  const tenants = useTenants();
  const list = useList('ageing.list', { step: chosen });
  const due: Column<AgeingRow> = {
    name: ageingPage.due,
    cell: ({ due_ms: dueMs }) => <Due dueMs={dueMs} nowMs={nowMs} />,
  };
  const [serial, ...others] = driveColumns<AgeingRow>({ people, tenants });
  return (
    <Rows
      name={ageingPage.which}
      list={list}
      rowKey={({ subject }) => subject}
      columns={[...(serial === undefined ? [] : [serial]), due, ...others]}
      empty={ageingPage.empty}
    />
  );
}

function Due({ dueMs, nowMs }: { readonly dueMs: number; readonly nowMs: number | undefined }): ReactElement {
  if (nowMs === undefined) return <Time ms={dueMs} long />;
  const leftS = (dueMs - nowMs) / 1000;
  if (leftS < 0) return <State mark="stopped" word={ageingPage.late(duration(-leftS))} size={16} />;
  return <State mark="waiting" word={ageingPage.left(duration(leftS))} size={16} />;
}
