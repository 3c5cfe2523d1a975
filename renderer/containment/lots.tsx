import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import type { AnswerStanding } from '../../contract/answers.ts';
import { lotKind, type LotKind } from '../../domain/facts/containers.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { State } from '../parts/shape.tsx';
import { useBench, useStation } from '../station.tsx';
import { answerWord } from '../words/answers.ts';
import { lotText } from '../words/containers.ts';
import { screens } from '../words/screens.ts';
import { lotKindWords } from '../words/containment.ts';
import { ListPage } from './list-page.tsx';
import { useContainmentCall } from './looks.ts';
import { filled } from './filled.ts';

/** Every lot: what leaves together. */
export function Lots(): ReactElement {
  const [making, setMaking] = useState(false);
  return (
    <ListPage
      what="lot"
      text={{ ...lotText, make: lotText.open }}
      onNew={() => setMaking(true)}
      beside={{ to: '/machines', word: screens.keys.machines }}
      counts={{
        head: lotText.lacking,
        of: ({ state, items, unproven, answer }) =>
          answer !== undefined ? (
            <Answered answer={answer} />
          ) : state !== 'open' || items === 0 ? null : unproven === 0 ? (
            <State mark="proven" word={lotText.allOut} size={20} />
          ) : (
            lotText.notOut(unproven)
          ),
      }}
    >
      {making ? <OpenLot onClose={() => setMaking(false)} /> : null}
    </ListPage>
  );
}

function Answered({ answer }: { readonly answer: AnswerStanding }): ReactElement {
  const { now_ms: nowMs } = useBench();
  return <State {...answerWord(answer, nowMs)} size={20} />;
}

function OpenLot({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [, go] = useLocation();
  const [kind, setKind] = useState<LotKind>('rma');
  const [name, setName] = useState('');
  const [consignee, setConsignee] = useState('');
  const [reference, setReference] = useState('');
  const open = async (): Promise<void> => {
    let made: string | undefined;
    const done = await call.run(async () => {
      const receipt = await station.lots.open({ kind, name: name.trim(), ...filled({ consignee, reference }) });
      if (receipt.kind === 'done') made = receipt.subject;
      return receipt;
    });
    if (done) go(made === undefined ? '/lots' : `/lots/${made}`);
  };
  return (
    <Sheet title={lotText.open} onClose={onClose}>
      <Choice label={lotText.kind} options={lotKind.options} value={kind} onChange={setKind} word={(each) => lotKindWords[each]} />
      <Field label={lotText.name} value={name} onChange={setName} hint={lotText.nameHint} />
      <Field label={lotText.consignee} value={consignee} onChange={setConsignee} />
      <Field label={lotText.reference} value={reference} onChange={setReference} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={name.trim() === '' || call.busy} onPress={() => void open()}>
        {lotText.open}
      </Act>
    </Sheet>
  );
}
