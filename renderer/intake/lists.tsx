import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { ExpectedLine } from '../../contract/expected.ts';
import { Act } from '../parts/act.tsx';
import { Heads } from '../parts/heads.tsx';
import { Code } from '../parts/marks.tsx';
import { State } from '../parts/shape.tsx';
import { useBench, useStation } from '../station.tsx';
import { listState, listText } from '../words/intake-lists.ts';
import { ago, grouped, utc } from '../words/numbers.ts';
import { screens } from '../words/screens.ts';
import { MakeList } from './make-list.tsx';

/** What others take in here shows within this time, ms. */
export const lookAgainMs = 3_000;

/** Every expected list of this station. */
export function Lists(): ReactElement {
  const { station } = useStation();
  const [making, setMaking] = useState(false);
  const { data } = useQuery({ queryKey: ['expected'], queryFn: () => station.expected.lists(), refetchInterval: lookAgainMs });
  return (
    <main className="page" id="work">
      <header className="page-head list-head">
        <h1>{listText.title}</h1>
        <Act kind="main" onPress={() => setMaking(true)}>
          {listText.make}
        </Act>
      </header>
      <p className="page-lead quiet">{listText.lead}</p>
      {data === undefined ? (
        <p className="quiet">{screens.app.loading}</p>
      ) : data.length === 0 ? (
        <div className="empty">
          <p>{listText.none}</p>
          <p className="quiet">{listText.noneMore}</p>
        </div>
      ) : (
        <Lines lines={data} />
      )}
      {making ? <MakeList onClose={() => setMaking(false)} /> : null}
    </main>
  );
}

function Lines({ lines }: { readonly lines: readonly ExpectedLine[] }): ReactElement {
  const { now_ms: nowMs } = useBench();
  const heads = [listText.ticket, listText.state, listText.left, listText.met, listText.missing, listText.finds, listText.since];
  return (
    <table className="table">
      <Heads words={heads} />
      <tbody>
        {lines.map((line) => (
          <tr key={line.list}>
            <th scope="row">
              <Anchor href={`/intake/${line.list}`} className="row-link">
                {line.ticket ?? line.list.slice(3, 15)}
              </Anchor>
            </th>
            <td>
              <State {...listState(line)} size={20} />
            </td>
            {[
              `${grouped(line.counts.open)} / ${grouped(line.counts.expected)}`,
              line.counts.met,
              line.counts.missing,
              line.counts.finds,
            ].map((value, at) => (
              <td key={heads[at + 2]}>
                <Code>{typeof value === 'number' ? grouped(value) : value}</Code>
              </td>
            ))}
            <td>
              <time title={utc(line.at_ms)}>{ago(line.at_ms, nowMs)}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
