import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import { readDraft } from '../../../domain/policy/draft.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { Act } from '../../parts/act.tsx';
import { proposing as words } from '../../words/console/policy-proposals.ts';
import { ask } from '../ask.ts';
import { Sure } from '../parts/sure.tsx';

/** The first of two steps that put a policy in force. What is said of the draft is shown once more, and counts as seen. */
export function Propose({ policy, ready }: { readonly policy: Policy | undefined; readonly ready: boolean }): ReactElement {
  const [asking, setAsking] = useState(false);
  const [, go] = useLocation();
  const text = JSON.stringify(policy ?? null);
  const draft = asking ? readDraft(text) : undefined;
  const warnings = draft?.kind === 'policy' ? draft.warnings : [];
  return (
    <>
      <Act disabled={!ready || policy === undefined} onPress={() => setAsking(true)}>
        {words.propose}
      </Act>
      {asking ? (
        <Sure
          title={words.title}
          what={words.what}
          act={words.propose}
          kept={false}
          ready={draft?.kind === 'policy'}
          run={async () => {
            await ask('policies.propose', { body: { policy: JSON.parse(text) as never, warnings: warnings.length } }); // JSON of a policy
            go('/policies');
          }}
          onClose={() => setAsking(false)}
        >
          {warnings.length === 0 ? null : (
            <>
              <p>{words.warnings(warnings.length)}</p>
              <ul className="policy-told">
                {warnings.map(({ where, text: told }) => (
                  <li key={`${where} ${told}`} className="policy-warning">{`${where}: ${told}`}</li>
                ))}
              </ul>
            </>
          )}
        </Sure>
      ) : null}
    </>
  );
}
