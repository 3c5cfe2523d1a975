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
  const { asking, fault } = trial;
  return (
    <Section title={partWords.replay}>
      <p className="page-words quiet">{replayWords.lead}</p>
      <Ask policy={policy} trial={trial} />
      {policy === undefined ? <p className="policy-warning">{replayWords.unfinished}</p> : null}
      <Refused words={fault} />
      {asking === undefined ? (
        <Empty words={replayWords.notYet} more={replayWords.notYetMore} />
      ) : (
        <>
          <HowFar asking={asking} old={policy !== undefined && JSON.stringify(policy) !== asking.text} />
          <Answers asking={asking} />
        </>
      )}
    </Section>
  );
}

/** Which erases are asked about, and the acts. */
function Ask({ policy, trial: { asking, run, stop } }: Parameters<typeof Trying>[0]): ReactElement {
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
    <div className="policy-ask">
      <Choice
        label={replayWords.since}
        value={span}
        options={['quarter', 'year', 'all']}
        word={(each) => spanWords[each]}
        onChange={setSpan}
      />
      {sites.length < 2 ? null : (
        <Pick label={replayWords.site} value={site} none={replayWords.everySite} options={sites} word={(each) => each} onChange={setSite} />
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
  );
}

function HowFar({ asking: { state, walked, drives }, old }: { readonly asking: Asking; readonly old: boolean }): ReactElement {
  const [gone, all] = [grouped(walked), grouped(drives)];
  return (
    <>
      <div className="policy-progress" role="status">
        {state === 'stopped' ? <p>{replayWords.partial(gone, all)}</p> : <p className="small">{replayWords.running(gone, all)}</p>}
        {old ? <p className="policy-warning">{replayWords.old}</p> : null}
      </div>
      {state === 'running' ? (
        <div className="scale" aria-hidden="true">
          <div className="scale-done" style={{ width: `${drives === 0 ? 0 : Math.min(100, (walked / drives) * 100)}%` }} />
        </div>
      ) : null}
    </>
  );
}

/** The answer as a file, with the whole text that it was asked of. */
function keepAnswer({ text, asked, state, walked, drives, tally, rows }: Asking): void {
  const policy = policySchema.parse(JSON.parse(text));
  const of = { days: asked.days, site: asked.site, tenant: asked.tenant };
  const body = { format: 'custos-replay/v1', hash: policyHash(policy), of, whole: state === 'done', walked, drives, tally, rows, policy };
  saveFile(
    `replay-${policy.id}-${policy.version}.json`,
    new Blob([`${JSON.stringify(body, undefined, 2)}\n`], { type: 'application/json' }),
  );
}
