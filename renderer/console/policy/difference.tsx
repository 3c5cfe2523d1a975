import { useState, type ReactElement } from 'react';
import type { PolicyRow } from '../../../contract/console/people.ts';
import { defaultPolicy } from '../../../domain/policy/policies.ts';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { Section } from '../../parts/field.tsx';
import { differenceWords, partWords } from '../../words/console/policy-drafts.ts';
import { day } from '../../words/numbers.ts';
import { Changes } from '../pages/policy-compare.tsx';
import { Look } from '../parts/look.tsx';
import { Pick } from '../parts/pick.tsx';
import { useLook } from '../queries.ts';

/** The draft against a version that was put in force, or against the one that stations bring where none was. */
export function Difference({ sketch }: { readonly sketch: Sketch }): ReactElement {
  const look = useLook('policies.list', {});
  return (
    <Section title={partWords.difference}>
      <p className="page-words quiet">{differenceWords.lead}</p>
      <Look look={look} lines={8}>
        {({ rows }) => (rows.length === 0 ? <AgainstBrought sketch={sketch} /> : <AgainstOne sketch={sketch} rows={rows} />)}
      </Look>
    </Section>
  );
}

function AgainstBrought({ sketch }: { readonly sketch: Sketch }): ReactElement {
  return (
    <>
      <p>{`${differenceWords.with}: ${defaultPolicy.name}, ${differenceWords.brought}`}</p>
      <Changes was={defaultPolicy} is={sketch} />
    </>
  );
}

function AgainstOne({ sketch, rows }: { readonly sketch: Sketch; readonly rows: readonly PolicyRow[] }): ReactElement {
  const hashes = [...new Set(rows.map(({ hash }) => hash))];
  const [chosen, choose] = useState(rows.find((row) => row.in_force)?.hash ?? hashes[0] ?? '');
  const look = useLook('policies.look', { params: { hash: chosen } });
  const called = (hash: string): string => {
    const row = rows.find((each) => each.hash === hash);
    return row === undefined ? hash : `${row.name}, ${row.id} ${row.version}, ${row.in_force ? differenceWords.inForce : day(row.set_ms)}`;
  };
  return (
    <>
      <Pick label={differenceWords.with} value={chosen} options={hashes} word={called} onChange={(hash) => choose(hash ?? chosen)} />
      <Look look={look} lines={8}>
        {({ policy }) => <Changes was={policy} is={sketch} />}
      </Look>
    </>
  );
}
