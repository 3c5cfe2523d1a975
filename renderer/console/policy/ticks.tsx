import { useId, useState, type ReactElement } from 'react';
import { Field } from '../../parts/field.tsx';
import { partForm } from '../../words/console/policy-drafts.ts';

/** Several of a few, all in sight. */
export function Ticks<Value extends string>({
  label,
  values,
  onChange,
  options,
  word,
}: {
  readonly label: string;
  readonly values: readonly Value[];
  readonly onChange: (values: Value[]) => void;
  readonly options: readonly Value[];
  readonly word: (value: Value) => string;
}): ReactElement {
  const all = options.every((option) => values.includes(option));
  return (
    <fieldset className="ticks policy-ticks">
      <legend>
        <b>{label}</b>
        <button
          type="button"
          className="quiet-act"
          aria-label={`${label}: ${partForm.all}`}
          disabled={all}
          onClick={() => onChange([...options])}
        >
          {partForm.all}
        </button>
      </legend>
      <div className="policy-tick-row">
        {options.map((option) => (
          <label key={option} className="tick-line">
            <input
              type="checkbox"
              checked={values.includes(option)}
              // In the order of the options, so that two people who tick the same write the same.
              onChange={({ target }) => onChange(options.filter((each) => (each === option ? target.checked : values.includes(each))))}
            />
            <span>{word(option)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A whole number. What is no number within its limits stays in the field and out of the draft. */
export function NumberField({
  label,
  value,
  least,
  most,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}): ReactElement {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const good = (text: string): boolean => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most;
  const shown = typed === undefined || (good(typed) && Number(typed) !== value) ? String(value) : typed;
  return (
    <div className="field policy-number">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        className="input mono"
        min={least}
        max={most}
        value={shown}
        aria-invalid={!good(shown)}
        onChange={({ target }) => {
          setTyped(target.value);
          if (good(target.value)) onChange(Number(target.value));
        }}
        onBlur={() => setTyped(undefined)}
      />
    </div>
  );
}

/** Names with commas between. */
export function NamesField({
  label,
  hint,
  values,
  onChange,
}: {
  readonly label: string;
  readonly hint: string;
  readonly values: readonly string[];
  readonly onChange: (values: string[]) => void;
}): ReactElement {
  const [typed, setTyped] = useState<string>();
  const named = (text: string): string[] =>
    [...new Set(text.split(',').map((name) => name.trim().slice(0, 60)))].filter((name) => name !== '');
  // What is typed stays as it is typed while it says the same: a comma is not taken from under the hand.
  const shown = typed !== undefined && named(typed).join() === values.join() ? typed : values.join(', ');
  return (
    <Field
      label={label}
      hint={hint}
      value={shown}
      onChange={(text) => {
        setTyped(text);
        onChange(named(text));
      }}
    />
  );
}
