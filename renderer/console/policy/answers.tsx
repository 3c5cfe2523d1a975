import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import type { ReplayRow } from '../../../contract/console/policies.ts';
import { mediaName } from '../../../domain/policy/sentences.ts';
import { hoursOf, type ReplayHours, type ReplayTally } from '../../../domain/policy/replay-tally.ts';
import { Act } from '../../parts/act.tsx';
import { Code } from '../../parts/marks.tsx';
import { demandWords, replayWords, shortWords, stepWords } from '../../words/console/policy-drafts.ts';
import { techniqueWord } from '../../words/erase.ts';
import { grouped } from '../../words/numbers.ts';
import { Empty } from '../parts/look.tsx';
import { Table } from '../parts/rows.tsx';
import { ShareBars } from '../parts/share-bars.tsx';
import type { Asking } from './asking.ts';

/** What a draft would have asked of past drives: figures, bars, and the drives themselves. */
export function Answers({ asking: { tally, rows, state } }: { readonly asking: Asking }): ReactElement {
  const rework = tally.rework.reduce((sum, { drives }) => sum + drives, 0);
  const { rows: work, hours, unmeasured } = hoursOf(tally);
  if (state === 'done' && tally.judged === 0)
    return (
      <>
        <Empty words={replayWords.noDrives} />
        <Left tally={tally} />
      </>
    );
  return (
    <>
      <dl className="policy-figures">
        <Figure value={grouped(tally.judged)} word={replayWords.judged} />
        <Figure value={grouped(rework)} word={replayWords.rework} />
        <Figure value={hoursWords(hours)} word={replayWords.hours} />
        <Figure value={grouped(tally.spared)} word={replayWords.spared} />
      </dl>
      {unmeasured === 0 ? null : <p>{replayWords.unmeasured(grouped(unmeasured))}</p>}
      <Left tally={tally} />
      {rework === 0 ? <p className="lead">{replayWords.nothing}</p> : <Work tally={tally} work={work} />}
      <Changes tally={tally} />
      {rework === 0 ? null : <DriveList rows={rows} unnamed={rework - rows.length} />}
    </>
  );
}

/** Minutes count where there are few hours. */
function hoursWords(hours: number): string {
  return hours < 100 ? hours.toFixed(1) : grouped(Math.round(hours));
}

function Figure({ value, word }: { readonly value: string; readonly word: string }): ReactElement {
  return (
    <div className="policy-figure">
      <dt>{word}</dt>
      <dd className="total-figure">{value}</dd>
    </div>
  );
}

function Left({ tally }: { readonly tally: ReplayTally }): ReactElement {
  return <p className="quiet">{replayWords.left(grouped(tally.untouched), grouped(tally.unknown_policy), grouped(tally.older))}</p>;
}

function Work({ tally, work }: { readonly tally: ReplayTally; readonly work: readonly ReplayHours[] }): ReactElement {
  const whys = Object.keys(shortWords).flatMap((short) => {
    const value = tally.rework.reduce((sum, row) => (row.short === short ? sum + row.drives : sum), 0);
    return value === 0 ? [] : [{ key: short, word: shortWords[short as ReplayRow['short']], value }]; // a key of the very table
  });
  return (
    <div className="policy-charts">
      <section>
        <h3 className="step-head">{replayWords.why}</h3>
        <ShareBars name={replayWords.why} lines={whys.toSorted((left, right) => right.value - left.value)} />
      </section>
      <section>
        <h3 className="step-head">{replayWords.work}</h3>
        <ShareBars
          name={replayWords.work}
          lines={work
            .toSorted((left, right) => right.drives - left.drives)
            .map(({ media, technique, drives, hours }) => ({
              key: `${media} ${technique}`,
              word: `${techniqueWord(technique)}, ${mediaName(media)}`,
              value: drives,
              more: hours === undefined ? replayWords.neverMeasured : replayWords.hoursOf(hoursWords(hours)),
            }))}
        />
      </section>
    </div>
  );
}

function Changes({ tally: { changes } }: { readonly tally: ReplayTally }): ReactElement {
  return (
    <section>
      <h3 className="step-head">{replayWords.changes}</h3>
      {changes.length === 0 ? (
        <p>{replayWords.none}</p>
      ) : (
        <>
          <p className="quiet">{replayWords.changesLead}</p>
          <Table
            name={replayWords.changes}
            rows={changes.toSorted((left, right) => right.drives - left.drives)}
            rowKey={({ step, old, draft }) => `${step} ${old} ${draft}`}
            columns={[
              { name: replayWords.demand, cell: ({ step }) => <b>{stepWords[step]}</b> },
              { name: replayWords.before, cell: ({ step, old }) => demandWords(step, old) },
              { name: replayWords.after, cell: ({ step, draft }) => demandWords(step, draft) },
              { name: replayWords.drives, kind: 'figure', cell: ({ drives }) => <Code small>{grouped(drives)}</Code> },
            ]}
          />
        </>
      )}
    </section>
  );
}

const rowsAtOnce = 25;

function DriveList({ rows, unnamed }: { readonly rows: readonly ReplayRow[]; readonly unnamed: number }): ReactElement {
  const [shown, show] = useState(rowsAtOnce);
  return (
    <section className="rows-place">
      <h3 className="step-head">{replayWords.list}</h3>
      {rows.length === 0 ? null : (
        <Table
          name={replayWords.list}
          rows={rows.slice(0, shown)}
          rowKey={({ subject }) => subject}
          columns={[
            {
              name: replayWords.serial,
              cell: ({ subject, serial }) => (
                <Link href={`/drive/${subject}`} className="row-go">
                  <span className="serial mono">{serial}</span>
                </Link>
              ),
            },
            { name: replayWords.model, kind: 'lesser', cell: ({ model }) => model },
            { name: replayWords.site, cell: ({ site }) => site },
            { name: replayWords.short, cell: ({ short }) => shortWords[short] },
            { name: replayWords.first, cell: ({ technique }) => techniqueWord(technique) },
          ]}
        />
      )}
      {rows.length <= shown ? null : <Act onPress={() => show(shown + rowsAtOnce)}>{replayWords.listMore}</Act>}
      {unnamed <= 0 ? null : <p className="quiet">{replayWords.unnamed(grouped(unnamed))}</p>}
    </section>
  );
}
