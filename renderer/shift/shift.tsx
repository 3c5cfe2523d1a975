import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Link as Anchor } from 'wouter';
import type { HandedOver, ShiftView } from '../../contract/shift.ts';
import { useItemScans } from '../containment/item-scans.ts';
import { useWholesInLimbo } from '../containment/looks.ts';
import { ScanStatus } from '../containment/known.tsx';
import { Act } from '../parts/act.tsx';
import { Section } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { State } from '../parts/shape.tsx';
import { isAlone, Limbo } from '../pages/limbo.tsx';
import { useBench, useStation } from '../station.tsx';
import { screens } from '../words/screens.ts';
import { keptWords, shiftText } from '../words/shift.ts';
import { ShiftItems } from './items.tsx';
import { SignShift } from './sign.tsx';

/** What others write at this station shows within this time, ms. */
const lookAgainMs = 3_000;

/** The end of a shift: what is open in the hands of whoever is signed in, handed over in one act. */
export function Shift(): ReactElement {
  const { station } = useStation();
  const bench = useBench();
  const { data } = useQuery({
    queryKey: ['containment', 'shift', bench.session?.person.id, bench.lines[0]?.at_ms],
    queryFn: () => station.shift.look(),
    placeholderData: (before) => before,
    refetchInterval: lookAgainMs,
  });
  const [handed, setHanded] = useState<HandedOver>();
  return (
    <main className="page" id="work">
      <header className="page-head">
        <h1>{shiftText.title}</h1>
        <p className="page-lead">{shiftText.lead}</p>
      </header>
      {handed === undefined ? null : <Handed handed={handed} />}
      {bench.session === undefined ? (
        <p className="empty">{shiftText.signIn}</p>
      ) : data === undefined || !('items' in data) ? (
        <p className="quiet">{screens.app.loading}</p>
      ) : (
        <Open key={data.person} view={data} onHanded={setHanded} />
      )}
    </main>
  );
}

function Open({ view, onHanded }: { readonly view: ShiftView; readonly onHanded: (handed: HandedOver) => void }): ReactElement {
  const wholes = (useWholesInLimbo() ?? []).filter(({ offer }) => offer?.to === view.person);
  const [signing, setSigning] = useState(false);
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const [seen, setSeen] = useState<ReadonlyMap<string, string>>(new Map());
  const mine = new Set(view.items.map(({ drive }) => drive.subject));
  const missed = useItemScans(!signing, {
    containers: false,
    found: (scanned) => (scanned.is === 'drive' ? setSeen(new Map(seen).set(scanned.item, scanned.drive.serial)) : undefined),
  });
  const going = view.items.filter(({ drive, why }) => why === undefined && !kept.has(drive.subject)).map(({ drive }) => drive.subject);
  const [last, lastSerial] = [...seen].at(-1) ?? [];
  const turn = (subject: string): void =>
    setKept((before) => new Set(before.has(subject) ? without(before, subject) : [...before, subject]));
  return (
    <>
      <ScanStatus missed={missed} last={lastSerial} done={last === undefined || mine.has(last) ? shiftText.seen : shiftText.notYours} />
      {view.items.length === 0 ? (
        <p className="empty">{shiftText.none}</p>
      ) : (
        <Section title={shiftText.mine}>
          <Act kind="main" disabled={going.length === 0} onPress={() => setSigning(true)}>
            {shiftText.handOver(going.length)}
          </Act>
          <ShiftItems items={view.items} kept={kept} seen={new Set(seen.keys())} onTurn={turn} />
          {view.more ? <p>{shiftText.more}</p> : null}
          {view.running === 0 ? null : <p>{shiftText.running}</p>}
        </Section>
      )}
      {view.waiting.length === 0 ? null : (
        <Section title={shiftText.waiting}>
          <Limbo lines={view.waiting.filter(isAlone)} wholes={wholes} />
        </Section>
      )}
      {view.counting.length === 0 ? null : (
        <Section title={shiftText.counting}>
          <p>{shiftText.countingMore}</p>
          {view.counting.map(({ container, name }) => (
            <p key={container}>
              <Anchor href={`/containers/${container}`}>{name}</Anchor>
            </p>
          ))}
        </Section>
      )}
      {signing ? (
        <SignShift
          drives={going}
          onClose={() => setSigning(false)}
          onDone={(handed) => {
            setSigning(false);
            onHanded(handed);
          }}
        />
      ) : null}
    </>
  );
}

function without(set: ReadonlySet<string>, one: string): readonly string[] {
  return [...set].filter((each) => each !== one);
}

/** What came of it: how many changed hands, and each that did not with its reason. */
function Handed({ handed: { handed, kept } }: { readonly handed: HandedOver }): ReactElement {
  return (
    <div role="status" className="shift-done">
      <State mark={handed === 0 ? 'stopped' : 'proven'} word={shiftText.done(handed)} />
      {kept.length === 0 ? null : (
        <>
          <p>{shiftText.kept(kept.length)}</p>
          <ul>
            {kept.map((each) => (
              <li key={each.subject}>
                <Anchor href={`/drive/${each.subject}`}>
                  <Code>{each.serial}</Code>
                </Anchor>{' '}
                {keptWords(each)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
