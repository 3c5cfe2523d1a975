import { useState, type ReactElement } from 'react';
import type { ContainerView } from '../../contract/containment.ts';
import { lateGround, type LateGround } from '../../domain/facts/returns.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { State } from '../parts/shape.tsx';
import { useStation } from '../station.tsx';
import { begun } from '../words/containers.ts';
import { lateWords, returnText, windowWords } from '../words/returns.ts';
import { useContainmentCall } from './looks.ts';

/** The clock of one drive's return window, and the way to let it go late. */
export function LateDrive({ item, view }: { readonly item: string; readonly view: ContainerView }): ReactElement | null {
  const [asking, setAsking] = useState(false);
  const found = view.back?.windows.find((each) => each.item === item);
  if (found === undefined) return null;
  const { mark, word } = windowWords(found.left);
  return (
    <>
      <State mark={found.allowed ? 'disputed' : mark} word={found.allowed ? `${word}: ${returnText.allowed}` : word} size={20} />
      {found.left.over && !found.allowed ? <Act onPress={() => setAsking(true)}>{returnText.late}</Act> : null}
      {asking ? <AllowLate lot={view.container} item={item} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function AllowLate({ lot, item, onClose }: { readonly lot: string; readonly item: string; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [ground, setGround] = useState<LateGround>();
  const [note, setNote] = useState('');
  const allow = async (why: LateGround): Promise<void> => {
    if (await call.run(() => station.returns.allowLate({ lot, item, ground: why, note: note.trim() }))) onClose();
  };
  return (
    <Sheet title={returnText.late} onClose={onClose}>
      <p>{returnText.lateMore}</p>
      <Choice
        label={returnText.ground}
        options={lateGround.options}
        value={ground}
        onChange={setGround}
        word={(each) => begun(lateWords[each])}
      />
      <Field label={returnText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act
        kind="main"
        disabled={ground === undefined || note.trim() === '' || call.busy}
        onPress={() => (ground === undefined ? undefined : void allow(ground))}
      >
        {returnText.late}
      </Act>
    </Sheet>
  );
}
