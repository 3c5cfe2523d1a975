import type { ReactElement, ReactNode } from 'react';
import { Link as Anchor } from 'wouter';
import type { ContainerView } from '../../contract/containment.ts';
import { Act } from '../parts/act.tsx';
import { Heads } from '../parts/heads.tsx';
import { Code } from '../parts/marks.tsx';
import { State } from '../parts/shape.tsx';
import { containerText } from '../words/containers.ts';
import { containerKindWords } from '../words/containment.ts';
import { screens } from '../words/screens.ts';
import { stateWord } from '../words/states.ts';

/** What lies in a container or lot, each with its state, what `more` says of it, and the way to take it out again. */
export function Contents({
  view,
  more,
  onRemove,
  busy,
}: {
  readonly view: ContainerView;
  readonly more?: { readonly head: string; readonly of: (item: string) => ReactNode };
  readonly onRemove: ((item: string) => void) | undefined;
  readonly busy: boolean;
}): ReactElement {
  const known = new Set([...view.drives.map(({ subject }) => subject), ...view.nested.map(({ container }) => container)]);
  const takeOut = (item: string, name: string): ReactElement | null =>
    onRemove === undefined ? null : (
      <Act onPress={() => onRemove(item)} disabled={busy} label={`${containerText.takeOut}: ${name}`}>
        {containerText.takeOut}
      </Act>
    );
  return (
    <table className="table">
      <Heads words={[screens.drives.serial, screens.drives.state, more?.head ?? screens.drives.model]} acts />
      <tbody>
        {view.nested.map(({ container, kind, name, seal }) => (
          <tr key={container}>
            <th scope="row">
              <Anchor href={`/containers/${container}`} className="row-link">
                {containerKindWords[kind]} {name}
              </Anchor>
            </th>
            <td>
              {containerText.seal} <Code>{seal ?? ''}</Code>
            </td>
            <td>{more?.of(container)}</td>
            <td className="table-act">{takeOut(container, name)}</td>
          </tr>
        ))}
        {view.drives.map(({ subject, serial, state, model }) => (
          <tr key={subject}>
            <th scope="row">
              <Anchor href={`/drive/${subject}`} className="row-link">
                <Code>{serial}</Code>
              </Anchor>
            </th>
            <td>
              <State {...stateWord(state)} size={20} />
            </td>
            <td>{more === undefined ? (model ?? '') : more.of(subject)}</td>
            <td className="table-act">{takeOut(subject, serial)}</td>
          </tr>
        ))}
        {view.items
          .filter((item) => !known.has(item))
          .map((item) => (
            <tr key={item}>
              <th scope="row">
                <Code small>{item}</Code>
              </th>
              <td>
                <State mark="unknown" word={containerText.unknownItem} size={20} />
              </td>
              <td>{more?.of(item)}</td>
              <td className="table-act">{takeOut(item, item)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
