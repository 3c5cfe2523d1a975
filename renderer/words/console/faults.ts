import type { ConsoleProblemCode } from '../../../contract/console/parts.ts';
import { duration } from '../numbers.ts';
import { codeWords, type RefusalWords } from '../refusals.ts';

const kept = 'Nothing was changed.';

type Code = ConsoleProblemCode | 'away' | 'misread' | 'denied' | 'not_vouched' | 'provider_away';

/** Closed by type: a code without words does not compile. */
const words: Record<Code, RefusalWords> = {
  malformed: {
    what: 'The registry could not read what this page sent.',
    data: kept,
    next: 'Load the page again. If it happens again, tell whoever runs the registry.',
  },
  sign_in: { what: 'You are not signed in any more.', data: kept, next: 'Sign in again.' },
  wrong_sign_in: {
    what: 'Name and password do not belong together.',
    data: kept,
    next: 'Type both again. After several tries the registry waits before it listens.',
  },
  no_account: {
    what: 'You were recognised, and you have no account here.',
    data: 'The registry has noted that you came.',
    next: 'Ask an administrator to let you in.',
  },
  denied: {
    what: 'The sign-in was refused at the provider.',
    data: kept,
    next: 'Begin again. If you did not refuse it yourself, ask whoever runs the provider.',
  },
  not_vouched: {
    what: 'The provider’s answer does not belong to a sign-in that this browser began, or came too late.',
    data: kept,
    next: 'Begin again from here.',
  },
  provider_away: {
    what: 'The provider does not answer.',
    data: kept,
    next: 'Try again in a moment, or use a local account.',
  },
  origin: { what: 'The request did not come from this console.', data: kept, next: 'Open the console at its own address.' },
  role: {
    what: 'Your roles do not cover this.',
    data: kept,
    next: 'Ask somebody who holds the role, or an administrator to give it to you.',
  },
  not_found: { what: 'There is nothing of this name that you may see.', data: kept, next: 'Check the address, or search for it above.' },
  refused: {
    what: 'The registry’s rules forbid this now.',
    data: kept,
    next: 'Look at the page again: something may have changed while you read.',
  },
  too_large: { what: 'That is more than one answer may hold.', data: kept, next: 'Choose a shorter time or fewer drives.' },
  slow_down: { what: 'The registry asks you to slow down.', data: kept, next: 'Wait a moment, then try again.' },
  read_only: {
    what: 'The registry signs nothing at the moment.',
    data: 'What it holds can be read. Stations keep their facts until it signs again.',
    next: 'Tell whoever runs the registry: its alarms say why.',
  },
  internal: {
    what: 'Something went wrong inside the registry.',
    data: 'Nothing of this request was taken.',
    next: 'Try again. If it stays, tell whoever runs the registry.',
  },
  away: {
    what: 'The registry does not answer.',
    data: 'Stations keep working and keep their facts.',
    next: 'Check your network. This page asks again by itself.',
  },
  misread: {
    what: 'The registry’s answer is not one that this page understands.',
    data: kept,
    next: 'Load the page again: the registry may be newer than the page.',
  },
};

/** What happened, what it means for what is kept, what to do. */
export function faultWords(code: Code, why?: string, retryMs?: number): RefusalWords {
  const { what, data, next } = words[code];
  const told = code === 'refused' && why !== undefined ? `The registry refuses: ${codeWords(why)}.` : what;
  return { what: told, data, next: retryMs === undefined ? next : `Wait ${duration(Math.ceil(retryMs / 1000))}, then try again.` };
}
