import type { WholeView } from '../../contract/whole.ts';
import { containerViews } from './scenes-containment.ts';
import { nowMs, people } from './scenes.ts';

const [giver, receiver] = people;
if (giver === undefined || receiver === undefined) throw new Error('the scenes have fewer people');
const minute = 60_000;

function waiting(sinceMs: number): NonNullable<WholeView['offer']> {
  const limit = { step: 'receive', from_ms: sinceMs, until_ms: sinceMs + 30 * minute } as const;
  return { from: giver?.id ?? '', to: receiver?.id ?? '', since_ms: sinceMs, limit } as NonNullable<WholeView['offer']>;
}

const pallet = `c1_${'7'.repeat(32)}`;
const doubted = `c1_${'8'.repeat(32)}`;

/** Two containers in limbo, one of them with a seal that somebody found broken. For tests and for looking at screens only. */
export const wholesInLimbo: readonly WholeView[] = [
  { container: pallet, kind: 'pallet', name: 'Pallet 3', drives: 40, offer: waiting(nowMs - 12 * minute), seal_doubted: false },
  {
    container: doubted,
    kind: 'cage',
    name: 'Cage 5',
    drives: 8,
    offer: waiting(nowMs - 45 * minute),
    why: 'not_whole',
    detail: 'case_open',
    seal_doubted: true,
  },
];

/** One in limbo, or one of the containers of the scenes, which may go where it is sealed. */
export function wholeScene(container: string): WholeView | undefined {
  const known = containerViews.find((view) => view.container === container);
  if (known === undefined) return wholesInLimbo.find((view) => view.container === container);
  const { kind, name, drives, state } = known as typeof known & Pick<WholeView, 'kind'>;
  const shut = state === 'sealed' ? {} : ({ why: 'not_whole', detail: 'not_sealed' } as const);
  return { container, kind, name, drives: state === 'sealed' ? drives.length : 0, seal_doubted: false, ...shut };
}
