import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Overview } from '../../../contract/console/reports.ts';
import type { DriveState } from '../../../domain/custody/words.ts';
import { Section } from '../../parts/field.tsx';
import { Time } from '../../parts/marks.tsx';
import { Shape, State } from '../../parts/shape.tsx';
import { needActs, needWords, overviewPage, stepWord } from '../../words/console/reports.ts';
import { grouped } from '../../words/numbers.ts';
import { stateWord, type Mark } from '../../words/states.ts';
import { Bars } from '../parts/bars.tsx';
import { InAndOut } from '../parts/charts.tsx';
import { Empty, Look } from '../parts/look.tsx';
import { Page } from '../parts/page.tsx';
import { useLook } from '../queries.ts';
import { may, useMay, useSigned, type Signed } from '../session.tsx';

/** Where everything stands: first what needs a person, then what people like to see. */
export function OverviewPage(): ReactElement {
  const look = useLook('overview.look', {});
  return (
    <Page title={overviewPage.title}>
      <Look look={look} lines={16}>
        {(data) => (
          <div className="overview">
            <Needs overview={data} />
            <div className="overview-pair">
              <States states={data.states} />
              <Steps />
            </div>
            <Section title={overviewPage.days}>
              <InAndOut days={data.days} />
            </Section>
            <Foot overview={data} />
          </div>
        )}
      </Look>
    </Page>
  );
}

interface Need {
  readonly key: string;
  readonly mark: Mark;
  readonly words: string;
  readonly act: string;
  readonly href: string;
  readonly detail?: string;
}

function Needs({ overview }: { readonly overview: Overview }): ReactElement {
  const needs = needsOf(overview, useSigned());
  return (
    <section className="needs" aria-label={overviewPage.today}>
      <h2 className="section-title">{overviewPage.today}</h2>
      {needs.length === 0 ? (
        <Empty words={overviewPage.nothing} more={overviewPage.nothingMore} />
      ) : (
        <ul>
          {needs.map(({ key, mark, words, act, href, detail }) => (
            <li key={key}>
              <Link href={href} className={`need need-${mark}`}>
                <Shape mark={mark} size={24} />
                <span className="need-words">
                  {words}
                  {detail === undefined ? null : <span className="small quiet need-detail">{detail}</span>}
                </span>
                <span className="need-act">{act}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The worst first: what stops the log, what stops a station, what waits for a word, what is late. */
function needsOf({ alarms, waiting, conflicts, overdue, overdue_tomorrow: tomorrow, stations }: Overview, signed: Signed): readonly Need[] {
  const lines: readonly (readonly [number, Need])[] = [
    ...alarms.map(
      ({ kind, detail }, at) =>
        [1, { key: `alarm${at}`, mark: 'stopped', words: needWords.alarm(kind), act: needActs.alarm, href: '/log', detail }] as const,
    ),
    [
      stations.frozen,
      { key: 'frozen', mark: 'stopped', words: needWords.frozen(stations.frozen), act: needActs.frozen, href: '/stations' },
    ],
    [
      waiting.enrolments,
      { key: 'enrolments', mark: 'disputed', words: needWords.enrolments(waiting.enrolments), act: needActs.enrolments, href: '/stations' },
    ],
    [waiting.epochs, { key: 'epochs', mark: 'disputed', words: needWords.epochs(waiting.epochs), act: needActs.epochs, href: '/stations' }],
    [conflicts, { key: 'conflicts', mark: 'disputed', words: needWords.conflicts(conflicts), act: needActs.conflicts, href: '/conflicts' }],
    [
      waiting.quarantine,
      {
        key: 'quarantine',
        mark: 'stopped',
        words: needWords.quarantine(waiting.quarantine),
        act: needActs.quarantine,
        href: '/quarantine',
      },
    ],
    [overdue, { key: 'overdue', mark: 'stopped', words: needWords.overdue(overdue), act: needActs.overdue, href: '/overdue' }],
    [tomorrow, { key: 'tomorrow', mark: 'waiting', words: needWords.tomorrow(tomorrow), act: needActs.overdue, href: '/overdue' }],
    [
      stations.silent,
      { key: 'silent', mark: 'unknown', words: needWords.silent(stations.silent), act: needActs.silent, href: '/stations' },
    ],
  ];
  const needed = {
    '/stations': 'stations.list',
    '/conflicts': 'conflicts.list',
    '/quarantine': 'quarantine.list',
    '/overdue': 'ageing.look',
  } as const;
  return lines.flatMap(([count, need]) => {
    const id = Object.entries(needed).find(([path]) => path === need.href)?.[1];
    return count > 0 && (id === undefined || may(signed, id)) ? [need] : [];
  });
}

function States({ states }: { readonly states: Overview['states'] }): ReactElement {
  const there = states.filter(({ drives }) => drives > 0);
  const here = there.filter(({ state }) => !isGone(state));
  const gone = there.filter(({ state }) => isGone(state));
  return (
    <Section title={overviewPage.states}>
      <p className="total">
        <span className="total-figure">{grouped(here.reduce((sum, { drives }) => sum + drives, 0))}</span>{' '}
        {overviewPage.allDrives.toLowerCase()}
      </p>
      <Bars
        name={overviewPage.states}
        lines={here.map(({ state, drives }) => ({
          key: state,
          word: <State {...stateWord(state)} size={16} />,
          href: `/drives/state=${state}`,
          value: drives,
        }))}
      />
      {gone.length === 0 ? null : (
        <p className="gone">
          {gone.map(({ state, drives }) => (
            <Link key={state} href={`/drives/state=${state}`}>
              <State {...stateWord(state)} size={16} /> <span className="mono">{grouped(drives)}</span>
            </Link>
          ))}
        </p>
      )}
    </Section>
  );
}

/** Drives that have left are many, and would make every other bar too short to read. */
function isGone(state: DriveState): boolean {
  return state === 'released' || state === 'destroyed';
}

function Steps(): ReactElement | null {
  const allowed = useMay('ageing.look');
  const look = useLook('ageing.look', {}, allowed);
  if (!allowed) return null;
  return (
    <Section title={overviewPage.ageing}>
      <p className="chart-key small">
        <span>
          <i className="key-late" />
          {overviewPage.overdue}
        </span>
        <span>
          <i className="key-soon" />
          {overviewPage.tomorrow}
        </span>
        <span>
          <i className="key-rest" />
          {overviewPage.inTime}
        </span>
      </p>
      <Look look={look}>
        {({ steps }) =>
          steps.every(({ drives }) => drives === 0) ? (
            <Empty words={overviewPage.none} />
          ) : (
            <Bars
              name={overviewPage.ageing}
              lines={steps
                .filter(({ drives }) => drives > 0)
                .map(({ step, drives, overdue, overdue_tomorrow: soon }) => ({
                  key: step,
                  word: stepWord(step),
                  href: `/overdue/${step}`,
                  value: drives,
                  late: overdue,
                  soon,
                  ...(overdue === 0 ? {} : { more: `${grouped(overdue)} ${overviewPage.overdue}` }),
                }))}
            />
          )
        }
      </Look>
    </Section>
  );
}

function Foot({ overview: { log, stations, at_ms: atMs } }: { readonly overview: Overview }): ReactElement {
  return (
    <p className="overview-foot small quiet">
      <span>
        {overviewPage.stations}: {grouped(stations.in_step)} {overviewPage.inStep}, {grouped(stations.silent)} {overviewPage.silent},{' '}
        {grouped(stations.frozen)} {overviewPage.frozen}
      </span>
      <span>
        {overviewPage.log} <Link href="/log">{log.name}</Link>: {grouped(log.size)} {overviewPage.logged}, {grouped(log.covered)}{' '}
        {overviewPage.covered}
      </span>
      <Time ms={atMs} long />
    </p>
  );
}
