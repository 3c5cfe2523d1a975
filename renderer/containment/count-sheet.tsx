import { useState, type ReactElement } from 'react';
import type { ContainerView } from '../../contract/containment.ts';
import { Act } from '../parts/act.tsx';
import { CredentialFields, wholeCredentials, type Credentials } from '../parts/credentials.tsx';
import { Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useStation } from '../station.tsx';
import { containerText } from '../words/containers.ts';
import { useContainmentCall } from './looks.ts';
import { Recount, useTally } from './recount.tsx';

const nobody: Credentials = { badge: '', pin: '' };

/** A blind double count: first one person, then another with their own badge, each without the other's list or the record. */
export function CountSheet({ view, onClose }: { readonly view: ContainerView; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [turn, setTurn] = useState<'first' | 'second'>('first');
  const [witness, setWitness] = useState(nobody);
  const [note, setNote] = useState('');
  const first = useTally(turn === 'first');
  // The first scan of the second person is the badge.
  const second = useTally(turn === 'second' && witness.badge !== '');
  const run = async (): Promise<void> => {
    const asked = {
      container: view.container,
      first: [...first.items],
      second: [...second.items],
      witness,
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    };
    if (await call.run(() => station.containers.closeCount(asked))) onClose();
  };
  return (
    <Sheet title={containerText.startCount} onClose={onClose} wide>
      <p>{containerText.countMore}</p>
      {turn === 'first' ? (
        <>
          <Recount title={containerText.countFirst} tally={first} />
          <Act kind="main" onPress={() => setTurn('second')}>
            {containerText.countFirstDone}
          </Act>
        </>
      ) : (
        <>
          <div className="step-columns">
            <div>
              <p>{containerText.countSecondWho}</p>
              <CredentialFields value={witness} onChange={setWitness} listening={witness.badge === ''} />
              <Field label={containerText.note} value={note} onChange={setNote} />
            </div>
            <Recount title={containerText.countSecond} tally={second} />
          </div>
          <Refused words={call.refused} />
          <Act kind="main" disabled={!wholeCredentials(witness) || call.busy} onPress={() => void run()}>
            {containerText.closeCount}
          </Act>
        </>
      )}
    </Sheet>
  );
}
