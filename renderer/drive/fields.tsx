import { useState, type ReactElement } from 'react';
import type { FieldLine } from '../../contract/drive-views.ts';
import type { DriveView } from '../../contract/views.ts';
import { useContainmentCall } from '../containment/looks.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field, Section } from '../parts/field.tsx';
import { Pair } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { State } from '../parts/shape.tsx';
import { useStation } from '../station.tsx';
import { fieldHint, fieldLabel, fieldText, stepWords, valueWords } from '../words/fields.ts';

/** What the policy wants to be written down about this drive, and what was. */
export function Fields({ drive }: { readonly drive: DriveView }): ReactElement | null {
  const [filling, setFilling] = useState(false);
  const { fields, state, subject } = drive;
  if (fields === undefined) return null;
  const asked = fields.filter(({ kind }) => kind !== undefined);
  const isOpen = asked.length > 0 && state !== 'released' && state !== 'destroyed';
  return (
    <Section title={fieldText.title}>
      <dl className="pairs">
        {fields.map((line) => (
          <Pair key={line.id} name={line.label}>
            <Value line={line} isOpen={isOpen} />
          </Pair>
        ))}
      </dl>
      {isOpen ? (
        <div className="acts">
          <Act onPress={() => setFilling(true)}>{asked.some(({ missing }) => missing) ? fieldText.open : fieldText.change}</Act>
        </div>
      ) : null}
      {filling ? <Form subject={subject} fields={asked} onClose={() => setFilling(false)} /> : null}
    </Section>
  );
}

function Value({ line, isOpen }: { readonly line: FieldLine; readonly isOpen: boolean }): ReactElement {
  const value = valueWords(line);
  if (line.missing && isOpen) return <State mark="waiting" word={fieldText.missing} size={16} />;
  if (value !== undefined) return <>{value}</>;
  return <span className="quiet">{line.at_ms === undefined ? fieldText.notYet : fieldText.gone}</span>;
}

function Form({
  subject,
  fields,
  onClose,
}: {
  readonly subject: string;
  readonly fields: readonly FieldLine[];
  readonly onClose: () => void;
}): ReactElement {
  const { station } = useStation();
  const call = useContainmentCall();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const changed = fields
    .map(({ id, value = '' }) => ({ field: id, value: typed[id]?.trim() ?? value, before: value }))
    .filter(({ value, before }) => value !== '' && value !== before)
    .map(({ field, value }) => ({ field, value }));
  const sign = async (): Promise<void> => {
    if (await call.run(() => station.drives.fillIn({ subject, values: changed }))) onClose();
  };
  const first = fields.find(({ missing }) => missing) ?? fields[0];
  return (
    <Sheet title={fieldText.title} onClose={onClose} wide>
      <p>{fieldText.lead}</p>
      {(['sanitize', 'leave'] as const).map((step) => {
        const rows = fields.filter((line) => line.step === step);
        return rows.length === 0 ? null : (
          <section key={step} className="field-step">
            <h3 className="step-head">{stepWords[step]}</h3>
            {rows.map((line) => (
              <Entry
                key={line.id}
                line={line}
                value={typed[line.id] ?? line.value ?? ''}
                isFirst={line === first}
                onChange={(value) => setTyped((before) => ({ ...before, [line.id]: value }))}
              />
            ))}
          </section>
        );
      })}
      <Refused words={call.refused} />
      <Act kind="main" disabled={changed.length === 0 || call.busy} onPress={() => void sign()}>
        {fieldText.save}
      </Act>
    </Sheet>
  );
}

function Entry({
  line,
  value,
  isFirst,
  onChange,
}: {
  readonly line: FieldLine;
  readonly value: string;
  readonly isFirst: boolean;
  readonly onChange: (value: string) => void;
}): ReactElement {
  const { kind, choices = [] } = line;
  const label = fieldLabel(line);
  if (kind === 'choice' || kind === 'yes_no')
    return (
      <Choice
        label={label}
        options={kind === 'choice' ? choices : ['yes', 'no']}
        value={value === '' ? undefined : value}
        onChange={onChange}
        word={(each) => valueWords({ kind, value: each }) ?? each}
      />
    );
  return (
    <Field
      label={label}
      hint={fieldHint(line)}
      value={value}
      onChange={onChange}
      mono={kind !== 'text'}
      required={line.required === true}
      autoFocus={isFirst}
    />
  );
}
