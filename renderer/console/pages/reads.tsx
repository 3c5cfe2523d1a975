import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import { Code } from '../../parts/marks.tsx';
import { app } from '../../words/console/app.ts';
import { driveList, readsPage } from '../../words/console/lists.ts';
import { routeWords } from '../../words/console/routes.ts';
import { grouped } from '../../words/numbers.ts';
import { Moment } from '../parts/moment.tsx';
import { Page } from '../parts/page.tsx';
import { Pick } from '../parts/pick.tsx';
import { PickTenant } from '../parts/pick-tenant.tsx';
import { Rows } from '../parts/rows.tsx';
import { useList, useLook } from '../queries.ts';
import { useTenants } from '../session.tsx';

/** Who looked at what. */
export function ReadsPage(): ReactElement {
  const [tenant, setTenant] = useState<string>();
  const [person, setPerson] = useState<string>();
  const list = useList('reads.list', { tenant, person });
  const { data: people } = useLook('people.list', { query: { limit: 200 } });
  const tenants = useTenants();
  return (
    <Page title={readsPage.title} lead={readsPage.lead}>
      <div className="narrow">
        <Pick
          label={readsPage.who}
          none={readsPage.all}
          value={person}
          options={people?.rows.map((row) => row.person) ?? []}
          word={(id) => people?.rows.find((row) => row.person === id)?.name ?? id}
          onChange={setPerson}
        />
        <PickTenant label={driveList.tenant} none={driveList.every} value={tenant} onChange={setTenant} />
      </div>
      <Rows
        name={readsPage.title}
        list={list}
        rowKey={({ at_ms: atMs, person: who, what, about }) => `${atMs}${who.person}${what}${about}`}
        columns={[
          { name: readsPage.when, cell: ({ at_ms: atMs }) => <Moment ms={atMs} /> },
          { name: readsPage.who, cell: ({ person: who }) => who.name },
          { name: readsPage.what, cell: ({ what }) => routeWords(what) },
          { name: readsPage.about, cell: ({ about }) => <About about={about} /> },
          { name: readsPage.tenants, kind: 'lesser', cell: (row) => row.tenants.map(tenants).join(', ') },
          { name: readsPage.sealed, kind: 'lesser', cell: ({ opened }) => (opened ? readsPage.opened : readsPage.closed) },
          { name: readsPage.drives, kind: 'figure', cell: ({ drives }) => <Code small>{grouped(drives)}</Code> },
        ]}
        empty={readsPage.empty}
        emptyMore={app.end}
      />
    </Page>
  );
}

function About({ about }: { readonly about: string }): ReactElement {
  const subject = /^d1_[0-9a-f]{32}$/.test(about);
  return subject ? (
    <Link href={`/drive/${about}`} className="mono small">
      {about.slice(0, 15)}
    </Link>
  ) : (
    <Code small>{about}</Code>
  );
}
