import type { ReactElement } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Overview } from '../../../contract/console/reports.ts';
import type { StationLook } from '../../../contract/console/stations.ts';
import { overviewPage } from '../../words/console/reports.ts';
import { stationPage } from '../../words/console/stations.ts';
import { grouped } from '../../words/numbers.ts';
import { Table, type Column } from './rows.tsx';

/*
 * Charts over days. Colour is told apart by lightness and by a hatch, never by hue alone, and the figures stand
 * in a table beside, for whoever reads or hears them.
 */

const tick = { fill: 'var(--ink-2)', fontFamily: 'var(--mono)', fontSize: 12 };

interface Series {
  readonly key: string;
  readonly name: string;
  readonly fill: string;
}

interface Day {
  readonly day: string;
  readonly [key: string]: string | number;
}

function Days({
  name,
  days,
  series,
}: {
  readonly name: string;
  readonly days: readonly Day[];
  readonly series: readonly Series[];
}): ReactElement {
  const columns: readonly Column<Day>[] = [
    { name: overviewPage.day, cell: ({ day }) => <span className="mono small">{day}</span> },
    ...series.map(({ key, name: head }) => ({
      name: head,
      kind: 'figure' as const,
      cell: (row: Day) => <span className="mono small">{grouped(Number(row[key] ?? 0))}</span>,
    })),
  ];
  return (
    <figure className="chart-figure">
      {series.length < 2 ? null : (
        <figcaption className="chart-key small">
          {series.map(({ key, name: word, fill }) => (
            <span key={key}>
              <svg width="14" height="14" aria-hidden="true">
                <Hatches />
                <rect width="14" height="14" fill={fill} stroke="var(--ink)" strokeWidth="1" />
              </svg>
              {word}
            </span>
          ))}
        </figcaption>
      )}
      <div className="chart" aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={[...days]} margin={{ top: 8, right: 16, bottom: 0, left: 0 }} barCategoryGap="18%" accessibilityLayer={false}>
            <defs>
              <HatchPattern />
            </defs>
            <CartesianGrid vertical={false} stroke="var(--rule)" />
            <XAxis
              dataKey="day"
              tick={tick}
              tickLine={false}
              axisLine={{ stroke: 'var(--rule-strong)' }}
              tickFormatter={(day: string) => day.slice(5)}
              minTickGap={24}
            />
            <YAxis tick={tick} tickLine={false} axisLine={false} width={40} allowDecimals={false} />
            <Tooltip
              cursor={{ fill: 'var(--press)' }}
              contentStyle={{ background: 'var(--plate)', border: '2px solid var(--ink)', borderRadius: 2, color: 'var(--ink)' }}
              labelStyle={{ color: 'var(--ink)', fontFamily: 'var(--mono)' }}
              itemStyle={{ color: 'var(--ink)' }}
            />
            {series.map(({ key, name: word, fill }) => (
              <Bar
                key={key}
                dataKey={key}
                name={word}
                fill={fill}
                stroke="var(--ink)"
                strokeWidth={fill.startsWith('url') ? 0.75 : 0}
                stackId={key === 'claimed' ? 'in' : 'out'}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <details className="chart-table">
        <summary className="small">{overviewPage.table}</summary>
        <Table name={name} rows={days} rowKey={({ day }) => day} columns={columns} />
      </details>
    </figure>
  );
}

function Hatches(): ReactElement {
  return (
    <defs>
      <HatchPattern />
    </defs>
  );
}

function HatchPattern(): ReactElement {
  return (
    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="5" height="5" fill="var(--plate)" />
      <rect width="2" height="5" fill="var(--ink)" />
    </pattern>
  );
}

/** Drives taken in beside drives let go, a day each. */
export function InAndOut({ days }: { readonly days: Overview['days'] }): ReactElement {
  return (
    <Days
      name={overviewPage.days}
      days={days}
      series={[
        { key: 'claimed', name: overviewPage.claimed, fill: 'var(--rule-strong)' },
        { key: 'released', name: overviewPage.released, fill: 'var(--ink)' },
        { key: 'destroyed', name: overviewPage.destroyed, fill: 'url(#hatch)' },
      ]}
    />
  );
}

export function FactsADay({ days, name }: { readonly days: StationLook['days']; readonly name: string }): ReactElement {
  return <Days name={name} days={days} series={[{ key: 'facts', name: stationPage.days, fill: 'var(--ink)' }]} />;
}
