import { useState, type ReactElement } from 'react';
import { type Policy, policy as policySchema, policyHash } from '../../../domain/policy/policy.ts';
import { Act } from '../../parts/act.tsx';
import { Choice, Section } from '../../parts/field.tsx';
import { Refused } from '../../parts/refused.tsx';
import { partWords, replayWords } from '../../words/console/policy-drafts.ts';
import { grouped } from '../../words/numbers.ts';
import { Empty } from '../parts/look.tsx';
import { Pick } from '../parts/pick.tsx';
import { saveFile } from '../parts/save.ts';
import { useLook } from '../queries.ts';
import type { Asking, useAsking } from './asking.ts';
import { Answers } from './answers.tsx';

const spans = { quarter: 90, year: 365, all: undefined } as const;
type Span = keyof typeof spans;
const spanWords: Readonly<Record<Span, string>> = {
  quarter: replayWords.sinceQuarter,
  year: replayWords.sinceYear,
  all: replayWords.sinceAll,
};

/** The draft asked of past drives, with the figures growing as parts come in. */
export function Trying({
  policy,
  trial,
}: {
  readonly policy: Policy | undefined;
  readonly trial: ReturnType<typeof useAsking>;
}): ReactElement {
  const { asking, fault, run, stop } = trial;
  const [span, setSpan] = useState<Span>('quarter');
  const [tenant, setTenant] = useState<string>();
  const [site, setSite] = useState<string>();
  const { data: stations } = useLook('stations.list', { query: { limit: 200 } });
  const sites = [...new Set(stations?.rows.map((row) => row.site))].sort();
  const { data: tenants } = useLook('tenants.list', {});
  const isRunning = asking?.state === 'running';
  const begin = (): void => {
    if (policy !== undefined) void run(policy, { days: spans[span], site, tenant });
  };
  return (
    <Section title={partWords.replay}>
      <p className="page-words quiet">{replayWords.lead}</p>
      <div className="policy-ask">
        <Choice
          label={replayWords.since}
          value={span}
          options={['quarter', 'year', 'all']}
          word={(each) => spanWords[each]}
          onChange={setSpan}
        />
        {sites.length < 2 ? null : (
          <Pick
            label={replayWords.site}
            value={site}
            none={replayWords.everySite}
            options={sites}
            word={(each) => each}
            onChange={setSite}
          />
        )}
        {tenants === undefined || tenants.rows.length < 2 ? null : (
          <Pick
            label={replayWords.tenant}
            value={tenant}
            none={replayWords.everyTenant}
            options={tenants.rows.map((row) => row.tenant)}
            word={(id) => tenants.rows.find((row) => row.tenant === id)?.name ?? id}
            onChange={setTenant}
          />
        )}
        {isRunning ? (
          <Act onPress={stop}>{replayWords.stop}</Act>
        ) : (
          <Act kind="main" disabled={policy === undefined} onPress={begin}>
            {asking === undefined ? replayWords.run : replayWords.again}
          </Act>
        )}
        {asking === undefined || isRunning ? null : <Act onPress={() => keepAnswer(asking)}>{replayWords.keep}</Act>}
      </div>
      {policy === undefined ? <p className="policy-warning">{replayWords.unfinished}</p> : null}
      <Refused words={fault} />
      {asking === undefined ? (
        <Empty words={replayWords.notYet} more={replayWords.notYetMore} />
      ) : (
        <>
          <div className="policy-progress" role="status">
            {asking.state === 'stopped' ? (
              <p>{replayWords.partial(grouped(asking.walked), grouped(asking.drives))}</p>
            ) : (
              <p className="small">{replayWords.running(grouped(asking.walked), grouped(asking.drives))}</p>
            )}
            {policy !== undefined && JSON.stringify(policy) !== asking.text ? <p className="policy-warning">{replayWords.old}</p> : null}
          </div>
          {isRunning ? (
            <div className="scale" aria-hidden="true">
              <div
                className="scale-done"
                style={{ width: `${asking.drives === 0 ? 0 : Math.min(100, (asking.walked / asking.drives) * 100)}%` }}
              />
            </div>
          ) : null}
          <Answers asking={asking} />
        </>
      )}
    </Section>
  );
}

/** The answer as a file, with the whole text that it was asked of. */
function keepAnswer({ text, state, walked, drives, tally, rows }: Asking): void {
  const policy = policySchema.parse(JSON.parse(text));
  const body = { format: 'custos-replay/v1', hash: policyHash(policy), whole: state === 'done', walked, drives, tally, rows, policy };
  saveFile(
    `replay-${policy.id}-${policy.version}.json`,
    new Blob([`${JSON.stringify(body, undefined, 2)}\n`], { type: 'application/json' }),
  );
}
