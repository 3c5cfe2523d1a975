import { useState, type ReactElement } from 'react';
import { Act } from '../parts/act.tsx';
import { Code } from '../parts/marks.tsx';
import { containerText } from '../words/containers.ts';
import { grouped } from '../words/numbers.ts';
import { useItemScans } from './item-scans.ts';
import { ScanStatus } from './known.tsx';

export interface Tally {
  readonly items: readonly string[];
  /** As people read them, newest last. */
  readonly names: readonly string[];
  readonly missed: string | undefined;
  readonly takeBack: () => void;
}

/** What somebody counts by scanning it, one after another; the same thing twice is counted once. */
export function useTally(active: boolean): Tally {
  const [found, setFound] = useState<ReadonlyMap<string, string>>(new Map());
  const missed = useItemScans(active, {
    containers: true,
    found: (scanned) =>
      setFound((before) => new Map(before).set(scanned.item, scanned.is === 'drive' ? scanned.drive.serial : scanned.item.slice(3, 15))),
  });
  const takeBack = (): void =>
    setFound((before) => {
      const last = [...before.keys()].at(-1);
      return new Map([...before].filter(([item]) => item !== last));
    });
  return { items: [...found.keys()], names: [...found.values()], missed, takeBack };
}

const shown = 5;

/** A count as it grows: how many, and the last few. It does not say what the record has. */
export function Recount({ title, tally }: { readonly title: string; readonly tally: Tally }): ReactElement {
  const { names, missed, takeBack } = tally;
  return (
    <div>
      <h3 className="step-head">{title}</h3>
      <p className="tally">{grouped(names.length)}</p>
      <p className="quiet">{names.length === 0 ? containerText.recountNone : containerText.recountMore}</p>
      <ul className="tally-last">
        {names.slice(-shown).map((name) => (
          <li key={name}>
            <Code>{name}</Code>
          </li>
        ))}
      </ul>
      <ScanStatus missed={missed} last={undefined} done="" />
      {names.length === 0 ? null : <Act onPress={takeBack}>{containerText.takeBack}</Act>}
    </div>
  );
}
