import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { DueLine, DueList } from '../../contract/retention.ts';
import { Heads } from '../parts/heads.tsx';
import { Code } from '../parts/marks.tsx';
import { useNow } from '../parts/now.ts';
import { State } from '../parts/shape.tsx';
import { useBench, useStation } from '../station.tsx';
import { dueDay, dueText as text, dueWord } from '../words/due.ts';
import { utc } from '../words/numbers.ts';
import { screens } from '../words/screens.ts';
import { stateWord } from '../words/states.ts';

/** What the log brings shows within this time, ms. */
const lookAgainMs = 30_000;

/** What has to be deleted by when, because a contract has ended: the most urgent first. */
export function Due(): ReactElement {
  const { station } = useStation();
  const written = useBench().lines[0]?.at_ms;
  const { data } = useQuery({
    queryKey: ['due', written],
    queryFn: () => station.retention.due(),
    placeholderData: (before) => before,
    refetchInterval: lookAgainMs,
  });
  return (
    <main className="page" id="work">
      <header className="page-head list-head">
        <h1>{text.title}</h1>
        <Anchor href="/drives" className="act act-plain">
          {screens.drives.all}
        </Anchor>
      </header>
      <p className="page-lead quiet">{text.lead}</p>
      {data === undefined ? <p className="quiet">{screens.app.loading}</p> : <List list={data} />}
    </main>
  );
}

function List({ list }: { readonly list: DueList }): ReactElement {
  const { rows, more, contracts, unknown, holds_old: holdsOld } = list;
  if (contracts === 0) return <Nothing what={text.noContract} more={text.noContractMore} />;
  return (
    <>
      {holdsOld ? (
        <p className="page-lead">
          <State mark="stopped" word={text.holdsOld} size={20} />
        </p>
      ) : null}
      {unknown === 0 ? null : (
        <p className="page-lead">
          <State mark="unknown" word={text.unknown(unknown)} size={20} />
        </p>
      )}
      {rows.length === 0 ? <Nothing what={text.none} more={text.noneMore} /> : <Table rows={rows} />}
      {more ? <p className="quiet">{text.more}</p> : null}
    </>
  );
}

function Nothing({ what, more }: { readonly what: string; readonly more: string }): ReactElement {
  return (
    <div className="empty">
      <p>{what}</p>
      <p className="quiet">{more}</p>
    </div>
  );
}

function Table({ rows }: { readonly rows: readonly DueLine[] }): ReactElement {
  const nowMs = useNow();
  return (
    <table className="table drives-table">
      <Heads words={[text.serial, text.standing, text.by, text.owner, text.state, text.place]} />
      <tbody>
        {rows.map(({ drive, owner, due }) => (
          <tr key={drive.subject}>
            <th scope="row">
              <Anchor href={`/drive/${drive.subject}`} className="row-link">
                <Code>{drive.serial}</Code>
              </Anchor>
            </th>
            <td>
              <State {...dueWord(due, nowMs)} size={20} />
            </td>
            <td>{'by_ms' in due ? <time title={utc(due.by_ms)}>{dueDay(due)}</time> : ''}</td>
            <td>{owner}</td>
            <td>
              <State {...stateWord(drive.state)} size={20} />
            </td>
            <td>{drive.place ?? ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
