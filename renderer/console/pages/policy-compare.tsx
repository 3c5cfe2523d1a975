import { useState, type ReactElement } from 'react';
import type { PolicyRow } from '../../../contract/console/people.ts';
import { Sheet } from '../../parts/sheet.tsx';
import { policiesPage } from '../../words/console/people.ts';
import { day } from '../../words/numbers.ts';
import { Empty, Look } from '../parts/look.tsx';
import { Pick } from '../parts/pick.tsx';
import { Table } from '../parts/rows.tsx';
import { comparable } from '../policy/comparable.ts';
import { useLook } from '../queries.ts';
import { policyChanges } from './policy-changes.ts';

const called = ({ name, version, set_ms: setMs }: PolicyRow): string =>
  `${name}, ${policiesPage.version.toLowerCase()} ${version} (${day(setMs)})`;
const keyOf = ({ hash, log_index: at }: PolicyRow): string => `${at} ${hash}`;

/** Two versions side by side: the older one is before, the newer one after, whichever was picked first. */
export function Compare({
  row,
  rows,
  onClose,
}: {
  readonly row: PolicyRow;
  readonly rows: readonly PolicyRow[];
  readonly onClose: () => void;
}): ReactElement {
  const others = rows.filter((other) => keyOf(other) !== keyOf(row));
  // At first with the one before it, or the only one after it.
  const [with1, setWith] = useState(keyOf(others.find(({ log_index: at }) => at < row.log_index) ?? others[0] ?? row));
  const other = others.find((each) => keyOf(each) === with1) ?? row;
  const [before, after] = other.log_index < row.log_index ? [other, row] : [row, other];
  const [old, fresh] = [
    useLook('policies.look', { params: { hash: before.hash } }),
    useLook('policies.look', { params: { hash: after.hash } }),
  ];
  return (
    <Sheet title={policiesPage.compareTitle(called(before), called(after))} onClose={onClose} wide>
      <p className="page-words">{policiesPage.compareLead}</p>
      <Pick
        label={policiesPage.compareWith}
        value={with1}
        options={others.map(keyOf)}
        word={(key) => called(others.find((each) => keyOf(each) === key) ?? row)}
        onChange={(key) => setWith(key ?? with1)}
      />
      <Look look={old} lines={8}>
        {({ policy: was }) => (
          <Look look={fresh} lines={8}>
            {({ policy: is }) => <Changes was={was} is={is} />}
          </Look>
        )}
      </Look>
    </Sheet>
  );
}

/** What one text says otherwise than another, place by place. */
export function Changes({ was, is }: { readonly was: unknown; readonly is: unknown }): ReactElement {
  const changes = policyChanges(...comparable(was, is));
  if (changes.length === 0) return <Empty words={policiesPage.same} />;
  const side = (text: string | undefined): ReactElement =>
    text === undefined ? <span className="quiet">{policiesPage.nothingThere}</span> : <span className="mono small">{text}</span>;
  return (
    <div className="policy-changes">
      <Table
        name={policiesPage.compare}
        rows={changes}
        rowKey={({ path }) => path}
        columns={[
          { name: policiesPage.place, cell: ({ path }) => <b>{path}</b> },
          { name: policiesPage.was, cell: ({ before }) => side(before) },
          { name: policiesPage.is, cell: ({ after }) => side(after) },
        ]}
      />
    </div>
  );
}
