import { useState, type ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { IntakeView } from '../../contract/views.ts';
import { dataClass, destination, pullReason, type DataClass, type Destination, type PullReason } from '../../domain/custody/words.ts';
import { deviceClass, isForDestruction, routeOf, type DeviceClass } from '../../domain/intake/device-classes.ts';
import { readOwnCode } from '../../domain/label/codes.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { useScans } from '../scan/ears.tsx';
import { earcons } from '../sounds/earcons.ts';
import { useCall, useStation } from '../station.tsx';
import { deviceText, deviceWords, noMethodWords } from '../words/devices.ts';
import { dataClassWord, destinationWord, reasonPulled } from '../words/custody.ts';
import { understoodWhyWords, understoodWord } from '../words/scan.ts';
import { screens } from '../words/screens.ts';

const words = screens.intake;

interface Draft {
  readonly serial: string;
  readonly device: DeviceClass | 'disk';
  readonly reason: PullReason;
  readonly data_class: DataClass;
  readonly destination: Destination;
  /** Undefined until somebody types one: then the bench's own place counts. */
  readonly place: string | undefined;
  readonly host: string;
  readonly slot: string;
  readonly ticket: string;
  readonly owner: string;
  readonly note: string;
}

function emptyDraft(): Draft {
  return {
    serial: '',
    device: 'disk',
    reason: 'failed',
    data_class: 'unknown',
    destination: 'undecided',
    place: undefined,
    host: '',
    slot: '',
    ticket: '',
    owner: '',
    note: '',
  };
}

/** The label being gathered, and what the scans cannot know: asked once, kept from drive to drive where it is likely the same. */
export function Intake({ intake }: { readonly intake: IntakeView }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [draft, setDraft] = useState(emptyDraft);
  const place = draft.place ?? intake.place ?? '';
  const set =
    <Key extends keyof Draft>(key: Key) =>
    (value: Draft[Key]): void =>
      setDraft((old) => ({ ...old, [key]: value }));
  const device = draft.device === 'disk' ? undefined : draft.device;
  const goesTo = isForDestruction(device) ? 'destruction' : draft.destination;
  const claim = async (): Promise<void> => {
    const { serial, device: _, host, slot, ticket, owner, note, ...rest } = draft;
    const needed = { ...rest, destination: goesTo, place, ...(device === undefined ? {} : { device }) };
    const given = Object.fromEntries(
      Object.entries({ serial, host, slot, ticket, owner, note }).filter(([, value]) => value.trim() !== ''),
    );
    if (await call.run(() => station.custody.claim({ ...needed, ...given })))
      setDraft({ ...emptyDraft(), reason: draft.reason, data_class: draft.data_class, destination: draft.destination });
  };
  if (intake.known !== undefined)
    return (
      <section className="intake" aria-label={words.title}>
        <Gathered intake={intake} />
        <p className="intake-known">
          {words.known} <Anchor href={`/drive/${intake.known}`}>{words.openKnown}</Anchor>
        </p>
      </section>
    );
  const missing = !intake.ready && draft.serial.trim() === '' ? words.serialMissing : place.trim() === '' ? words.placeMissing : undefined;
  return (
    <section className="intake" aria-label={words.title}>
      <Gathered intake={intake} />
      <div className="intake-form">
        <div className="field-row">
          {intake.label.serial === undefined ? (
            <Field label={words.serial} value={draft.serial} onChange={set('serial')} hint={words.serialHint} mono />
          ) : null}
          <Field label={words.place} value={place} onChange={set('place')} required />
          <Field label={words.host} value={draft.host} onChange={set('host')} />
          <Field label={words.slot} value={draft.slot} onChange={set('slot')} />
          <Field label={words.ticket} value={draft.ticket} onChange={set('ticket')} />
        </div>
        <What draft={draft} set={set} />
        <div className="field-row">
          <Field label={words.owner} value={draft.owner} onChange={set('owner')} />
          <Field label={words.note} value={draft.note} onChange={set('note')} />
        </div>
        <Refused words={call.refused} />
        <div className="acts intake-acts">
          <Act kind="main" disabled={missing !== undefined || call.busy} onPress={() => void claim()}>
            {words.claim}
          </Act>
          {missing === undefined ? null : <p className="intake-missing">{missing}</p>}
          <Act command="CLEAR" onPress={() => void call.run(() => station.bench.clearScan())}>
            {words.drop}
          </Act>
        </div>
      </div>
    </section>
  );
}

interface WhatProps {
  readonly draft: Draft;
  readonly set: <Key extends keyof Draft>(key: Key) => (value: Draft[Key]) => void;
}

/** What it is, why it comes and where it goes. What nothing here makes safe but destruction goes nowhere else. */
function What({ draft, set }: WhatProps): ReactElement {
  const route = routeOf(draft.device === 'disk' ? undefined : draft.device);
  useScans(true, (text) => {
    const own = readOwnCode(text);
    if (own?.kind !== 'device') return false;
    set('device')(own.device);
    earcons.play('ok');
    return true;
  });
  return (
    <>
      <Choice label={words.reason} options={pullReason.options} value={draft.reason} onChange={set('reason')} word={reasonPulled} />
      <Choice
        label={words.dataClass}
        options={dataClass.options}
        value={draft.data_class}
        onChange={set('data_class')}
        word={dataClassWord}
      />
      {route.to === 'destruction' ? (
        <p>
          <State
            mark="stopped"
            word={`${draft.device === 'disk' ? deviceText.disk : deviceWords[draft.device]}. ${deviceText.forced}`}
            size={20}
          />{' '}
          {noMethodWords[route.why]}
        </p>
      ) : (
        <Choice
          label={words.destination}
          options={destination.options}
          value={draft.destination}
          onChange={set('destination')}
          word={destinationWord}
        />
      )}
      <Choice
        label={deviceText.label}
        options={['disk', ...deviceClass.options]}
        value={draft.device}
        onChange={set('device')}
        word={(each) => (each === 'disk' ? deviceText.disk : deviceWords[each])}
      />
    </>
  );
}

function Gathered({ intake }: { readonly intake: IntakeView }): ReactElement {
  const { label } = intake;
  return (
    <div className="gathered">
      <h2 className="pane-title small">{words.title}</h2>
      <p className="gathered-serial mono">{label.serial ?? words.noSerial}</p>
      <ul className="gathered-parts">
        {intake.parts.map((part) => (
          <li key={`${part.as} ${part.text}`}>
            <span className="small quiet">{understoodWord(part.as)}</span>
            <Code>{part.text}</Code>
            <span className="small quiet">
              {understoodWhyWords(part.why)}
              {chosen(label, part.text) ? '' : `; ${words.notChosen}`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function chosen(label: IntakeView['label'], text: string): boolean {
  return Object.values(label).some((value) => value === text);
}
