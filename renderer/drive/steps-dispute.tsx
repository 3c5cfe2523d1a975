import { useState, type ReactElement } from 'react';
import type { DisputeView } from '../../contract/views.ts';
import { conflictResolution } from '../../domain/facts/control.ts';
import { overriddenAct, type OverriddenAct } from '../../domain/facts/facts.ts';
import { Act } from '../parts/act.tsx';
import { CredentialFields, wholeCredentials, type Credentials } from '../parts/credentials.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useCall, useStation } from '../station.tsx';
import { disputeText, disputeWord, disputeWords, overrideWord, settledWord } from '../words/dispute.ts';
import { stepText } from '../words/drive.ts';
import type { StepProps } from './steps-custody.tsx';

const nobody: Credentials = { badge: '', pin: '' };
const reasons = conflictResolution.shape.reason.options;

/** Two people let one step through on a drive in dispute. The dispute stays open. */
export function Override({ drive, onClose }: StepProps): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [act, setAct] = useState<OverriddenAct>();
  const [note, setNote] = useState('');
  const [witness, setWitness] = useState(nobody);
  const isWhole = act !== undefined && note.trim() !== '' && wholeCredentials(witness);
  const override = async (): Promise<void> => {
    if (act === undefined) return;
    if (await call.run(() => station.custody.override({ subject: drive.subject, act, note: note.trim(), witness }))) onClose();
  };
  return (
    <Sheet title={disputeText.override} onClose={onClose} wide>
      <p className="mono">{drive.serial}</p>
      <div className="step-columns">
        <div>
          <p>{disputeText.overrideMore}</p>
          <Choice label={disputeText.overrideAct} options={overriddenAct.options} value={act} onChange={setAct} word={overrideWord} />
          <Field label={disputeText.why} value={note} onChange={setNote} required />
        </div>
        <div>
          <h3 className="step-head">{stepText.witness}</h3>
          <p>{stepText.witnessMore}</p>
          <CredentialFields value={witness} onChange={setWitness} />
        </div>
      </div>
      <Refused words={call.refused} />
      <Act kind="stop" command="OVERRIDE" disabled={!isWhole || call.busy} onPress={() => void override()}>
        {disputeText.overrideDo}
      </Act>
    </Sheet>
  );
}

/** Says who has the drive after all, and why. It closes one conflict, as it stands on this page. */
export function Resolve({ drive, onClose }: StepProps): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const open = drive.dispute?.conflicts ?? [];
  const holders = holdersIn(drive.dispute);
  const [chosen, setChosen] = useState<string>();
  const [holder, setHolder] = useState<string>();
  const [reason, setReason] = useState<(typeof reasons)[number]>();
  const [note, setNote] = useState('');
  const conflict = open.find(({ id }) => id === chosen) ?? (open.length === 1 ? open[0] : undefined);
  // Who took both parts of a step, or whose clock was wrong, says nothing about who has the drive.
  const asksHolder = conflict !== undefined && conflict.class !== 'same_person' && conflict.class !== 'clock';
  const resolve = async (): Promise<void> => {
    if (conflict === undefined || reason === undefined) return;
    const more = { ...(asksHolder && holder !== 'nobody' ? { holder } : {}), ...(note.trim() === '' ? {} : { note: note.trim() }) };
    if (await call.run(() => station.custody.resolve({ subject: drive.subject, conflict: conflict.id, reason, ...more }))) onClose();
  };
  return (
    <Sheet title={disputeText.resolve} onClose={onClose} wide>
      <p className="mono">{drive.serial}</p>
      {open.length < 2 ? null : (
        <Choice
          label={disputeText.resolveWhich}
          options={open.map(({ id }) => id)}
          value={conflict?.id}
          onChange={setChosen}
          word={(id) => disputeWord(open.find((each) => each.id === id)?.class)}
        />
      )}
      {conflict === undefined ? null : <p>{disputeWords(conflict.class)}</p>}
      {asksHolder ? (
        <Choice
          label={disputeText.resolveHolder}
          options={[...holders.keys(), 'nobody']}
          value={holder}
          onChange={setHolder}
          word={(id) => holders.get(id) ?? disputeText.resolveNobody}
        />
      ) : null}
      <Choice label={disputeText.resolveReason} options={reasons} value={reason} onChange={setReason} word={settledWord} />
      <Field label={stepText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act
        kind="main"
        command="RESOLVE"
        disabled={conflict === undefined || reason === undefined || (asksHolder && holder === undefined) || call.busy}
        onPress={() => void resolve()}
      >
        {disputeText.resolveDo}
      </Act>
    </Sheet>
  );
}

/** Everybody who has the drive by one of its stories, by id. */
function holdersIn(dispute: DisputeView | undefined): ReadonlyMap<string, string> {
  return new Map(
    (dispute?.branches ?? []).flatMap(({ holder_id: id, holder, site }): [string, string][] =>
      id === undefined ? [] : [[id, site === undefined ? (holder ?? id) : `${holder ?? id}, ${site}`]],
    ),
  );
}
