import { useRef, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';
import { Act } from '../../parts/act.tsx';
import { Shape } from '../../parts/shape.tsx';
import { partForm } from '../../words/console/policy-drafts.ts';
import { moved } from './edits.ts';
import type { Told } from './places.ts';

/** What is said of one place. */
export function ToldList({ told }: { readonly told: readonly Told[] }): ReactElement | null {
  if (told.length === 0) return null;
  return (
    <ul className="policy-told">
      {told.map(({ kind, text }) => (
        <li key={text} className={kind === 'fault' ? 'policy-fault' : 'policy-warning'}>
          <Shape mark={kind === 'fault' ? 'stopped' : 'disputed'} size={16} />
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}

interface PartsProps<Row> {
  /** What one of them is called. */
  readonly one: string;
  readonly lead: string;
  readonly rows: readonly Row[];
  readonly most: number;
  readonly sentence: (row: Row) => string;
  readonly name?: (row: Row) => string;
  readonly told: readonly Told[];
  readonly chosen: number;
  readonly onChoose: (at: number) => void;
  readonly onChange: (rows: Row[], field?: string) => void;
  /** A new one, and a copy of one. */
  readonly fresh: () => Row;
  readonly copy: (row: Row) => Row;
  readonly addWord: string;
  readonly form: (row: Row, at: number, change: (next: Row, field?: string) => void) => ReactNode;
}

/** A list in plain language in the order that counts, and beside it the form of the one that is chosen. */
export function Parts<Row>(props: PartsProps<Row>): ReactElement {
  const { one, lead, rows, most, told, onChoose, onChange, fresh, copy, addWord, form } = props;
  const at = Math.min(props.chosen, rows.length - 1);
  const row = rows[at];
  const insert = (place: number, next: Row): void => {
    onChange(rows.toSpliced(place, 0, next));
    onChoose(place);
  };
  const move = (by: number): void => {
    onChange(moved(rows, at, by));
    onChoose(Math.min(Math.max(at + by, 0), rows.length - 1));
  };
  return (
    <div className="policy-part">
      <div className="policy-list">
        <p className="quiet">{lead}</p>
        <ToldList told={told.filter(({ at: place }) => place === undefined)} />
        <Clauses {...props} chosen={at} onMove={move} />
        <Act disabled={rows.length >= most} onPress={() => insert(rows.length, fresh())}>
          {addWord}
        </Act>
      </div>
      {row === undefined ? null : (
        <section className="policy-form" aria-label={`${one} ${at + 1}`}>
          <header className="policy-form-head">
            <h2>{`${one} ${at + 1}`}</h2>
            <div className="row-acts">
              <Act disabled={at === 0} label={`${partForm.earlier}: ${one} ${at + 1}`} onPress={() => move(-1)}>
                {partForm.earlier}
              </Act>
              <Act disabled={at === rows.length - 1} label={`${partForm.later}: ${one} ${at + 1}`} onPress={() => move(1)}>
                {partForm.later}
              </Act>
              <Act disabled={rows.length >= most} label={`${partForm.copy}: ${one} ${at + 1}`} onPress={() => insert(at + 1, copy(row))}>
                {partForm.copy}
              </Act>
              <Act
                label={`${partForm.remove}: ${one} ${at + 1}`}
                onPress={() => {
                  onChange(rows.toSpliced(at, 1));
                  onChoose(Math.max(0, at - 1));
                }}
              >
                {partForm.remove}
              </Act>
            </div>
          </header>
          {form(row, at, (next, field) => onChange(rows.toSpliced(at, 1, next), field))}
        </section>
      )}
    </div>
  );
}

/** The sentences, each a key to its form. Arrows go from one to the next; with Alt they take the chosen one along. */
function Clauses<Row>({
  one,
  rows,
  sentence,
  name,
  told,
  chosen,
  onChoose,
  onMove,
}: PartsProps<Row> & { readonly onMove: (by: number) => void }): ReactElement {
  const list = useRef<HTMLOListElement>(null);
  const walk = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const to = Math.min(Math.max(chosen + by, 0), rows.length - 1);
    if (event.altKey) onMove(by);
    else onChoose(to);
    list.current?.querySelectorAll('button')[to]?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the arrows go from sentence to sentence
    <ol className="clauses" ref={list} onKeyDown={walk}>
      {rows.map((row, at) => {
        const own = told.filter((each) => each.at === at);
        return (
          // Rows have no name of their own while they are written: their place is what they are.
          <li key={at} className={at === chosen ? 'clause clause-chosen' : 'clause'}>
            <button
              type="button"
              aria-current={at === chosen ? 'true' : undefined}
              tabIndex={at === chosen ? 0 : -1}
              onClick={() => onChoose(at)}
            >
              <span className="clause-number mono">
                <span className="hidden-word">{`${one} `}</span>
                {at + 1}
              </span>
              <span>
                {name === undefined ? null : <span className="clause-name mono small">{name(row)}</span>}
                <span className="clause-sentence">{sentence(row)}</span>
              </span>
            </button>
            <ToldList told={own} />
          </li>
        );
      })}
    </ol>
  );
}
