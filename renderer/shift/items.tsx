import type { ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { ShiftItem } from '../../contract/shift.ts';
import { Act } from '../parts/act.tsx';
import { Heads } from '../parts/heads.tsx';
import { Code } from '../parts/marks.tsx';
import { useNow } from '../parts/now.ts';
import { State } from '../parts/shape.tsx';
import { TimeLeft } from '../parts/time-left.tsx';
import { keptWords, shiftText } from '../words/shift.ts';
import { stateWord } from '../words/states.ts';

interface ItemsProps {
  readonly items: readonly ShiftItem[];
  /** Those that the giver keeps. */
  readonly kept: ReadonlySet<string>;
  /** Those whose label was scanned here. */
  readonly seen: ReadonlySet<string>;
  readonly onTurn: (subject: string) => void;
}

/** What a person holds: what of it goes, what stays, and why. */
export function ShiftItems({ items, kept, seen, onTurn }: ItemsProps): ReactElement {
  const nowMs = useNow();
  return (
    <table className="table drives-table">
      <Heads words={[shiftText.serial, shiftText.state, shiftText.place, shiftText.time, shiftText.fate]} acts />
      <tbody>
        {items.map((item) => {
          const { drive } = item;
          const bars = keptWords(item);
          const stays = kept.has(drive.subject);
          return (
            <tr key={drive.subject}>
              <th scope="row">
                <Anchor href={`/drive/${drive.subject}`} className="row-link">
                  <Code>{drive.serial}</Code>
                </Anchor>
                {seen.has(drive.subject) ? <p className="small">{shiftText.seen}</p> : null}
              </th>
              <td>
                <State {...stateWord(drive.state)} size={20} />
              </td>
              <td>{drive.place ?? ''}</td>
              <td>{drive.limit === undefined ? '' : <TimeLeft limit={drive.limit} nowMs={nowMs} />}</td>
              <td>
                {bars === undefined ? (
                  <State mark={stays ? 'stopped' : 'waiting'} word={stays ? shiftText.left : shiftText.goes} size={20} />
                ) : (
                  <>
                    <State mark="stopped" word={shiftText.stays} size={20} />
                    <p className="small">{bars}</p>
                  </>
                )}
              </td>
              <td className="table-act">
                {bars === undefined ? (
                  <Act label={`${stays ? shiftText.include : shiftText.keep}: ${drive.serial}`} onPress={() => onTurn(drive.subject)}>
                    {stays ? shiftText.include : shiftText.keep}
                  </Act>
                ) : null}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
