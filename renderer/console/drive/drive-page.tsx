import { useState, type ReactElement } from 'react';
import type { ConsoleDrive } from '../../../contract/console/drives.ts';
import { IdentityLock } from '../../drive/identity-lock.tsx';
import { WaysOut } from '../../drive/ways-out.tsx';
import { Act } from '../../parts/act.tsx';
import { Section } from '../../parts/field.tsx';
import { Code, Serial } from '../../parts/marks.tsx';
import { Refused } from '../../parts/refused.tsx';
import { State } from '../../parts/shape.tsx';
import { drivePage } from '../../words/console/drive.ts';
import { boundFor, causeWord, mediaWord } from '../../words/custody.ts';
import { capacity, exactBytes, grouped } from '../../words/numbers.ts';
import type { RefusalWords } from '../../words/refusals.ts';
import { stateMeans, stateWord } from '../../words/states.ts';
import { Dispute } from '../pages/conflict.tsx';
import { Look, Outline } from '../parts/look.tsx';
import { Page } from '../parts/page.tsx';
import { useLook, wordsOf } from '../queries.ts';
import { useMay } from '../session.tsx';
import { DriveSide } from './drive-side.tsx';
import { Life } from './life.tsx';
import { proveLine } from './proof.tsx';
import type { Verified } from './verify.ts';

/** The life of one drive for somebody who was not there: what happened, by whom, and how that is known. */
export function DrivePage({ subject }: { readonly subject: string }): ReactElement {
  const look = useLook('drives.look', { params: { subject } });
  if (look.data === undefined)
    return (
      <Page title={drivePage.title}>
        <Look look={look} lines={12}>
          {() => null}
        </Look>
      </Page>
    );
  return <Told subject={subject} look={look.data} />;
}

function Told({ subject, look }: { readonly subject: string; readonly look: ConsoleDrive }): ReactElement {
  const { drive, life, breaches } = look;
  const disputes = useMay('conflicts.look');
  return (
    <Page title={drive.serial} heading={<Head look={look} />} acts={<Act onPress={() => window.print()}>{drivePage.print}</Act>}>
      {disputes ? look.conflicts.map((id) => <DisputeOf key={id} id={id} />) : null}
      {breaches.length === 0 ? null : <Breaches look={look} />}
      <div className="told">
        <div className="told-life">
          <LifeSection subject={subject} lines={life} />
        </div>
        <div className="told-side">
          <DriveSide look={look} />
          <IdentityLock drive={{ ...drive, life: [] }} />
          <WaysOut ways={drive.ways_out} />
        </div>
      </div>
    </Page>
  );
}

function Head({ look: { drive } }: { readonly look: ConsoleDrive }): ReactElement {
  const { mark, word } = stateWord(drive.state);
  const { identity } = drive;
  return (
    <div className="told-head">
      <h1 className="told-serial">
        <Serial text={drive.serial} />
      </h1>
      <p className="quiet">
        {[drive.model ?? drive.record.model, drive.media === undefined ? undefined : mediaWord(drive.media)]
          .filter((part) => part !== undefined)
          .join(', ')}
        {identity === undefined ? null : (
          <>
            , <Code small>{capacity(identity.capacity_bytes)}</Code> = <Code small>{exactBytes(identity.capacity_bytes)}</Code>
          </>
        )}
      </p>
      <p className="told-state">
        <State mark={mark} word={word} size={24} /> <span>{stateMeans(drive.state)}</span>
        {drive.quarantine === undefined ? null : (
          <span>
            {causeWord(drive.quarantine.cause)}. {boundFor(drive.quarantine.bound_for)}
          </span>
        )}
      </p>
    </div>
  );
}

function LifeSection({ subject, lines }: { readonly subject: string; readonly lines: ConsoleDrive['life'] }): ReactElement {
  const [findings, setFindings] = useState<ReadonlyMap<string, Verified>>(new Map());
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<RefusalWords>();
  const note = (event: string, found: Verified): void => setFindings((old) => new Map(old).set(event, found));
  const all = async (): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      // One after another: a life of a thousand lines must not be a thousand requests at once.
      for (const { hash, safety } of lines) if (safety === 'proven') note(hash, (await proveLine(subject, hash)).found);
    } catch (error) {
      setFault(wordsOf(error));
    }
    setBusy(false);
  };
  const proven = [...findings.values()].filter(({ kind }) => kind === 'proven').length;
  return (
    <Section title={drivePage.life}>
      <div className="story-head">
        <p className="quiet small">{drivePage.lifeLead}</p>
        <span className="small" role="status">
          {busy ? drivePage.verifying : findings.size === 0 ? '' : drivePage.verified(proven, lines.length)}
        </span>
        <Act disabled={busy} onPress={() => void all()}>
          {drivePage.verifyAll}
        </Act>
      </div>
      <Refused words={fault} />
      <Life subject={subject} lines={lines} findings={findings} onFinding={note} />
    </Section>
  );
}

function DisputeOf({ id }: { readonly id: string }): ReactElement {
  const look = useLook('conflicts.look', { params: { id } });
  return look.data === undefined ? <Outline lines={4} /> : <Dispute look={look.data} />;
}

function Breaches({ look: { breaches, breach_count: total } }: { readonly look: ConsoleDrive }): ReactElement {
  return (
    <section className="breaches" aria-label={drivePage.breaches}>
      <h2>
        <State mark="stopped" word={`${drivePage.breaches}: ${grouped(total)}`} size={20} />
      </h2>
      <ul>
        {breaches.map(({ event, type, why, detail }) => (
          <li key={event}>
            <Code small>{type}</Code> {why.replaceAll('_', ' ')}
            {detail === undefined ? '' : `: ${detail}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
