import { useId, type ReactElement } from 'react';

/** One of many in a list that opens; `undefined` is the first line, in words. */
export function Pick<Value extends string>({
  label,
  value,
  onChange,
  options,
  word,
  none,
}: {
  readonly label: string;
  readonly value: Value | undefined;
  readonly onChange: (value: Value | undefined) => void;
  readonly options: readonly Value[];
  readonly word: (value: Value) => string;
  /** What choosing nothing means; left out when one has to be chosen. */
  readonly none?: string;
}): ReactElement {
  const id = useId();
  return (
    <div className="field pick">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="select"
        value={value ?? ''}
        onChange={({ target }) => onChange(options.find((option) => option === target.value))}
      >
        {none === undefined ? null : <option value="">{none}</option>}
        {options.map((option) => (
          <option key={option} value={option}>
            {word(option)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A tick with its words. */
export function Tick({
  label,
  on,
  onChange,
  hidden = false,
}: {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly hidden?: boolean;
}): ReactElement {
  return (
    <label className="tick-line">
      <input type="checkbox" checked={on} onChange={({ target }) => onChange(target.checked)} />
      <span className={hidden ? 'hidden-word' : undefined}>{label}</span>
    </label>
  );
}
