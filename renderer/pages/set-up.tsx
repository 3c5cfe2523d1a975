import { useState, type ReactElement } from 'react';
import { Act } from '../parts/act.tsx';
import { Barcode } from '../parts/barcode.tsx';
import { Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { useScans } from '../scan/ears.tsx';
import { useBench, useCall, useStation } from '../station.tsx';
import { stepText } from '../words/drive.ts';
import { screens } from '../words/screens.ts';

const words = screens.setUp;

/** First run: two names, a badge, a PIN. */
export function SetUp(): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [draft, setDraft] = useState({ site: '', station: '', name: '', badge: '', pin: '', again: '' });
  const [printed, setPrinted] = useState(false);
  const set =
    (key: keyof typeof draft) =>
    (value: string): void =>
      setDraft((old) => ({ ...old, [key]: value }));
  useScans(true, (text) => {
    setPrinted(false);
    set('badge')(text.trim());
    return true;
  });
  const makeBadge = async (): Promise<void> => {
    const { badge } = await station.setUp.newBadge();
    set('badge')(badge);
    setPrinted(true);
  };
  const differs = draft.again !== '' && draft.pin !== draft.again;
  const ready =
    draft.site !== '' &&
    draft.station !== '' &&
    draft.name !== '' &&
    draft.badge.length >= 4 &&
    draft.pin.length >= 6 &&
    draft.pin === draft.again;
  const start = async (): Promise<void> => {
    const { again: _again, ...first } = draft;
    await call.run(() => station.setUp.first(first));
  };
  return (
    <main className="page set-up" id="work">
      <header className="page-head">
        <h1>{words.title}</h1>
        <p>{words.lead}</p>
      </header>
      <div className="set-up-form">
        <div className="set-up-names">
          <Field label={words.site} hint={words.siteHint} value={draft.site} onChange={set('site')} required autoFocus />
          <Field label={words.station} hint={words.stationHint} value={draft.station} onChange={set('station')} required />
          <Field label={words.name} value={draft.name} onChange={set('name')} required />
        </div>
        <div className="set-up-badge">
          <p className="set-up-badge-head">
            <State mark={draft.badge === '' ? 'waiting' : 'proven'} word={draft.badge === '' ? words.badge : stepText.badgeRead} />
          </p>
          <p className="small quiet">{words.badgeHint}</p>
          {printed ? <BadgePaper name={draft.name} badge={draft.badge} title={words.paper} /> : null}
          <div className="acts">
            <Act onPress={() => void makeBadge()}>{words.newBadge}</Act>
            {printed ? <Act onPress={() => window.print()}>{words.print}</Act> : null}
          </div>
        </div>
        <div className="set-up-pins">
          <Field label={words.pin} value={draft.pin} onChange={set('pin')} secret required />
          <Field
            label={words.pinAgain}
            value={draft.again}
            onChange={set('again')}
            secret
            required
            hint={differs ? words.pinDiffers : undefined}
          />
        </div>
        <div className="set-up-start">
          <Refused words={call.refused} />
          <div className="acts">
            <Act kind="main" disabled={!ready || call.busy} onPress={() => void start()}>
              {words.start}
            </Act>
            <PracticeDoor />
          </div>
        </div>
      </div>
    </main>
  );
}

/** Before anything is real: the same bench on virtual drives. Practice itself shows no way in to itself. */
function PracticeDoor(): ReactElement | null {
  if (useBench().station.mode === 'practice') return null;
  return (
    <a className="act act-plain" href="/practice">
      {screens.settings.practiceOpen}
    </a>
  );
}

/** A badge to print and cut out. */
export function BadgePaper({
  name,
  badge,
  title,
}: {
  readonly name: string;
  readonly badge: string;
  readonly title: string;
}): ReactElement {
  return (
    <div className="paper badge-paper">
      <p className="small">{title}</p>
      <p className="badge-name">{name}</p>
      <Barcode text={badge} height={14} />
    </div>
  );
}
