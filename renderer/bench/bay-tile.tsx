import type { ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { BayView, DockView } from '../../contract/views.ts';
import { Act } from '../parts/act.tsx';
import { DockLine } from '../parts/dock-grade.tsx';
import { Code, Serial } from '../parts/marks.tsx';
import { Progress } from '../parts/progress.tsx';
import { Shape } from '../parts/shape.tsx';
import { useEars } from '../scan/ears.tsx';
import { useBench, useCall, useStation } from '../station.tsx';
import { mediaWord } from '../words/custody.ts';
import { nextWords } from '../words/next.ts';
import { capacity } from '../words/numbers.ts';
import { screens } from '../words/screens.ts';
import { bayWords, silentWords, stateWord, type StateWord } from '../words/states.ts';
import { stampSeenWords } from '../words/stamp.ts';
import { bayName, serialOf } from './lookup.ts';

/** Shape and word for a bay: its drive's state, or what stands in the way of knowing one. */
export function bayState(bay: BayView): StateWord {
  if (bay.guarded !== undefined) return bayWords.guarded;
  if (!bay.occupied) return bayWords.empty;
  if (bay.state !== undefined) return stateWord(bay.state);
  if (bay.silent !== undefined) return bayWords.silent;
  if (bay.identity === undefined) return bayWords.reading;
  return bayWords.noRecord;
}

/** One bay as it stands in the dock. Its lamp is lit only when it tells a result or asks for a person. */
export function BayTile({ bay }: { readonly bay: BayView }): ReactElement {
  const bench = useBench();
  const { mark, word } = bayState(bay);
  const needs = bay.needs === undefined ? '' : nextWords(bay.needs, bayName(bench), serialOf(bench)).short;
  return (
    <li className={`bay lamp-${mark} ${bay.occupied ? '' : 'bay-empty'}`}>
      <header className="bay-head">
        <h3 className="bay-name">{bay.name}</h3>
        {bay.identity === undefined ? null : (
          <span className="small quiet bay-kind">
            {mediaWord(bay.identity.media)} <Code small>{capacity(bay.identity.capacity_bytes)}</Code>
          </span>
        )}
      </header>
      <Drive bay={bay} />
      <p className="bay-lamp">
        {bay.occupied ? <Shape mark={mark} ppm={bay.progress === undefined ? undefined : (bay.progress.done_ppm ?? 'unread')} /> : null}
        <span>{word}</span>
      </p>
      <div className="bay-foot">
        {bay.progress === undefined ? <p className="bay-needs">{needs}</p> : <Progress progress={bay.progress} nowMs={bench.now_ms} />}
        <Stamped bay={bay} />
        {showsDock(bay) ? <DockLine dock={bay.dock_grade} /> : null}
      </div>
      {bay.virtual && bench.station.mode === 'practice' ? <Virtual bay={bay} /> : null}
    </li>
  );
}

/** What its stamp says in short, while no job has the drive. Only what is wrong with one gets a mark: a stamp is no proof. */
function Stamped({ bay: { stamp, progress } }: { readonly bay: BayView }): ReactElement | null {
  if (stamp === undefined || progress !== undefined) return null;
  const { mark, short } = stampSeenWords(stamp);
  return (
    <p className="small">
      {mark === 'waiting' ? null : <Shape mark={mark} size={16} />} {short}
    </p>
  );
}

/** A dock that stands in the way, where there is room to say so: a job that runs has passed it. */
function showsDock(bay: BayView): bay is BayView & { readonly dock_grade: DockView } {
  return bay.dock_grade !== undefined && bay.dock_grade.grade !== 'A' && bay.progress === undefined;
}

function Drive({ bay }: { readonly bay: BayView }): ReactElement {
  if (bay.guarded !== undefined) return <p className="bay-drive small">{bay.guarded}</p>;
  if (bay.identity === undefined) return <p className="bay-drive small quiet">{bay.silent === undefined ? '' : silentWords(bay.silent)}</p>;
  const { identity } = bay;
  const serial = <Serial text={identity.serial} />;
  return (
    <div className="bay-drive">
      {bay.subject === undefined ? (
        serial
      ) : (
        <Anchor href={`/drive/${bay.subject}`} className="bay-link">
          {serial}
        </Anchor>
      )}
      <p className="small quiet">{identity.model}</p>
    </div>
  );
}

/** What a hand does at a real bay, for a virtual one: put in, pull out, look at the label. */
function Virtual({ bay }: { readonly bay: BayView }): ReactElement {
  const { station } = useStation();
  const { typed } = useEars();
  const { run } = useCall();
  const { printed } = bay;
  return (
    <div className="bay-hand">
      {bay.occupied && printed !== undefined ? (
        <Act
          label={`${screens.bench.scanPrinted}, ${bay.name}`}
          onPress={() => {
            for (const text of printed) typed(text);
          }}
        >
          {screens.bench.scanPrinted}
        </Act>
      ) : null}
      <Act
        label={`${bay.occupied ? screens.bench.unplug : screens.bench.plug}, ${bay.name}`}
        onPress={() =>
          void run(() => (bay.occupied ? station.practice.unplug({ port: bay.port }) : station.practice.plug({ port: bay.port })))
        }
      >
        {bay.occupied ? screens.bench.unplug : screens.bench.plug}
      </Act>
    </div>
  );
}
