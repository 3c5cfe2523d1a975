import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import type { ContainerView } from '../../contract/containment.ts';
import { containerCode } from '../../domain/label/codes.ts';
import { useOwnLabel } from '../labels/own-label.ts';
import { ThingLabels } from '../labels/thing-labels.tsx';
import { Act } from '../parts/act.tsx';
import { Barcode } from '../parts/barcode.tsx';
import { Field, Section } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useStation } from '../station.tsx';
import { containerState, containerText, lotText } from '../words/containers.ts';
import { lotKindWords } from '../words/containment.ts';
import { codeWords, reasonWords } from '../words/refusals.ts';
import { screens } from '../words/screens.ts';
import { LotAnswer } from './answer.tsx';
import { LotBalance } from './balance.tsx';
import { Contents } from './contents.tsx';
import { filled } from './filled.ts';
import { useItemScans } from './item-scans.ts';
import { LateDrive } from './late-drive.tsx';
import { LotPapers } from './lot-papers.tsx';
import { LotReturn } from './lot-return.tsx';
import { ScanStatus, WhenKnown } from './known.tsx';
import { useContainmentCall } from './looks.ts';

/** One lot: the drives that leave together, and what each still lacks. */
export function Lot({ id }: { readonly id: string }): ReactElement {
  return (
    <WhenKnown what="lot" id={id}>
      {(view) => <Known key={id} view={view} />}
    </WhenKnown>
  );
}

function Known({ view }: { readonly view: ContainerView }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [, go] = useLocation();
  const [closing, setClosing] = useState(false);
  const [last, setLast] = useState<string>();
  const { container: lot } = view;
  const isOpen = view.state === 'open';
  const missed = useItemScans(isOpen && !closing, {
    containers: false,
    found: (scanned) => {
      setLast(undefined);
      if (scanned.is !== 'drive') return;
      void call.run(() => station.lots.add({ lot, item: scanned.item })).then((done) => setLast(done ? scanned.drive.serial : undefined));
    },
  });
  useOwnLabel(lot);
  const lacking = view.unproven.filter((each) => !mayLeave(each, view));
  const late = view.back?.windows.filter(({ left, allowed }) => left.over && !allowed) ?? [];
  const keeping = new Set([...lacking, ...late].map(({ item }) => item)).size;
  const isReady = keeping + (view.back?.lacks.length ?? 0) === 0;
  return (
    <main className="page" id="work">
      <header className="page-head list-head">
        <h1>{view.name}</h1>
        <span className="quiet">{lotKindWords[view.kind as keyof typeof lotKindWords]}</span>
        <State {...containerState({ ...view, counting: undefined })} size={32} />
        <Act onPress={() => go('/lots')}>{screens.app.back}</Act>
      </header>
      {isOpen && view.items.length > 0 ? (
        <div className="acts container-acts">
          <Act kind={isReady ? 'main' : 'plain'} onPress={() => setClosing(true)} disabled={call.busy || !isReady}>
            {lotText.close}
          </Act>
        </div>
      ) : null}
      {closing || !isOpen ? null : <Refused words={call.refused} />}
      <ScanStatus missed={missed} last={last} done={lotText.added} />
      <Section title={lotText.content}>
        {keeping === 0 ? null : <p>{lotText.cannotClose(keeping)}</p>}
        {view.items.length === 0 ? (
          <p className="empty">{lotText.empty}</p>
        ) : (
          <>
            {isOpen ? <p className="quiet">{lotText.addHint}</p> : null}
            <Contents
              view={view}
              busy={call.busy}
              more={{ head: lotText.lacking, of: (item) => <Lacks item={item} view={view} /> }}
              onRemove={isOpen ? (item) => void call.run(() => station.lots.remove({ lot, item })) : undefined}
            />
          </>
        )}
        {view.breaches === 0 ? null : <p className="small">{containerText.breaches(view.breaches)}</p>}
      </Section>
      <LotReturn view={view} />
      <LotBalance view={view} />
      <LotAnswer view={view} />
      {view.items.length === 0 ? null : <LotPapers view={view} />}
      <Section title={containerText.label}>
        <p className="quiet">{containerText.labelMore}</p>
        <Barcode text={containerCode(lot)} />
      </Section>
      <ThingLabels subject={lot} />
      {closing ? <CloseLot view={view} onClose={() => setClosing(false)} /> : null}
    </main>
  );
}

type Unproven = ContainerView['unproven'][number];

/** It has not left, and nothing but the closing of the lot keeps it. Closing destroys nothing. */
function mayLeave({ why, detail }: Unproven, { kind }: ContainerView): boolean {
  return kind !== 'destruction' && why === 'items_unproven' && detail === 'not_released';
}

function Lacks({ item, view }: { readonly item: string; readonly view: ContainerView }): ReactElement {
  const found = view.unproven.find((each) => each.item === item);
  return (
    <div className="lacks">
      <Standing found={found} view={view} />
      <LateDrive item={item} view={view} />
    </div>
  );
}

function Standing({ found, view }: { readonly found: Unproven | undefined; readonly view: ContainerView }): ReactElement {
  if (found === undefined) return <State mark="proven" word={lotText.left} size={20} />;
  if (mayLeave(found, view)) return <State mark="proven" word={lotText.ready} size={20} />;
  if (view.kind === 'destruction' && found.detail === 'not_released') return <State mark="waiting" word={lotText.notDestroyed} size={20} />;
  return (
    <span className="lacks">
      <State mark="stopped" word={reasonWords(found.why)} size={20} />
      {found.detail === undefined ? null : <span className="small quiet">{codeWords(found.detail)}</span>}
    </span>
  );
}

/** Lets every drive go and closes the lot, or does nothing. */
function CloseLot({ view, onClose }: { readonly view: ContainerView; readonly onClose: () => void }): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [consignee, setConsignee] = useState('');
  const [reference, setReference] = useState('');
  const [vehicle, setVehicle] = useState('');
  const close = async (): Promise<void> => {
    if (await call.run(() => station.lots.close({ lot: view.container, ...filled({ consignee, reference, vehicle }) }))) onClose();
  };
  return (
    <Sheet title={`${lotText.close}: ${view.name}`} onClose={onClose}>
      <p>{view.kind === 'destruction' ? lotText.closeMoreDestroyed : lotText.closeMore}</p>
      <Field label={lotText.consignee} value={consignee} onChange={setConsignee} />
      <Field label={lotText.reference} value={reference} onChange={setReference} />
      <Field label={containerText.vehicle} value={vehicle} onChange={setVehicle} />
      <Refused words={call.refused} />
      <Act kind="main" command="RELEASE" disabled={call.busy} onPress={() => void close()}>
        {lotText.close}
      </Act>
    </Sheet>
  );
}
