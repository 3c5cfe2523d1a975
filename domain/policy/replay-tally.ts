import type { DriveLife } from '../custody/story.ts';
import type { Media } from '../drive/identity.ts';
import type { Technique } from '../erase/technique.ts';
import type { Policy } from './policy.ts';
import { type KnownPolicy, replayLife, type ReplayChange, type ReplayRework, type ReplayStep, type Shortfall } from './replay-life.ts';

/** A replay in counts, whose size hangs on kinds and not on drives. Tallies of parts add up to that of the whole. */
export interface ReplayTally {
  readonly judged: number;
  /** Left out: nothing was erased; the policy that judged is not known here; the erase is older than was asked for. */
  readonly untouched: number;
  readonly unknown_policy: number;
  readonly older: number;
  readonly spared: number;
  readonly changes: readonly { readonly step: ReplayStep; readonly old: string; readonly draft: string; readonly drives: number }[];
  readonly rework: readonly {
    readonly media: Media;
    readonly technique: Technique;
    readonly short: Shortfall;
    readonly drives: number;
  }[];
  /** Measured times of erases that ended, in milliseconds. */
  readonly times: readonly { readonly media: Media; readonly technique: Technique; readonly ms: readonly number[] }[];
}

/** Times that are kept of one technique on one medium: a median needs no more. */
const mostTimes = 5000;

export const emptyTally: ReplayTally = {
  judged: 0,
  untouched: 0,
  unknown_policy: 0,
  older: 0,
  spared: 0,
  changes: [],
  rework: [],
  times: [],
};

/** Counts what a draft would have asked of some drives, and names them. */
export function replayTally(draft: Policy, lives: readonly DriveLife[], known?: KnownPolicy, sinceMs?: number) {
  const counts = { judged: 0, untouched: 0, unknown_policy: 0, older: 0, spared: 0 };
  const changes: ReplayChange[] = [];
  const rework: Omit<ReplayRework, 'hours'>[] = [];
  for (const life of lives) {
    const said = replayLife(draft, life, known, sinceMs);
    counts[said.kind] += 1;
    if (said.kind !== 'judged') continue;
    if (said.spared) counts.spared += 1;
    changes.push(...said.changes);
    if (said.rework !== undefined) rework.push(said.rework);
  }
  const one = <Row>(row: Row): Row & { readonly drives: number } => ({ ...row, drives: 1 });
  const tally: ReplayTally = {
    ...counts,
    changes: summed(changes.map(({ step, old, draft: now }) => one({ step, old, draft: now }))),
    rework: summed(rework.map(({ media, technique, short }) => one({ media, technique, short }))),
    times: together(
      lives.flatMap(({ jobs }) =>
        jobs.flatMap(({ media, order, record }) =>
          record === undefined ? [] : [{ media, technique: order.technique, ms: [record.duration_ms] }],
        ),
      ),
    ),
  };
  return { tally, changes, rework };
}

/** Two parts of one replay as one. */
export function joinedTally(left: ReplayTally, right: ReplayTally): ReplayTally {
  return {
    judged: left.judged + right.judged,
    untouched: left.untouched + right.untouched,
    unknown_policy: left.unknown_policy + right.unknown_policy,
    older: left.older + right.older,
    spared: left.spared + right.spared,
    changes: summed([...left.changes, ...right.changes]),
    rework: summed([...left.rework, ...right.rework]),
    times: together([...left.times, ...right.times]),
  };
}

/** Hours that one technique would take on one medium. */
export interface ReplayHours {
  readonly media: Media;
  readonly technique: Technique;
  readonly drives: number;
  /** Of all these drives, by the median of the measured times. Absent: never measured here. */
  readonly hours?: number;
}

/** The hours that the drives to be done again would take. `unmeasured` drives are not in the sum. */
export function hoursOf({ rework, times }: ReplayTally): {
  readonly rows: readonly ReplayHours[];
  readonly hours: number;
  readonly unmeasured: number;
} {
  const rows = summed(rework.map(({ media, technique, drives }) => ({ media, technique, drives }))).map((row): ReplayHours => {
    const known = times.find(({ media, technique }) => media === row.media && technique === row.technique);
    return known === undefined ? row : { ...row, hours: (row.drives * median(known.ms)) / 3_600_000 };
  });
  return {
    rows,
    hours: rows.reduce((sum, { hours = 0 }) => sum + hours, 0),
    unmeasured: rows.reduce((sum, { hours, drives }) => sum + (hours === undefined ? drives : 0), 0),
  };
}

/** The middle value; the lower of two; 0 of nothing. */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor((values.length - 1) / 2)] ?? 0;
}

/** Rows that differ in their count alone become one, in the order in which they first came. */
function summed<Row extends { readonly drives: number }>(rows: readonly Row[]): Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify({ ...row, drives: 0 });
    const before = found.get(key);
    found.set(key, before === undefined ? row : { ...before, drives: before.drives + row.drives });
  }
  return [...found.values()];
}

function together(rows: ReplayTally['times']): ReplayTally['times'] {
  const found = new Map<string, { readonly media: Media; readonly technique: Technique; readonly ms: number[] }>();
  for (const { media, technique, ms } of rows) {
    const key = `${media} ${technique}`;
    const before = found.get(key);
    if (before === undefined) found.set(key, { media, technique, ms: ms.slice(0, mostTimes) });
    else before.ms.push(...ms.slice(0, mostTimes - before.ms.length));
  }
  return [...found.values()];
}
