import { useState, type ReactElement } from 'react';
import type { MachineView } from '../../contract/machines.ts';
import { readOwnCode } from '../../domain/label/codes.ts';
import { Act } from '../parts/act.tsx';
import { Heads } from '../parts/heads.tsx';
import { Code } from '../parts/marks.tsx';
import { State } from '../parts/shape.tsx';
import { useScans } from '../scan/ears.tsx';
import { destroyWord } from '../words/custody.ts';
import { machineKindWords, machineStateWord, machineText, suitsWords } from '../words/machines.ts';
import { day } from '../words/numbers.ts';
import { screens } from '../words/screens.ts';
import { KnownMachine, RegisterMachine } from './machine-sheets.tsx';
import { useMachines } from './use-machines.ts';

/** The register of machines that destroy drives. A card that is scanned opens its machine. */
export function Machines(): ReactElement {
  const machines = useMachines();
  const [open, setOpen] = useState<string>();
  const shown = machines?.find(({ machine }) => machine === open);
  useScans(open === undefined, (text) => {
    const own = readOwnCode(text);
    if (own?.kind !== 'machine') return false;
    const found = machines?.find(({ machine }) => machine.startsWith(`c1_${own.tag}`));
    if (found === undefined) return false;
    setOpen(found.machine);
    return true;
  });
  const close = (): void => setOpen(undefined);
  return (
    <main className="page" id="work">
      <header className="page-head list-head">
        <h1>{machineText.title}</h1>
        <Act kind="main" onPress={() => setOpen('new')}>
          {machineText.add}
        </Act>
      </header>
      <p className="page-lead quiet">{machineText.lead}</p>
      {machines === undefined ? (
        <p className="quiet">{screens.app.loading}</p>
      ) : machines.length === 0 ? (
        <div className="empty">
          <p>{machineText.none}</p>
          <p className="quiet">{machineText.noneMore}</p>
        </div>
      ) : (
        <Register machines={machines} onOpen={setOpen} />
      )}
      {open === 'new' ? <RegisterMachine onClose={close} /> : null}
      {shown === undefined ? null : <KnownMachine machine={shown} onClose={close} />}
    </main>
  );
}

function Register({
  machines,
  onOpen,
}: {
  readonly machines: readonly MachineView[];
  readonly onOpen: (machine: string) => void;
}): ReactElement {
  const { name, state, does, suits, pieces, until } = machineText;
  return (
    <table className="table">
      <Heads words={[name, state, does, suits, pieces, until]} />
      <tbody>
        {machines.map((machine) => (
          <tr key={machine.machine}>
            <th scope="row">
              <Act onPress={() => onOpen(machine.machine)}>{machine.name}</Act>
            </th>
            <td>
              <State {...machineStateWord(machine.state)} size={20} />
            </td>
            <td>
              {machineKindWords[machine.kind]}:{' '}
              {machine.technique === undefined ? machineText.doesNothing.toLowerCase() : destroyWord(machine.technique).toLowerCase()}
            </td>
            <td>{suitsWords(machine.suits)}</td>
            <td>{machine.fragment_mm === undefined ? machineText.piecesUnknown : <Code>{`${machine.fragment_mm} mm`}</Code>}</td>
            <td>{lastDay(machine)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The last day on which it may be used. */
export function lastDay({ until_ms: until }: MachineView): string {
  return until === undefined ? machineText.untilNone : day(until - 1);
}
