import { useState, type ReactElement } from 'react';
import { Act } from '../../parts/act.tsx';
import { Field } from '../../parts/field.tsx';
import { tenantsPage } from '../../words/console/people.ts';
import { grouped } from '../../words/numbers.ts';
import { ask } from '../ask.ts';
import { Empty, Look } from '../parts/look.tsx';
import { Page } from '../parts/page.tsx';
import { Table } from '../parts/rows.tsx';
import { Sure } from '../parts/sure.tsx';
import { useLook } from '../queries.ts';
import { useMay } from '../session.tsx';

/** Whose drives there are, and how many are known of each. */
export function TenantsPage(): ReactElement {
  const look = useLook('tenants.list', {});
  const rules = useMay('tenants.add');
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={tenantsPage.title}
      lead={tenantsPage.lead}
      acts={rules ? <Act onPress={() => setAdding(true)}>{tenantsPage.add}</Act> : undefined}
    >
      <Look look={look}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty words={tenantsPage.empty} more={tenantsPage.emptyMore} />
          ) : (
            <Table
              name={tenantsPage.title}
              rows={rows}
              rowKey={({ tenant }) => tenant}
              columns={[
                { name: tenantsPage.name, cell: ({ name }) => <b>{name}</b> },
                { name: tenantsPage.id, kind: 'lesser', cell: ({ tenant }) => <span className="mono small quiet">{tenant}</span> },
                { name: tenantsPage.drives, kind: 'figure', cell: ({ drives }) => <span className="mono">{grouped(drives)}</span> },
              ]}
            />
          )
        }
      </Look>
      {adding ? <AddTenant onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}

function AddTenant({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [name, setName] = useState('');
  return (
    <Sure
      title={tenantsPage.add}
      what={tenantsPage.addWhat}
      act={tenantsPage.addDo}
      ready={name.trim() !== ''}
      kept={false}
      run={() => ask('tenants.add', { body: { name: name.trim() } })}
      onClose={onClose}
    >
      <Field label={tenantsPage.name} hint={tenantsPage.nameHint} value={name} onChange={setName} autoFocus required />
    </Sure>
  );
}
