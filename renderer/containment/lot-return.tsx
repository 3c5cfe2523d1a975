import { useState, type ReactElement } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { Label } from 'react-aria-components/Label';
import type { ContainerView } from '../../contract/containment.ts';
import type { LotReturnView } from '../../contract/returns.ts';
import type { PackStep } from '../../domain/facts/returns.ts';
import { Act } from '../parts/act.tsx';
import { Field, Section } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { useStation } from '../station.tsx';
import { lackWords, returnText, ruleRows, stepWords, windowWords } from '../words/returns.ts';
import { useContainmentCall } from './looks.ts';
import { PickMaker } from './pick-maker.tsx';

/** What the maker of a return lot asks, and what of it the lot has. */
export function LotReturn({ view }: { readonly view: ContainerView }): ReactElement | null {
  const [changing, setChanging] = useState(false);
  const { back } = view;
  if (view.kind !== 'rma' || (back === undefined && view.state !== 'open')) return null;
  const isOpen = view.state === 'open';
  return (
    <Section title={returnText.title}>
      {back === undefined ? <p className="quiet">{returnText.noMaker}</p> : <Known back={back} />}
      {isOpen && back !== undefined ? <Lacking view={view} back={back} /> : null}
      {isOpen && (back === undefined || changing) ? <NameMaker lot={view.container} onDone={() => setChanging(false)} /> : null}
      {isOpen && back !== undefined && !changing ? <Act onPress={() => setChanging(true)}>{returnText.change}</Act> : null}
    </Section>
  );
}

function Known({ back }: { readonly back: LotReturnView }): ReactElement {
  return (
    <>
      <p>
        {returnText.maker} <strong>{back.rule.title}</strong>
        {back.number === undefined ? null : (
          <>
            {' · '}
            {returnText.number} <Code>{back.number}</Code>
          </>
        )}
      </p>
      {back.window === undefined ? null : <State {...windowWords(back.window)} size={20} />}
      <table className="table">
        <tbody>
          {ruleRows(back.rule).map(({ head, says }) => (
            <tr key={head}>
              <th scope="row">{head}</th>
              <td className={says === returnText.unknown ? 'quiet' : undefined}>{says}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small quiet">{returnText.source(back.rule.source, back.from)}</p>
    </>
  );
}

function Lacking({ view, back }: { readonly view: ContainerView; readonly back: LotReturnView }): ReactElement {
  const packing = back.steps.length > 0 || back.rule.pack?.per_box !== undefined;
  const number = back.lacks.some((lack) => lack.startsWith('rma_'));
  return (
    <>
      {back.lacks.length === 0 ? (
        <State mark="proven" word={returnText.done} size={20} />
      ) : (
        <p>
          {returnText.lacks}: {back.lacks.map((lack) => Object.entries(lackWords).find(([code]) => code === lack)?.[1] ?? lack).join('; ')}.
        </p>
      )}
      {back.packed === undefined ? null : <p className="quiet">{returnText.packed(back.packed.boxes, back.packed.fullest)}</p>}
      {number ? <GiveNumber lot={view.container} dated={back.rule.window?.from === 'rma'} /> : null}
      {packing && !number && view.items.length > 0 && back.lacks.length > 0 ? <Pack view={view} steps={back.steps} /> : null}
    </>
  );
}

function NameMaker({ lot, onDone }: { readonly lot: string; readonly onDone: () => void }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [maker, setMaker] = useState<string>();
  const name = async (chosen: string): Promise<void> => {
    if (await call.run(() => station.returns.rule({ lot, maker: chosen }))) onDone();
  };
  return (
    <>
      <PickMaker label={returnText.maker} value={maker} onChange={setMaker} />
      <Refused words={call.refused} />
      <Act disabled={maker === undefined || call.busy} onPress={() => (maker === undefined ? undefined : void name(maker))}>
        {returnText.name}
      </Act>
    </>
  );
}

/** Midnight of a day that was typed, Unix ms; undefined for anything else. */
function dayMs(text: string): number | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? Date.parse(`${text.trim()}T00:00:00Z`) : NaN;
  return Number.isFinite(at) ? at : undefined;
}

function GiveNumber({ lot, dated }: { readonly lot: string; readonly dated: boolean }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [number, setNumber] = useState('');
  const [day, setDay] = useState('');
  const issued = dayMs(day);
  const isWhole = number.trim() !== '' && (!dated || issued !== undefined);
  const give = (): void =>
    void call.run(() => station.returns.giveNumber({ lot, number: number.trim(), ...(issued === undefined ? {} : { issued_ms: issued }) }));
  return (
    <>
      <div className="step-columns">
        <Field label={returnText.number} value={number} onChange={setNumber} mono />
        {dated ? <Field label={returnText.issued} value={day} onChange={setDay} hint={returnText.issuedHint} mono /> : null}
      </div>
      <Refused words={call.refused} />
      <Act disabled={!isWhole || call.busy} onPress={give}>
        {returnText.give}
      </Act>
    </>
  );
}

/** A whole number from 1; undefined for anything else. */
function some(text: string): number | undefined {
  return /^[1-9]\d{0,3}$/.test(text.trim()) ? Number(text.trim()) : undefined;
}

function Pack({ view, steps }: { readonly view: ContainerView; readonly steps: readonly PackStep[] }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [boxes, setBoxes] = useState('');
  const [fullest, setFullest] = useState('');
  const [done, setDone] = useState<readonly PackStep[]>([]);
  const [inBoxes, inOne] = [some(boxes), some(fullest)];
  const pack = (): void => {
    if (inBoxes === undefined || inOne === undefined) return;
    void call.run(() => station.returns.pack({ lot: view.container, boxes: inBoxes, fullest: inOne, done: [...done] }));
  };
  return (
    <>
      <p className="quiet">{returnText.packMore}</p>
      <div className="step-columns">
        <Field label={returnText.boxes} value={boxes} onChange={setBoxes} mono />
        <Field label={returnText.fullest} value={fullest} onChange={setFullest} mono />
      </div>
      <CheckboxGroup className="choice" value={[...done]} onChange={(next) => setDone(steps.filter((step) => next.includes(step)))}>
        <Label>{returnText.looked}</Label>
        <div className="choice-row choice-tall">
          {steps.map((step) => (
            <Checkbox key={step} value={step} className="choice-option choice-box">
              <span className="choice-dot" aria-hidden="true" />
              {stepWords[step]}
            </Checkbox>
          ))}
        </div>
      </CheckboxGroup>
      <Refused words={call.refused} />
      <Act disabled={inBoxes === undefined || inOne === undefined || call.busy} onPress={pack}>
        {returnText.pack}
      </Act>
    </>
  );
}
