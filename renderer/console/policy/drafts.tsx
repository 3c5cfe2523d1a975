import { useState, type ReactElement } from 'react';
import { Link, useLocation } from 'wouter';
import type { PolicyRow } from '../../../contract/console/people.ts';
import { Field, Section } from '../../parts/field.tsx';
import { Act } from '../../parts/act.tsx';
import { Code } from '../../parts/marks.tsx';
import { draftsPage } from '../../words/console/policy-drafts.ts';
import { day } from '../../words/numbers.ts';
import { ask } from '../ask.ts';
import { parsedJson } from '../parts/json.ts';
import { Empty, Look } from '../parts/look.tsx';
import { Moment } from '../parts/moment.tsx';
import { Pick } from '../parts/pick.tsx';
import { Table } from '../parts/rows.tsx';
import { Sure } from '../parts/sure.tsx';
import { useLook } from '../queries.ts';
import { useMay } from '../session.tsx';

/** Drafts of policies, and the way to a new one. */
export function Drafts({ versions }: { readonly versions: readonly PolicyRow[] }): ReactElement {
  const look = useLook('drafts.list', {});
  const writes = useMay('drafts.begin');
  const [beginning, setBeginning] = useState(false);
  return (
    <div className="policy-drafts">
      <Section title={draftsPage.title}>
        <p className="page-words quiet">{draftsPage.lead}</p>
        <Look look={look} lines={3}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Empty words={draftsPage.empty} more={draftsPage.emptyMore} />
            ) : (
              <Table
                name={draftsPage.title}
                rows={rows}
                rowKey={({ draft }) => draft}
                columns={[
                  {
                    name: draftsPage.name,
                    cell: ({ draft, name }) => (
                      <Link href={`/policy-draft/${draft}`} className="row-go">
                        {name}
                      </Link>
                    ),
                  },
                  { name: draftsPage.policy, cell: ({ id, version }) => <Code small>{`${id} ${version}`}</Code> },
                  { name: draftsPage.by, kind: 'lesser', cell: ({ saved_by: by }) => by.name },
                  { name: draftsPage.saved, kind: 'figure', cell: ({ saved_ms: ms }) => <Moment ms={ms} /> },
                ]}
              />
            )
          }
        </Look>
        {writes ? <Act onPress={() => setBeginning(true)}>{draftsPage.begin}</Act> : null}
        {beginning ? <Begin versions={versions} onClose={() => setBeginning(false)} /> : null}
      </Section>
    </div>
  );
}

const fromFile = 'file';

function Begin({ versions, onClose }: { readonly versions: readonly PolicyRow[]; readonly onClose: () => void }): ReactElement {
  const [name, setName] = useState('');
  const [from, setFrom] = useState<string>();
  const [text, setText] = useState<string>();
  const [, go] = useLocation();
  const value = text === undefined ? undefined : parsedJson(text);
  const hashes = [...new Set(versions.map(({ hash }) => hash))];
  const called = (hash: string): string => {
    const row = versions.find((each) => each.hash === hash);
    return row === undefined ? draftsPage.file : `${row.name}, ${row.id} ${row.version} (${day(row.set_ms)})`;
  };
  return (
    <Sure
      title={draftsPage.beginTitle}
      what={draftsPage.beginWhat}
      act={draftsPage.begin}
      kept={false}
      ready={name.trim() !== '' && (from !== fromFile || value !== undefined)}
      run={async () => {
        const body = {
          name: name.trim(),
          ...(from === fromFile ? { policy: value ?? null } : from === undefined ? {} : { from }),
        };
        const { draft } = await ask('drafts.begin', { body });
        go(`/policy-draft/${draft}`);
      }}
      onClose={onClose}
    >
      <Field label={draftsPage.beginName} hint={draftsPage.beginNameHint} value={name} onChange={setName} required autoFocus />
      <Pick
        label={draftsPage.beginFrom}
        value={from}
        none={draftsPage.inForce}
        options={[...hashes, fromFile]}
        word={called}
        onChange={setFrom}
      />
      {from === fromFile ? (
        <label className="field">
          <span>{draftsPage.chooseFile}</span>
          <input type="file" accept="application/json,.json" onChange={({ target }) => void target.files?.[0]?.text().then(setText)} />
          {text !== undefined && value === undefined ? <span className="small">{draftsPage.badFile}</span> : null}
        </label>
      ) : null}
    </Sure>
  );
}
