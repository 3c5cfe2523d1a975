import type { ReactElement, ReactNode } from 'react';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  readonly mono?: boolean;
  readonly secret?: boolean;
  readonly required?: boolean;
  readonly autoFocus?: boolean;
  readonly onEnter?: () => void;
}

/** A labelled field. Scans never land in it: the listener takes them back. */
export function Field({
  label,
  value,
  onChange,
  hint,
  mono = false,
  secret = false,
  required = false,
  autoFocus = false,
  onEnter,
}: FieldProps): ReactElement {
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isRequired={required}
      autoFocus={autoFocus}
      type={secret ? 'password' : 'text'}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && onEnter !== undefined) onEnter();
        else event.continuePropagation();
      }}
    >
      <Label>{label}</Label>
      <Input className={mono ? 'input mono' : 'input'} autoComplete="off" spellCheck={false} />
      {hint === undefined ? null : (
        <Text slot="description" className="small quiet">
          {hint}
        </Text>
      )}
    </TextField>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
  readonly options: readonly Value[];
  readonly word: (value: Value) => string;
  /** The heading above already says it. */
  readonly silent?: boolean;
}

/** One of a few, all in sight: no list to open with a glove. */
export function Choice<Value extends string>({ label, value, onChange, options, word, silent = false }: ChoiceProps<Value>): ReactElement {
  return (
    <RadioGroup
      className="choice"
      orientation="horizontal"
      value={value ?? null}
      onChange={(next) => {
        const chosen = options.find((option) => option === next);
        if (chosen !== undefined) onChange(chosen);
      }}
    >
      <Label className={silent ? 'hidden-word' : 'choice-label'}>{label}</Label>
      <div className="choice-row">
        {options.map((option) => (
          <Radio key={option} value={option} className="choice-option">
            <span className="choice-dot" aria-hidden="true" />
            {word(option)}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

/** A part of a page with its heading. Parts are parted by rules, not by boxes. */
export function Section({
  title,
  children,
  id,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly id?: string;
}): ReactElement {
  return (
    <section className="section" aria-label={title} id={id}>
      <h2 className="section-title">{title}</h2>
      {children}
    </section>
  );
}
