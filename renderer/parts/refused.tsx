import { useEffect, type ReactElement } from 'react';
import { useEars } from '../scan/ears.tsx';
import type { RefusalWords } from '../words/refusals.ts';
import { Shape } from './shape.tsx';

/** What happened, is the data safe, what to do now. `tight` runs the three on, where room is short. */
export function Refused({
  words,
  tight = false,
}: {
  readonly words: RefusalWords | undefined;
  readonly tight?: boolean;
}): ReactElement | null {
  const { announce } = useEars();
  useEffect(() => {
    if (words !== undefined) announce(`${words.what} ${words.data} ${words.next}`);
  }, [words, announce]);
  if (words === undefined) return null;
  return (
    <div className={tight ? 'refused refused-tight' : 'refused'}>
      <Shape mark="stopped" size={tight ? 24 : 32} />
      <div>
        <p className="refused-what">{words.what} </p>
        <p>{words.data} </p>
        <p className="refused-next">{words.next}</p>
      </div>
    </div>
  );
}
