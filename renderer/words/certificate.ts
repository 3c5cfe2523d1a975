import { revocationWords } from '../../certificate/words.ts';
import type { DriveView } from '../../contract/views.ts';
import type { RevocationGround } from '../../domain/facts/facts.ts';

export const certificateText = {
  takeBack: 'Take it back',
  why: 'Because',
  replace: 'In its place',
  note: 'Note',
  means: 'It stays in the ledger and proves nothing any more. Whoever asks the registry about it is told.',
} as const;

/** What stands in the place of a certificate that is taken back. */
export type InItsPlace = 'nothing' | 'another';
export const inItsPlace: readonly InItsPlace[] = ['another', 'nothing'];

export function inItsPlaceWord(choice: InItsPlace): string {
  return choice === 'another' ? 'Another one, from what the ledger says now' : 'Nothing';
}

export function groundWord(ground: RevocationGround): string {
  const words = revocationWords[ground];
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** What became of a certificate that was taken back. */
export function revokedWords({ reason, superseded_by: next }: NonNullable<NonNullable<DriveView['certificate']>['revoked']>): string {
  return `${next === undefined ? 'Taken back' : `Replaced by ${next}`}: ${revocationWords[reason]}.`;
}
