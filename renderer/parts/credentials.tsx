import { useState, type ReactElement } from 'react';
import { useScans } from '../scan/ears.tsx';
import { stepText } from '../words/drive.ts';
import { isCommandCard, isMachineCard } from '../scan/own-codes.ts';
import { Field } from './field.tsx';
import { State } from './shape.tsx';

export interface Credentials {
  readonly badge: string;
  readonly pin: string;
}

/** True when both halves are there. */
export function wholeCredentials(value: Credentials): boolean {
  return value.badge !== '' && value.pin !== '';
}

/** A second person's own badge and PIN. The badge is scanned, or typed where no scanner is at hand. */
export function CredentialFields({
  value,
  onChange,
  listening = true,
}: {
  readonly value: Credentials;
  readonly onChange: (value: Credentials) => void;
  readonly listening?: boolean;
}): ReactElement {
  const [typed, setTyped] = useState('');
  useScans(listening, (text) => {
    if (isCommandCard(text) || isMachineCard(text)) return false;
    onChange({ ...value, badge: text.trim() });
    setTyped('');
    return true;
  });
  return (
    <div className="credentials">
      <p className="credentials-badge">
        {value.badge === '' ? <State mark="waiting" word={stepText.badgeScan} /> : <State mark="proven" word={stepText.badgeRead} />}
      </p>
      <Field
        label={`${stepText.badge}, ${stepText.badgeTyped}`}
        value={typed}
        mono
        secret
        onChange={(next) => {
          setTyped(next);
          onChange({ ...value, badge: next.trim() });
        }}
      />
      <Field label={stepText.pin} value={value.pin} secret onChange={(pin) => onChange({ ...value, pin })} />
    </div>
  );
}
