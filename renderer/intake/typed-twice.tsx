import { useState, type ReactElement } from 'react';
import type { Receipt } from '../../contract/bridge.ts';
import { unreadLabel, type UnreadLabel } from '../../domain/facts/facts.ts';
import { Act } from '../parts/act.tsx';
import { CredentialFields, wholeCredentials, type Credentials } from '../parts/credentials.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useCall } from '../station.tsx';
import { typedText, unreadWords } from '../words/typed.ts';
import { HowTaken, notSaid, type How } from './how-taken.tsx';

/** What two people typed, and how the drive is taken in. */
export interface TypedDrive extends How {
  readonly serial: string;
  readonly typed: { readonly why: UnreadLabel; readonly again: string; readonly witness: Credentials };
}

/**
 * A drive whose label no scanner reads. One person types its serial, then another one with badge and PIN, who does not see
 * what the first one typed. Only if both agree there is a record.
 */
function TypedTwice({
  how: given,
  take,
  onClose,
}: {
  readonly how?: How;
  readonly take: (drive: TypedDrive) => Promise<Receipt>;
  readonly onClose: () => void;
}): ReactElement {
  const call = useCall();
  const [how, setHow] = useState<How>(given ?? notSaid);
  const [turn, setTurn] = useState<'first' | 'second'>('first');
  const [why, setWhy] = useState<UnreadLabel>();
  const [serial, setSerial] = useState('');
  const [again, setAgain] = useState('');
  const [witness, setWitness] = useState<Credentials>({ badge: '', pin: '' });
  const run = async (): Promise<void> => {
    if (why === undefined) return;
    const drive = { ...how, place: how.place.trim(), serial: serial.trim(), typed: { why, again: again.trim(), witness } };
    if (await call.run(() => take(drive))) onClose();
  };
  const startAgain = (): void => {
    setTurn('first');
    setSerial('');
    setAgain('');
    setWitness({ badge: '', pin: '' });
  };
  return (
    <Sheet title={typedText.title} onClose={onClose} wide>
      <p>{typedText.lead}</p>
      {turn === 'first' ? (
        <>
          <Choice label={typedText.why} options={unreadLabel.options} value={why} onChange={setWhy} word={(each) => unreadWords[each]} />
          <Field label={typedText.first} value={serial} onChange={setSerial} mono required hint={typedText.firstHint} />
          {given === undefined || given.place.trim() === '' ? <HowTaken how={how} onChange={setHow} /> : null}
          <Act
            kind="main"
            disabled={why === undefined || serial.trim() === '' || how.place.trim() === ''}
            onPress={() => setTurn('second')}
          >
            {typedText.handOver}
          </Act>
        </>
      ) : (
        <>
          <CredentialFields value={witness} onChange={setWitness} />
          <Field label={typedText.second} value={again} onChange={setAgain} mono required hint={typedText.secondHint} />
          <Refused words={call.refused} />
          <div className="acts">
            <Act kind="main" disabled={call.busy || again.trim() === '' || !wholeCredentials(witness)} onPress={() => void run()}>
              {typedText.take}
            </Act>
            <Act onPress={startAgain}>{typedText.startAgain}</Act>
          </div>
        </>
      )}
    </Sheet>
  );
}

/** The way to it, wherever labels are scanned. `onSheet` hears when it opens and closes. */
export function UnreadLabelAct({
  how,
  take,
  onSheet,
}: {
  readonly how?: How;
  readonly take: (drive: TypedDrive) => Promise<Receipt>;
  readonly onSheet?: (open: boolean) => void;
}): ReactElement {
  const [open, setOpen] = useState(false);
  const set = (next: boolean): void => {
    setOpen(next);
    onSheet?.(next);
  };
  return (
    <>
      <Act onPress={() => set(true)}>{typedText.open}</Act>
      {open ? <TypedTwice {...(how === undefined ? {} : { how })} take={take} onClose={() => set(false)} /> : null}
    </>
  );
}
