import type { ReactElement } from 'react';
import { Code, Pair, Time } from '../parts/marks.tsx';
import { Section } from '../parts/field.tsx';
import { State } from '../parts/shape.tsx';
import { useBench } from '../station.tsx';
import { ago, count, grouped } from '../words/numbers.ts';
import { Asked, Frozen, SyncActs } from './sync-acts.tsx';
import { joining, problemWords, syncMeans, syncText, syncWord } from '../words/sync.ts';

/** What is safe where: three numbers that can only shrink from left to right. */
export function Sync(): ReactElement {
  const { sync, now_ms: nowMs } = useBench();
  const isJoining = sync.asked?.kind === 'enrolment' && sync.asked.refused === undefined;
  const { mark, word } = isJoining ? joining : syncWord(sync.state);
  const steps = [
    { name: syncText.here, more: syncText.hereMore, value: sync.here, behind: 0 },
    { name: syncText.acknowledged, more: syncText.acknowledgedMore, value: sync.acknowledged, behind: sync.here - sync.acknowledged },
    { name: syncText.proven, more: syncText.provenMore, value: sync.proven, behind: sync.here - sync.proven },
  ];
  return (
    <main className="page" id="work">
      <header className="page-head">
        <h1>{syncText.title}</h1>
        <p className="sync-word">
          <State mark={mark} word={word} size={32} />
        </p>
        <p>{isJoining ? syncText.joiningMeans : syncMeans(sync.state)}</p>
        {sync.untold === undefined ? null : (
          <p>
            {grouped(sync.untold)} {syncText.untold}
          </p>
        )}
      </header>
      {sync.asked === undefined || sync.embedded === true ? null : <Asked asked={sync.asked} />}
      {sync.state === 'frozen' ? <Frozen sync={sync} /> : null}
      <ol className="gauge">
        {steps.map(({ name, more, value, behind }) => (
          <li key={name}>
            <p className="gauge-name">{name}</p>
            <p className="gauge-value">{grouped(value)}</p>
            <div className="scale" aria-hidden="true">
              <div className="scale-done" style={{ width: `${sync.here === 0 ? 0 : (100 * value) / sync.here}%` }} />
            </div>
            <p className="small quiet">{more}</p>
            <p className="small">{behind === 0 ? '\u00a0' : `${grouped(behind)} ${syncText.waiting}`}</p>
          </li>
        ))}
      </ol>
      <div className="columns">
        <Section title={syncText.registry}>
          <dl className="pairs">
            <Pair name={syncText.registry}>{sync.registry === undefined ? syncText.noRegistry : <Code>{sync.registry}</Code>}</Pair>
            <Pair name={syncText.last}>
              {sync.last_contact_ms === undefined ? (
                syncText.never
              ) : (
                <>
                  {ago(sync.last_contact_ms, nowMs)}, <Time ms={sync.last_contact_ms} long />
                </>
              )}
            </Pair>
            {sync.problem === undefined || sync.state === 'frozen' ? null : (
              <Pair name={syncText.problem}>{problemWords(sync.problem)}</Pair>
            )}
          </dl>
        </Section>
        <Section title={syncText.checkpoint}>
          {sync.checkpoint === undefined ? (
            <p className="quiet">{syncText.noCheckpoint}</p>
          ) : (
            <dl className="pairs">
              <Pair name={syncText.origin}>
                <Code>{sync.checkpoint.origin}</Code>
              </Pair>
              <Pair name={syncText.size}>
                <Code>{count(sync.checkpoint.size, syncText.facts, syncText.facts)}</Code>
              </Pair>
              <Pair name={syncText.root}>
                <Code>{sync.checkpoint.root}</Code>
              </Pair>
            </dl>
          )}
        </Section>
      </div>
      <SyncActs sync={sync} />
    </main>
  );
}
