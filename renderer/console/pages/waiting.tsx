import { useState, type ReactElement, type ReactNode } from 'react';
import type { EnrolmentRow, EpochRow } from '../../../contract/console/stations.ts';
import { Act } from '../../parts/act.tsx';
import { Code, Pair, Time } from '../../parts/marks.tsx';
import { State } from '../../parts/shape.tsx';
import { epochWords, waitingText } from '../../words/console/stations.ts';
import { grouped } from '../../words/numbers.ts';
import { ask } from '../ask.ts';
import { Tick } from '../parts/pick.tsx';
import { Sure } from '../parts/sure.tsx';
import { useLook } from '../queries.ts';
import { useMay } from '../session.tsx';

/** Stations that stand before the door, each with its six words. Nothing is drawn when nobody waits. */
export function Waiting(): ReactElement | null {
  const { data: enrolments } = useLook('enrolments.list', {});
  const { data: epochs } = useLook('epochs.list', {});
  const decides = useMay('enrolments.approve');
  const asking = enrolments?.rows ?? [];
  const anew = epochs?.rows ?? [];
  if (asking.length + anew.length === 0) return null;
  return (
    <section className="waiting-room" aria-label={waitingText.title}>
      {asking.map((row) => (
        <Enrolment key={row.request} row={row} decides={decides} />
      ))}
      {anew.map((row) => (
        <NewEpoch key={row.request} row={row} decides={decides} />
      ))}
    </section>
  );
}

function Enrolment({ row, decides }: { readonly row: EnrolmentRow; readonly decides: boolean }): ReactElement {
  const [doing, setDoing] = useState<'approve' | 'refuse'>();
  const { request, words, name, site, platform } = row;
  return (
    <Visitor title={waitingText.enrolTitle(name)} words={words} decides={decides} approve={waitingText.approve} onDo={setDoing}>
      <Pair name={waitingText.claims}>{`${name}, ${site}`}</Pair>
      <Pair name={waitingText.platform}>{platform}</Pair>
      <Pair name={waitingText.asked}>
        <Time ms={row.asked_ms} long />
      </Pair>
      {doing === 'approve' ? (
        <Sure
          title={waitingText.approvedTitle}
          what={waitingText.approvedWhat}
          act={waitingText.approve}
          run={() => ask('enrolments.approve', { params: { request }, body: { words } })}
          onClose={() => setDoing(undefined)}
        />
      ) : doing === 'refuse' ? (
        <Sure
          title={waitingText.refuseTitle}
          what={waitingText.refuseWhat}
          act={waitingText.refuse}
          stop
          reason
          run={(reason) => ask('enrolments.refuse', { params: { request }, body: { reason } })}
          onClose={() => setDoing(undefined)}
        />
      ) : null}
    </Visitor>
  );
}

function NewEpoch({ row, decides }: { readonly row: EpochRow; readonly decides: boolean }): ReactElement {
  const [doing, setDoing] = useState<'approve' | 'refuse'>();
  const { request, words, name, site, after, epoch } = row;
  const why = epochWords(row.reason);
  return (
    <Visitor
      title={waitingText.epochTitle(name)}
      words={words}
      lead={`${why.what} ${why.ask}`}
      decides={decides}
      approve={waitingText.approveEpoch}
      onDo={setDoing}
    >
      <Pair name={waitingText.claims}>{`${name}, ${site}`}</Pair>
      <Pair name={waitingText.after}>
        <Code small>{`${epoch - 1} · ${grouped(after.seq)}`}</Code>
      </Pair>
      <Pair name={waitingText.asked}>
        <Time ms={row.asked_ms} long />
      </Pair>
      {doing === 'approve' ? (
        <Sure
          title={waitingText.approveEpoch}
          what={waitingText.epochWhat}
          act={waitingText.approveEpoch}
          run={() => ask('epochs.approve', { params: { request } })}
          onClose={() => setDoing(undefined)}
        />
      ) : doing === 'refuse' ? (
        <Sure
          title={waitingText.refuseTitle}
          what={waitingText.refuseEpochWhat}
          act={waitingText.refuse}
          stop
          reason
          run={(reason) => ask('epochs.refuse', { params: { request }, body: { reason } })}
          onClose={() => setDoing(undefined)}
        />
      ) : null}
    </Visitor>
  );
}

/** One that waits: six words large enough to read across a room, and the two ways to answer. */
function Visitor({
  title,
  lead,
  words,
  decides,
  approve,
  onDo,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly words: readonly string[] | undefined;
  readonly decides: boolean;
  readonly approve: string;
  readonly onDo: (what: 'approve' | 'refuse') => void;
  readonly children: ReactNode;
}): ReactElement {
  const [same, setSame] = useState(false);
  return (
    <article className="visitor" aria-label={title}>
      <h2>
        <State mark="disputed" word={title} size={20} />
      </h2>
      {lead === undefined ? null : <p className="visitor-lead">{lead}</p>}
      {words === undefined ? null : (
        <ol className="six-words" aria-label={waitingText.compare}>
          {words.map((word, at) => (
            <li key={`${at}${word}`}>
              <span className="mono small quiet">{at + 1}</span> <span className="six-word">{word}</span>
            </li>
          ))}
        </ol>
      )}
      <dl className="pairs small visitor-facts">{children}</dl>
      {decides ? (
        <div className="visitor-acts">
          {words === undefined ? null : (
            <>
              <p className="small">
                {waitingText.compare} {waitingText.differ}
              </p>
              <Tick label={waitingText.same} on={same} onChange={setSame} />
            </>
          )}
          <div className="acts">
            <Act kind="main" disabled={words !== undefined && !same} onPress={() => onDo('approve')}>
              {approve}
            </Act>
            <Act kind="stop" onPress={() => onDo('refuse')}>
              {waitingText.refuse}
            </Act>
          </div>
        </div>
      ) : null}
    </article>
  );
}
