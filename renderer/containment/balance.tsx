import { useState, type ReactElement } from 'react';
import type { ContainerView } from '../../contract/containment.ts';
import { weightGround, type WeightGround } from '../../domain/facts/containers.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field, Section } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { useStation } from '../station.tsx';
import { balanceText, balanceWord, weightGroundWords } from '../words/balance.ts';
import { begun } from '../words/containers.ts';
import { filled } from './filled.ts';
import { useContainmentCall } from './looks.ts';

/** What a destruction lot weighed before and after, while it can still be weighed. */
export function LotBalance({ view }: { readonly view: ContainerView }): ReactElement | null {
  const { balance } = view;
  if (balance === undefined || view.items.length === 0) return null;
  return (
    <Section title={balanceText.title}>
      <p>
        <State {...balanceWord(balance)} size={20} />
      </p>
      {view.state === 'open' ? <Weigh view={view} /> : null}
      {view.state === 'open' && balance.state === 'outside' ? <ExcuseWeight lot={view.container} /> : null}
    </Section>
  );
}

/** Whole grams; undefined for anything else. */
function grams(text: string): number | undefined {
  return /^\d{1,8}$/.test(text.trim()) ? Number(text.trim()) : undefined;
}

function Weigh({ view }: { readonly view: ContainerView }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [before, setBefore] = useState('');
  const [after, setAfter] = useState('');
  const [scale, setScale] = useState('');
  const [inG, outG] = [grams(before), grams(after)];
  const isWhole = inG !== undefined && inG > 0 && outG !== undefined;
  const weigh = (): void => {
    if (!isWhole) return;
    void call.run(() => station.lots.weigh({ lot: view.container, in_g: inG, out_g: outG, ...filled({ scale }) }));
  };
  return (
    <>
      <p className="quiet">{balanceText.lead}</p>
      <div className="step-columns">
        <div>
          <Field label={balanceText.in} value={before} onChange={setBefore} mono />
          <Field label={balanceText.out} value={after} onChange={setAfter} mono />
        </div>
        <Field label={balanceText.scale} value={scale} onChange={setScale} />
      </div>
      <Refused words={call.refused} />
      <Act disabled={!isWhole || call.busy} onPress={weigh}>
        {balanceText.weigh}
      </Act>
    </>
  );
}

function ExcuseWeight({ lot }: { readonly lot: string }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [ground, setGround] = useState<WeightGround>();
  const [note, setNote] = useState('');
  const excuse = (why: WeightGround): void => void call.run(() => station.lots.excuseWeight({ lot, ground: why, note: note.trim() }));
  return (
    <>
      <h3 className="step-head">{balanceText.excuse}</h3>
      <p className="quiet">{balanceText.excuseMore}</p>
      <Choice
        label={balanceText.ground}
        options={weightGround.options}
        value={ground}
        onChange={setGround}
        word={(each) => begun(weightGroundWords[each])}
      />
      <Field label={balanceText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act
        disabled={ground === undefined || note.trim() === '' || call.busy}
        onPress={() => (ground === undefined ? undefined : excuse(ground))}
      >
        {balanceText.excuse}
      </Act>
    </>
  );
}
