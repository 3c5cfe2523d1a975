import type { ReactElement, ReactNode } from 'react';
import { Link as Anchor } from 'wouter';
import type { DriveLine, LimitView } from '../../contract/views.ts';
import type { WholeView } from '../../contract/whole.ts';
import { useContainmentCall } from '../containment/looks.ts';
import { Act } from '../parts/act.tsx';
import { useNow } from '../parts/now.ts';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Shape } from '../parts/shape.tsx';
import { useBench, useNames, usePeopleElsewhere, useStation } from '../station.tsx';
import { containerKindWords } from '../words/containment.ts';
import { elsewhereWord } from '../words/custody.ts';
import { handOverText, stepText } from '../words/drive.ts';
import { limboNext, limitWords, type Side } from '../words/limits.ts';
import { duration } from '../words/numbers.ts';
import { wholeNext, wholeText } from '../words/whole.ts';

/**
 * Everything that was offered and not received, with its clock: containers that go whole, and drives that go one by one. The
 * same stands on the giver's and the receiver's screen.
 */
export function Limbo({ lines, wholes }: { readonly lines: readonly DriveLine[]; readonly wholes: readonly WholeView[] }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  return (
    <>
      <Refused words={call.refused} tight />
      <ul className="limbo">
        {wholes.map((whole) => (
          <LimboLine
            key={whole.container}
            waiting={whole.offer}
            name={whole.name}
            receive={`/hand-over/container/${whole.container}`}
            late={(side, names, nowMs) => (whole.offer === undefined ? undefined : wholeNext(whole.offer.limit, nowMs, side, names))}
            said={whole.seal_doubted ? wholeText.doubted : undefined}
            busy={call.busy}
            onTakeBack={() => void call.run(() => station.whole.withdraw({ container: whole.container }))}
          >
            <Anchor href={`/hand-over/container/${whole.container}`}>
              {containerKindWords[whole.kind]} {whole.name}
            </Anchor>{' '}
            <span className="quiet">{wholeText.drives(whole.drives)}</span>
          </LimboLine>
        ))}
        {lines.map((line) => (
          <LimboLine
            key={line.subject}
            waiting={{ ...line.offer, since_ms: line.since_ms, limit: line.limit }}
            name={line.serial}
            receive={`/drive/${line.subject}/receive`}
            late={(side, names, nowMs) => (line.limit === undefined ? undefined : limboNext(line.limit, nowMs, side, names))}
            busy={call.busy}
            onTakeBack={() => void call.run(() => station.custody.withdraw({ subject: line.subject }))}
          >
            <Anchor href={`/drive/${line.subject}`}>
              <Code>{line.serial}</Code>
            </Anchor>
          </LimboLine>
        ))}
      </ul>
    </>
  );
}

/** False for what goes behind a seal: that stands in limbo once, as its container. */
export function isAlone({ offer }: DriveLine): boolean {
  return offer?.within === undefined;
}

interface Waiting {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly since_ms: number;
  readonly limit?: LimitView | undefined;
}

/** One thing in limbo: between whom, since when, and what whoever reads it is to do. */
function LimboLine({
  waiting,
  name,
  receive,
  late,
  said,
  busy,
  onTakeBack,
  children,
}: {
  readonly waiting: Waiting | undefined;
  /** What it is called, for the button's own name. */
  readonly name: string;
  /** Where the other side signs. */
  readonly receive: string;
  readonly late: (side: Side, names: { readonly from: string; readonly to: string }, nowMs: number) => string | undefined;
  readonly said?: string | undefined;
  readonly busy: boolean;
  readonly onTakeBack: () => void;
  readonly children: ReactNode;
}): ReactElement {
  const nowMs = useNow();
  const nameOf = usePersonWord();
  const me = useBench().session?.person.id;
  const { from, to } = waiting ?? {};
  const names = { from: from === undefined ? '' : nameOf(from), to: to === undefined ? '' : nameOf(to) };
  const side = me === undefined ? 'other' : from === me ? 'giver' : to === me ? 'receiver' : 'other';
  const next = said ?? late(side, names, nowMs);
  return (
    <li className="limbo-line limbo-offer">
      <Shape mark={next === undefined ? 'waiting' : 'stopped'} />
      <div>
        <p>
          {children}{' '}
          <span className="quiet">
            {handOverText.from} {side === 'giver' ? handOverText.you : names.from}
            {names.to === '' ? '' : ` ${handOverText.to} ${side === 'receiver' ? handOverText.you : names.to}`}
          </span>
        </p>
        {waiting === undefined ? null : <Clock waiting={waiting} nowMs={nowMs} />}
        {next === undefined ? null : <p className="limbo-next">{next}</p>}
      </div>
      <div className="acts limbo-clock">
        {side === 'giver' ? (
          <Act label={`${stepText.withdraw}, ${name}`} disabled={busy} onPress={onTakeBack}>
            {stepText.withdraw}
          </Act>
        ) : null}
        <Anchor href={receive} className="act act-plain">
          {stepText.receive}
        </Anchor>
      </div>
    </li>
  );
}

/** How long it has been in limbo, and how much of its time is left. */
export function Clock({
  waiting,
  nowMs,
  children,
}: {
  readonly waiting: Waiting;
  readonly nowMs: number;
  readonly children?: ReactNode;
}): ReactElement {
  return (
    <p>
      {children}
      <span className="quiet">{handOverText.since}</span> <Code>{duration((nowMs - waiting.since_ms) / 1000)}</Code>
      {waiting.limit === undefined ? null : (
        <>
          , <Code>{limitWords(waiting.limit, nowMs).left}</Code>
        </>
      )}
    </p>
  );
}

/** A person's name, or of somebody elsewhere the station where they were enrolled. */
export function usePersonWord(): (id: string) => string {
  const names = useNames();
  const elsewhere = usePeopleElsewhere();
  return (id) => {
    const name = names(id);
    return name === id ? (elsewhereWord(elsewhere.find((person) => person.id === id)) ?? id) : name;
  };
}
