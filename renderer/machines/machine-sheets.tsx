import { useState, type ReactElement } from 'react';
import type { MachineView } from '../../contract/machines.ts';
import { machineEnd, type MachineEnd, machineKind, type MachineKind, type StorageKind } from '../../domain/facts/machines.ts';
import { machineCode } from '../../domain/label/codes.ts';
import { filled } from '../containment/filled.ts';
import { Act } from '../parts/act.tsx';
import { Barcode } from '../parts/barcode.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useStation } from '../station.tsx';
import { machineEndWords, machineKindWords, machineStateWord, machineText, storageWords } from '../words/machines.ts';
import { endOfDay, useMachineCall } from './use-machines.ts';

interface SheetProps {
  readonly onClose: () => void;
}

const suitable = ['magnetic', 'solid_state', 'both'] as const;
type Suitable = (typeof suitable)[number];

export function RegisterMachine({ onClose }: SheetProps): ReactElement {
  const { station } = useStation();
  const call = useMachineCall();
  const [kind, setKind] = useState<MachineKind>('shredder');
  const [suits, setSuits] = useState<Suitable>('magnetic');
  const [text, setText] = useState({ name: '', pieces: '', until: '', reference: '', maker: '', serial: '' });
  const put = (name: keyof typeof text) => (value: string) => setText((before) => ({ ...before, [name]: value }));
  const pieces = text.pieces.trim() === '' ? undefined : Number(text.pieces);
  const until = endOfDay(text.until);
  const isWhole =
    text.name.trim() !== '' &&
    (pieces === undefined || (Number.isInteger(pieces) && pieces >= 1 && pieces <= 500)) &&
    (text.until.trim() === '' || until !== undefined);
  const register = async (): Promise<void> => {
    const { maker, serial, reference } = text;
    const asked = {
      kind,
      name: text.name.trim(),
      suits: suits === 'both' ? (['magnetic', 'solid_state'] satisfies StorageKind[]) : [suits],
      ...(pieces === undefined ? {} : { fragment_mm: pieces }),
      ...(until === undefined ? {} : { until_ms: until }),
      ...filled({ maker, serial, reference }),
    };
    if (await call.run(() => station.machines.register(asked))) onClose();
  };
  return (
    <Sheet title={machineText.add} onClose={onClose} wide>
      <Choice
        label={machineText.kind}
        options={machineKind.options}
        value={kind}
        onChange={setKind}
        word={(each) => machineKindWords[each]}
      />
      <Choice
        label={machineText.suits}
        options={suitable}
        value={suits}
        onChange={setSuits}
        word={(each) => (each === 'both' ? machineText.both : storageWords[each])}
      />
      <div className="step-columns">
        <div>
          <Field label={machineText.name} value={text.name} onChange={put('name')} hint={machineText.nameHint} />
          <Field label={machineText.piecesField} value={text.pieces} onChange={put('pieces')} hint={machineText.piecesHint} mono />
          <Field label={machineText.maker} value={text.maker} onChange={put('maker')} />
        </div>
        <div>
          <Field label={machineText.untilField} value={text.until} onChange={put('until')} hint={machineText.untilHint} mono />
          <Field label={machineText.reference} value={text.reference} onChange={put('reference')} />
          <Field label={machineText.serial} value={text.serial} onChange={put('serial')} />
        </div>
      </div>
      <Refused words={call.refused} />
      <Act kind="main" disabled={!isWhole || call.busy} onPress={() => void register()}>
        {machineText.add}
      </Act>
    </Sheet>
  );
}

/** One machine: its card, its calibration, and the end of its use. */
export function KnownMachine({ machine, onClose }: SheetProps & { readonly machine: MachineView }): ReactElement {
  const { station } = useStation();
  const call = useMachineCall();
  const [until, setUntil] = useState('');
  const [reference, setReference] = useState('');
  const [why, setWhy] = useState<MachineEnd>();
  const end = endOfDay(until);
  const calibrate = (untilMs: number): void =>
    void call
      .run(() => station.machines.calibrate({ machine: machine.machine, until_ms: untilMs, ...filled({ reference }) }))
      .then((done) => (done ? onClose() : undefined));
  const retire = (end: MachineEnd): void =>
    void call.run(() => station.machines.retire({ machine: machine.machine, why: end })).then((done) => (done ? onClose() : undefined));
  return (
    <Sheet title={`${machineKindWords[machine.kind]} ${machine.name}`} onClose={onClose} wide>
      <p>
        <State {...machineStateWord(machine.state)} size={20} />
      </p>
      <p className="quiet">{machineText.cardMore}</p>
      <Barcode text={machineCode(machine.machine)} />
      {machine.state === 'retired' ? null : (
        <div className="step-columns">
          <div>
            <Field label={machineText.untilField} value={until} onChange={setUntil} hint={machineText.untilHint} mono />
            <Field label={machineText.reference} value={reference} onChange={setReference} />
            <Act kind="main" disabled={end === undefined || call.busy} onPress={() => (end === undefined ? undefined : calibrate(end))}>
              {machineText.calibrate}
            </Act>
          </div>
          <div>
            <Choice
              label={machineText.retireWhy}
              options={machineEnd.options}
              value={why}
              onChange={setWhy}
              word={(each) => machineEndWords[each]}
            />
            <Act disabled={why === undefined || call.busy} onPress={() => (why === undefined ? undefined : retire(why))}>
              {machineText.retire}
            </Act>
          </div>
        </div>
      )}
      <Refused words={call.refused} />
    </Sheet>
  );
}
