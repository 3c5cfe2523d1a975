import type { ReactElement } from 'react';
import type { DockView } from '../../contract/views.ts';
import { dockWords } from '../words/docks.ts';
import { State } from './shape.tsx';

/** A dock's grade in one line, with what set it. */
export function DockLine({ dock }: { readonly dock: DockView }): ReactElement {
  const { mark, word, what } = dockWords(dock);
  return (
    <p className="dock-line small">
      <State mark={mark} word={word} size={20} /> <span>{what}</span>
    </p>
  );
}

/** The same with what it leaves to do and what to do next; nothing of a dock that lets everything through. */
export function DockReport({ dock }: { readonly dock: DockView | undefined }): ReactElement | null {
  if (dock === undefined || dock.grade === 'A') return null;
  const { leaves, next } = dockWords(dock);
  return (
    <div className="dock-report">
      <DockLine dock={dock} />
      <p className="small">
        {leaves} {next}
      </p>
    </div>
  );
}
