import { useSyncExternalStore } from 'react';

/** Drives chosen in a list, kept for this tab so that an export can take them. */
export interface ChosenDrive {
  readonly subject: string;
  readonly serial: string;
}

const key = 'custos.chosen';
/** What one export may name (`choice` of the contract). */
export const mostChosen = 1000;

let chosen: readonly ChosenDrive[] = read();
const listeners = new Set<() => void>();

export function useChosen(): readonly ChosenDrive[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => chosen,
  );
}

export function choose(drive: ChosenDrive, on: boolean): void {
  const others = chosen.filter(({ subject }) => subject !== drive.subject);
  keep(on ? [...others, { subject: drive.subject, serial: drive.serial }].slice(0, mostChosen) : others);
}

export function chooseNone(): void {
  keep([]);
}

function keep(next: readonly ChosenDrive[]): void {
  chosen = next;
  sessionStorage.setItem(key, JSON.stringify(next));
  for (const listener of listeners) listener();
}

function read(): readonly ChosenDrive[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isDrive) : [];
  } catch {
    return [];
  }
}

function isDrive(value: unknown): value is ChosenDrive {
  return (
    typeof value === 'object' &&
    value !== null &&
    'subject' in value &&
    'serial' in value &&
    typeof value.subject === 'string' &&
    typeof value.serial === 'string'
  );
}
