import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import { containerKind, type ContainerKind } from '../../domain/facts/containers.ts';
import { readOwnCode } from '../../domain/label/codes.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useScans } from '../scan/ears.tsx';
import { useStation } from '../station.tsx';
import { containerText } from '../words/containers.ts';
import { containerKindWords } from '../words/containment.ts';
import { grouped } from '../words/numbers.ts';
import { CareMarks } from './bounds.tsx';
import { ListPage } from './list-page.tsx';
import { useContainmentCall } from './looks.ts';

/** Every container that this station knows. */
export function Containers(): ReactElement {
  const [making, setMaking] = useState(false);
  return (
    <ListPage
      what="container"
      text={containerText}
      onNew={() => setMaking(true)}
      counts={{
        head: containerText.sealAndDue,
        of: ({ seal, cases, care }) => (
          <>
            {seal === undefined ? null : <Code>{seal}</Code>}
            {cases === 0 ? null : ` ${containerText.cases}: ${grouped(cases)}`}
            <CareMarks care={care} size={16} />
          </>
        ),
      }}
    >
      {making ? <Make onClose={() => setMaking(false)} /> : null}
    </ListPage>
  );
}

function Make({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [, go] = useLocation();
  const [kind, setKind] = useState<ContainerKind>('bin');
  const [name, setName] = useState('');
  useScans(true, (text) => {
    const own = readOwnCode(text);
    if (own?.kind !== 'place') return false;
    setName(own.place);
    return true;
  });
  const make = async (): Promise<void> => {
    let made: string | undefined;
    const done = await call.run(async () => {
      const receipt = await station.containers.make({ kind, name: name.trim() });
      if (receipt.kind === 'done') made = receipt.subject;
      return receipt;
    });
    if (done) go(made === undefined ? '/containers' : `/containers/${made}`);
  };
  return (
    <Sheet title={containerText.make} onClose={onClose}>
      <Choice
        label={containerText.kind}
        options={containerKind.options}
        value={kind}
        onChange={setKind}
        word={(each) => containerKindWords[each]}
      />
      <Field label={containerText.name} value={name} onChange={setName} hint={containerText.nameHint} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={name.trim() === '' || call.busy} onPress={() => void make()}>
        {containerText.make}
      </Act>
    </Sheet>
  );
}
