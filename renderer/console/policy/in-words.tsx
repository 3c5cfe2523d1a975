import type { ReactElement } from 'react';
import { policy as policySchema } from '../../../domain/policy/policy.ts';
import {
  countSentence,
  destroySentence,
  fieldSentence,
  ladderSentence,
  placeSentence,
  readBackSentence,
  returnSentence,
  ruleSentence,
  scopeSentence,
} from '../../../domain/policy/sentences.ts';
import { policiesPage } from '../../words/console/people.ts';
import { inWords, partWords } from '../../words/console/policy-drafts.ts';

/** A policy in plain language, in the order in which it is asked; its text under it. */
export function InWords({ policy }: { readonly policy: unknown }): ReactElement {
  const read = policySchema.safeParse(policy).data;
  const text = (
    // Scrolled by keys, so it can be reached by them.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className="proof-body policy-text mono small" tabIndex={0} aria-label={policiesPage.text}>
      {JSON.stringify(policy, undefined, 2)}
    </pre>
  );
  if (read === undefined) return text;
  const parts = [
    {
      name: partWords.rules,
      lines: [...(read.scope === undefined ? [] : [scopeSentence(read.scope)]), ...read.rules.map(ruleSentence), inWords.silence],
    },
    { name: partWords.ladders, lines: read.ladders.map(ladderSentence) },
    { name: partWords.read_back, lines: read.read_back.map(readBackSentence) },
    { name: partWords.destroy, lines: read.destroy.map(destroySentence) },
    { name: partWords.places, lines: (read.places ?? []).map(placeSentence) },
    { name: partWords.fields, lines: (read.fields ?? []).map(fieldSentence) },
    { name: partWords.counts, lines: (read.counts ?? []).map(countSentence) },
    { name: inWords.returns, lines: (read.returns ?? []).map(returnSentence) },
    { name: inWords.notes, lines: read.notes.map((note) => note.text) },
  ];
  return (
    <>
      {parts
        .filter(({ lines }) => lines.length > 0)
        .map(({ name, lines }) => (
          <section key={name}>
            <h3 className="step-head">{name}</h3>
            <ol className="policy-sentences">
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ol>
          </section>
        ))}
      <details className="chart-table">
        <summary className="small">{policiesPage.text}</summary>
        {text}
      </details>
    </>
  );
}
