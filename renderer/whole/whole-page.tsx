import { useState, type ReactElement } from 'react';
import { Link as Anchor, useLocation } from 'wouter';
import type { WholeView } from '../../contract/whole.ts';
import { useContainmentCall, useWhole } from '../containment/looks.ts';
import { useSealScan } from '../containment/seal-sheets.tsx';
import { Clock, usePersonWord } from '../pages/limbo.tsx';
import { Act } from '../parts/act.tsx';
import { CredentialFields, wholeCredentials, type Credentials } from '../parts/credentials.tsx';
import { Choice, Field, Section } from '../parts/field.tsx';
import { useNow } from '../parts/now.ts';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { State } from '../parts/shape.tsx';
import { useBench, usePeople, usePeopleElsewhere, useStation } from '../station.tsx';
import { begun } from '../words/containers.ts';
import { containerKindWords } from '../words/containment.ts';
import { elsewhereWord } from '../words/custody.ts';
import { handOverText, stepText } from '../words/drive.ts';
import { refusalWords } from '../words/refusals.ts';
import { screens } from '../words/screens.ts';
import { stateWord } from '../words/states.ts';
import { wholeText } from '../words/whole.ts';

/** A sealed container that changes hands with everything in it: the giver's side, then the receiver's. */
export function WholePage({ id }: { readonly id: string }): ReactElement {
  const view = useWhole(id);
  if (view === undefined || view === 'unknown')
    return (
      <main className="page" id="work">
        <p className="quiet">{view === undefined ? screens.app.loading : wholeText.unknown}</p>
      </main>
    );
  return <Known key={id} view={view} />;
}

function Known({ view }: { readonly view: WholeView }): ReactElement {
  const [, go] = useLocation();
  return (
    <main className="page" id="work">
      <header className="page-head list-head">
        <h1>
          {wholeText.title}: {view.name}
        </h1>
        <span className="quiet">
          {containerKindWords[view.kind]}
          {view.drives === 0 ? '' : `, ${wholeText.drives(view.drives)}`}
        </span>
        {view.offer === undefined ? null : <State {...stateWord('offered')} size={32} />}
        <Act onPress={() => go('/hand-over')}>{screens.app.back}</Act>
      </header>
      {view.offer === undefined ? <Offering view={view} /> : <Receiving view={view} offer={view.offer} />}
    </main>
  );
}

/** Why it does not go as it stands, and where it is put right. */
function Fault({ view: { container, why, detail } }: { readonly view: WholeView }): ReactElement | null {
  if (why === undefined) return null;
  return (
    <>
      <Refused words={refusalWords(why, detail)} />
      <div className="acts whole-acts">
        <Anchor href={`/containers/${container}`} className="act act-plain">
          {wholeText.toContainer}
        </Anchor>
      </div>
    </>
  );
}

function Offering({ view }: { readonly view: WholeView }): ReactElement {
  const { station } = useStation();
  const { session, station: own } = useBench();
  const call = useContainmentCall();
  const [seal, setSeal] = useState('');
  const [to, setTo] = useState<string>();
  const mayGo = view.why === undefined;
  useSealScan(mayGo && seal === '', setSeal);
  const people = usePeople().filter(({ id, active }) => active && id !== session?.person.id);
  const elsewhere = usePeopleElsewhere().filter(({ site }) => site === own.site);
  if (!mayGo) return <Fault view={view} />;
  const offer = (person: string): void => {
    void call.run(() => station.whole.offer({ container: view.container, seal: seal.trim(), to: person }));
  };
  return (
    <Section title={stepText.offer}>
      <p className="quiet">{wholeText.offerMore}</p>
      <div className="how-taken">
        <Field label={wholeText.seal} hint={wholeText.sealScan} value={seal} onChange={setSeal} mono />
        <Choice
          label={stepText.offerTo}
          options={[...people, ...elsewhere].map(({ id }) => id)}
          value={to}
          onChange={setTo}
          word={(id) =>
            people.find((person) => person.id === id)?.name ?? elsewhereWord(elsewhere.find((person) => person.id === id)) ?? id
          }
        />
        <Refused words={call.refused} />
        <div className="acts">
          <Act
            kind="main"
            disabled={seal.trim() === '' || to === undefined || call.busy}
            onPress={() => (to === undefined ? undefined : offer(to))}
          >
            {wholeText.offer}
          </Act>
        </div>
      </div>
    </Section>
  );
}

function Receiving({ view, offer }: { readonly view: WholeView; readonly offer: NonNullable<WholeView['offer']> }): ReactElement {
  const { station } = useStation();
  const me = useBench().session?.person.id;
  const nowMs = useNow();
  const nameOf = usePersonWord();
  const call = useContainmentCall();
  const takeBack = (): void => void call.run(() => station.whole.withdraw({ container: view.container }));
  return (
    <>
      <Clock waiting={offer} nowMs={nowMs}>
        {begun(handOverText.from)} {offer.from === me ? handOverText.you : nameOf(offer.from)} {handOverText.to}{' '}
        {offer.to === me ? handOverText.you : nameOf(offer.to)},{' '}
      </Clock>
      {offer.from === me ? (
        <div className="acts whole-acts">
          <Act onPress={takeBack} disabled={call.busy} kind={view.why === undefined ? 'plain' : 'main'}>
            {wholeText.withdraw}
          </Act>
          <Refused words={call.refused} tight />
        </div>
      ) : null}
      {view.why === undefined ? <Sign view={view} /> : <Fault view={view} />}
    </>
  );
}

/** The receiver reads the seal, and signs with own badge and PIN or as the one who is signed in. */
function Sign({ view }: { readonly view: WholeView }): ReactElement {
  const { station } = useStation();
  const [, go] = useLocation();
  const call = useContainmentCall();
  const [seal, setSeal] = useState('');
  const [receiver, setReceiver] = useState<Credentials>({ badge: '', pin: '' });
  const [place, setPlace] = useState('');
  const [doubting, setDoubting] = useState(false);
  const whole = wholeCredentials(receiver);
  useSealScan(seal === '', setSeal);
  const receive = async (): Promise<void> => {
    const more = { ...(whole ? { receiver } : {}), ...(place.trim() === '' ? {} : { place: place.trim() }) };
    const done = await call.run(() => station.whole.receive({ container: view.container, seal: seal.trim(), ...more }));
    if (done) go(`/containers/${view.container}`);
    // Another number is read again, not corrected.
    else setSeal('');
  };
  return (
    <Section title={stepText.receive}>
      <p className="quiet">{wholeText.receiveMore}</p>
      <div className="how-taken">
        <div className="step-columns">
          <div>
            <Field label={wholeText.seal} hint={wholeText.sealScan} value={seal} onChange={setSeal} mono />
          </div>
          <div>
            <Field label={wholeText.place} value={place} onChange={setPlace} />
          </div>
        </div>
        <CredentialFields value={receiver} onChange={setReceiver} listening={seal !== ''} />
        <Refused words={call.refused} />
        <div className="acts">
          <Act
            kind="main"
            command="RECEIVE"
            disabled={seal.trim() === '' || call.busy || (receiver.badge !== '') !== (receiver.pin !== '')}
            onPress={() => void receive()}
          >
            {whole ? wholeText.receive : wholeText.receiveSelf}
          </Act>
          <Act onPress={() => setDoubting(true)}>{wholeText.doubt}</Act>
        </div>
      </div>
      {doubting ? <Doubt view={view} onClose={() => setDoubting(false)} /> : null}
    </Section>
  );
}

/** Says that the seal is broken, gone, or bears another number. */
function Doubt({ view, onClose }: { readonly view: WholeView; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [note, setNote] = useState('');
  const run = async (): Promise<void> => {
    const said = note.trim() === '' ? {} : { note: note.trim() };
    if (await call.run(() => station.whole.doubt({ container: view.container, ...said }))) onClose();
  };
  return (
    <Sheet title={wholeText.doubt} onClose={onClose}>
      <p>{wholeText.doubtMore}</p>
      <Field label={wholeText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={call.busy} onPress={() => void run()}>
        {wholeText.doubtDo}
      </Act>
    </Sheet>
  );
}
