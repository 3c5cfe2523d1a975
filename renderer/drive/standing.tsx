import { useState, type ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { StandingView } from '../../contract/containment.ts';
import type { DriveView } from '../../contract/views.ts';
import { CloseCase } from '../containment/cases.tsx';
import { useContainmentCall, useStanding } from '../containment/looks.ts';
import { Act } from '../parts/act.tsx';
import { Section } from '../parts/field.tsx';
import { Code, Time } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Shape, State } from '../parts/shape.tsx';
import { useStation } from '../station.tsx';
import { useNow } from '../parts/now.ts';
import { begun, containerText, releaseWays, standingText } from '../words/containers.ts';
import { dueSentence, dueText, dueWord, termSentence } from '../words/due.ts';
import { caseKindWords, exceptionRuleWords, holdGroundWords } from '../words/containment.ts';
import { duration } from '../words/numbers.ts';
import { Grant, Hold, Lift, Miss, Owner } from './standing-sheets.tsx';

type Open = 'hold' | 'owner' | 'grant' | 'miss' | { readonly lift: string } | { readonly close: StandingView['cases'][number] };

/** What holds a drive in beside its proof: legal holds, exceptions, a missing drive's clock, and where it lies. */
export function Standing({ drive }: { readonly drive: DriveView }): ReactElement | null {
  const { subject, state } = drive;
  const standing = useStanding(subject);
  const [open, setOpen] = useState<Open>();
  if (standing === undefined) return null;
  const gone = state === 'released' || state === 'destroyed';
  const missing = standing.cases.find(({ kind }) => kind === 'missing');
  const none =
    standing.holds.length + standing.cases.length + standing.exceptions.length === 0 &&
    standing.tenant === undefined &&
    standing.term === undefined;
  const close = (): void => setOpen(undefined);
  return (
    <Section title={standingText.title}>
      {none ? <p className="quiet">{standingText.none}</p> : null}
      {standing.tenant === undefined ? null : (
        <div className="standing-line">
          <p>
            <Shape mark="stopped" size={20} /> {standingText.tenant[standing.tenant]}
          </p>
          {standing.tenant === 'owner_unknown' ? <Act onPress={() => setOpen('owner')}>{standingText.owner}</Act> : null}
        </div>
      )}
      <Term standing={standing} onOwner={() => setOpen('owner')} />
      <Holds standing={standing} onLift={(lift) => setOpen({ lift })} />
      <Exceptions subject={subject} standing={standing} />
      {standing.cases.map((each) => (
        <div key={each.case} className="standing-line">
          {each.kind === 'missing' ? (
            <Missing standing={standing} place={drive.place} />
          ) : (
            <State mark="disputed" word={begun(caseKindWords[each.kind])} size={20} />
          )}
          <Act onPress={() => setOpen({ close: each })}>{containerText.closeCase}</Act>
        </div>
      ))}
      <Where standing={standing} />
      {gone ? null : (
        <div className="acts">
          <Act onPress={() => setOpen('hold')}>{standingText.hold}</Act>
          <Act onPress={() => setOpen('grant')}>{standingText.grant}</Act>
          {missing === undefined ? <Act onPress={() => setOpen('miss')}>{standingText.miss}</Act> : null}
        </div>
      )}
      {open === 'hold' ? <Hold subject={subject} onClose={close} /> : null}
      {open === 'owner' ? <Owner subject={subject} onClose={close} /> : null}
      {open === 'grant' ? <Grant subject={subject} onClose={close} /> : null}
      {open === 'miss' ? <Miss subject={subject} onClose={close} /> : null}
      {typeof open === 'object' && 'lift' in open ? <Lift subject={subject} hold={open.lift} onClose={close} /> : null}
      {typeof open === 'object' && 'close' in open ? <CloseCase subject={subject} open={open.close} onClose={close} /> : null}
    </Section>
  );
}

/** What a contract that has ended keeps, and by when it has to be gone. */
function Term({ standing: { term, due }, onOwner }: { readonly standing: StandingView; readonly onOwner: () => void }): ReactElement {
  const nowMs = useNow();
  const day = due === undefined ? undefined : dueSentence(due, nowMs);
  return (
    <>
      {term === undefined ? null : (
        <div className="standing-line">
          <p>
            <Shape mark="stopped" size={20} /> {termSentence(term)}
          </p>
          {term.kind === 'owner_unknown' ? <Act onPress={onOwner}>{standingText.owner}</Act> : null}
        </div>
      )}
      {due === undefined || day === undefined ? null : (
        <div className="standing-line">
          <p>
            <Shape mark={dueWord(due, nowMs).mark} size={20} /> {day}
          </p>
          <Anchor href="/due">{dueText.title}</Anchor>
        </div>
      )}
    </>
  );
}

function Holds({ standing, onLift }: { readonly standing: StandingView; readonly onLift: (hold: string) => void }): ReactElement {
  return (
    <>
      {standing.holds.map(({ hold, ground, since_ms: since }) => (
        <div key={hold} className="standing-line">
          <p>
            <Shape mark="stopped" size={20} /> {standingText.held} {holdGroundWords[ground]}, <Time ms={since} />
          </p>
          <Act onPress={() => onLift(hold)}>{standingText.lift}</Act>
        </div>
      ))}
    </>
  );
}

function Exceptions({ subject, standing }: { readonly subject: string; readonly standing: StandingView }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  return (
    <>
      {standing.exceptions.map(({ exception, rule, way, until_ms: until }) => (
        <div key={exception} className="standing-line">
          <p>
            <Shape mark="disputed" size={20} /> {standingText.granted}: {releaseWays[way]}, {exceptionRuleWords[rule]}, {standingText.until}{' '}
            <Time ms={until} long />
          </p>
          <Act onPress={() => void call.run(() => station.holds.revoke({ subject, exception }))} disabled={call.busy}>
            {standingText.revoke}
          </Act>
        </div>
      ))}
      <Refused words={call.refused} tight />
    </>
  );
}

/** The clock of a missing drive, and where to look first. */
function Missing({ standing, place }: { readonly standing: StandingView; readonly place: string | undefined }): ReactElement {
  const left = standing.missing_left_ms ?? 0;
  return (
    <p>
      <Shape mark="stopped" size={20} />{' '}
      {left <= 0 ? (
        standingText.missingOver
      ) : (
        <>
          {standingText.missing} <Code>{duration(left / 1000)}</Code>.
        </>
      )}{' '}
      {place === undefined ? null : (
        <>
          {standingText.lastPlace}: {place}.
        </>
      )}
    </p>
  );
}

function Where({ standing }: { readonly standing: StandingView }): ReactElement | null {
  const { container, lot, neighbours, cases } = standing;
  if (container === undefined && lot === undefined) return null;
  return (
    <p>
      {container === undefined ? null : <Anchor href={`/containers/${container}`}>{standingText.inContainer}</Anchor>}{' '}
      {lot === undefined ? null : <Anchor href={`/lots/${lot}`}>{standingText.inLot}</Anchor>}
      {cases.length === 0 || neighbours.length === 0 ? null : (
        <>
          {' '}
          {standingText.search}:{' '}
          {neighbours.slice(0, 8).map((subject, at) => (
            <span key={subject}>
              {at === 0 ? '' : ', '}
              <Anchor href={`/drive/${subject}`}>{standingText.neighbour(at + 1)}</Anchor>
            </span>
          ))}
        </>
      )}
    </p>
  );
}
