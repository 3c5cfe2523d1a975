import { useState, type ReactElement } from 'react';
import { type Money, moneyText, readAmount } from '../../../domain/returns/money.ts';
import { Field } from '../../parts/field.tsx';
import { returnForm } from '../../words/console/return-rules.ts';

/** An amount with its currency. What is none stays in the field and out of the draft; an empty field is no amount. */
export function MoneyField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: Money | undefined;
  readonly onChange: (value: Money | undefined) => void;
}): ReactElement {
  const [typed, setTyped] = useState<string>();
  const read = typed === undefined ? undefined : readAmount(typed);
  const isGood = read?.kind === 'money';
  // What was undone, or chosen otherwise, is shown in the place of what was typed.
  const isOwn = typed !== undefined && (isGood ? value !== undefined && moneyText(read.money) === moneyText(value) : value === undefined);
  const shown = isOwn ? typed : value === undefined ? '' : moneyText(value);
  return (
    <Field
      label={label}
      hint={isOwn && typed !== '' && !isGood ? returnForm.badMoney : returnForm.money}
      value={shown}
      mono
      onChange={(text) => {
        setTyped(text);
        const next = readAmount(text);
        onChange(next.kind === 'money' ? next.money : undefined);
      }}
    />
  );
}
