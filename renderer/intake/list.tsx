import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import type { Receipt } from '../../contract/bridge.ts';
import type { ExpectedView } from '../../contract/expected.ts';
import { Act } from '../parts/act.tsx';
import { Section } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { SummaryActs } from '../parts/summary-acts.tsx';
import { useCall, useStation } from '../station.tsx';
import { listState, listText } from '../words/intake-lists.ts';
import { grouped } from '../words/numbers.ts';
import { screens } from '../words/screens.ts';
import { summaryText } from '../words/summary.ts';
import { Burst } from './burst.tsx';
import { Finds } from './finds.tsx';
import { lookAgainMs } from './lists.tsx';
import { Rows } from './rows.tsx';

/** One expected list: the count-down, burst scanning, what is missing and what nobody expected. */
export function List({ id }: { readonly id: string }): ReactElement {
  const { station } = useStation();
  const { data } = useQuery({
    queryKey: ['expected', id],
    queryFn: () => station.expected.look({ list: id }),
    refetchInterval: lookAgainMs,
  });
  if (data === undefined || !('rows' in data))
    return (
      <main className="page" id="work">
        <p className="quiet">{data === undefined ? screens.app.loading : listText.none}</p>
      </main>
    );
  return <Known key={id} view={data} />;
}

function Known({ view }: { readonly view: ExpectedView }): ReactElement {
  const { station } = useStation();
  const client = useQueryClient();
  const call = useCall();
  const [, go] = useLocation();
  const [sheet, setSheet] = useState(false);
  const { list, counts, closed } = view;
  const act = async (run: () => Promise<Receipt>): Promise<boolean> => {
    const done = await call.run(run);
    await client.invalidateQueries({ queryKey: ['expected'] });
    return done;
  };
  const ready = counts.open === 0 && counts.finds_open === 0;
  return (
    <main className="page" id="work">
      <header className="page-head list-head">
        <h1>{view.ticket ?? list.slice(3, 15)}</h1>
        <State {...listState(view)} size={32} />
        <Act onPress={() => go('/intake')}>{screens.app.back}</Act>
      </header>
      <dl className="count-down">
        {(
          [
            [listText.left, counts.open],
            [listText.met, counts.met],
            [listText.missing, counts.missing],
            [listText.finds, counts.finds],
          ] as const
        ).map(([name, value]) => (
          <div key={name} className="count-part">
            <dd className="tally">{grouped(value)}</dd>
            <dt>{name}</dt>
          </div>
        ))}
      </dl>
      {closed ? null : <Burst view={view} listening={!sheet} />}
      {closed ? null : (
        <div className="acts container-acts">
          <Act
            kind={ready ? 'main' : 'plain'}
            disabled={!ready || call.busy}
            onPress={() => void act(() => station.expected.close({ list }))}
          >
            {listText.close}
          </Act>
        </div>
      )}
      <Refused words={call.refused} />
      <Finds view={view} onSheet={setSheet} />
      <Section title={listText.rows}>
        <Rows view={view} onSheet={setSheet} />
        {view.breaches === 0 ? null : <p className="small">{listText.breaches(view.breaches)}</p>}
      </Section>
      <Section title={summaryText.title}>
        <p className="quiet">{summaryText.ofList}</p>
        <SummaryActs of={{ is: 'list', list }} />
      </Section>
    </main>
  );
}
