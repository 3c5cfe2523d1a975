import type { ReactElement } from 'react';
import { screens } from '../words/screens.ts';
import { Sheet } from './sheet.tsx';

const words = screens.keys;
const keys = [
  ['? F1', words.help],
  ['Esc', words.back],
  ['b', words.bench],
  ['d', words.drives],
  ['i', words.intake],
  ['k', words.containers],
  ['o', words.lots],
  ['x', words.machines],
  ['t', words.due],
  ['h', words.handOver],
  ['p', words.people],
  ['y', words.sync],
  ['m', words.bays],
  ['s', words.settings],
  ['l', words.labels],
  ['c', words.scanners],
  ['/', words.type],
  ['u', words.undo],
  ['Tab', words.tab],
  ['Enter', words.enter],
] as const;

export function KeyList({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <Sheet title={words.title} onClose={onClose}>
      <dl className="key-list">
        {keys.map(([key, word]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((part) => (
                <kbd key={part} className="mono">
                  {part}
                </kbd>
              ))}
            </dt>
            <dd>{word}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{words.note}</p>
    </Sheet>
  );
}
