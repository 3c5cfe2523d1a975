import type { ReactElement } from 'react';
import type { SummaryPaper } from '../../contract/papers.ts';
import { useCall, useStation } from '../station.tsx';
import { summaryText } from '../words/summary.ts';
import { Act } from './act.tsx';
import { Refused } from './refused.tsx';
import { save } from './save.ts';

type Asked = Parameters<ReturnType<typeof useStation>['station']['certificates']['summary']>[0]['of'];

const types: Readonly<Record<SummaryPaper, string>> = { pdf: 'application/pdf', json: 'application/json' };

/** One certificate for many drives, as paper and as the signed file. */
export function SummaryActs({ of }: { readonly of: Asked }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const keep = (as: SummaryPaper): void =>
    void call.run(async () => {
      const answer = await station.certificates.summary({ of, as });
      if (answer.kind !== 'file') return answer;
      save(answer.name, new Blob([Uint8Array.from(atob(answer.base64), (char) => char.charCodeAt(0))], { type: types[as] }));
      return { kind: 'done', events: [] };
    });
  return (
    <>
      <div className="acts">
        <Act disabled={call.busy} onPress={() => keep('pdf')}>
          {summaryText.pdf}
        </Act>
        <Act disabled={call.busy} onPress={() => keep('json')}>
          {summaryText.json}
        </Act>
      </div>
      <Refused words={call.refused} />
    </>
  );
}
