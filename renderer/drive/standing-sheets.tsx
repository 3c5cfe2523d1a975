import { useState, type ReactElement } from 'react';
import {
  exceptionGround,
  exceptionRule,
  holdGround,
  releaseWay,
  type ExceptionGround,
  type ExceptionRule,
  type HoldGround,
  type ReleaseWay,
} from '../../domain/facts/holds.ts';
import { filled } from '../containment/filled.ts';
import { useContainmentCall } from '../containment/looks.ts';
import { Act } from '../parts/act.tsx';
import { CredentialFields, wholeCredentials, type Credentials } from '../parts/credentials.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useBench, useStation } from '../station.tsx';
import { containerText, releaseWays, standingText } from '../words/containers.ts';
import { exceptionGroundWords, exceptionRuleWords, holdGroundWords } from '../words/containment.ts';

interface SheetProps {
  readonly subject: string;
  readonly onClose: () => void;
}

/** Puts the drive on legal hold. */
export function Hold({ subject, onClose }: SheetProps): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [ground, setGround] = useState<HoldGround>();
  const [matter, setMatter] = useState('');
  const [note, setNote] = useState('');
  const place = async (chosen: HoldGround): Promise<void> => {
    if (await call.run(() => station.holds.place({ subject, ground: chosen, ...filled({ matter, note }) }))) onClose();
  };
  return (
    <Sheet title={standingText.hold} onClose={onClose}>
      <p>{standingText.holdMore}</p>
      <Choice
        label={standingText.holdGround}
        options={holdGround.options}
        value={ground}
        onChange={setGround}
        word={(each) => holdGroundWords[each]}
      />
      <Field label={standingText.matter} value={matter} onChange={setMatter} />
      <Field label={containerText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act kind="stop" disabled={ground === undefined || call.busy} onPress={() => (ground === undefined ? undefined : void place(ground))}>
        {standingText.hold}
      </Act>
    </Sheet>
  );
}

/** Says whose the drive is, so that holds on others do not keep it. */
export function Owner({ subject, onClose }: SheetProps): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [owner, setOwner] = useState('');
  const [note, setNote] = useState('');
  const say = async (): Promise<void> => {
    if (await call.run(() => station.holds.owner({ subject, owner: owner.trim(), ...filled({ note }) }))) onClose();
  };
  return (
    <Sheet title={standingText.owner} onClose={onClose}>
      <p>{standingText.ownerMore}</p>
      <Field label={standingText.ownerName} value={owner} onChange={setOwner} />
      <Field label={containerText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={owner.trim() === '' || call.busy} onPress={() => void say()}>
        {standingText.owner}
      </Act>
    </Sheet>
  );
}

/** Lifts a hold before a witness with a badge of their own. */
export function Lift({ subject, hold, onClose }: SheetProps & { readonly hold: string }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [witness, setWitness] = useState<Credentials>({ badge: '', pin: '' });
  const [note, setNote] = useState('');
  const lift = async (): Promise<void> => {
    if (await call.run(() => station.holds.lift({ subject, hold, note: note.trim(), witness }))) onClose();
  };
  return (
    <Sheet title={standingText.lift} onClose={onClose}>
      <p>{standingText.liftMore}</p>
      <CredentialFields value={witness} onChange={setWitness} />
      <Field label={containerText.note} value={note} onChange={setNote} hint={standingText.needNote} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={!wholeCredentials(witness) || note.trim() === '' || call.busy} onPress={() => void lift()}>
        {standingText.lift}
      </Act>
    </Sheet>
  );
}

const dayChoices = ['1', '7', '30'] as const;
const dayMs = 86_400_000;

/** Lets one drive do without one thing on one way, until a day. */
export function Grant({ subject, onClose }: SheetProps): ReactElement {
  const { station } = useStation();
  const { now_ms: nowMs } = useBench();
  const call = useContainmentCall();
  const [rule, setRule] = useState<ExceptionRule>();
  const [way, setWay] = useState<ReleaseWay>();
  const [ground, setGround] = useState<ExceptionGround>();
  const [days, setDays] = useState<(typeof dayChoices)[number]>('7');
  const [note, setNote] = useState('');
  const whole = rule !== undefined && way !== undefined && ground !== undefined && note.trim() !== '';
  const grant = async (): Promise<void> => {
    if (!whole) return;
    // The longest is thirty days: what the sheet stood open for is taken off.
    const until = nowMs + Number(days) * dayMs - 60_000;
    if (await call.run(() => station.holds.grant({ subject, rule, way, ground, until_ms: until, note: note.trim() }))) onClose();
  };
  return (
    <Sheet title={standingText.grant} onClose={onClose} wide>
      <p>{standingText.grantMore}</p>
      <Choice
        label={standingText.although}
        options={exceptionRule.options}
        value={rule}
        onChange={setRule}
        word={(each) => exceptionRuleWords[each]}
      />
      <Choice label={standingText.way} options={releaseWay.options} value={way} onChange={setWay} word={(each) => releaseWays[each]} />
      <Choice
        label={standingText.ground}
        options={exceptionGround.options}
        value={ground}
        onChange={setGround}
        word={(each) => exceptionGroundWords[each]}
      />
      <Choice label={standingText.days} options={dayChoices} value={days} onChange={setDays} word={standingText.dayWord} />
      <Field label={containerText.note} value={note} onChange={setNote} hint={standingText.needNote} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={!whole || call.busy} onPress={() => void grant()}>
        {standingText.grant}
      </Act>
    </Sheet>
  );
}

/** Opens the case of a drive that is not where it should be. */
export function Miss({ subject, onClose }: SheetProps): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [note, setNote] = useState('');
  const miss = async (): Promise<void> => {
    if (await call.run(() => station.holds.miss({ subject, ...filled({ note }) }))) onClose();
  };
  return (
    <Sheet title={standingText.miss} onClose={onClose}>
      <p>{standingText.missMore}</p>
      <Field label={containerText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act kind="stop" disabled={call.busy} onPress={() => void miss()}>
        {standingText.miss}
      </Act>
    </Sheet>
  );
}
