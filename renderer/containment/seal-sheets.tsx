import { useState, type ReactElement } from 'react';
import type { ContainerView } from '../../contract/containment.ts';
import { releaseWay } from '../../domain/facts/holds.ts';
import { readOwnCode } from '../../domain/label/codes.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useScans } from '../scan/ears.tsx';
import { useStation } from '../station.tsx';
import { containerText, lotText } from '../words/containers.ts';
import { wayWord } from '../words/custody.ts';
import { useContainmentCall } from './looks.ts';
import { Recount, useTally } from './recount.tsx';

interface SheetProps {
  readonly view: ContainerView;
  readonly onClose: () => void;
}

/** Hears the number on a seal: anything that is not a code of our own. */
export function useSealScan(active: boolean, take: (seal: string) => void): void {
  useScans(active, (text) => {
    if (readOwnCode(text) !== undefined) return false;
    take(text.trim().slice(0, 40));
    return true;
  });
}

/** Signs what the record has in it, under the number of a seal. */
export function Seal({ view, onClose }: SheetProps): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [seal, setSeal] = useState('');
  useSealScan(true, setSeal);
  const run = async (): Promise<void> => {
    if (await call.run(() => station.containers.seal({ container: view.container, seal: seal.trim() }))) onClose();
  };
  return (
    <Sheet title={containerText.doSeal} onClose={onClose}>
      <p>{containerText.sealMore}</p>
      <Field label={containerText.sealNumber} value={seal} onChange={setSeal} mono />
      <Refused words={call.refused} />
      <Act kind="main" disabled={seal.trim() === '' || call.busy} onPress={() => void run()}>
        {containerText.doSeal}
      </Act>
    </Sheet>
  );
}

/** Opens a seal: its number, whether it was whole, and a recount of everything. The first scan is the seal. */
export function OpenSeal({ view, onClose }: SheetProps): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [seal, setSeal] = useState('');
  const [whole, setWhole] = useState<'whole' | 'broken'>();
  const [note, setNote] = useState('');
  useSealScan(seal === '', setSeal);
  const tally = useTally(seal !== '');
  const run = async (): Promise<void> => {
    const asked = {
      container: view.container,
      seal: seal.trim(),
      intact: whole === 'whole',
      items: [...tally.items],
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    };
    if (await call.run(() => station.containers.open(asked))) onClose();
  };
  return (
    <Sheet title={containerText.doOpen} onClose={onClose} wide>
      <p>{containerText.openMore}</p>
      <div className="step-columns">
        <div>
          <Field label={containerText.sealNumber} value={seal} onChange={setSeal} mono />
          <Choice
            label={containerText.intact}
            options={['whole', 'broken'] as const}
            value={whole}
            onChange={setWhole}
            word={(each) => containerText[each]}
          />
          <Field label={containerText.note} value={note} onChange={setNote} />
        </div>
        <Recount title={containerText.recount} tally={tally} />
      </div>
      <Refused words={call.refused} />
      <Act kind="main" disabled={seal.trim() === '' || whole === undefined || call.busy} onPress={() => void run()}>
        {containerText.openDo}
      </Act>
    </Sheet>
  );
}

/** A sealed container leaves with everything in it. */
export function Leave({ view, onClose }: SheetProps): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [way, setWay] = useState<(typeof releaseWay.options)[number] | 'destruction'>();
  const [consignee, setConsignee] = useState('');
  const [vehicle, setVehicle] = useState('');
  const run = async (chosen: NonNullable<typeof way>): Promise<void> => {
    const more = {
      ...(consignee.trim() === '' ? {} : { consignee: consignee.trim() }),
      ...(vehicle.trim() === '' ? {} : { vehicle: vehicle.trim() }),
    };
    if (await call.run(() => station.containers.release({ container: view.container, way: chosen, ...more }))) onClose();
  };
  return (
    <Sheet title={containerText.letGo} onClose={onClose}>
      <p>{containerText.letGoMore}</p>
      <Choice
        label={lotText.kind}
        options={[...releaseWay.options, 'destruction'] as const}
        value={way}
        onChange={setWay}
        word={(each) => wayWord(each === 'destruction' ? 'destroy' : each)}
      />
      <Field label={lotText.consignee} value={consignee} onChange={setConsignee} />
      <Field label={containerText.vehicle} value={vehicle} onChange={setVehicle} />
      <Refused words={call.refused} />
      <Act kind="main" disabled={way === undefined || call.busy} onPress={() => (way === undefined ? undefined : void run(way))}>
        {containerText.letGo}
      </Act>
    </Sheet>
  );
}
