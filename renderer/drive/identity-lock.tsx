import type { ReactElement } from 'react';
import type { DriveView } from '../../contract/views.ts';
import { Section } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Shape, State } from '../parts/shape.tsx';
import { driveText } from '../words/drive.ts';
import { findingHolds, findingWords } from '../words/erase.ts';

/** Label, drive and record side by side, the same line for the same claim, and the verdict. */
export function IdentityLock({ drive }: { readonly drive: DriveView }): ReactElement {
  const { label, identity, record, lock } = drive;
  const rows = [
    { name: driveText.serial, values: [label.serial, identity?.serial, record.serial] },
    { name: driveText.model, values: [label.model, identity?.model, record.model] },
    { name: driveText.wwn, values: [label.wwn, identity?.wwn, undefined] },
    { name: driveText.firmware, values: [label.firmware, identity?.firmware, undefined] },
  ];
  return (
    <Section title={driveText.lock}>
      <p className="lock-word">
        {lock === undefined ? (
          <State mark="unknown" word={driveText.lockNever} />
        ) : lock.verdict === 'open' ? (
          <State mark="proven" word={driveText.lockOpen} />
        ) : (
          <State mark="stopped" word={driveText.lockShut} />
        )}
      </p>
      <table className="lock">
        <thead>
          <tr>
            <td />
            <th scope="col">{driveText.label}</th>
            <th scope="col">{driveText.drive}</th>
            <th scope="col">{driveText.record}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {values.map((value, column) => (
                <td key={['label', 'drive', 'record'][column]}>
                  {value === undefined || value === '' ? <span className="quiet">{driveText.notRead}</span> : <Code>{value}</Code>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {lock === undefined ? null : (
        <ul className="findings">
          {lock.findings.map((finding) => (
            <li key={finding}>
              <Shape mark={findingHolds(finding) ? 'proven' : 'stopped'} size={20} /> {findingWords(finding)}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
