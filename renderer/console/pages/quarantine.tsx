import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import { admissionGround, dismissalGround } from '../../../domain/facts/control.ts';
import { Act } from '../../parts/act.tsx';
import { Choice } from '../../parts/field.tsx';
import { Code } from '../../parts/marks.tsx';
import { State } from '../../parts/shape.tsx';
import { groundWord, quarantinePage } from '../../words/console/lists.ts';
import { codeWords } from '../../words/refusals.ts';
import { ask } from '../ask.ts';
import { Moment } from '../parts/moment.tsx';
import { Page } from '../parts/page.tsx';
import { Rows } from '../parts/rows.tsx';
import { Sure } from '../parts/sure.tsx';
import { useList, type RowOf } from '../queries.ts';
import { useMay } from '../session.tsx';

type Row = RowOf<'quarantine.list'>;
type Decision = { readonly row: Row; readonly way: 'admit' | 'dismiss' };

/** Facts held back, and the two decisions there are. */
export function QuarantinePage(): ReactElement {
  const list = useList('quarantine.list', {});
  const decides = useMay('quarantine.admit');
  const [decision, decide] = useState<Decision>();
  return (
    <Page title={quarantinePage.title} lead={quarantinePage.lead}>
      <Rows
        name={quarantinePage.title}
        list={list}
        rowKey={({ entry }) => entry}
        rowTone={({ decided }) => (decided === undefined ? 'stopped' : undefined)}
        columns={[
          {
            name: quarantinePage.station,
            cell: ({ station, name, site }) => <Link className="row-go" href={`/station/${station}`}>{`${name}, ${site}`}</Link>,
          },
          { name: quarantinePage.fact, cell: ({ type }) => <Code small>{type}</Code> },
          { name: quarantinePage.place, kind: 'lesser', cell: ({ epoch, seq }) => <Code small>{`${epoch} · ${seq}`}</Code> },
          { name: quarantinePage.why, cell: ({ why }) => codeWords(why) },
          { name: quarantinePage.when, cell: ({ at_ms: atMs }) => <Moment ms={atMs} /> },
          { name: quarantinePage.decision, kind: 'figure', cell: (row) => <Decided row={row} decides={decides} onDecide={decide} /> },
        ]}
        empty={quarantinePage.empty}
        emptyMore={quarantinePage.emptyMore}
      />
      {decision === undefined ? null : <Decide decision={decision} onClose={() => decide(undefined)} />}
    </Page>
  );
}

function Decided({
  row,
  decides,
  onDecide,
}: {
  readonly row: Row;
  readonly decides: boolean;
  readonly onDecide: (decision: Decision) => void;
}): ReactElement {
  if (row.decided !== undefined)
    return (
      <State
        mark={row.decided === 'admitted' ? 'waiting' : 'stopped'}
        word={row.decided === 'admitted' ? quarantinePage.admitted : quarantinePage.dismissed}
        size={16}
      />
    );
  if (!decides) return <span className="quiet">—</span>;
  return (
    <span className="row-acts">
      <Act onPress={() => onDecide({ row, way: 'admit' })} label={`${quarantinePage.admit}: ${row.type}, ${row.name}`}>
        {quarantinePage.admit}
      </Act>
      <Act onPress={() => onDecide({ row, way: 'dismiss' })} label={`${quarantinePage.dismiss}: ${row.type}, ${row.name}`}>
        {quarantinePage.dismiss}
      </Act>
    </span>
  );
}

function Decide({ decision: { row, way }, onClose }: { readonly decision: Decision; readonly onClose: () => void }): ReactElement {
  const [admission, setAdmission] = useState<(typeof admissionGround.options)[number]>();
  const [dismissal, setDismissal] = useState<(typeof dismissalGround.options)[number]>();
  const params = { entry: row.entry };
  if (way === 'admit')
    return (
      <Sure
        title={quarantinePage.admitTitle}
        what={quarantinePage.admitWhat}
        act={quarantinePage.admit}
        reason
        ready={admission !== undefined}
        run={(note) => ask('quarantine.admit', { params, body: { ground: admission ?? 'made_before_loss', note } })}
        onClose={onClose}
      >
        <Choice
          label={quarantinePage.ground}
          value={admission}
          onChange={setAdmission}
          options={admissionGround.options}
          word={groundWord}
        />
      </Sure>
    );
  return (
    <Sure
      title={quarantinePage.dismissTitle}
      what={quarantinePage.dismissWhat}
      act={quarantinePage.dismiss}
      stop
      reason
      ready={dismissal !== undefined}
      run={(note) => ask('quarantine.dismiss', { params, body: { ground: dismissal ?? 'made_after_loss', note } })}
      onClose={onClose}
    >
      <Choice label={quarantinePage.ground} value={dismissal} onChange={setDismissal} options={dismissalGround.options} word={groundWord} />
    </Sure>
  );
}
