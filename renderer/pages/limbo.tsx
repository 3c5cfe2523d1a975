import type { ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { DriveLine } from '../../contract/views.ts';
import { Act } from '../parts/act.tsx';
import { useNow } from '../parts/now.ts';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Shape } from '../parts/shape.tsx';
import { useBench, useCall, useNames, usePeopleElsewhere, useStation } from '../station.tsx';
import { elsewhereWord } from '../words/custody.ts';
import { handOverText, stepText } from '../words/drive.ts';
import { limboNext, limitWords } from '../words/limits.ts';
import { duration } from '../words/numbers.ts';

/** Every drive that was offered and not received, with its clock. The same stands on the giver's and the receiver's screen. */
export function Limbo({ lines }: { readonly lines: readonly DriveLine[] }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  return (
    <>
      <Refused words={call.refused} tight />
      <ul className="limbo">
        {lines.map((line) => (
          <Offered
            key={line.subject}
            line={line}
            busy={call.busy}
            onTakeBack={() => void call.run(() => station.custody.withdraw({ subject: line.subject }))}
          />
        ))}
      </ul>
    </>
  );
}

function Offered({ line, busy, onTakeBack }: { readonly line: DriveLine; readonly busy: boolean; readonly onTakeBack: () => void }) {
  const nowMs = useNow();
  const name = usePersonWord();
  const me = useBench().session?.person.id;
  const from = line.offer === undefined ? (line.holder ?? '') : name(line.offer.from);
  const to = line.offer === undefined ? '' : name(line.offer.to);
  const side = me === undefined ? 'other' : line.offer?.from === me ? 'giver' : line.offer?.to === me ? 'receiver' : 'other';
  const next = line.limit === undefined ? undefined : limboNext(line.limit, nowMs, side, { from, to });
  return (
    <li className="limbo-line limbo-offer">
      <Shape mark={next === undefined ? 'waiting' : 'stopped'} />
      <div>
        <p>
          <Anchor href={`/drive/${line.subject}`}>
            <Code>{line.serial}</Code>
          </Anchor>{' '}
          <span className="quiet">
            {handOverText.from} {side === 'giver' ? handOverText.you : from}
            {to === '' ? '' : ` ${handOverText.to} ${side === 'receiver' ? handOverText.you : to}`}
          </span>
        </p>
        <p>
          <span className="quiet">{handOverText.since}</span> <Code>{duration((nowMs - line.since_ms) / 1000)}</Code>
          {line.limit === undefined ? null : (
            <>
              , <Code>{limitWords(line.limit, nowMs).left}</Code>
            </>
          )}
        </p>
        {next === undefined ? null : <p className="limbo-next">{next}</p>}
      </div>
      <div className="acts limbo-clock">
        {side === 'giver' ? (
          <Act label={`${stepText.withdraw}, ${line.serial}`} disabled={busy} onPress={onTakeBack}>
            {stepText.withdraw}
          </Act>
        ) : null}
        <Anchor href={`/drive/${line.subject}/receive`} className="act act-plain">
          {stepText.receive}
        </Anchor>
      </div>
    </li>
  );
}

/** A person's name, or of somebody elsewhere the station where they were enrolled. */
function usePersonWord(): (id: string) => string {
  const names = useNames();
  const elsewhere = usePeopleElsewhere();
  return (id) => {
    const name = names(id);
    return name === id ? (elsewhereWord(elsewhere.find((person) => person.id === id)) ?? id) : name;
  };
}
