import type { ReactElement } from 'react';
import type { DriveView } from '../../contract/views.ts';
import { Section } from '../parts/field.tsx';
import { Serial } from '../parts/marks.tsx';
import { Shape, State } from '../parts/shape.tsx';
import { driveText } from '../words/drive.ts';
import { findingHolds, findingWords } from '../words/erase.ts';

interface Row {
  readonly name: string;
  readonly label: string | undefined;
  readonly drive: string | undefined;
  readonly record: string | undefined;
  /** The cells that the lock found to differ from the drive's own word. */
  readonly differs: readonly ('label' | 'record')[];
}

/** Label, drive and record side by side, the same line for the same claim, and the verdict. */
export function IdentityLock({ drive }: { readonly drive: DriveView }): ReactElement {
  const { lock } = drive;
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
          {rowsOf(drive).map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <Claim text={row.label} against={row.differs.includes('label') ? row.drive : undefined} />
              <Claim text={row.drive} against={undefined} />
              <Claim text={row.record} against={row.differs.includes('record') ? row.drive : undefined} />
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

function rowsOf({ label, identity, record, lock }: DriveView): readonly Row[] {
  const found = lock?.findings ?? [];
  return [
    {
      name: driveText.serial,
      label: label.serial,
      drive: identity?.serial,
      record: record.serial,
      differs: [
        ...(found.includes('serial_differs') ? (['label'] as const) : []),
        ...(found.includes('record_differs') ? (['record'] as const) : []),
      ],
    },
    { name: driveText.model, label: label.model, drive: identity?.model, record: record.model, differs: [] },
    {
      name: driveText.wwn,
      label: label.wwn,
      drive: identity?.wwn,
      record: undefined,
      differs: found.includes('wwn_differs') ? ['label'] : [],
    },
    { name: driveText.firmware, label: label.firmware, drive: identity?.firmware, record: undefined, differs: [] },
  ];
}

/** One claim; where it differs from the drive's own word, the characters that differ are marked. */
function Claim({ text, against }: { readonly text: string | undefined; readonly against: string | undefined }): ReactElement {
  if (text === undefined || text === '')
    return (
      <td>
        <span className="quiet">{driveText.notRead}</span>
      </td>
    );
  if (against === undefined)
    return (
      <td>
        <Serial text={text} />
      </td>
    );
  return (
    <td className="claim-differs">
      <span className="mono">
        {[...text].map((char, at) =>
          char === against[at] ? (
            char
          ) : (
            <mark key={`${at}${char}`} className="char-differs">
              {char}
            </mark>
          ),
        )}
      </span>
    </td>
  );
}
