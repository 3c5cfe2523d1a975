import { useState, type ReactElement, type ReactNode } from 'react';
import { Link as Anchor } from 'wouter';
import type { ContainerLine } from '../../contract/containment.ts';
import { Act } from '../parts/act.tsx';
import { Choice } from '../parts/field.tsx';
import { Heads } from '../parts/heads.tsx';
import { Code } from '../parts/marks.tsx';
import { State } from '../parts/shape.tsx';
import { useBench } from '../station.tsx';
import { containerState, containerText } from '../words/containers.ts';
import { containerKindWords, lotKindWords } from '../words/containment.ts';
import { ago, grouped, utc } from '../words/numbers.ts';
import { screens } from '../words/screens.ts';
import { type Shown, useLines } from './looks.ts';

const words = { ...containerKindWords, ...lotKindWords };

/** A list of containers or of lots: those that stand, or those that are gone. */
export function ListPage({
  what,
  text,
  children,
  onNew,
  counts,
  beside,
}: {
  readonly what: 'container' | 'lot';
  readonly text: {
    readonly title: string;
    readonly lead: string;
    readonly none: string;
    readonly noneMore: string;
    readonly noneGone: string;
    /** Of containers alone. */
    readonly noneDue?: string;
    readonly make: string;
  };
  /** The sheet that makes a new one, while it is open. */
  readonly children: ReactNode;
  readonly onNew: () => void;
  /** Heading and value of the column that differs. */
  readonly counts: { readonly head: string; readonly of: (line: ContainerLine) => ReactNode };
  /** A page that belongs to this one. */
  readonly beside?: { readonly to: string; readonly word: string };
}): ReactElement {
  const [shown, show] = useState<Shown>('standing');
  const lines = useLines(what, shown);
  const path = what === 'lot' ? '/lots' : '/containers';
  return (
    <main className="page" id="work">
      <header className="page-head list-head">
        <h1>{text.title}</h1>
        <Choice
          label={containerText.state}
          silent
          options={what === 'lot' ? (['standing', 'gone'] as const) : (['standing', 'due', 'gone'] as const)}
          value={shown}
          onChange={show}
          word={(name) => containerText[name]}
        />
        {beside === undefined ? null : (
          <Anchor href={beside.to} className="row-link">
            {beside.word}
          </Anchor>
        )}
        <Act kind="main" onPress={onNew}>
          {text.make}
        </Act>
      </header>
      <p className="page-lead quiet">{text.lead}</p>
      {lines === undefined ? (
        <p className="quiet">{screens.app.loading}</p>
      ) : lines.length === 0 ? (
        <div className="empty">
          <p>{{ standing: text.none, due: text.noneDue, gone: text.noneGone }[shown]}</p>
          {shown === 'standing' ? <p className="quiet">{text.noneMore}</p> : null}
        </div>
      ) : (
        <Lines lines={lines} path={path} counts={counts} />
      )}
      {children}
    </main>
  );
}

function Lines({
  lines,
  path,
  counts,
}: {
  readonly lines: readonly ContainerLine[];
  readonly path: string;
  readonly counts: { readonly head: string; readonly of: (line: ContainerLine) => ReactNode };
}): ReactElement {
  const { now_ms: nowMs } = useBench();
  return (
    <table className="table">
      <Heads words={[containerText.name, containerText.state, containerText.kind, containerText.items, counts.head, containerText.since]} />
      <tbody>
        {lines.map((line) => (
          <tr key={line.container}>
            <th scope="row">
              <Anchor href={`${path}/${line.container}`} className="row-link">
                {line.name}
              </Anchor>
            </th>
            <td>
              <State {...containerState(line)} size={20} />
            </td>
            <td>{words[line.kind]}</td>
            <td>
              <Code>{grouped(line.items)}</Code>
            </td>
            <td>{counts.of(line)}</td>
            <td>
              <time title={utc(line.since_ms)}>{ago(line.since_ms, nowMs)}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
