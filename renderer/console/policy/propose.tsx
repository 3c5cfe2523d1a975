import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import { readDraft } from '../../../domain/policy/draft.ts';
import { policyPieces } from '../../../domain/policy/policies.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { Act } from '../../parts/act.tsx';
import { partWords } from '../../words/console/policy-drafts.ts';
import { proposing as words } from '../../words/console/policy-proposals.ts';
import { ask } from '../ask.ts';
import { Tick } from '../parts/pick.tsx';
import { Sure } from '../parts/sure.tsx';
import { ToldList } from './parts.tsx';
import type { Told } from './places.ts';

/** The first of two steps that put a policy in force. What is said of the draft is shown once more, and has to be looked at. */
export function Propose({
  policy,
  told,
  ready,
}: {
  readonly policy: Policy | undefined;
  readonly told: readonly Told[];
  readonly ready: boolean;
}): ReactElement {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Act
        kind={ready && policy !== undefined ? 'main' : 'plain'}
        disabled={!ready || policy === undefined}
        onPress={() => setAsking(true)}
      >
        {words.propose}
      </Act>
      {asking && policy !== undefined ? <Proposing policy={policy} told={told} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function Proposing({
  policy,
  told,
  onClose,
}: {
  readonly policy: Policy;
  readonly told: readonly Told[];
  readonly onClose: () => void;
}): ReactElement {
  const [seen, setSeen] = useState(false);
  const [, go] = useLocation();
  const text = JSON.stringify(policy);
  const draft = readDraft(text);
  const warnings = draft.kind === 'policy' ? draft.warnings.length : 0;
  const fits = policyPieces(policy) !== undefined;
  return (
    <Sure
      title={words.title}
      what={words.what}
      act={words.propose}
      kept={false}
      ready={fits && (seen || warnings === 0)}
      run={async () => {
        await ask('policies.propose', { body: { policy: JSON.parse(text) as never, warnings } }); // JSON of a policy
        go('/policies');
      }}
      onClose={onClose}
    >
      {fits ? null : <p className="policy-fault">{words.tooLong}</p>}
      {warnings === 0 ? null : (
        <>
          <ToldList told={told.map((each) => ({ ...each, text: `${placeOf(each)}: ${each.text}` }))} />
          <Tick label={words.seen} on={seen} onChange={setSeen} />
        </>
      )}
    </Sure>
  );
}

function placeOf({ part, at }: Told): string {
  return at === undefined ? partWords[part] : `${partWords[part]} ${at + 1}`;
}
