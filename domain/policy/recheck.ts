import type { DriveLife } from '../custody/story.ts';
import { readHash, namedHash } from '../ledger/hash.ts';
import { utf8 } from '../bytes.ts';

/**
 * The draw of drives whose result another person checks again at another dock. Each drive is drawn or not by the hash
 * over the root of a checkpoint and its subject: who did not know the root when the drive was certified could not choose
 * it, and everybody who knows the root can draw again. The caller takes a checkpoint that covers the certificates.
 *
 * @param root of the checkpoint, base64url; throws when it is not the spelling of 32 bytes
 * @param sharePermille how many of a thousand are drawn on average, 0 to 1000
 * @returns the drawn subjects, each once, sorted
 */
export function drawRechecks(root: string, sharePermille: number, subjects: readonly string[]): readonly string[] {
  const seed = readHash(root);
  if (seed === undefined) throw new RangeError('the root of a checkpoint is 32 bytes in base64url');
  if (!Number.isInteger(sharePermille) || sharePermille < 0 || sharePermille > 1000) throw new RangeError('a share is 0 to 1000 of 1000');
  return [...new Set(subjects)].filter((subject) => lotOf(seed, subject) < (sharePermille / 1000) * 2 ** 32).toSorted();
}

function lotOf(seed: Parameters<typeof namedHash>[1], subject: string): number {
  const hash = namedHash('custos-recheck/v1', seed, utf8(subject));
  return new DataView(hash.buffer, hash.byteOffset, 4).getUint32(0);
}

/** The word of the registry that a drive was drawn, and its place in the log. */
export interface Draw {
  /** Hash of the `recheck.drawn`. */
  readonly event: string;
  readonly at: number;
}

/** By subject. */
export type Draws = ReadonlyMap<string, Draw>;

/**
 * The draw that nobody has answered yet: a look that came to no verdict, or could not read the drive, is no answer. Undefined
 * when none stands.
 */
export function openDraw(draws: Draws | undefined, { subject, rechecks = [] }: Pick<DriveLife, 'subject' | 'rechecks'>): Draw | undefined {
  const draw = draws?.get(subject);
  const isAnswered = rechecks.some(({ drawn, verdict }) => drawn === draw?.event && verdict !== undefined && verdict !== 'unreadable');
  return isAnswered ? undefined : draw;
}

/** One period of re-checks: how many were done, and how many did not bear out the first result. */
export interface RecheckPeriod {
  readonly name: string;
  readonly checked: number;
  readonly failed: number;
}

export interface ChartPoint extends RecheckPeriod {
  /** Share that failed, 0 to 1; absent when nothing was checked. */
  readonly share?: number;
  /** Three standard deviations above the centre, at most 1. */
  readonly upper?: number;
  readonly out: boolean;
}

export interface ControlChart {
  /** Share that failed over all periods; absent when nothing was checked. */
  readonly centre?: number;
  readonly points: readonly ChartPoint[];
}

/** The numbers of a p chart: the share per period against the centre and its upper limit. A low share alarms nobody. */
export function controlChart(periods: readonly RecheckPeriod[]): ControlChart {
  const checked = periods.reduce((sum, period) => sum + period.checked, 0);
  if (checked === 0) return { points: periods.map((period) => ({ ...period, out: false })) };
  const centre = periods.reduce((sum, period) => sum + period.failed, 0) / checked;
  const points = periods.map((period): ChartPoint => {
    if (period.checked === 0) return { ...period, out: false };
    const share = period.failed / period.checked;
    const upper = Math.min(1, centre + 3 * Math.sqrt((centre * (1 - centre)) / period.checked));
    return { ...period, share, upper, out: share > upper };
  });
  return { centre, points };
}
