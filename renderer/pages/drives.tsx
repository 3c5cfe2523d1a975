import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState, type ReactElement } from 'react';
import { Link as Anchor, useLocation } from 'wouter';
import type { BenchView, DriveLine } from '../../contract/views.ts';
import { lampStates, type DriveState } from '../../domain/custody/words.ts';
import { Heads } from '../parts/heads.tsx';
import { Code } from '../parts/marks.tsx';
import { Field, Section } from '../parts/field.tsx';
import { useNow } from '../parts/now.ts';
import { State } from '../parts/shape.tsx';
import { SummaryActs } from '../parts/summary-acts.tsx';
import { TimeLeft } from '../parts/time-left.tsx';
import { askedBy } from '../scan/asked.ts';
import { useScans } from '../scan/ears.tsx';
import { isNoDrive } from '../scan/own-codes.ts';
import { useBench, useNames, useStation } from '../station.tsx';
import { dueText } from '../words/due.ts';
import { limitText } from '../words/limits.ts';
import { ago, utc } from '../words/numbers.ts';
import { recheckText } from '../words/recheck.ts';
import { screens } from '../words/screens.ts';
import { stateWord } from '../words/states.ts';
import { summaryText } from '../words/summary.ts';

const words = screens.drives;
const limit = 200;

/** Last part of the address of the list of drives that wait for a re-check. */
const drawnList = 'rechecks';

/** The list behind each lamp of the bench. */
const lists: Record<keyof BenchView['counts'], readonly DriveState[]> = lampStates;

/** Every drive that this station knows, found by what people have in hand. */
export function Drives({ list }: { readonly list: string | undefined }): ReactElement {
  const { station } = useStation();
  const bench = useBench();
  const [, go] = useLocation();
  const [query, setQuery] = useState('');
  const asked = useDeferredValue(query);
  const drawn = list === drawnList;
  const chosen = Object.entries(lists).find(([name]) => name === list);
  // The newest line changes whenever something was written, so that the list is asked for again.
  const written = bench.lines[0]?.at_ms;
  const { data } = useQuery({
    queryKey: ['drives', asked, list, written],
    queryFn: () =>
      station.drives.find({
        query: asked,
        limit,
        ...(chosen === undefined ? {} : { states: [...chosen[1]] }),
        ...(drawn ? { drawn: true } : {}),
      }),
    placeholderData: (before) => before,
  });
  useScans(true, (text) => {
    if (isNoDrive(text)) return false;
    const query = askedBy(text);
    void station.drives.find({ query, limit: 2 }).then((found) => {
      const [only, second] = found;
      if (only !== undefined && second === undefined) go(`/drive/${only.subject}`);
      else setQuery(query);
    });
    return true;
  });
  const title = drawn ? recheckText.listTitle : chosen === undefined ? words.title : screens.lamps[chosen[0] as keyof BenchView['counts']]; // keys of `lists`
  return (
    <main className="page" id="work">
      <header className="page-head list-head">
        <h1>{title}</h1>
        {drawn ? null : <Field label={words.find} value={query} onChange={setQuery} mono />}
        <Anchor href="/due" className="act act-plain">
          {dueText.title}
        </Anchor>
        {drawn ? null : (
          <Anchor href={`/drives/${drawnList}`} className="act act-plain">
            {recheckText.list}
          </Anchor>
        )}
        {chosen === undefined && !drawn ? null : (
          <Anchor href="/drives" className="act act-plain">
            {words.all}
          </Anchor>
        )}
      </header>
      {data === undefined ? null : data.length === 0 ? (
        <p className="empty">{drawn ? recheckText.listNone : asked === '' && chosen === undefined ? words.noneYet : words.none}</p>
      ) : (
        <>
          <Table lines={data} />
          {drawn ? null : (
            <Section title={summaryText.title}>
              <p className="quiet">{summaryText.ofBatch(data.length)}</p>
              <SummaryActs of={{ is: 'batch', drives: data.map(({ subject }) => subject) }} />
            </Section>
          )}
        </>
      )}
      {data?.length === limit ? <p className="quiet">{words.more}</p> : null}
    </main>
  );
}

function Table({ lines }: { readonly lines: readonly DriveLine[] }): ReactElement {
  const nowMs = useNow();
  const names = useNames();
  return (
    <table className="table drives-table">
      <Heads words={[words.serial, words.state, words.model, words.holder, words.since, limitText.title]} />
      <tbody>
        {lines.map((line) => (
          <tr key={line.subject}>
            <th scope="row">
              <Anchor href={`/drive/${line.subject}`} className="row-link">
                <Code>{line.serial}</Code>
              </Anchor>
            </th>
            <td>
              <State {...stateWord(line.state)} size={20} />
              {line.recheck_due === true ? <p className="small quiet">{recheckText.dueLine}</p> : null}
            </td>
            <td>{line.model ?? ''}</td>
            <td>
              {line.holder === undefined ? null : <p>{names(line.holder)}</p>}
              {line.place === undefined ? null : <p className="small quiet">{line.place}</p>}
            </td>
            <td>
              <time title={utc(line.since_ms)}>{ago(line.since_ms, nowMs)}</time>
            </td>
            <td>{line.limit === undefined ? '' : <TimeLeft limit={line.limit} nowMs={nowMs} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
