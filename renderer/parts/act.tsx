import { useRef, type ReactElement, type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import type { Command } from '../../domain/label/codes.ts';
import { useScans } from '../scan/ears.tsx';
import { earcons } from '../sounds/earcons.ts';
import { Barcode } from './barcode.tsx';

/** The code that stands on a command card. */
export function commandCode(command: Command): string {
  return `CU-C-${command}`;
}

interface ActProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly kind?: 'main' | 'plain' | 'stop';
  readonly disabled?: boolean;
  /** Scanning this command presses the button while it can be seen and pressed. */
  readonly command?: Command | undefined;
  /** Shows the command's barcode beside the button. */
  readonly card?: boolean;
  readonly autoFocus?: boolean;
  readonly label?: string;
}

/** A button at the bench: at least 64 px high, and a card that does the same where there is one. */
export function Act({
  children,
  onPress,
  kind = 'plain',
  disabled = false,
  command,
  card = false,
  autoFocus = false,
  label,
}: ActProps): ReactElement {
  const self = useRef<HTMLButtonElement>(null);
  useScans(command !== undefined, (text) => {
    if (command === undefined || text.trim().toUpperCase() !== commandCode(command)) return false;
    // A card never presses a button that a sheet covers or that cannot be pressed now, and is not passed on to be obeyed elsewhere.
    if (disabled || covered(self.current)) earcons.play('wrong_place');
    else onPress();
    return true;
  });
  const button = (
    <Button
      ref={self}
      className={`act act-${kind}`}
      onPress={onPress}
      isDisabled={disabled}
      autoFocus={autoFocus}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {children}
    </Button>
  );
  if (!card || command === undefined) return button;
  return (
    <div className="act-with-card">
      {button}
      <Barcode text={commandCode(command)} height={6} />
    </div>
  );
}

function covered(button: HTMLButtonElement | null): boolean {
  const sheet = document.querySelector('[role=dialog]');
  return sheet !== null && button !== null && !sheet.contains(button);
}
