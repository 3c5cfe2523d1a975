import { useState, type ReactElement } from 'react';
import type { ContainerView } from '../../contract/containment.ts';
import { caseOutcome, type CaseOutcome } from '../../domain/facts/holds.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field, Section } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Shape } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useBench, useStation } from '../station.tsx';
import { begun, containerText, standingText } from '../words/containers.ts';
import { caseKindWords, caseOutcomeWords } from '../words/containment.ts';
import { ago } from '../words/numbers.ts';
import { useContainmentCall } from './looks.ts';

type Case = ContainerView['cases'][number];

/** Open cases, each to be closed by a supervisor who says what was found. Nothing is drawn where there is none. */
export function Cases({ container, cases }: { readonly container: string; readonly cases: readonly Case[] }): ReactElement | null {
  const { now_ms: nowMs } = useBench();
  const [closing, setClosing] = useState<Case>();
  if (cases.length === 0) return null;
  return (
    <Section title={containerText.caseTitle}>
      <ul className="limbo">
        {cases.map((each) => (
          <li key={each.case} className="limbo-line">
            <Shape mark="disputed" />
            <span>{begun(caseKindWords[each.kind])}</span>
            <span className="limbo-clock quiet">{ago(each.since_ms, nowMs)}</span>
            <Act onPress={() => setClosing(each)}>{containerText.closeCase}</Act>
          </li>
        ))}
      </ul>
      {closing === undefined ? null : <CloseCase subject={container} open={closing} onClose={() => setClosing(undefined)} />}
    </Section>
  );
}

/** Closes the case of a container or of a drive. */
export function CloseCase({
  subject,
  open,
  onClose,
}: {
  readonly subject: string;
  readonly open: Case;
  readonly onClose: () => void;
}): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [outcome, setOutcome] = useState<CaseOutcome>();
  const [note, setNote] = useState('');
  const run = async (chosen: CaseOutcome): Promise<void> => {
    if (await call.run(() => station.holds.closeCase({ subject, case: open.case, outcome: chosen, note: note.trim() }))) onClose();
  };
  return (
    <Sheet title={`${containerText.closeCase}: ${caseKindWords[open.kind]}`} onClose={onClose}>
      <Choice
        label={containerText.outcome}
        options={caseOutcome.options}
        value={outcome}
        onChange={setOutcome}
        word={(each) => caseOutcomeWords[each]}
      />
      <Field label={containerText.caseNote} value={note} onChange={setNote} hint={standingText.needNote} />
      <Refused words={call.refused} />
      <Act
        kind="main"
        disabled={outcome === undefined || note.trim() === '' || call.busy}
        onPress={() => (outcome === undefined ? undefined : void run(outcome))}
      >
        {containerText.closeCase}
      </Act>
    </Sheet>
  );
}
