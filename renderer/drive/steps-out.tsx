import { useState, type ReactElement } from 'react';
import type { MachineView } from '../../contract/machines.ts';
import type { WayOut } from '../../contract/views.ts';
import { destroyTechnique, type DestroyTechnique } from '../../domain/custody/words.ts';
import { ByMachine } from '../machines/by-machine.tsx';
import { useMachines } from '../machines/use-machines.ts';
import { Act } from '../parts/act.tsx';
import { CredentialFields, wholeCredentials, type Credentials } from '../parts/credentials.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { State } from '../parts/shape.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useScans } from '../scan/ears.tsx';
import { isNoDrive } from '../scan/own-codes.ts';
import { useCall, useStation } from '../station.tsx';
import { destroyWord, wayWord } from '../words/custody.ts';
import { machineText } from '../words/machines.ts';
import { stepText } from '../words/drive.ts';
import type { StepProps } from './steps-custody.tsx';

type Release = Exclude<WayOut['way'], 'destroy'>;

/** Lets a drive go. The proof is checked by the station, not by this sheet. */
export function Release({ drive, onClose }: StepProps): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const ways = drive.ways_out.filter((way) => way.open).flatMap(({ way }) => (way === 'destroy' ? [] : [way]));
  const [way, setWay] = useState<Release | undefined>(ways[0]);
  const [consignee, setConsignee] = useState('');
  const [reference, setReference] = useState('');
  const release = async (out: Release): Promise<void> => {
    const more = { ...(consignee === '' ? {} : { consignee }), ...(reference === '' ? {} : { reference }) };
    if (await call.run(() => station.custody.release({ subject: drive.subject, way: out, ...more }))) onClose();
  };
  return (
    <Sheet title={stepText.release} onClose={onClose}>
      <p className="mono">{drive.serial}</p>
      <Choice label={stepText.release} options={ways} value={way} onChange={setWay} word={wayWord} />
      <Field label={stepText.consignee} value={consignee} onChange={setConsignee} />
      <Field label={stepText.reference} value={reference} onChange={setReference} />
      <Refused words={call.refused} />
      <Act
        kind="main"
        command="RELEASE"
        disabled={way === undefined || call.busy}
        onPress={() => (way === undefined ? undefined : void release(way))}
      >
        {way === undefined ? stepText.release : wayWord(way)}
      </Act>
    </Sheet>
  );
}

const nobody: Credentials = { badge: '', pin: '' };

/** Destruction with a witness who looks: own badge, own PIN, own scan of the drive. */
export function Destroy({ drive, onClose }: StepProps): ReactElement {
  const { station } = useStation();
  const call = useCall();
  // Policy says what is enough for this class of data; the station refuses the rest.
  const allowed = drive.destroy_by ?? destroyTechnique.options;
  const [technique, setTechnique] = useState<DestroyTechnique | undefined>(allowed.length === 1 ? allowed[0] : undefined);
  const [machine, setMachine] = useState('');
  const [lot, setLot] = useState('');
  const [by, setBy] = useState<MachineView>();
  const [pieces, setPieces] = useState('');
  const isRegistered = useMachines()?.some(({ state }) => state !== 'retired') === true;
  const measured = pieces.trim() === '' ? undefined : Number(pieces);
  const isMeasure = measured === undefined || (Number.isInteger(measured) && measured >= 0 && measured <= 500);
  const [witness, setWitness] = useState(nobody);
  const [item, setItem] = useState('');
  // First the badge, then the drive: the second scan is the witness's own look at the item.
  useScans(witness.badge !== '', (text) => {
    if (isNoDrive(text)) return false;
    setItem(text);
    return true;
  });
  const destroy = async (): Promise<void> => {
    const more = {
      ...(machine === '' ? {} : { machine }),
      ...(lot === '' ? {} : { lot }),
      ...(by === undefined ? {} : { by: by.machine }),
    };
    const size = measured === undefined ? {} : { fragment_mm: measured };
    if (technique === undefined) return;
    if (await call.run(() => station.custody.destroy({ subject: drive.subject, technique, witness, item, ...more, ...size }))) onClose();
  };
  return (
    <Sheet title={stepText.destroy} onClose={onClose} wide>
      <p className="mono">{drive.serial}</p>
      <div className="step-columns">
        <div>
          <Choice label={stepText.technique} options={allowed} value={technique} onChange={setTechnique} word={destroyWord} />
          {isRegistered ? (
            <ByMachine
              machine={by}
              onScan={(found) => {
                setBy(found);
                if (found.technique !== undefined && allowed.includes(found.technique)) setTechnique(found.technique);
              }}
            />
          ) : (
            <Field label={stepText.machine} value={machine} onChange={setMachine} />
          )}
          <Field label={machineText.measured} value={pieces} onChange={setPieces} mono />
          <Field label={stepText.lot} value={lot} onChange={setLot} />
        </div>
        <div>
          <h3 className="step-head">{stepText.witness}</h3>
          <p>{stepText.witnessMore}</p>
          <CredentialFields value={witness} onChange={setWitness} listening={witness.badge === ''} />
          <h3 className="step-head">{stepText.item}</h3>
          <p className="item-scanned">
            <State mark={item === '' ? 'waiting' : 'proven'} word={item === '' ? stepText.itemMore : stepText.itemScanned} />
            {item === '' ? null : <Code>{item}</Code>}
          </p>
        </div>
      </div>
      <Refused words={call.refused} />
      <Act
        kind="stop"
        disabled={technique === undefined || !isMeasure || !wholeCredentials(witness) || item === '' || call.busy}
        onPress={() => void destroy()}
      >
        {stepText.destroyDo}
      </Act>
    </Sheet>
  );
}
