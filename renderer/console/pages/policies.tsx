import { useState, type ReactElement } from 'react';
import type { PolicyRow } from '../../../contract/console/people.ts';
import { readDraft } from '../../../domain/policy/draft.ts';
import { Act } from '../../parts/act.tsx';
import { Code } from '../../parts/marks.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Shape, State } from '../../parts/shape.tsx';
import { policiesPage } from '../../words/console/people.ts';
import { grouped } from '../../words/numbers.ts';
import { ask } from '../ask.ts';
import { parsedJson } from '../parts/json.ts';
import { Empty, Look } from '../parts/look.tsx';
import { Moment } from '../parts/moment.tsx';
import { Page } from '../parts/page.tsx';
import { Table } from '../parts/rows.tsx';
import { Sure } from '../parts/sure.tsx';
import { useLook } from '../queries.ts';
import { Drafts } from '../policy/drafts.tsx';
import { InWords } from '../policy/in-words.tsx';
import { Proposals } from '../policy/proposals.tsx';
import { Compare } from './policy-compare.tsx';
import { useMay } from '../session.tsx';

/** Every version of every policy, newest first. */
export function PoliciesPage(): ReactElement {
  const look = useLook('policies.list', {});
  const sets = useMay('policies.propose');
  const drafts = useMay('drafts.list');
  const [reading, setReading] = useState<PolicyRow>();
  const [comparing, setComparing] = useState<PolicyRow>();
  const [putting, setPutting] = useState(false);
  return (
    <Page
      title={policiesPage.title}
      lead={policiesPage.lead}
      acts={sets ? <Act onPress={() => setPutting(true)}>{policiesPage.put}</Act> : undefined}
    >
      <Look look={look}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty words={policiesPage.empty} more={policiesPage.emptyMore} />
          ) : (
            <Table
              name={policiesPage.title}
              rows={rows}
              rowKey={({ hash, log_index: at }) => `${hash}${at}`}
              columns={[
                { name: policiesPage.name, cell: ({ name }) => <b>{name}</b> },
                { name: policiesPage.version, cell: ({ id, version }) => <Code small>{`${id} ${version}`}</Code> },
                {
                  name: policiesPage.state,
                  cell: ({ in_force: inForce }) =>
                    inForce ? (
                      <State mark="proven" word={policiesPage.inForce} size={16} />
                    ) : (
                      <span className="quiet">{policiesPage.before}</span>
                    ),
                },
                { name: policiesPage.by, kind: 'lesser', cell: ({ set_by: by }) => by?.name ?? '' },
                { name: policiesPage.hash, kind: 'lesser', cell: ({ hash }) => <span className="mono small story-hash">{hash}</span> },
                { name: policiesPage.set, kind: 'figure', cell: ({ set_ms: setMs }) => <Moment ms={setMs} /> },
                {
                  name: policiesPage.look,
                  silent: true,
                  kind: 'figure',
                  cell: (row) => (
                    <span className="row-acts">
                      <Act label={`${policiesPage.look}: ${row.name} ${row.version}`} onPress={() => setReading(row)}>
                        {policiesPage.look}
                      </Act>
                      {rows.length < 2 ? null : (
                        <Act label={`${policiesPage.compare}: ${row.name} ${row.version}`} onPress={() => setComparing(row)}>
                          {policiesPage.compare}
                        </Act>
                      )}
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </Look>
      {drafts ? <Proposals /> : null}
      {drafts ? <Drafts versions={look.data?.rows ?? []} /> : null}
      {reading === undefined ? null : <Text row={reading} onClose={() => setReading(undefined)} />}
      {comparing === undefined ? null : <Compare row={comparing} rows={look.data?.rows ?? []} onClose={() => setComparing(undefined)} />}
      {putting ? <Put onClose={() => setPutting(false)} /> : null}
    </Page>
  );
}

function Text({ row, onClose }: { readonly row: PolicyRow; readonly onClose: () => void }): ReactElement {
  const look = useLook('policies.look', { params: { hash: row.hash } });
  return (
    <Sheet title={`${row.name}, ${policiesPage.version.toLowerCase()} ${row.version}`} onClose={onClose} wide>
      <Look look={look} lines={12}>
        {({ policy }) => <InWords policy={policy} />}
      </Look>
      <p className="small quiet">
        <span className="mono small story-hash">{row.hash}</span> · {grouped(row.log_index)}
      </p>
    </Sheet>
  );
}

const mostSaid = 6;

function Put({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [text, setText] = useState('');
  const policy = parsedJson(text);
  const draft = policy === undefined ? undefined : readDraft(text);
  const said = draft === undefined ? [] : draft.kind === 'bad' ? draft.faults : draft.warnings;
  return (
    <Sure
      title={policiesPage.putTitle}
      what={policiesPage.putWhat}
      act={policiesPage.put}
      kept={false}
      ready={draft?.kind === 'policy'}
      run={() =>
        ask('policies.propose', { body: { policy: policy ?? null, warnings: draft?.kind === 'policy' ? draft.warnings.length : 0 } })
      }
      onClose={onClose}
    >
      <label className="field">
        <span>{policiesPage.putField}</span>
        <textarea
          className="input policy-field mono small"
          value={text}
          spellCheck={false}
          onChange={({ target }) => setText(target.value)}
        />
        <span className="small quiet">{text.trim() !== '' && policy === undefined ? policiesPage.putBad : policiesPage.putHint}</span>
      </label>
      <label className="field">
        <span>{policiesPage.file}</span>
        <input type="file" accept="application/json,.json" onChange={({ target }) => void target.files?.[0]?.text().then(setText)} />
      </label>
      {said.length === 0 ? null : (
        <ul className="policy-told" role="status">
          {said.slice(0, mostSaid).map(({ where, text: told }) => (
            <li key={`${where} ${told}`} className={draft?.kind === 'bad' ? 'policy-fault' : 'policy-warning'}>
              <Shape mark={draft?.kind === 'bad' ? 'stopped' : 'disputed'} size={16} />
              <span>{`${where}: ${told}`}</span>
            </li>
          ))}
          {said.length <= mostSaid ? null : <li>{policiesPage.putMore(said.length - mostSaid)}</li>}
        </ul>
      )}
    </Sure>
  );
}
