import { useState, type ReactElement } from 'react';
import type { TenantHoldRow } from '../../../contract/console/retention.ts';
import { holdGround, type HoldGround } from '../../../domain/facts/holds.ts';
import { Act } from '../../parts/act.tsx';
import { Section } from '../../parts/field.tsx';
import { State } from '../../parts/shape.tsx';
import { retentionPage } from '../../words/console/retention.ts';
import { begun } from '../../words/containers.ts';
import { holdGroundWords } from '../../words/containment.ts';
import { ask } from '../ask.ts';
import { Moment } from '../parts/moment.tsx';
import { Pick } from '../parts/pick.tsx';
import { PickTenant } from '../parts/pick-tenant.tsx';
import { Table, type Column } from '../parts/rows.tsx';
import { Sure } from '../parts/sure.tsx';

const columns: readonly Column<TenantHoldRow>[] = [
  { name: retentionPage.tenant, cell: ({ name }) => <b>{name}</b> },
  { name: retentionPage.ground, cell: ({ ground }) => <State mark="stopped" word={begun(holdGroundWords[ground])} size={16} /> },
  { name: retentionPage.since, cell: ({ placed_ms: placedMs }) => <Moment ms={placedMs} /> },
  { name: retentionPage.placedBy, kind: 'lesser', cell: ({ placed_by: by }) => by?.name ?? '' },
];

/** Legal holds on whole tenants that stand, each with its way to be lifted. */
export function TenantHolds({ rows, rules }: { readonly rows: readonly TenantHoldRow[]; readonly rules: boolean }): ReactElement {
  const [lifting, setLifting] = useState<TenantHoldRow>();
  const act: Column<TenantHoldRow> = {
    name: retentionPage.lift,
    silent: true,
    cell: (row) => (
      <Act label={retentionPage.liftTitle(row.name)} onPress={() => setLifting(row)}>
        {retentionPage.lift}
      </Act>
    ),
  };
  return (
    <Section title={retentionPage.holds}>
      {rows.length === 0 ? (
        <p className="quiet">{retentionPage.holdsNone}</p>
      ) : (
        <Table name={retentionPage.holds} rows={rows} rowKey={({ hold }) => hold} columns={[...columns, ...(rules ? [act] : [])]} />
      )}
      {lifting === undefined ? null : (
        <Sure
          title={retentionPage.liftTitle(lifting.name)}
          what={retentionPage.liftWhat}
          act={retentionPage.lift}
          run={() => ask('retention.lift', { params: { tenant: lifting.tenant, hold: lifting.hold }, body: {} })}
          onClose={() => setLifting(undefined)}
        />
      )}
    </Section>
  );
}

/** Puts all of a tenant on legal hold. */
export function HoldTenant({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [tenant, setTenant] = useState<string>();
  const [ground, setGround] = useState<HoldGround>();
  const [note, setNote] = useState('');
  return (
    <Sure
      title={retentionPage.hold}
      what={retentionPage.holdWhat}
      act={retentionPage.holdDo}
      stop
      ready={tenant !== undefined && ground !== undefined}
      run={() =>
        ask('retention.hold', {
          params: { tenant: tenant ?? '' },
          body: { ground: ground ?? 'other', ...(note.trim() === '' ? {} : { note: note.trim() }) },
        })
      }
      onClose={onClose}
    >
      <PickTenant label={retentionPage.tenant} none={retentionPage.choose} value={tenant} onChange={setTenant} />
      <Pick
        label={retentionPage.ground}
        none={retentionPage.chooseGround}
        value={ground}
        options={holdGround.options}
        word={(each) => begun(holdGroundWords[each])}
        onChange={setGround}
      />
      <label className="field">
        <span>{retentionPage.note}</span>
        <input className="input" value={note} maxLength={500} onChange={({ target }) => setNote(target.value)} />
      </label>
    </Sure>
  );
}
