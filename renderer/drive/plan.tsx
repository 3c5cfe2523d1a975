import type { ReactElement } from 'react';
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import { Button } from 'react-aria-components/Button';
import type { DockView, PlanView, Rung } from '../../contract/views.ts';
import { DockReport } from '../parts/dock-grade.tsx';
import { Section } from '../parts/field.tsx';
import { Pair } from '../parts/marks.tsx';
import { State } from '../parts/shape.tsx';
import { driveText } from '../words/drive.ts';
import { methodWord, planRefusalWords, readBackWords, rungWords, techniqueWord } from '../words/erase.ts';
import { boundFor } from '../words/custody.ts';
import { duration } from '../words/numbers.ts';

/** What the policy orders for this drive, and beside every other technique why not. */
export function Plan({ plan, dock }: { readonly plan: PlanView | undefined; readonly dock: DockView | undefined }): ReactElement {
  return (
    <Section title={driveText.plan}>
      <DockReport dock={dock} />
      {plan === undefined ? <p className="quiet">{driveText.noPlanYet}</p> : null}
      {plan?.kind === 'refused' ? (
        <>
          <State mark="stopped" word={planRefusalWords(plan.why)} />
          <p>{boundFor(plan.bound_for)}</p>
        </>
      ) : null}
      {plan?.kind === 'plan' ? (
        <>
          <p className="lead">{techniqueWord(plan.technique)}</p>
          {plan.opens === true ? <p>{driveText.opens}</p> : null}
          <dl className="pairs">
            {plan.opens === true ? null : <Pair name={driveText.method}>{methodWord(plan.method)}</Pair>}
            {plan.passes === 1 ? null : <Pair name={driveText.passes}>{plan.passes}</Pair>}
            {plan.opens === true ? null : <Pair name={driveText.readBack}>{readBackWords(plan.read_back)}</Pair>}
            {plan.estimate_s === undefined ? null : <Pair name={driveText.estimate}>{duration(plan.estimate_s)}</Pair>}
            <Pair name={driveText.standard}>{plan.standard}</Pair>
            <Pair name={driveText.policy}>{plan.policy}</Pair>
          </dl>
          {plan.witness ? <p>{driveText.witnessNeeded}</p> : null}
        </>
      ) : null}
      {plan === undefined ? null : <Others rungs={plan.rungs.filter(({ chosen }) => !chosen)} />}
    </Section>
  );
}

function Others({ rungs }: { readonly rungs: readonly Rung[] }): ReactElement | null {
  if (rungs.length === 0) return null;
  return (
    <Disclosure className="others">
      <Button slot="trigger" className="act act-plain others-open">
        {driveText.others} <span className="mono">{rungs.length}</span>
      </Button>
      <DisclosurePanel>
        <ul className="rungs">
          {rungs.map(({ technique, why }) => (
            <li key={technique}>
              {techniqueWord(technique)}
              <span className="small quiet">{rungWords(why)}</span>
            </li>
          ))}
        </ul>
      </DisclosurePanel>
    </Disclosure>
  );
}
