import type { ReactElement, ReactNode } from 'react';
import type { ContainerView } from '../../contract/containment.ts';
import { Code } from '../parts/marks.tsx';
import { Shape } from '../parts/shape.tsx';
import { containerText } from '../words/containers.ts';
import { screens } from '../words/screens.ts';
import { useContainer } from './looks.ts';

/** Draws a container or lot once it is read, and says so when this station has none of that id. */
export function WhenKnown({
  what,
  id,
  children,
}: {
  readonly what: 'container' | 'lot';
  readonly id: string;
  readonly children: (view: ContainerView) => ReactNode;
}): ReactNode {
  const view = useContainer(what, id);
  if (view !== undefined && view !== 'unknown') return children(view);
  return (
    <main className="page" id="work">
      <p className="quiet">{view === undefined ? screens.app.loading : containerText.unknown}</p>
    </main>
  );
}

/** What the last scan on the page came to: nothing that is known here, or what was done with it. */
export function ScanStatus({
  missed,
  last,
  done,
}: {
  readonly missed: string | undefined;
  readonly last: string | undefined;
  readonly done: string;
}): ReactElement {
  const [mark, text, words] =
    missed === undefined ? (['proven', last, done] as const) : (['unknown', missed, containerText.notHere] as const);
  return (
    <p role="status">
      {text === undefined ? null : (
        <>
          <Shape mark={mark} size={20} /> <Code>{text}</Code> {words}
        </>
      )}
    </p>
  );
}
