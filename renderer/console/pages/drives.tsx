import { useEffect, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import { driveState } from '../../../domain/custody/words.ts';
import { Act } from '../../parts/act.tsx';
import { driveList } from '../../words/console/lists.ts';
import { stateWord } from '../../words/states.ts';
import { choose, chooseNone, useChosen } from '../parts/chosen.ts';
import { driveColumns } from '../parts/drive-cells.tsx';
import { Outline } from '../parts/look.tsx';
import { Page } from '../parts/page.tsx';
import { Pick, Tick } from '../parts/pick.tsx';
import { PickTenant } from '../parts/pick-tenant.tsx';
import { Rows } from '../parts/rows.tsx';
import { useList, type RowOf } from '../queries.ts';
import { useMay, useNames, useTenants } from '../session.tsx';

/** All drives, narrowed by state, site and tenant; the address keeps what was asked, so that it can be sent to a colleague. */
export function DrivesPage({ filter }: { readonly filter: string }): ReactElement {
  const asked = new URLSearchParams(filter);
  const [, go] = useLocation();
  const state = driveState.options.find((each) => each === asked.get('state'));
  const tenant = asked.get('tenant') ?? undefined;
  const site = asked.get('site') ?? undefined;
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined || value === '') asked.delete(name);
    else asked.set(name, value);
    go(asked.size === 0 ? '/drives' : `/drives/${asked.toString()}`);
  };
  const list = useList('drives.find', { state, site, tenant });
  const filtered = state !== undefined || tenant !== undefined || site !== undefined;
  return (
    <Page title={driveList.title} lead={driveList.lead}>
      <div className="narrow">
        <Pick
          label={driveList.state}
          none={driveList.every}
          value={state}
          options={driveState.options}
          word={(each) => stateWord(each).word}
          onChange={(value) => set('state', value)}
        />
        <PickTenant label={driveList.tenant} none={driveList.every} value={tenant} onChange={(value) => set('tenant', value)} />
        {site === undefined ? null : (
          <Pick
            label={driveList.where}
            none={driveList.every}
            value={site}
            options={[site]}
            word={(each) => each}
            onChange={(value) => set('site', value)}
          />
        )}
        <ChosenLine />
      </div>
      <DriveRows list={list} empty={filtered ? driveList.emptyFiltered : driveList.empty} emptyMore={filtered ? '' : driveList.emptyMore} />
    </Page>
  );
}

/** What a scan or a search found: one drive opens at once, several are listed. */
export function FindPage({ text }: { readonly text: string }): ReactElement {
  const list = useList('drives.find', { q: text });
  const [, go] = useLocation();
  const only = list.rows?.length === 1 ? list.rows[0]?.subject : undefined;
  useEffect(() => {
    if (only !== undefined) go(`/drive/${only}`, { replace: true });
  }, [only, go]);
  return (
    <Page title={driveList.found(text)}>
      {only === undefined ? <DriveRows list={list} empty={driveList.none} emptyMore={driveList.noneMore} /> : <Outline lines={12} />}
    </Page>
  );
}

function DriveRows({
  list,
  empty,
  emptyMore,
}: {
  readonly list: ReturnType<typeof useList<'drives.find'>>;
  readonly empty: string;
  readonly emptyMore: string;
}): ReactElement {
  const people = useNames();
  const tenants = useTenants();
  const chosen = useChosen();
  const exports = useMay('drives.export');
  const tick = (row: RowOf<'drives.find'>): ReactElement => (
    <Tick
      hidden
      label={`${driveList.choose} ${row.serial}`}
      on={chosen.some(({ subject }) => subject === row.subject)}
      onChange={(on) => choose(row, on)}
    />
  );
  return (
    <Rows
      name={driveList.title}
      list={list}
      columns={[
        ...(exports ? [{ name: driveList.choose, silent: true, cell: tick }] : []),
        ...driveColumns<RowOf<'drives.find'>>({ people, tenants }),
      ]}
      rowKey={({ subject }) => subject}
      rowTone={({ state }) => (state === 'disputed' ? 'disputed' : undefined)}
      empty={empty}
      emptyMore={emptyMore}
    />
  );
}

function ChosenLine(): ReactElement {
  const chosen = useChosen();
  const [, go] = useLocation();
  return (
    <div className="narrow-chosen">
      <span role="status">{chosen.length === 0 ? '' : driveList.chosen(chosen.length)}</span>
      {chosen.length === 0 ? null : (
        <>
          <Act kind="main" onPress={() => go('/exports')}>
            {driveList.takeAway}
          </Act>
          <Act onPress={chooseNone}>{driveList.clear}</Act>
        </>
      )}
    </div>
  );
}
