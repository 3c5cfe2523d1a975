import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import type { ConflictLook } from '../../../contract/console/drives.ts';
import { facts } from '../../../domain/facts/facts.ts';
import { Act } from '../../parts/act.tsx';
import { Choice } from '../../parts/field.tsx';
import { Serial, Time } from '../../parts/marks.tsx';
import { Shape, State } from '../../parts/shape.tsx';
import { conflictPage, conflictWords, lineSentence, resolutionWord, type Resolution } from '../../words/console/drive.ts';
import { dayAndClock } from '../../words/numbers.ts';
import { ask } from '../ask.ts';
import { whoAndWhere } from '../drive/life.tsx';
import { Look } from '../parts/look.tsx';
import { Page } from '../parts/page.tsx';
import { Pick } from '../parts/pick.tsx';
import { Sure } from '../parts/sure.tsx';
import { useLook } from '../queries.ts';
import { useMay, useNames } from '../session.tsx';

const reasons: readonly Resolution[] = facts['conflict.resolved'].shape.reason.options;

/** One conflict by itself. */
export function ConflictPage({ id }: { readonly id: string }): ReactElement {
  const look = useLook('conflicts.look', { params: { id } });
  return (
    <Page
      title={conflictPage.kind}
      heading={
        look.data === undefined ? undefined : (
          <h1 className="told-serial">
            <Serial text={look.data.row.serial} />
          </h1>
        )
      }
      acts={
        look.data === undefined ? undefined : (
          <Link className="act act-plain" href={`/drive/${look.data.row.subject}`}>
            {conflictPage.look}
          </Link>
        )
      }
    >
      <Look look={look}>{(data) => <Dispute look={data} />}</Look>
    </Page>
  );
}

/** Every branch beside the others, where they part, and the act that closes it. */
export function Dispute({ look }: { readonly look: ConflictLook }): ReactElement {
  const { row, branches, resolved } = look;
  const { word, what, next } = conflictWords(row.class);
  const mayClose = useMay('conflicts.resolve');
  const names = useNames();
  const [closing, setClosing] = useState(false);
  const open = row.closed_ms === undefined;
  const shared = sharedLines(look);
  return (
    <section className={open ? 'dispute dispute-open' : 'dispute'} aria-label={word}>
      <header className="dispute-head">
        <h2>
          <State mark={open ? 'disputed' : 'proven'} word={word} size={24} />
        </h2>
        <p>
          {what} {open ? <b>{next}</b> : null}
        </p>
        {open && mayClose ? (
          <Act kind="main" onPress={() => setClosing(true)}>
            {conflictPage.resolve}
          </Act>
        ) : null}
      </header>
      <div className="branches" role="group" aria-label={conflictPage.side}>
        {branches.map((branch, at) => (
          <section key={branch.head} className="branch" aria-label={`${conflictPage.branch} ${at + 1}`}>
            <h3>
              {conflictPage.branch} {at + 1}: {branch.station_name}, {branch.site}
            </h3>
            <p className="branch-holder">
              <span className="small quiet">{conflictPage.holds}</span>
              <b>{branch.holder ?? conflictPage.nobody}</b>
              {branch.place === undefined ? null : (
                <span>
                  {conflictPage.at} {branch.place}
                </span>
              )}
            </p>
            <ol className="branch-lines">
              {branch.lines.map((line) => (
                <li key={line.hash} className={shared.has(line.hash) ? 'branch-line' : 'branch-line branch-own'}>
                  <Shape mark={lineSentence(line, names).mark} size={16} />
                  <div>
                    <p>{lineSentence(line, names).text}</p>
                    <p className="small quiet">
                      <Time ms={line.at_ms} long />, {whoAndWhere(line, names)}
                    </p>
                  </div>
                </li>
              ))}
            </ol>
          </section>
        ))}
      </div>
      {resolved === undefined ? null : (
        <p className="dispute-end">
          <Shape mark="proven" size={20} /> {conflictPage.resolved}: {lineSentence(resolved, names).text} {dayAndClock(resolved.at_ms)},{' '}
          {whoAndWhere(resolved, names)}
        </p>
      )}
      {closing ? <Resolve look={look} onClose={() => setClosing(false)} /> : null}
    </section>
  );
}

/** Lines that stand in every branch: what is told the same by all. */
function sharedLines({ branches }: ConflictLook): ReadonlySet<string> {
  const [first, ...others] = branches.map(({ lines }) => new Set(lines.map(({ hash }) => hash)));
  return new Set([...(first ?? [])].filter((hash) => others.every((each) => each.has(hash))));
}

function Resolve({ look: { row, branches }, onClose }: { readonly look: ConflictLook; readonly onClose: () => void }): ReactElement {
  const holders = [...new Map(branches.flatMap(({ holder, holder_id: id }) => (id === undefined ? [] : [[id, holder ?? id] as const])))];
  const [holder, setHolder] = useState<string>();
  const [reason, setReason] = useState<Resolution>();
  const nobody = 'nobody';
  return (
    <Sure
      title={conflictPage.resolveTitle}
      what={conflictPage.resolveWhat}
      act={conflictPage.resolveDo}
      reason
      ready={holder !== undefined && reason !== undefined}
      run={(note) =>
        ask('conflicts.resolve', {
          params: { id: row.id },
          body: {
            heads: branches.map(({ head }) => head),
            ...(holder === nobody || holder === undefined ? {} : { holder }),
            reason: reason ?? 'seen_in_person',
            note,
          },
        })
      }
      onClose={onClose}
    >
      <Choice
        label={conflictPage.who}
        value={holder}
        onChange={setHolder}
        options={[...holders.map(([id]) => id), nobody]}
        word={(id) => holders.find(([each]) => each === id)?.[1] ?? conflictPage.nobody}
      />
      <Pick label={conflictPage.why} none="" value={reason} options={reasons} word={resolutionWord} onChange={setReason} />
    </Sure>
  );
}
