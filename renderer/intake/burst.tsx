import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactElement } from 'react';
import type { Receipt } from '../../contract/bridge.ts';
import type { ExpectedView } from '../../contract/expected.ts';
import { readOwnCode } from '../../domain/label/codes.ts';
import { Section } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Shape } from '../parts/shape.tsx';
import { askedBy } from '../scan/asked.ts';
import { useScans } from '../scan/ears.tsx';
import { isNoDrive } from '../scan/own-codes.ts';
import { earcons } from '../sounds/earcons.ts';
import { useCall, useStation } from '../station.tsx';
import { listText } from '../words/intake-lists.ts';
import type { Mark } from '../words/states.ts';
import { HowTaken, notSaid, type How } from './how-taken.tsx';
import { UnreadLabelAct, type TypedDrive } from './typed-twice.tsx';

interface Scanned {
  readonly at: number;
  readonly name: string;
  readonly mark: Mark;
  readonly word: string;
}

const shown = 5;

/**
 * Takes drives in one after another without a look at the screen: each scan makes a record, where there is none yet, and is
 * held against the list. A low tone says that something is to be looked at; scanning can go on. One scan at a time goes to the
 * station, in order.
 */
export function Burst({ view, listening }: { readonly view: ExpectedView; readonly listening: boolean }): ReactElement {
  const { station } = useStation();
  const client = useQueryClient();
  const call = useCall();
  const [how, setHow] = useState<How>(notSaid);
  const [last, setLast] = useState<readonly Scanned[]>([]);
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  const number = useRef(0);
  const [typing, setTyping] = useState(false);
  const { list } = view;

  const takeIn = async (text: string): Promise<Receipt> => {
    await station.bench.clearScan();
    await station.bench.scan({ text, source: 'wedge' });
    return station.expected.take({ list, ...how, place: how.place.trim() });
  };
  const take = async (text: string): Promise<void> => {
    const name = askedBy(text);
    const before = await station.expected.look({ list });
    const [only, second] = await station.drives.find({ query: name, limit: 2 });
    const known = second === undefined && only?.state !== 'released' && only?.state !== 'destroyed' ? only : undefined;
    let why: string | undefined;
    const done = await call.run(async () => {
      const receipt = await (known === undefined ? takeIn(text) : station.expected.meet({ list, drive: known.subject }));
      why = receipt.kind === 'refused' ? receipt.why : undefined;
      // Scanned before is no mistake: it is said, and nothing is to be done.
      return why === 'row_met' || why === 'drive_met_another_row' ? { kind: 'done', events: [] } : receipt;
    });
    const after = await station.expected.look({ list });
    const grew = findsOf(after) > findsOf(before);
    if (done && grew) earcons.play('stop');
    const line: Pick<Scanned, 'mark' | 'word'> = !done
      ? { mark: 'stopped', word: '' }
      : grew
        ? { mark: 'disputed', word: listText.find1 }
        : why === undefined
          ? { mark: 'proven', word: listText.met1 }
          : { mark: 'unknown', word: listText.again };
    number.current += 1;
    const entry = { at: number.current, name, ...line };
    setLast((lines) => [entry, ...lines].slice(0, shown));
    await client.invalidateQueries({ queryKey: ['expected'] });
  };

  const takeTyped = async (drive: TypedDrive): Promise<Receipt> => {
    await station.bench.clearScan();
    const receipt = await station.expected.take({ list, ...drive });
    await client.invalidateQueries({ queryKey: ['expected'] });
    return receipt;
  };
  useScans(listening && !typing, (text) => {
    const own = readOwnCode(text);
    if (own?.kind === 'place') {
      setHow((before) => ({ ...before, place: own.place }));
      earcons.play('ok');
      return true;
    }
    if (isNoDrive(text)) return false;
    if (how.place.trim() === '') {
      earcons.play('stop');
      return true;
    }
    turn.current = turn.current.then(() => take(text)).catch(() => earcons.play('stop'));
    return true;
  });

  return (
    <Section title={listText.howTaken}>
      <div className="step-columns">
        <HowTaken how={how} onChange={setHow} />
        <div>
          <p>{how.place.trim() === '' ? listText.scanNeedsPlace : listText.scan}</p>
          <LastScanned lines={last} />
          <Refused words={call.refused} tight />
          <UnreadLabelAct how={how} take={takeTyped} onSheet={setTyping} />
        </div>
      </div>
    </Section>
  );
}

function LastScanned({ lines }: { readonly lines: readonly Scanned[] }): ReactElement {
  return (
    <ul className="tally-last" aria-label={listText.last}>
      {lines.map(({ at, name, mark, word }) => (
        <li key={at} className="burst-line">
          <Shape mark={mark} size={20} /> <Code>{name}</Code> {word}
        </li>
      ))}
    </ul>
  );
}

function findsOf(view: object): number {
  return 'finds' in view && Array.isArray(view.finds) ? view.finds.length : 0;
}
