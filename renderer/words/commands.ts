import type { Command } from '../../domain/label/codes.ts';

/** What stands on a command card. */
export function commandWord(command: Command): string {
  switch (command) {
    case 'UNDO':
      return 'Undo';
    case 'START':
      return 'Start the erase';
    case 'VALIDATE':
      return 'Validate';
    case 'REJECT':
      return 'Reject';
    case 'QUARANTINE':
      return 'Quarantine';
    case 'CLEAR':
      return 'Drop this label';
    case 'SIGNOUT':
      return 'Sign out';
    case 'RECEIVE':
      return 'Receive';
    case 'RELEASE':
      return 'Release';
    case 'CANCEL':
      return 'Cancel the erase';
    case 'OVERRIDE':
      return 'Let one step through';
    case 'RESOLVE':
      return 'Settle the dispute';
  }
}
