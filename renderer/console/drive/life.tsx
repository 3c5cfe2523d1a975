import { useState, type ReactElement } from 'react';
import type { ConsoleLine } from '../../../contract/console/drives.ts';
import { Act } from '../../parts/act.tsx';
import { Time } from '../../parts/marks.tsx';
import { Shape } from '../../parts/shape.tsx';
import { drivePage, lineSentence } from '../../words/console/drive.ts';
import { driveText } from '../../words/drive.ts';
import { safetyWords } from '../../words/life.ts';
import { day } from '../../words/numbers.ts';
import { useNames } from '../session.tsx';
import { Proof } from './proof.tsx';
import type { Verified } from './verify.ts';

/** What this browser found about lines, by event. */
export type Findings = ReadonlyMap<string, Verified>;

/** A life down a line of time, oldest first: sentence, who and where, how it is proven. */
export function Life({
  subject,
  lines,
  findings,
  onFinding,
}: {
  readonly subject: string;
  readonly lines: readonly ConsoleLine[];
  readonly findings: Findings;
  readonly onFinding: (event: string, found: Verified) => void;
}): ReactElement {
  return (
    <ol className="story">
      {lines.map((line, at) => (
        <Line
          key={line.hash}
          subject={subject}
          line={line}
          newDay={at === 0 || day(line.at_ms) !== day(lines[at - 1]?.at_ms ?? 0)}
          found={findings.get(line.hash)}
          onFinding={(found) => onFinding(line.hash, found)}
        />
      ))}
    </ol>
  );
}

function Line({
  subject,
  line,
  newDay,
  found,
  onFinding,
}: {
  readonly subject: string;
  readonly line: ConsoleLine;
  readonly newDay: boolean;
  readonly found: Verified | undefined;
  readonly onFinding: (found: Verified) => void;
}): ReactElement {
  const names = useNames();
  const [open, setOpen] = useState(false);
  const { mark, text } = lineSentence(line, names);
  return (
    <li className={newDay ? 'story-line story-day' : 'story-line'}>
      <span className="story-time">
        {newDay ? <span className="mono small story-date">{day(line.at_ms)}</span> : null}
        <Time ms={line.at_ms} />
      </span>
      <span className="story-mark">
        <Shape mark={mark} size={18} />
      </span>
      <div className="story-what">
        <p>{text}</p>
        <p className="small quiet story-who">{whoAndWhere(line, names)}</p>
        <p className="small story-proof-line">
          <Known found={found} line={line} />
          <Act label={`${open ? drivePage.hideProof : drivePage.proof}: ${text}`} onPress={() => setOpen(!open)}>
            {open ? drivePage.hideProof : drivePage.proof}
          </Act>
        </p>
        <p className="mono small quiet story-hash">{line.hash}</p>
        {open ? <Proof subject={subject} line={line} found={found} onFinding={onFinding} /> : null}
      </div>
    </li>
  );
}

/** By whom, witnessed by whom, where, at which station. */
export function whoAndWhere(line: ConsoleLine, names: (id: string) => string): string {
  return [
    line.actor === undefined ? undefined : `${driveText.by} ${names(line.actor)}`,
    line.witness === undefined ? undefined : `${driveText.witnessedBy} ${names(line.witness)}`,
    `${driveText.at} ${[line.place, line.station_name, line.site].filter((part, at, all) => part !== undefined && all.indexOf(part) === at).join(', ')}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

function Known({ found, line }: { readonly found: Verified | undefined; readonly line: ConsoleLine }): ReactElement {
  if (found?.kind === 'proven')
    return (
      <span className="story-known ink-proven">
        <Shape mark="proven" size={16} /> {drivePage.verifiedHere} {found.index}
      </span>
    );
  if (found?.kind === 'refused')
    return (
      <span className="story-known ink-stopped">
        <Shape mark="stopped" size={16} /> {drivePage.notProven}
      </span>
    );
  return <span className="quiet">{safetyWords(line.safety, line.log_index)}</span>;
}
