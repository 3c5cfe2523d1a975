import { useState, type ReactElement } from 'react';
import type { HandedOver } from '../../contract/shift.ts';
import { useContainmentCall } from '../containment/looks.ts';
import { Act } from '../parts/act.tsx';
import { CredentialFields, wholeCredentials, type Credentials } from '../parts/credentials.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useStation } from '../station.tsx';
import { shiftText } from '../words/shift.ts';

const nobody: Credentials = { badge: '', pin: '' };

/** Both people sign, one after the other, each with their own badge and PIN. */
export function SignShift({
  drives,
  onDone,
  onClose,
}: {
  readonly drives: readonly string[];
  readonly onDone: (handed: HandedOver) => void;
  readonly onClose: () => void;
}): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [turn, setTurn] = useState<'giver' | 'receiver'>('giver');
  const [giver, setGiver] = useState(nobody);
  const [receiver, setReceiver] = useState(nobody);
  const sign = async (): Promise<void> => {
    let handed: HandedOver | undefined;
    const done = await call.run(async () => {
      const answer = await station.shift.handOver({ drives: [...drives], giver, receiver });
      if (answer.kind !== 'handed') return answer;
      handed = answer;
      return { kind: 'done', events: answer.events };
    });
    if (done && handed !== undefined) onDone(handed);
  };
  return (
    <Sheet title={shiftText.handOver(drives.length)} onClose={onClose}>
      {turn === 'giver' ? (
        <>
          <h3 className="step-head">{shiftText.giver}</h3>
          <p>{shiftText.giverMore}</p>
          <CredentialFields key="giver" value={giver} onChange={setGiver} />
          <Act kind="main" disabled={!wholeCredentials(giver)} onPress={() => setTurn('receiver')}>
            {shiftText.giverDone}
          </Act>
        </>
      ) : (
        <>
          <h3 className="step-head">{shiftText.receiver}</h3>
          <p>{shiftText.receiverMore}</p>
          <CredentialFields key="receiver" value={receiver} onChange={setReceiver} />
          <Refused words={call.refused} />
          <Act kind="main" disabled={!wholeCredentials(receiver) || call.busy} onPress={() => void sign()}>
            {shiftText.sign(drives.length)}
          </Act>
          {call.refused === undefined ? null : <Act onPress={() => setTurn('giver')}>{shiftText.giver}</Act>}
        </>
      )}
    </Sheet>
  );
}
