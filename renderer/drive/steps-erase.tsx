import { useState, type ReactElement } from 'react';
import type { DriveView } from '../../contract/views.ts';
import { Act } from '../parts/act.tsx';
import { CredentialFields, wholeCredentials, type Credentials } from '../parts/credentials.tsx';
import { Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useCall, useStation } from '../station.tsx';
import { stepText } from '../words/drive.ts';
import { verdictReasonWords, verdictWord } from '../words/erase.ts';
import { State } from '../parts/shape.tsx';
import { screens } from '../words/screens.ts';

const nobody: Credentials = { badge: '', pin: '' };

/** The second person at the start of an erase, where the policy asks for one. */
export function StartWitness({
  subject,
  port,
  onClose,
}: {
  readonly subject: string;
  readonly port: string;
  readonly onClose: () => void;
}): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [witness, setWitness] = useState(nobody);
  const start = async (): Promise<void> => {
    if (await call.run(() => station.erase.start({ subject, port, witness }))) onClose();
  };
  return (
    <Sheet title={stepText.start} onClose={onClose}>
      <p>{stepText.startWitness}</p>
      <CredentialFields value={witness} onChange={setWitness} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={!wholeCredentials(witness) || call.busy} onPress={() => void start()}>
        {stepText.start}
      </Act>
    </Sheet>
  );
}

/** Stops an erase where stopping changes anything. */
export function Cancel({ subject, onClose }: { readonly subject: string; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [note, setNote] = useState('');
  const cancel = async (): Promise<void> => {
    if (await call.run(() => station.erase.cancel({ subject, ...(note === '' ? {} : { note }) }))) onClose();
  };
  return (
    <Sheet title={stepText.cancel} onClose={onClose}>
      <p>{stepText.cancelMore}</p>
      <Field label={stepText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <div className="acts">
        <Act kind="stop" command="CANCEL" disabled={call.busy} onPress={() => void cancel()}>
          {stepText.cancelDo}
        </Act>
        <Act onPress={onClose}>{screens.app.back}</Act>
      </div>
    </Sheet>
  );
}

/** A person accepts or rejects the result. Nothing here decides for them. */
export function Validate({ drive, onClose }: { readonly drive: DriveView; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [note, setNote] = useState('');
  const [other, setOther] = useState(false);
  const [validator, setValidator] = useState(nobody);
  const decide = async (accepted: boolean): Promise<void> => {
    const more = { ...(note === '' ? {} : { note }), ...(other ? { validator } : {}) };
    if (await call.run(() => station.erase.validate({ subject: drive.subject, accepted, ...more }))) onClose();
  };
  const blocked = call.busy || (other && !wholeCredentials(validator));
  return (
    <Sheet title={stepText.validate} onClose={onClose}>
      <p>
        <span className="mono">{drive.serial}</span>
      </p>
      {drive.verdict === undefined ? null : (
        <>
          <State {...verdictWord(drive.verdict.kind)} />
          <ul className="reasons">
            {drive.verdict.reasons.map((reason) => (
              <li key={reason}>{verdictReasonWords(reason)}</li>
            ))}
          </ul>
        </>
      )}
      <p>{stepText.validateMore}</p>
      <Field label={stepText.note} value={note} onChange={setNote} />
      {other || call.why === 'validator_sanitized_it' || call.why === 'role_missing' ? null : (
        <Act onPress={() => setOther(true)}>{stepText.otherValidator}</Act>
      )}
      {other ? <CredentialFields value={validator} onChange={setValidator} /> : null}
      <Refused words={call.refused} />
      {!other && (call.why === 'validator_sanitized_it' || call.why === 'role_missing') ? (
        <Act onPress={() => setOther(true)}>{stepText.otherValidator}</Act>
      ) : null}
      <div className="acts">
        <Act kind="main" command="VALIDATE" disabled={blocked} onPress={() => void decide(true)}>
          {stepText.accept}
        </Act>
        <Act kind="stop" command="REJECT" disabled={blocked} onPress={() => void decide(false)}>
          {stepText.reject}
        </Act>
      </div>
    </Sheet>
  );
}
