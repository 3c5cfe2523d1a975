import type { ContainerLine, ContainerView, StandingView } from '../../contract/containment.ts';
import { returnScene } from './scenes-returns.ts';
import { driveLines, nowMs } from './scenes.ts';

const refOf = (number: number): string => `c1_${number.toString(16).padStart(12, 'a')}${'0'.repeat(20)}`;
const content = 'q'.repeat(43);
const shortId = (number: number): string => number.toString().padStart(22, 'k');
const [one, two, three, four] = driveLines;
if (one === undefined || two === undefined || three === undefined || four === undefined) throw new Error('the scenes have fewer drives');
const some = [one, two, three, four];

const base = { items: [], drives: [], nested: [], content, cases: [], unproven: [], breaches: 0 } as const;

/** Containers in each state. For tests and for looking at screens only. */
export const containerViews: readonly ContainerView[] = [
  {
    ...base,
    container: refOf(1),
    what: 'container',
    kind: 'bin',
    name: 'Bin 4',
    items: some.map(({ subject }) => subject),
    drives: some,
    nested: [],
    cases: [],
    unproven: [],
    state: 'open',
    bounds: { capacity: 8, count_days: 30, empty_days: 14 },
    care: { filled: 'half', count_due_ms: nowMs + 12 * 86_400_000, empty_due_ms: nowMs - 2 * 86_400_000 },
  },
  {
    ...base,
    container: refOf(2),
    what: 'container',
    kind: 'box',
    name: 'Box 17',
    items: [one.subject, refOf(9)],
    drives: [one],
    nested: [{ container: refOf(9), kind: 'box', name: 'Box 9', seal: '004410' }],
    cases: [],
    unproven: [],
    state: 'sealed',
    seal: '004417',
    policy_count_days: 14,
  },
  {
    ...base,
    container: refOf(3),
    what: 'container',
    kind: 'cage',
    name: 'Cage 2',
    items: [two.subject],
    drives: [two],
    nested: [],
    unproven: [],
    state: 'open',
    gap: 'content_differs',
    policy_count_days: 14,
    care: { count_due_ms: nowMs - 3 * 86_400_000 },
    cases: [{ case: shortId(1), kind: 'content_differs', since_ms: nowMs - 3_600_000 }],
  },
  {
    ...base,
    container: refOf(4),
    what: 'container',
    kind: 'shelf',
    name: 'Shelf 1',
    items: [three.subject],
    drives: [three],
    nested: [],
    cases: [],
    unproven: [],
    state: 'open',
    counting: shortId(2),
  },
];

export const lotViews: readonly ContainerView[] = [
  {
    ...base,
    container: refOf(17),
    what: 'lot',
    kind: 'rma',
    name: 'RMA 20117',
    items: some.map(({ subject }) => subject),
    drives: some,
    nested: [],
    cases: [],
    state: 'open',
    unproven: [
      { item: one.subject, why: 'items_unproven', detail: 'not_released' },
      { item: two.subject, why: 'no_proof', detail: 'not_verified' },
      { item: three.subject, why: 'on_hold' },
    ],
    back: returnScene(some.map(({ subject }) => subject)),
  },
  {
    ...base,
    container: refOf(18),
    what: 'lot',
    kind: 'destruction',
    name: 'Shredder 12',
    items: [four.subject],
    drives: [four],
    nested: [],
    cases: [],
    unproven: [],
    state: 'closed',
    balance: { state: 'excused', in_g: 640, out_g: 560 },
    answer: { state: 'gaps', matched: 0, odd: 1, lacking: [four.subject], excused: [], due_ms: nowMs - 2 * 86_400_000 },
  },
];

const lineOf = (view: ContainerView): ContainerLine => ({
  container: view.container,
  kind: view.kind,
  name: view.name,
  items: view.items.length,
  state: view.state,
  ...(view.seal === undefined ? {} : { seal: view.seal }),
  ...(view.gap === undefined ? {} : { gap: view.gap }),
  counting: view.counting !== undefined,
  cases: view.cases.length,
  unproven: view.unproven.length,
  since_ms: nowMs - 7_200_000,
  ...(view.care === undefined ? {} : { care: view.care }),
});
export const containerLines = containerViews.map(lineOf);
export const lotLines = lotViews.map(lineOf);

/** The one drive that something holds in. */
export const heldSubject = three.subject;
export const nothingStands: StandingView = { holds: [], exceptions: [], cases: [], neighbours: [] };
export const standing: StandingView = {
  holds: [{ hold: shortId(3), ground: 'litigation', since_ms: nowMs - 86_400_000 }],
  tenant: 'owner_unknown',
  term: { kind: 'kept', until_ms: nowMs + 40 * 86_400_000 },
  exceptions: [],
  cases: [{ case: shortId(4), kind: 'missing', since_ms: nowMs - 3_600_000 }],
  container: refOf(1),
  missing_left_ms: 71 * 3_600_000,
  neighbours: [two.subject, four.subject],
};
