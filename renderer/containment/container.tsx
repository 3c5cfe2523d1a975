import { useState, type ReactElement } from 'react';
import { Link as Anchor, useLocation } from 'wouter';
import type { ContainerView } from '../../contract/containment.ts';
import { containerCode } from '../../domain/label/codes.ts';
import { useOwnLabel } from '../labels/own-label.ts';
import { ThingLabels } from '../labels/thing-labels.tsx';
import { Act } from '../parts/act.tsx';
import { Barcode } from '../parts/barcode.tsx';
import { Section } from '../parts/field.tsx';
import { usePersonWord } from '../pages/limbo.tsx';
import { Code, Time } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { useStation, type Call } from '../station.tsx';
import { containerState, containerText } from '../words/containers.ts';
import { containerKindWords } from '../words/containment.ts';
import { handOverText } from '../words/drive.ts';
import { screens } from '../words/screens.ts';
import { wholeText } from '../words/whole.ts';
import { Bounds, CareMarks } from './bounds.tsx';
import { Cases } from './cases.tsx';
import { Contents } from './contents.tsx';
import { CountSheet } from './count-sheet.tsx';
import { useItemScans } from './item-scans.ts';
import { ScanStatus, WhenKnown } from './known.tsx';
import { useContainmentCall } from './looks.ts';
import { Leave, OpenSeal, Seal } from './seal-sheets.tsx';

type Step = 'seal' | 'open' | 'count' | 'leave';

/** One container: what lies in it, its seal, its counts, its cases. */
export function Container({ id }: { readonly id: string }): ReactElement {
  return (
    <WhenKnown what="container" id={id}>
      {(view) => <Known key={id} view={view} />}
    </WhenKnown>
  );
}

function Known({ view }: { readonly view: ContainerView }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [step, setStep] = useState<Step>();
  const [last, setLast] = useState<string>();
  const { container, state } = view;
  const isOpen = state === 'open' && view.counting === undefined;
  // Whoever seals, opens or counts scans into the sheet; here a scan places a thing.
  const missed = useItemScans(isOpen && step === undefined, {
    containers: true,
    found: ({ item, ...scanned }) => {
      setLast(undefined);
      void call
        .run(() => station.containers.place({ container, item }))
        .then((done) => setLast(done ? (scanned.is === 'drive' ? scanned.drive.serial : item) : undefined));
    },
  });
  useOwnLabel(container);
  const start = (): void => {
    if (view.counting === undefined)
      void call.run(() => station.containers.startCount({ container })).then((done) => (done ? setStep('count') : undefined));
    else setStep('count');
  };
  const close = (): void => setStep(undefined);
  return (
    <main className="page" id="work">
      <Head view={view} />
      <div className="acts container-acts">
        <CareMarks care={view.care} size={20} />
        <Steps view={view} onStep={(name) => (name === 'count' ? start() : setStep(name))} call={call} />
      </div>
      {step === undefined ? <Refused words={call.refused} /> : null}
      <ScanStatus missed={missed} last={last} done={containerText.placed} />
      <Cases container={container} cases={view.cases} />
      <Section title={containerText.content}>
        {isOpen && view.items.length > 0 ? <p className="quiet">{containerText.placeHint}</p> : null}
        {view.items.length === 0 ? (
          <p className="empty">{isOpen ? containerText.empty : containerText.emptySealed}</p>
        ) : (
          <Contents
            view={view}
            busy={call.busy}
            onRemove={isOpen ? (item) => void call.run(() => station.containers.remove({ container, item })) : undefined}
          />
        )}
        {view.breaches === 0 ? null : <p className="small">{containerText.breaches(view.breaches)}</p>}
      </Section>
      <Bounds view={view} />
      <Section title={containerText.label}>
        <p className="quiet">{containerText.labelMore}</p>
        <Barcode text={containerCode(container)} />
      </Section>
      <ThingLabels subject={container} />
      {step === 'seal' ? <Seal view={view} onClose={close} /> : null}
      {step === 'open' ? <OpenSeal view={view} onClose={close} /> : null}
      {step === 'count' ? <CountSheet view={view} onClose={close} /> : null}
      {step === 'leave' ? <Leave view={view} onClose={close} /> : null}
    </main>
  );
}

function Head({ view }: { readonly view: ContainerView }): ReactElement {
  const [, go] = useLocation();
  if (view.what !== 'container') return <></>;
  return (
    <header className="page-head list-head">
      <h1>{view.name}</h1>
      <span className="quiet">{containerKindWords[view.kind as keyof typeof containerKindWords]}</span>
      <State {...containerState({ ...view, counting: view.counting })} size={32} />
      {view.handed === undefined ? null : <Handed handed={view.handed} />}
      {view.seal === undefined ? null : (
        <span>
          {containerText.seal} <Code>{view.seal}</Code>
        </span>
      )}
      <Act onPress={() => go('/containers')}>{screens.app.back}</Act>
    </header>
  );
}

/** Who gave it to whom, unopened, the newest time. */
function Handed({ handed }: { readonly handed: NonNullable<ContainerView['handed']> }): ReactElement {
  const nameOf = usePersonWord();
  return (
    <span className="quiet">
      {wholeText.handed} {handOverText.from} {nameOf(handed.from)} {handOverText.to} {nameOf(handed.holder)},{' '}
      <Time ms={handed.at_ms} long />
    </span>
  );
}

function HandOverLink({ view, main = false }: { readonly view: ContainerView; readonly main?: boolean }): ReactElement {
  return (
    <Anchor href={`/hand-over/container/${view.container}`} className={main ? 'act act-main' : 'act act-plain'}>
      {main ? wholeText.toHandOver : wholeText.title}
    </Anchor>
  );
}

/** The steps that go with its state. The station decides; this keeps the page short. */
function Steps({
  view,
  onStep,
  call,
}: {
  readonly view: ContainerView;
  readonly onStep: (step: Step) => void;
  readonly call: Call;
}): ReactElement {
  const { state, counting, gap, items } = view;
  if (state === 'left') return <></>;
  if (counting !== undefined)
    return (
      <Act kind="main" onPress={() => onStep('count')} disabled={call.busy}>
        {containerText.goOn}
      </Act>
    );
  if (view.in_limbo === true)
    return (
      <>
        <span>{wholeText.inLimbo}</span>
        <HandOverLink view={view} main />
      </>
    );
  if (state === 'sealed')
    return (
      <>
        <Act kind="main" onPress={() => onStep('open')} disabled={call.busy}>
          {containerText.doOpen}
        </Act>
        <HandOverLink view={view} />
        <Act onPress={() => onStep('leave')} disabled={call.busy}>
          {containerText.letGo}
        </Act>
      </>
    );
  const needsCount = gap !== undefined;
  return (
    <>
      {needsCount || items.length === 0 ? null : (
        <Act kind="main" onPress={() => onStep('seal')} disabled={call.busy}>
          {containerText.doSeal}
        </Act>
      )}
      <Act kind={needsCount ? 'main' : 'plain'} onPress={() => onStep('count')} disabled={call.busy}>
        {containerText.startCount}
      </Act>
    </>
  );
}
