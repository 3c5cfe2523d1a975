import type { Receipt } from '../../contract/bridge.ts';
import type { Command } from '../../domain/label/codes.ts';
import { type DriveLife, stateOf } from '../../domain/custody/life.ts';
import { quarantine, receive } from '../custody/commands.ts';
import { drawHere } from '../custody/recheck-gate.ts';
import { undo } from '../custody/undo.ts';
import { cancelErase, startErase, validateErase } from '../erase/commands.ts';
import { startRecheck } from '../erase/recheck.ts';
import type { Hands } from '../custody/attempt.ts';
import type { Room } from '../room.ts';
import { RecordRefused } from '../record/refused.ts';

/**
 * Runs a command from the card on the drive in hand, as the button beside it would. What needs a second person or
 * more words is left to the window.
 *
 * @returns false when there is nothing to do it to now, or it is refused; the reason is on the list of lines
 */
export function attemptCommand(room: Room, command: Command): boolean {
  switch (command) {
    case 'CLEAR':
      room.desk.clear();
      return true;
    case 'UNDO':
      if (!room.desk.gathering) return takeBackLast(room);
      room.desk.takeBack();
      return true;
    case 'SIGNOUT':
      return room.people.signOut().kind === 'done';
    case 'RELEASE':
    case 'OVERRIDE':
    case 'RESOLVE':
      return false; // where to and to whom, or why, is asked in the window
    case 'START':
    case 'VALIDATE':
    case 'REJECT':
    case 'QUARANTINE':
    case 'RECEIVE':
    case 'CANCEL':
      return onFocus(room, command);
  }
}

function takeBackLast(room: Room): boolean {
  const session = room.people.current();
  return session !== undefined && undo(room.parts, session.person).kind === 'done';
}

function onFocus(room: Room, command: 'START' | 'VALIDATE' | 'REJECT' | 'QUARANTINE' | 'RECEIVE' | 'CANCEL'): boolean {
  const { parts, desk, jobs } = room;
  const session = room.people.current();
  const subject = desk.focus;
  if (session === undefined || subject === undefined) return false;
  const hands: Hands = { actor: session.person };
  const life = parts.store.drives.life(subject);
  if (life === undefined) return false;
  const run = (): Receipt => {
    switch (command) {
      case 'START':
        return startHere(room, hands, life);
      case 'VALIDATE':
      case 'REJECT':
        return validateErase(parts, jobs, hands, { subject, accepted: command === 'VALIDATE' });
      case 'QUARANTINE':
        return quarantine(parts, hands, { subject, cause: stateOf(life) === 'mismatch' ? 'label_mismatch' : 'person' });
      case 'RECEIVE':
        return receive(parts, hands.actor, { subject });
      case 'CANCEL':
        return cancelErase(jobs, hands, { subject });
    }
  };
  const receipt = refusalKept(run);
  if (receipt.kind === 'done') return true;
  desk.note({
    at_ms: parts.clock.wallMs(),
    what: receipt.why,
    subject,
    verdict: 'refused',
    ...(life.record === undefined ? {} : { serial: life.record.serial }),
  });
  return false;
}

/** What the button beside the card would begin: a re-check that is due, or an erase. */
function startHere(room: Room, hands: Hands, life: DriveLife): Receipt {
  const asked = { subject: life.subject, port: life.seen?.port ?? '' };
  const isLookedAt = stateOf(life) === 'validated' && drawHere(room.parts, life) !== undefined;
  return isLookedAt ? startRecheck(room, hands, asked) : startErase(room, hands, asked);
}

function refusalKept(run: () => Receipt): Receipt {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RecordRefused)) throw error;
    return { kind: 'refused', why: error.why ?? 'store_failed' };
  }
}
