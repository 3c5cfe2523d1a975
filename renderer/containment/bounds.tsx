import { useState, type ReactElement } from 'react';
import { containerBounds, type ContainerView } from '../../contract/containment.ts';
import { Act } from '../parts/act.tsx';
import { Field, Section } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { State } from '../parts/shape.tsx';
import { useBench, useStation } from '../station.tsx';
import { boundsSentence, boundsText, careStates } from '../words/bounds.ts';
import { useContainmentCall } from './looks.ts';

/** What is due of a container, as marks with words. */
export function CareMarks({ care, size }: { readonly care: ContainerView['care']; readonly size: 16 | 20 }): ReactElement {
  const { now_ms: nowMs } = useBench();
  const states = careStates(care, nowMs);
  return states.length === 0 ? (
    <></>
  ) : (
    <span className="care-marks">
      {states.map((state) => (
        <State key={state.word} {...state} size={size} />
      ))}
    </span>
  );
}

/** How a container is looked after, and the way to say so. */
export function Bounds({ view }: { readonly view: ContainerView }): ReactElement {
  const [setting, setSetting] = useState(false);
  const { policy_count_days: asked } = view;
  const isHere = view.state !== 'left';
  return (
    <Section title={boundsText.title}>
      <p className={view.bounds === undefined ? 'quiet' : ''}>
        {view.bounds !== undefined ? boundsSentence(view.bounds) : asked === undefined ? boundsText.none : boundsText.noneOwn}
      </p>
      {asked === undefined ? null : <p>{boundsText.byPolicy(asked)}</p>}
      <div className="acts">{isHere ? <Act onPress={() => setSetting(true)}>{boundsText.set}</Act> : null}</div>
      {setting ? <SetBounds view={view} onClose={() => setSetting(false)} /> : null}
    </Section>
  );
}

const typed = (value: number | undefined): string => (value === undefined ? '' : String(value));
const whole = (text: string): number | undefined =>
  text.trim() === '' ? undefined : /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;

function SetBounds({ view, onClose }: { readonly view: ContainerView; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const asked = view.policy_count_days;
  const [capacity, setCapacity] = useState(typed(view.bounds?.capacity));
  const [counts, setCounts] = useState(typed(view.bounds?.count_days));
  const [empties, setEmpties] = useState(typed(view.bounds?.empty_days));
  const read = containerBounds.safeParse({ capacity: whole(capacity), count_days: whole(counts), empty_days: whole(empties) });
  const run = async (): Promise<void> => {
    if (read.success && (await call.run(() => station.containers.bound({ container: view.container, ...read.data })))) onClose();
  };
  return (
    <Sheet title={boundsText.set} onClose={onClose}>
      <p>{boundsText.more}</p>
      <Field label={boundsText.capacity} value={capacity} onChange={setCapacity} hint={boundsText.blank} mono autoFocus />
      <Field
        label={boundsText.countDays}
        value={counts}
        onChange={setCounts}
        hint={asked === undefined ? boundsText.blank : boundsText.blankByPolicy(asked)}
        mono
      />
      <Field label={boundsText.emptyDays} value={empties} onChange={setEmpties} hint={boundsText.blank} mono onEnter={() => void run()} />
      <p role="status" className="small">
        {read.success ? '' : boundsText.bad}
      </p>
      <Refused words={call.refused} />
      <Act kind="main" disabled={!read.success || call.busy} onPress={() => void run()}>
        {boundsText.keep}
      </Act>
    </Sheet>
  );
}
