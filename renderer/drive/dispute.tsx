import type { ReactElement } from 'react';
import type { DisputeView } from '../../contract/views.ts';
import { Section } from '../parts/field.tsx';
import { Code, Time } from '../parts/marks.tsx';
import { branchWords, disputeText, disputeWords } from '../words/dispute.ts';

/** What is in dispute, and every story side by side: the people in front of the drive decide, the window does not. */
export function Dispute({ dispute }: { readonly dispute: DisputeView | undefined }): ReactElement | null {
  if (dispute === undefined) return null;
  return (
    <Section title={disputeText.title}>
      {dispute.conflicts.map((conflict) => (
        <p key={conflict.id}>
          {disputeWords(conflict.class)}
          {conflict.waiting ? ` ${disputeText.waiting}` : ''}
        </p>
      ))}
      <ul className="branches">
        {dispute.branches.map((branch) => (
          <li key={branch.head} className="branch">
            <p>{branchWords(branch)}</p>
            <p className="small quiet">
              {branch.site ?? <Code small>{branch.station}</Code>}, <Time ms={branch.at_ms} long />
            </p>
          </li>
        ))}
      </ul>
      <p className="small">{dispute.locked ? disputeText.locked : disputeText.notLocked}</p>
      {dispute.let_through === undefined ? null : <p className="small">{disputeText.letThrough}</p>}
    </Section>
  );
}
