import type { ReactElement } from 'react';
import { useLocation } from 'wouter';
import type { NextStep } from '../../contract/views.ts';
import { StartWitness } from '../drive/steps-erase.tsx';
import { Act } from '../parts/act.tsx';
import { Refused } from '../parts/refused.tsx';
import { useBench, useCall, useStation } from '../station.tsx';
import { nextWords } from '../words/next.ts';
import { screens } from '../words/screens.ts';
import { bayName, serialOf } from './lookup.ts';

/** The one next action as a sentence, its button, and the command card beside it. */
export function NextAction(): ReactElement {
  const bench = useBench();
  const step = bench.next;
  const words = nextWords(step, bayName(bench), serialOf(bench));
  return (
    <section className="next" aria-label={screens.bench.next}>
      <header className="pane-head">
        <h2 className="small">{screens.bench.next}</h2>
      </header>
      <p className="next-sentence">{words.sentence}</p>
      {words.button === undefined ? null : (
        <NextButton key={JSON.stringify(step)} step={step} word={words.button} command={words.command} />
      )}
    </section>
  );
}

function NextButton({
  step,
  word,
  command,
}: {
  readonly step: NextStep;
  readonly word: string;
  readonly command: ReturnType<typeof nextWords>['command'];
}): ReactElement {
  const { station } = useStation();
  const [, go] = useLocation();
  const call = useCall();
  const press = (): void => {
    switch (step.kind) {
      case 'start_erase':
      case 'start_again':
        void call.run(() => station.erase.start({ subject: step.subject, port: step.port }));
        return;
      case 'validate':
      case 'quarantine':
      case 'receive':
      case 'release':
      case 'destroy':
        go(`/drive/${step.subject}/${step.kind}`);
        return;
      case 'set_up':
      case 'sign_in':
      case 'scan_or_dock':
      case 'finish_intake':
      case 'dock_drive':
      case 'scan_label':
      case 'wait':
      case 'reconnect':
        return;
    }
  };
  const starts = step.kind === 'start_erase' || step.kind === 'start_again';
  return (
    <>
      {step.kind === 'sign_in' || step.kind === 'set_up' ? null : (
        <Act kind="main" onPress={press} disabled={call.busy} command={command} card>
          {word}
        </Act>
      )}
      {starts && call.why === 'witness_missing' ? (
        <StartWitness subject={step.subject} port={step.port} onClose={call.clear} />
      ) : (
        <Refused words={call.refused} />
      )}
    </>
  );
}
