import type { ReactElement } from 'react';
import { CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { RecheckMonth } from '../../../contract/console/rechecks.ts';
import { recheckPage, shareWord } from '../../words/console/rechecks.ts';

const tick = { fill: 'var(--ink-2)', fontFamily: 'var(--mono)', fontSize: 12 };

/**
 * The share of each month against the centre and the month's own upper limit. The table beside it says the same to whoever reads
 * or hears it.
 */
export function ControlChart({ months, centre }: { readonly months: readonly RecheckMonth[]; readonly centre: number }): ReactElement {
  return (
    <div className="chart" aria-hidden="true">
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={[...months]} margin={{ top: 8, right: 16, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--rule)" />
          <XAxis
            dataKey="month"
            tick={tick}
            tickLine={false}
            axisLine={{ stroke: 'var(--rule-strong)' }}
            padding={{ left: 40, right: 40 }}
          />
          <YAxis tick={tick} tickLine={false} axisLine={false} width={64} tickFormatter={shareWord} domain={[0, 'auto']} />
          <ReferenceLine y={centre} stroke="var(--ink-2)" />
          <Line
            dataKey="upper"
            type="stepAfter"
            stroke="var(--ink-2)"
            strokeDasharray="6 4"
            strokeWidth={1.5}
            dot={false}
            isAnimationActive={false}
          />
          <Line dataKey="share" stroke="var(--ink)" strokeWidth={2} isAnimationActive={false} dot={<Point />} />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** A month above its limit is a square in the colour of a stop: told apart by its shape. */
function Point({ cx = 0, cy = 0, payload }: { readonly cx?: number; readonly cy?: number; readonly payload?: RecheckMonth }): ReactElement {
  return payload?.out === true ? (
    <rect x={cx - 7} y={cy - 7} width={14} height={14} fill="var(--stopped)" stroke="var(--ink)" strokeWidth={1} />
  ) : (
    <circle cx={cx} cy={cy} r={4.5} fill="var(--ink)" />
  );
}

/** What the lines are, in the words of the page. */
export function ControlKey(): ReactElement {
  return (
    <p className="chart-key small quiet">
      <span>
        <svg width="24" height="10" aria-hidden="true">
          <line x1="0" y1="5" x2="24" y2="5" stroke="var(--ink)" strokeWidth="2" />
          <circle cx="12" cy="5" r="4" fill="var(--ink)" />
        </svg>
        {recheckPage.share}
      </span>
      <span>
        <svg width="24" height="10" aria-hidden="true">
          <line x1="0" y1="5" x2="24" y2="5" stroke="var(--ink-2)" strokeWidth="1.5" strokeDasharray="6 4" />
        </svg>
        {recheckPage.limit}
      </span>
    </p>
  );
}
