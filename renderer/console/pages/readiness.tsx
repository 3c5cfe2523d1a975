import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Finding, Readiness } from '../../../contract/console/reports.ts';
import { Act } from '../../parts/act.tsx';
import { Time } from '../../parts/marks.tsx';
import { State } from '../../parts/shape.tsx';
import { app } from '../../words/console/app.ts';
import { drivePage } from '../../words/console/drive.ts';
import { findingRule, readinessPage, weightWord } from '../../words/console/reports.ts';
import { grouped } from '../../words/numbers.ts';
import { Empty, Look } from '../parts/look.tsx';
import { Page } from '../parts/page.tsx';
import { SaveActs } from '../parts/save-acts.tsx';
import { useLook } from '../queries.ts';

const order: Readonly<Record<Finding['weight'], number>> = { fails: 0, doubt: 1, note: 2 };

/** What an auditor would find today, the worst first, each with what removes it. */
export function ReadinessPage(): ReactElement {
  const look = useLook('readiness.look', {});
  return (
    <Page
      title={readinessPage.title}
      lead={readinessPage.lead}
      acts={
        <>
          <Act onPress={() => window.print()}>{drivePage.printPage}</Act>
          <SaveActs id="readiness.save" />
        </>
      }
    >
      <Look look={look} lines={10}>
        {(data) => <Told readiness={data} />}
      </Look>
    </Page>
  );
}

function Told({ readiness: { at_ms: atMs, drives, sound, findings } }: { readonly readiness: Readiness }): ReactElement {
  const share = drives === 0 ? 100 : Math.floor((sound / drives) * 100);
  return (
    <>
      <div className="score">
        <p className="score-words">
          <span className="total-figure">{grouped(sound)}</span> {readinessPage.of} <span className="mono">{grouped(drives)}</span>{' '}
          {readinessPage.drives} {readinessPage.sound}
        </p>
        <div className="score-track" aria-hidden="true">
          <span style={{ width: `${share}%` }} />
        </div>
        <p className="small quiet">
          {app.asOf} <Time ms={atMs} long />
        </p>
      </div>
      {findings.length === 0 ? <Empty words={readinessPage.none} more={readinessPage.noneMore} /> : null}
      <ol className="findings-list">
        {[...findings]
          .sort((a, b) => order[a.weight] - order[b.weight] || b.count - a.count)
          .map((each) => (
            <FindingLine key={each.rule} finding={each} />
          ))}
      </ol>
    </>
  );
}

function FindingLine({ finding }: { readonly finding: Finding }): ReactElement {
  const { what, fix } = findingRule(finding.rule);
  const { mark, word } = weightWord(finding.weight);
  const rest = finding.count - finding.about.length;
  return (
    <li className={`finding finding-${finding.weight}`}>
      <div className="finding-head">
        <State mark={mark} word={word} size={20} />
        <span className="finding-count mono">{grouped(finding.count)}</span>
      </div>
      <div>
        <p className="lead">{what}</p>
        <p>{fix}</p>
        {finding.about.length === 0 ? null : (
          <p className="finding-about small">
            {finding.about.map(({ kind, id, name }) => (
              <Link key={`${kind}${id}`} href={hrefOf(kind, id)} className={kind === 'drive' ? 'mono small' : undefined}>
                {name}
              </Link>
            ))}
            {rest > 0 ? <span className="quiet">{readinessPage.more(rest)}</span> : null}
          </p>
        )}
      </div>
    </li>
  );
}

function hrefOf(kind: Finding['about'][number]['kind'], id: string): string {
  switch (kind) {
    case 'drive':
      return `/drive/${id}`;
    case 'station':
      return `/station/${id}`;
    case 'person':
      return '/people';
    case 'alarm':
      return '/log';
  }
}
