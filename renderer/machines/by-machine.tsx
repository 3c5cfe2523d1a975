import type { ReactElement } from 'react';
import type { MachineView } from '../../contract/machines.ts';
import { readOwnCode } from '../../domain/label/codes.ts';
import { State } from '../parts/shape.tsx';
import { useScans } from '../scan/ears.tsx';
import { earcons } from '../sounds/earcons.ts';
import { useStation } from '../station.tsx';
import { machineStateWord, machineText } from '../words/machines.ts';

/** The machine that a drive goes into, by its card. What the station thinks of it is said before anything is signed. */
export function ByMachine({
  machine,
  onScan,
}: {
  readonly machine: MachineView | undefined;
  readonly onScan: (machine: MachineView) => void;
}): ReactElement {
  const { station } = useStation();
  useScans(true, (text) => {
    const own = readOwnCode(text);
    if (own?.kind !== 'machine') return false;
    void station.machines.find({ tag: own.tag }).then(({ found }) => {
      if (found === undefined) earcons.play('stop');
      else onScan(found);
    });
    return true;
  });
  return (
    <div className="field">
      <span className="choice-label">{machineText.scanned}</span>
      {machine === undefined ? (
        <State mark="waiting" word={machineText.scanMore} size={20} />
      ) : (
        <State mark={machineStateWord(machine.state).mark} word={`${machine.name}: ${machineStateWord(machine.state).word}`} size={20} />
      )}
    </div>
  );
}
