import { readOwnCode } from '../../domain/label/codes.ts';

/** A card from the command sheet: it presses a button and is never a badge or a drive. */
export function isCommandCard(text: string): boolean {
  return readOwnCode(text)?.kind === 'command';
}

/** The card of a machine: never anybody's badge. */
export function isMachineCard(text: string): boolean {
  return readOwnCode(text)?.kind === 'machine';
}

/** A code that Custos prints for something other than a drive. */
export function isNoDrive(text: string): boolean {
  const own = readOwnCode(text);
  return own !== undefined && own.kind !== 'drive';
}
