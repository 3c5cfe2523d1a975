import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import type { ConsoleDriveRow } from '../../contract/console/drives.ts';
import { Serial } from '../parts/marks.tsx';
import { State } from '../parts/shape.tsx';
import { useKey } from '../scan/ears.tsx';
import { app } from '../words/console/app.ts';
import { stateWord } from '../words/states.ts';
import { useLook } from './queries.ts';
import { useMay } from './session.tsx';

/** Each look-up is written into the read log, so nothing is asked before it tells drives apart, nor at every key. */
const fewest = 4;
const pauseMs = 250;
const shown = 8;

/** Finds any drive from anywhere: `/` puts the cursor in it, arrows choose, Enter opens. */
export function SearchBox(): ReactElement | null {
  const allowed = useMay('drives.find');
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [open, setOpen] = useState(false);
  const [chosen, choose] = useState(0);
  const [, go] = useLocation();
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  useKey('/', () => field.current?.focus());
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim().length < fewest ? '' : text.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  const { data } = useLook('drives.find', { query: { q: asked, limit: shown } }, allowed && asked !== '');
  if (!allowed) return null;
  const rows = asked === text.trim() ? (data?.rows.slice(0, shown) ?? []) : [];
  const showing = open && text.trim().length >= fewest;
  const leave = (path: string): void => {
    setOpen(false);
    setText('');
    field.current?.blur();
    go(path);
  };
  const keys = (event: KeyboardEvent): void => {
    const order = orderOf(event.key, chosen, rows.length);
    if (order === undefined) return;
    event.preventDefault();
    if (order === 'clear') {
      setOpen(false);
      setText('');
    } else if (order !== 'open') choose(order);
    else if (text.trim() !== '') leave(placeOf(text.trim(), showing ? rows[chosen] : undefined));
  };
  return (
    <search className="search">
      <input
        ref={field}
        className="input mono search-input"
        type="text"
        role="combobox"
        aria-label={app.search}
        aria-expanded={showing && rows.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        {...(showing && rows.length > 0 ? { 'aria-activedescendant': `${list}-${chosen}` } : {})}
        placeholder={app.searchHint}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setOpen(true);
          choose(0);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={keys}
      />
      <kbd className="search-key" aria-hidden="true">
        {app.searchKey}
      </kbd>
      <Found
        id={list}
        text={text.trim()}
        asked={asked}
        showing={showing}
        rows={rows}
        answered={data !== undefined}
        more={data?.next !== undefined}
        chosen={chosen}
        onPick={leave}
      />
    </search>
  );
}

function orderOf(key: string, chosen: number, rows: number): number | 'open' | 'clear' | undefined {
  if (key === 'ArrowDown') return Math.min(Math.max(0, rows - 1), chosen + 1);
  if (key === 'ArrowUp') return Math.max(0, chosen - 1);
  if (key === 'Enter') return 'open';
  return key === 'Escape' ? 'clear' : undefined;
}

function placeOf(text: string, row: ConsoleDriveRow | undefined): string {
  return row === undefined ? `/find/${encodeURIComponent(text)}` : `/drive/${row.subject}`;
}

/** What was found so far, under the field. */
function Found({
  id,
  text,
  asked,
  showing,
  rows,
  answered,
  more,
  chosen,
  onPick,
}: {
  readonly id: string;
  readonly text: string;
  readonly asked: string;
  readonly showing: boolean;
  readonly rows: readonly ConsoleDriveRow[];
  readonly answered: boolean;
  readonly more: boolean;
  readonly chosen: number;
  readonly onPick: (path: string) => void;
}): ReactElement {
  return (
    <div className="search-found" hidden={!showing}>
      <div role="listbox" id={id} aria-label={app.found} tabIndex={-1}>
        {rows.map((row, at) => (
          <Match key={row.subject} id={`${id}-${at}`} row={row} chosen={at === chosen} onPick={() => onPick(`/drive/${row.subject}`)} />
        ))}
      </div>
      {rows.length > 0 ? null : (
        <p className="search-none">
          {answered && asked === text ? (
            <>
              <b>{app.noMatch}</b> {app.noMatchMore}
            </>
          ) : (
            app.searching
          )}
        </p>
      )}
      {more ? <p className="search-none small">{app.allMatches}: Enter</p> : null}
    </div>
  );
}

function Match({
  id,
  row,
  chosen,
  onPick,
}: {
  readonly id: string;
  readonly row: ConsoleDriveRow;
  readonly chosen: boolean;
  readonly onPick: () => void;
}): ReactElement {
  const { mark, word } = stateWord(row.state);
  return (
    // The field keeps the focus and hears the keys; a press must reach the row before the field loses it.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      className="match"
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPick}
    >
      <Serial text={row.serial} />
      <span className="match-model small quiet">{row.model}</span>
      <State mark={mark} word={word} size={16} />
      <span className="small quiet">{[row.site, row.place].filter((part) => part !== undefined).join(', ')}</span>
    </div>
  );
}
