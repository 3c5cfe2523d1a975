import { useEffect, type ReactElement, type ReactNode } from 'react';
import { app } from '../../words/console/app.ts';

/** One page: its name, one sentence, what can be done, and the work. */
export function Page({
  title,
  lead,
  acts,
  children,
  heading,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly acts?: ReactNode;
  readonly children?: ReactNode;
  /** Stands instead of the title, where the title alone would not do. */
  readonly heading?: ReactNode;
}): ReactElement {
  useEffect(() => {
    document.title = `${title} · ${app.name}`;
  }, [title]);
  return (
    <main className="sheet-page" id="work" tabIndex={-1}>
      <header className="sheet-page-head">
        <div>
          {heading ?? <h1>{title}</h1>}
          {lead === undefined ? null : <p className="page-words quiet">{lead}</p>}
        </div>
        {acts === undefined ? null : <div className="acts page-acts">{acts}</div>}
      </header>
      {children}
    </main>
  );
}
