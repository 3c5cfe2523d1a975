import { useState, type ReactElement, type ReactNode } from 'react';
import { Act } from '../../parts/act.tsx';
import { Field } from '../../parts/field.tsx';
import { Refused } from '../../parts/refused.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { app } from '../../words/console/app.ts';
import { useDeed } from '../queries.ts';

/** A final act: what it does, that it stays, a reason where one is kept, and only then the button. */
export function Sure({
  title,
  what,
  act,
  stop = false,
  reason = false,
  ready = true,
  kept = true,
  run,
  onClose,
  children,
}: {
  readonly title: string;
  readonly what: string;
  readonly act: string;
  /** The act takes something away. */
  readonly stop?: boolean;
  readonly reason?: boolean;
  /** What the children ask for has been given. */
  readonly ready?: boolean;
  /** The log keeps it for ever. */
  readonly kept?: boolean;
  readonly run: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}): ReactElement {
  const [why, setWhy] = useState('');
  const deed = useDeed();
  const may = ready && !deed.busy && (!reason || why.trim().length >= 3);
  const go = async (): Promise<void> => {
    if (await deed.run(() => run(why.trim()))) onClose();
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <p>{what}</p>
      {children}
      {reason ? <Field label={app.reason} value={why} onChange={setWhy} hint={app.reasonHint} required autoFocus /> : null}
      {kept ? <p className="lead">{app.forEver}</p> : null}
      <Refused words={deed.fault} />
      <div className="acts">
        <Act kind={stop ? 'stop' : 'main'} disabled={!may} onPress={() => void go()}>
          {act}
        </Act>
        <Act onPress={onClose}>{app.cancel}</Act>
      </div>
    </Sheet>
  );
}
