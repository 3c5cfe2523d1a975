import { useState, type ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { DriveView } from '../../contract/views.ts';
import { destination, quarantineCause, type Destination, type QuarantineCause } from '../../domain/custody/words.ts';
import { Act } from '../parts/act.tsx';
import { CredentialFields, wholeCredentials, type Credentials } from '../parts/credentials.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useBench, useCall, usePeople, usePeopleElsewhere, useStation } from '../station.tsx';
import { causeWord, destinationWord, elsewhereWord } from '../words/custody.ts';
import { stepText } from '../words/drive.ts';
import { wholeRefusalWords, wholeText } from '../words/whole.ts';

export interface StepProps {
  readonly drive: DriveView;
  readonly onClose: () => void;
}

/** One side of a hand-over: who is to take it. */
export function Offer({ drive, onClose }: StepProps): ReactElement {
  const { station } = useStation();
  const { session } = useBench();
  const people = usePeople().filter(({ id, active }) => active && id !== session?.person.id);
  const elsewhere = usePeopleElsewhere();
  const call = useCall();
  const [to, setTo] = useState<string>();
  const offer = async (person: string): Promise<void> => {
    if (await call.run(() => station.custody.offer({ subject: drive.subject, to: person }))) onClose();
  };
  return (
    <Sheet title={stepText.offer} onClose={onClose}>
      <p className="mono">{drive.serial}</p>
      <Choice
        label={stepText.offerTo}
        options={[...people, ...elsewhere].map(({ id }) => id)}
        value={to}
        onChange={setTo}
        word={(id) => people.find((person) => person.id === id)?.name ?? elsewhereWord(elsewhere.find((person) => person.id === id)) ?? id}
      />
      {elsewhere.length === 0 ? null : <p className="small quiet">{stepText.offerElsewhere}</p>}
      <Refused words={call.refused} />
      <Act kind="main" disabled={to === undefined || call.busy} onPress={() => (to === undefined ? undefined : void offer(to))}>
        {stepText.offerDo}
      </Act>
    </Sheet>
  );
}

/** The other side: own badge and PIN, or the one who is signed in. */
export function Receive({ drive, onClose }: StepProps): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [receiver, setReceiver] = useState<Credentials>({ badge: '', pin: '' });
  const [place, setPlace] = useState('');
  const whole = wholeCredentials(receiver);
  const receive = async (): Promise<void> => {
    const more = { ...(whole ? { receiver } : {}), ...(place.trim() === '' ? {} : { place: place.trim() }) };
    if (await call.run(() => station.custody.receive({ subject: drive.subject, ...more }))) onClose();
  };
  if (drive.offered_within !== undefined)
    return (
      <Sheet title={stepText.receive} onClose={onClose}>
        <p>{wholeRefusalWords.handed_whole.what}</p>
        <Anchor href={`/hand-over/container/${drive.offered_within.container}`} className="act act-main">
          {wholeText.toHandOver}
        </Anchor>
      </Sheet>
    );
  return (
    <Sheet title={stepText.receive} onClose={onClose}>
      <p className="mono">{drive.serial}</p>
      <p>{stepText.receiveMore}</p>
      <CredentialFields value={receiver} onChange={setReceiver} />
      <Field label={stepText.receivePlace} value={place} onChange={setPlace} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={call.busy || (receiver.badge !== '') !== (receiver.pin !== '')} onPress={() => void receive()}>
        {whole ? stepText.receiveDo : stepText.receiveSelf}
      </Act>
    </Sheet>
  );
}

export function Move({ drive, onClose }: StepProps): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [place, setPlace] = useState('');
  const move = async (): Promise<void> => {
    if (await call.run(() => station.custody.move({ subject: drive.subject, place: place.trim() }))) onClose();
  };
  return (
    <Sheet title={stepText.move} onClose={onClose}>
      <p className="mono">{drive.serial}</p>
      <Field label={stepText.movePlace} value={place} onChange={setPlace} autoFocus />
      <Refused words={call.refused} />
      <Act kind="main" disabled={place.trim() === '' || call.busy} onPress={() => void move()}>
        {stepText.moveDo}
      </Act>
    </Sheet>
  );
}

export function Redirect({ drive, onClose }: StepProps): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [to, setTo] = useState<Destination>(drive.record.destination);
  const redirect = async (): Promise<void> => {
    if (await call.run(() => station.custody.redirect({ subject: drive.subject, destination: to }))) onClose();
  };
  return (
    <Sheet title={stepText.redirect} onClose={onClose}>
      <p className="mono">{drive.serial}</p>
      <Choice label={stepText.redirect} options={destination.options} value={to} onChange={setTo} word={destinationWord} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={to === drive.record.destination || call.busy} onPress={() => void redirect()}>
        {stepText.redirectDo}
      </Act>
    </Sheet>
  );
}

/** Sets a drive aside. The cause decides what can become of it. */
export function Quarantine({ drive, onClose }: StepProps): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [cause, setCause] = useState<QuarantineCause>(drive.state === 'mismatch' ? 'label_mismatch' : 'person');
  const [note, setNote] = useState('');
  const quarantine = async (): Promise<void> => {
    if (await call.run(() => station.custody.quarantine({ subject: drive.subject, cause, ...(note === '' ? {} : { note }) }))) onClose();
  };
  return (
    <Sheet title={stepText.quarantine} onClose={onClose}>
      <p className="mono">{drive.serial}</p>
      <Choice label={stepText.quarantineCause} options={quarantineCause.options} value={cause} onChange={setCause} word={causeWord} />
      <Field label={stepText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act kind="main" command="QUARANTINE" disabled={call.busy} onPress={() => void quarantine()}>
        {stepText.quarantineDo}
      </Act>
    </Sheet>
  );
}

export function Readmit({ drive, onClose }: StepProps): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [note, setNote] = useState('');
  const readmit = async (): Promise<void> => {
    if (await call.run(() => station.custody.readmit({ subject: drive.subject, note }))) onClose();
  };
  return (
    <Sheet title={stepText.readmit} onClose={onClose}>
      <p className="mono">{drive.serial}</p>
      <Field label={stepText.readmitNote} value={note} onChange={setNote} autoFocus required />
      <Refused words={call.refused} />
      <Act kind="main" disabled={note.trim() === '' || call.busy} onPress={() => void readmit()}>
        {stepText.readmitDo}
      </Act>
    </Sheet>
  );
}
