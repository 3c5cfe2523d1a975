import type { ReactElement } from 'react';
import type { ContainerView, LotPaper } from '../../contract/containment.ts';
import { Act } from '../parts/act.tsx';
import { Section } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { save } from '../parts/save.ts';
import { SummaryActs } from '../parts/summary-acts.tsx';
import { useCall, useStation } from '../station.tsx';
import { lotText } from '../words/containers.ts';
import { summaryText } from '../words/summary.ts';
import { lotList } from './lot-list.ts';

const types: Readonly<Record<LotPaper, string>> = { pdf: 'application/pdf', json: 'application/json', proofs: 'application/zip' };

/** What goes along with the load, and what is kept of it. */
export function LotPapers({ view }: { readonly view: ContainerView }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const keep = (as: LotPaper): void =>
    void call.run(async () => {
      const answer = await station.lots.papers({ lot: view.container, as });
      if (answer.kind !== 'file') return answer;
      save(answer.name, new Blob([Uint8Array.from(atob(answer.base64), (char) => char.charCodeAt(0))], { type: types[as] }));
      return { kind: 'done', events: [] };
    });
  const isClosed = view.state === 'closed';
  return (
    <Section title={lotText.papers}>
      <p className="quiet">{wordsOf(view)}</p>
      <div className="acts">
        <Act kind={isClosed ? 'main' : 'plain'} disabled={call.busy} onPress={() => keep('pdf')}>
          {lotText.loadListPdf}
        </Act>
        <Act disabled={call.busy} onPress={() => keep('json')}>
          {lotText.loadListJson}
        </Act>
        <Act onPress={() => save(`${view.name}.csv`, new Blob([lotList(view)], { type: 'text/csv' }))}>{lotText.list}</Act>
        {view.kind === 'rma' && isClosed ? (
          <Act disabled={call.busy} onPress={() => keep('proofs')}>
            {lotText.proofs}
          </Act>
        ) : null}
      </div>
      <Refused words={call.refused} />
      <p className="quiet">{summaryText.ofLot}</p>
      <SummaryActs of={{ is: 'lot', lot: view.container }} />
    </Section>
  );
}

function wordsOf({ state, kind }: ContainerView): string {
  if (state === 'closed') return kind === 'destruction' ? lotText.papersDestroyed : lotText.papersClosed;
  return state === 'closed_unproven' ? lotText.papersGaps : lotText.papersOpen;
}
