import type { DriveView } from '../../contract/views.ts';
import type { StateWord } from './states.ts';

export const stockText = {
  title: 'Clean since',
  atVerification: 'Power cycles when verified:',
  last: 'when last seen:',
} as const;

/** What the count of power cycles says of a proven drive. */
export function stockWords(state: NonNullable<DriveView['stock']>['state']): StateWord & { readonly more: string } {
  switch (state) {
    case 'unmoved':
      return {
        mark: 'proven',
        word: 'Only had power here',
        more: 'By its own count it was switched on only in our bays since its result was verified.',
      };
    case 'moved':
      return {
        mark: 'stopped',
        word: 'Had power elsewhere',
        more: 'Its own count of power cycles is not what our bays explain. Somebody else may have written to it. For reuse it has to be erased again.',
      };
    case 'unknown':
      return {
        mark: 'unknown',
        word: 'Not known',
        more: 'This drive, or the dock that it was verified in, tells no count of power cycles. Nothing says that it had power elsewhere, and nothing says that it had not.',
      };
  }
}
