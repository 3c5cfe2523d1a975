import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import { Act } from '../../parts/act.tsx';
import { Refused } from '../../parts/refused.tsx';
import { app } from '../../words/console/app.ts';
import type { List } from '../queries.ts';
import { Empty, Outline } from './look.tsx';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** `figure` stands at the right edge; `lesser` goes first where room is short. */
  readonly kind?: 'figure' | 'lesser';
  /** The heading says nothing that the cell does not. */
  readonly silent?: boolean;
}

interface TableProps<Row> {
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly rowTone?: (row: Row) => 'stopped' | 'disputed' | undefined;
}

/** A table that reads as a list of plates on a narrow screen. Arrows move between the rows' links. */
export function Table<Row>({ name, columns, rows, rowKey, rowTone }: TableProps<Row>): ReactElement {
  return (
    <div className="table-place">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the arrows go from link to link */}
      <table className="rows" aria-label={name} onKeyDown={walk}>
        <thead>
          <tr>
            {columns.map(({ name: head, kind, silent }) => (
              <th key={head} scope="col" className={kind === undefined ? undefined : `col-${kind}`}>
                <span className={silent === true ? 'hidden-word' : undefined}>{head}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className={toneClass(rowTone?.(row))}>
              {columns.map(({ name: head, cell, kind, silent }) => (
                <td key={head} className={kind === undefined ? undefined : `col-${kind}`} data-name={silent === true ? '' : head}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function toneClass(tone: 'stopped' | 'disputed' | undefined): string | undefined {
  return tone === undefined ? undefined : `row-${tone}`;
}

function walk(event: KeyboardEvent<HTMLTableElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody a')];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at < 0 ? undefined : links[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** A list walked by key: outline, fault, nothing, rows, and the rest on asking. */
export function Rows<Row>({
  list,
  empty,
  emptyMore,
  ...table
}: Omit<TableProps<Row>, 'rows'> & { readonly list: List<Row>; readonly empty: string; readonly emptyMore?: string }): ReactElement {
  if (list.rows === undefined && list.fault !== undefined)
    return (
      <div className="fault">
        <Refused words={list.fault} />
        <Act onPress={list.renew}>{app.again}</Act>
      </div>
    );
  if (list.rows === undefined) return <Outline lines={8} />;
  return (
    <div className="rows-place">
      <div className="rows-news" role="status">
        {list.stale ? (
          <>
            <span>{app.changed}</span>
            <Act onPress={list.renew}>{app.renew}</Act>
          </>
        ) : null}
      </div>
      {list.rows.length === 0 ? <Empty words={empty} more={emptyMore} /> : <Table {...table} rows={list.rows} />}
      {list.fault === undefined ? null : <Refused words={list.fault} />}
      {list.more ? (
        <Act disabled={list.loadingMore} onPress={list.loadMore}>
          {list.loadingMore ? app.loadingMore : app.more}
        </Act>
      ) : null}
    </div>
  );
}
