import { useState, type ReactElement } from 'react';
import type { PolicyProposal } from '../../../contract/console/people.ts';
import { defaultPolicy } from '../../../domain/policy/policies.ts';
import { Act } from '../../parts/act.tsx';
import { Section } from '../../parts/field.tsx';
import { Code } from '../../parts/marks.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { proposalsPage as words } from '../../words/console/policy-proposals.ts';
import { ask } from '../ask.ts';
import { Changes } from '../pages/policy-compare.tsx';
import { Look } from '../parts/look.tsx';
import { Moment } from '../parts/moment.tsx';
import { Table } from '../parts/rows.tsx';
import { Sure } from '../parts/sure.tsx';
import { useLook } from '../queries.ts';
import { useMay, useSigned } from '../session.tsx';
import { InWords } from './in-words.tsx';

type Sheets = { readonly what: 'read' | 'adopt' | 'withdraw'; readonly row: PolicyProposal };

/** Policies that one officer has proposed. Another one reads them, and puts them in force or not. */
export function Proposals(): ReactElement | null {
  const look = useLook('policies.proposals', {});
  const decides = useMay('policies.adopt');
  const { person } = useSigned();
  const [open, setOpen] = useState<Sheets>();
  if (look.data?.rows.length === 0) return null;
  const close = (): void => setOpen(undefined);
  // Whoever proposed it takes it back; anybody else refuses it.
  const noOf = ({ proposed_by: by }: PolicyProposal): string => (by.person === person ? words.withdraw : words.refuse);
  return (
    <div className="policy-drafts">
      <Section title={words.title}>
        <p className="page-words quiet">{words.lead}</p>
        <Look look={look} lines={2}>
          {({ rows }) => (
            <Table
              name={words.title}
              rows={rows}
              rowKey={({ hash }) => hash}
              columns={[
                { name: words.policy, cell: ({ name }) => <b>{name}</b> },
                { name: words.version, cell: ({ id, version }) => <Code small>{`${id} ${version}`}</Code> },
                { name: words.by, cell: ({ proposed_by: by }) => by.name },
                { name: words.when, kind: 'figure', cell: ({ proposed_ms: ms }) => <Moment ms={ms} /> },
                {
                  name: words.acts,
                  silent: true,
                  kind: 'figure',
                  cell: (row) => <RowActs row={row} decides={decides} no={noOf(row)} onOpen={(what) => setOpen({ what, row })} />,
                },
              ]}
            />
          )}
        </Look>
        {open?.what === 'read' ? <Read row={open.row} onClose={close} /> : null}
        {open?.what === 'adopt' ? (
          <Sure
            title={words.adoptTitle(open.row.name, open.row.version)}
            what={words.adoptWhat(open.row.proposed_by.name)}
            act={words.adopt}
            run={() => ask('policies.adopt', { params: { hash: open.row.hash }, body: {} })}
            onClose={close}
          >
            <Text hash={open.row.hash} />
          </Sure>
        ) : null}
        {open?.what === 'withdraw' ? (
          <Sure
            title={words.withdrawTitle(open.row.name, open.row.version)}
            what={words.withdrawWhat}
            act={noOf(open.row)}
            stop
            kept={false}
            run={() => ask('policies.withdraw', { params: { hash: open.row.hash }, body: {} })}
            onClose={close}
          />
        ) : null}
      </Section>
    </div>
  );
}

function RowActs({
  row,
  decides,
  no,
  onOpen,
}: {
  readonly row: PolicyProposal;
  readonly decides: boolean;
  readonly no: string;
  readonly onOpen: (what: Sheets['what']) => void;
}): ReactElement {
  const of = `${row.name} ${row.version}`;
  return (
    <span className="row-acts">
      <Act label={`${words.read}: ${of}`} onPress={() => onOpen('read')}>
        {words.read}
      </Act>
      {decides && no === words.refuse ? (
        <Act kind="main" label={`${words.adopt}: ${of}`} onPress={() => onOpen('adopt')}>
          {words.adopt}
        </Act>
      ) : null}
      {decides ? (
        <Act label={`${no}: ${of}`} onPress={() => onOpen('withdraw')}>
          {no}
        </Act>
      ) : null}
    </span>
  );
}

function Read({ row, onClose }: { readonly row: PolicyProposal; readonly onClose: () => void }): ReactElement {
  return (
    <Sheet title={`${row.name}, ${words.version.toLowerCase()} ${row.version}`} onClose={onClose} wide>
      <Text hash={row.hash} />
      <p className="mono small story-hash quiet">{row.hash}</p>
    </Sheet>
  );
}

function Text({ hash }: { readonly hash: string }): ReactElement {
  const look = useLook('policies.proposal', { params: { hash } });
  return (
    <Look look={look} lines={10}>
      {({ policy }) => (
        <>
          <h3 className="step-head">{words.differs}</h3>
          <AgainstInForce policy={policy} />
          <InWords policy={policy} />
        </>
      )}
    </Look>
  );
}

/** The proposal against the policy that is in force, or the one that stations bring while there is none. */
function AgainstInForce({ policy }: { readonly policy: unknown }): ReactElement {
  const list = useLook('policies.list', {});
  const hash = list.data?.rows.find((row) => row.in_force)?.hash;
  const look = useLook('policies.look', { params: { hash: hash ?? '' } }, hash !== undefined);
  if (list.data !== undefined && hash === undefined) return <Changes was={defaultPolicy} is={policy} />;
  return (
    <Look look={look} lines={4}>
      {({ policy: was }) => <Changes was={was} is={policy} />}
    </Look>
  );
}
