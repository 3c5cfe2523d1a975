import type { RecordedFact } from '../../custody/story.ts';
import { type Fact, readFact } from '../../facts/facts.ts';

/** One printed label of a thing. */
export interface PrintedLabel {
  readonly number: number;
  readonly copy: boolean;
  readonly red: boolean;
  /** When the printer had it, by the station's own clock. */
  readonly wall: string;
  /** When it was scanned on the thing. */
  readonly applied?: string;
}

/** The labels of one drive, container or lot by its facts, in their order. */
export interface Labels {
  readonly printed: readonly PrintedLabel[];
  /** Facts that the rules forbid: recorded, and without effect. */
  readonly breaches: readonly { readonly hash: string; readonly why: LabelRefusal }[];
}

/** Why a fact about a label is not legal. */
export const labelRefusals = ['label_number_used', 'label_copy_wrong', 'label_not_printed', 'label_applied_before'] as const;
export type LabelRefusal = (typeof labelRefusals)[number];

export type LabelFact = {
  [T in 'label.printed' | 'label.applied']: { readonly type: T; readonly body: Fact<T> };
}['label.printed' | 'label.applied'];

const none: Labels = { printed: [], breaches: [] };

/** How long a label may lie about before it is asked for: 15 minutes. A scan counts after that too. */
export const scanBackMs = 15 * 60_000;

/** Folds the facts of one subject. Never throws; two stations that printed the same number leave the second as a breach. */
export function foldLabels(facts: readonly RecordedFact[]): Labels {
  return facts.reduce<Labels>((labels, recorded) => {
    const fact = labelFact(recorded);
    if (fact === undefined) return labels;
    const why = judgeLabel(labels, fact);
    if (why !== undefined) return { ...labels, breaches: [...labels.breaches, { hash: recorded.hash, why }] };
    return { ...labels, printed: applied(labels.printed, fact, recorded.wall) };
  }, none);
}

/** May this fact follow? Undefined when it may. */
export function judgeLabel({ printed }: Pick<Labels, 'printed'>, fact: LabelFact): LabelRefusal | undefined {
  const same = printed.find(({ number }) => number === fact.body.number);
  switch (fact.type) {
    case 'label.printed':
      if (same !== undefined) return 'label_number_used';
      return fact.body.copy === printed.length > 0 ? undefined : 'label_copy_wrong';
    case 'label.applied':
      if (same === undefined) return 'label_not_printed';
      return same.applied === undefined ? undefined : 'label_applied_before';
  }
}

/** The number of the next label of this thing. */
export function nextNumber({ printed }: Pick<Labels, 'printed'>): number {
  return 1 + printed.reduce((most, { number }) => Math.max(most, number), 0);
}

/** True for a label that nobody has scanned on its thing in time. */
export function isOverdue({ applied: scanned, wall }: PrintedLabel, nowMs: number): boolean {
  return scanned === undefined && nowMs - Date.parse(wall) > scanBackMs;
}

function labelFact({ type, body }: RecordedFact): LabelFact | undefined {
  if (type !== 'label.printed' && type !== 'label.applied') return undefined;
  const read = readFact(type, body);
  if (read.kind !== 'fact') return undefined;
  return read.fact.type === 'label.printed' || read.fact.type === 'label.applied' ? read.fact : undefined;
}

function applied(printed: readonly PrintedLabel[], fact: LabelFact, wall: string): readonly PrintedLabel[] {
  if (fact.type === 'label.printed') {
    const { number, copy, red } = fact.body;
    return [...printed, { number, copy, red, wall }];
  }
  return printed.map((label) => (label.number === fact.body.number ? { ...label, applied: wall } : label));
}
