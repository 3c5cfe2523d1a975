import { useState, type ReactElement } from 'react';
import type { ReturnAdviceView } from '../../contract/returns.ts';
import type { DriveView } from '../../contract/views.ts';
import type { ReturnDecision } from '../../domain/facts/returns.ts';
import { useContainmentCall } from '../containment/looks.ts';
import { PickMaker } from '../containment/pick-maker.tsx';
import { Act } from '../parts/act.tsx';
import { Choice, Field, Section } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useStation } from '../station.tsx';
import { decisionMark, decisionText, decisionWords, reasonsSentence } from '../words/return-decision.ts';
import { windowWords } from '../words/returns.ts';

/** Whether a drive that is bound for its maker goes back, is kept, or is shredded, and why. */
export function ReturnOrKeep({ drive }: { readonly drive: DriveView }): ReactElement | null {
  const [deciding, setDeciding] = useState(false);
  const { back, subject, state } = drive;
  const gone = state === 'released' || state === 'destroyed';
  if (back === undefined && (gone || drive.record.destination !== 'maker')) return null;
  return (
    <Section title={decisionText.title}>
      {back === undefined ? (
        <p className="quiet">{decisionText.none}</p>
      ) : (
        <>
          <State mark={decisionMark(back.decision)} word={decisionWords[back.decision]} size={20} />
          <p>{reasonsSentence(back.reasons, back.price)}</p>
          <p className="small quiet">
            {decisionText.signed} {back.maker}.
          </p>
          {back.left === undefined ? null : <State {...windowWords(back.left)} size={20} />}
        </>
      )}
      {gone ? null : (
        <div className="acts">
          <Act onPress={() => setDeciding(true)}>{decisionText.decide}</Act>
        </div>
      )}
      {deciding ? <Decide subject={subject} onClose={() => setDeciding(false)} /> : null}
    </Section>
  );
}

function Decide({ subject, onClose }: { readonly subject: string; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [maker, setMaker] = useState<string>();
  const [advice, setAdvice] = useState<ReturnAdviceView>();
  const [decision, setDecision] = useState<ReturnDecision>();
  const [note, setNote] = useState('');
  const choose = (chosen: string): void => {
    setMaker(chosen);
    setAdvice(undefined);
    void call.run(async () => {
      const answer = await station.returns.advise({ subject, maker: chosen });
      if (answer.kind !== 'advice') return answer;
      setAdvice(answer);
      setDecision(answer.decision);
      return { kind: 'done', events: [] };
    });
  };
  const sign = async (to: string, what: ReturnDecision): Promise<void> => {
    const signed = await call.run(() =>
      station.returns.decide({ subject, maker: to, decision: what, ...(note.trim() === '' ? {} : { note: note.trim() }) }),
    );
    if (signed) onClose();
  };
  return (
    <Sheet title={decisionText.title} onClose={onClose} wide>
      <p>{decisionText.lead}</p>
      <PickMaker label={decisionText.maker} value={maker} onChange={choose} />
      {advice === undefined ? null : (
        <>
          <p>
            {decisionText.advice}: <strong>{advice.decision === undefined ? decisionText.open : decisionWords[advice.decision]}</strong>.{' '}
            {reasonsSentence(advice.reasons, advice.price)}
          </p>
          <Choice
            label={decisionText.decision}
            options={advice.may}
            value={decision}
            onChange={setDecision}
            word={(each) => decisionWords[each]}
          />
          <Field label={decisionText.note} value={note} onChange={setNote} />
        </>
      )}
      <Refused words={call.refused} />
      <Act
        kind="main"
        disabled={maker === undefined || decision === undefined || advice === undefined || call.busy}
        onPress={() => (maker === undefined || decision === undefined ? undefined : void sign(maker, decision))}
      >
        {decisionText.sign}
      </Act>
    </Sheet>
  );
}
