import type { Receipt } from '../../contract/bridge.ts';
import type { PersonRow } from '../../contract/ports.ts';
import type { Hands } from '../custody/attempt.ts';
import type { Credentials } from '../people/people.ts';
import { RecordRefused } from '../record/refused.ts';
import { refused } from '../receipt.ts';
import type { Room } from '../room.ts';

/** Runs a command for the person signed in. What the store or the gate refuses becomes a refusal like any other. */
export function signedIn(room: Room, act: (hands: Hands) => Receipt): Receipt {
  const session = room.people.current();
  return session === undefined ? refused('not_signed_in') : told(room, () => act({ actor: session.person }));
}

/** The same with a second person at the step, who shows badge and PIN; without credentials the first one acts alone. */
export async function withSecond(room: Room, credentials: Credentials | undefined, act: (hands: Hands) => Receipt): Promise<Receipt> {
  const session = room.people.current();
  if (session === undefined) return refused('not_signed_in');
  if (credentials === undefined) return told(room, () => act({ actor: session.person }));
  return inStep(room, credentials, (second) => act({ actor: session.person, witness: second }));
}

/** Runs a command for whoever these credentials belong to, in a session that ends with the step. */
export async function inStep(room: Room, credentials: Credentials, act: (person: PersonRow) => Receipt): Promise<Receipt> {
  const step = await room.people.step(credentials);
  if (step.kind === 'refused') return refused(step.why, step.detail);
  try {
    return told(room, () => act(step.person));
  } finally {
    step.end();
  }
}

/** A refusal by the recorder is an answer: nothing was written. */
export function told<Answer>(room: Room, act: () => Answer): Answer | Receipt {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof RecordRefused)) throw error;
    switch (error.code) {
      case 'illegal':
        return refused(error.why ?? 'illegal_move', error.message);
      case 'no_session':
        return refused('session_ended');
      case 'store_failed':
        return refused('store_failed', error.message);
      case 'no_chain':
      case 'bad_body':
        throw error;
    }
  } finally {
    room.parts.changes.notify();
  }
}
