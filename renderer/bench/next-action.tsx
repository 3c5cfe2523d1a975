import type { ReactElement } from 'react';
import { useLocation } from 'wouter';
import type { NextStep } from '../../contract/views.ts';
import { StartWitness } from '../drive/steps-erase.tsx';
import { Act } from '../parts/act.tsx';
import { Refused } from '../parts/refused.tsx';
import { useBench, useCall, useStation, type Call } from '../station.tsx';
import { nextWords } from '../words/next.ts';
import { screens } from '../words/screens.ts';
import { bayName, serialOf } from './lookup.ts';

/** The one next action as a sentence, its button, and the command card beside it. */
export function NextAction(): ReactElement {
  const { next } = useBench();
  return (
    <section className="next" aria-label={screens.bench.next}>
      <header className="pane-head">
        <h2 className="small">{screens.bench.next}</h2>
      </header>
      <Step key={JSON.stringify(next)} step={next} />
    </section>
  );
}

/** A refusal takes the place of the sentence: it says what to do now, and nothing else moves. */
function Step({ step }: { readonly step: NextStep }): ReactElement {
  const bench = useBench();
  const call = useCall();
  const press = usePress(step, call);
  const words = nextWords(step, bayName(bench), serialOf(bench));
  const witness = call.why === 'witness_missing' && (step.kind === 'start_erase' || step.kind === 'start_again');
  return (
    <>
      {call.refused === undefined || witness ? <p className="next-sentence">{words.sentence}</p> : <Refused words={call.refused} tight />}
      {words.button === undefined || press === undefined ? null : (
        <Act kind="main" onPress={press} disabled={call.busy} command={words.command} card>
          {words.button}
        </Act>
      )}
      {witness ? <StartWitness subject={step.subject} port={step.port} onClose={call.clear} /> : null}
    </>
  );
}

/** What the button does: starts at once where nothing more has to be said, else opens the drive's sheet. */
function usePress(step: NextStep, call: Call): (() => void) | undefined {
  const { station } = useStation();
  const [, go] = useLocation();
  switch (step.kind) {
    case 'start_erase':
    case 'start_again':
      return () => void call.run(() => station.erase.start({ subject: step.subject, port: step.port }));
    case 'recheck': {
      const { port, subject } = step;
      return port === undefined ? undefined : () => void call.run(() => station.erase.recheck({ subject, port }));
    }
    case 'validate':
    case 'quarantine':
    case 'receive':
    case 'release':
    case 'destroy':
      return () => go(`/drive/${step.subject}/${step.kind}`);
    case 'keep_data':
      return () => go(`/drive/${step.subject}`);
    case 'set_up':
    case 'sign_in':
    case 'scan_or_dock':
    case 'finish_intake':
    case 'dock_drive':
    case 'scan_label':
    case 'scan_psid':
    case 'wait':
    case 'reconnect':
    case 'change_dock':
    case 'power_cycle':
      return undefined;
  }
}
