import type { ReactElement } from 'react';
import { returnForm } from '../../words/console/return-rules.ts';
import { Pick } from '../parts/pick.tsx';

/** Yes, no, or not known. */
export function YesNo({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: boolean | undefined;
  readonly onChange: (value: boolean | undefined) => void;
}): ReactElement {
  return (
    <Pick
      label={label}
      none={returnForm.notKnown}
      value={value === undefined ? undefined : value ? 'yes' : 'no'}
      options={['yes', 'no']}
      word={(each) => (each === 'yes' ? returnForm.yes : returnForm.no)}
      onChange={(next) => onChange(next === undefined ? undefined : next === 'yes')}
    />
  );
}
