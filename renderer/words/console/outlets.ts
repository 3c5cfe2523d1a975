import type { OutletRow } from '../../../contract/console/outlets.ts';
import type { StateWord } from '../states.ts';

export const outletsPage = {
  title: 'Outlets',
  lead: 'Other systems that this registry tells of its log, each from a place of its own. What one of them misses stays here and can be told again.',
  name: 'Outlet',
  way: 'Way',
  to: 'To',
  state: 'State',
  next: 'Next entry',
  behind: 'Behind',
  taken: 'Took',
  last: 'Last',
  why: 'Last attempt',
  webhook: 'Webhook',
  syslog: 'Syslog',
  empty: 'No other system is told of the log.',
  emptyMore: 'Whoever runs the registry names webhooks and syslog collectors in its settings, under outlets.',
  never: 'nothing yet',
  again: 'Tell again',
  goOn: 'Let it go on',
  againTitle: (name: string) => `Tell ${name} again`,
  againWhat:
    'Entries are told from this one on, in the order of the log. The other system gets again what it had before, under new delivery ids and with the same indexes.',
  from: 'From entry',
  fromHint: 'Its place now is filled in: an outlet that was given up goes on there and misses nothing.',
  fromWrong: (size: string) => `The log has the entries 0 to ${size}.`,
  attempt: (count: string) => `${count} in vain`,
  nextAttempt: 'next at',
  set: 'Set by',
} as const;

export function outletState(state: OutletRow['state']): StateWord {
  switch (state) {
    case 'new':
      return { mark: 'unknown', word: 'Not told yet' };
    case 'told':
      return { mark: 'waiting', word: 'In step' };
    case 'waiting':
      return { mark: 'running', word: 'Tried again' };
    case 'given_up':
      return { mark: 'stopped', word: 'Given up' };
  }
}
