import { setImmediate as turn } from 'node:timers/promises';

/** One side by side comparison, with every round that was measured. All values are in `unit`. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** Throughputs are better when more, times when less. */
  readonly better: 'more' | 'less';
  readonly oursIs: string;
  readonly peerIs: string;
  readonly ours: readonly number[];
  readonly peer: readonly number[];
  /** The ratio that is to be reached, where one was set. */
  readonly goal?: number;
  /** What the machine itself gives at most, for scale. */
  readonly limit?: { readonly what: string; readonly values: readonly number[] };
}

/** One line of `--json`. `ratio` above 1: ours is better. */
export interface Line {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly unit: string;
  readonly ratio: number;
}

/** Middle value; the mean of the middle two when there is none. Throws on an empty list. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear between the two nearest ranks. Throws on an empty list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new RangeError('nothing was measured');
  return below + (above - below) * (place - Math.floor(place));
}

export function lineOf({ name, unit, better, ours, peer }: Figure): Line {
  const [left, right] = [median(ours), median(peer)];
  return { name, ours: rounded(left), peer: rounded(right), unit, ratio: rounded(better === 'more' ? left / right : right / left) };
}

/** Three digits that count: more would be noise. */
export function rounded(value: number): number {
  return value >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}

/** Runs the sides in turn (a, b, c, a, b, c…) after one round that is thrown away: caches, compiled code, allocated blocks. */
export async function interleave<Name extends string>(
  rounds: number,
  sides: Readonly<Record<Name, (round: number) => Promise<number> | number>>,
): Promise<Record<Name, number[]>> {
  // Keys of `sides` are its names: an object literal has no others.
  const names = Object.keys(sides) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const value = await sides[name](round);
      // Sides may be synchronous: signals are heard between them.
      await turn();
      if (round >= 0) values[name].push(value);
    }
  }
  return values;
}

/** Milliseconds that `act` took. */
export async function timedMs(act: () => unknown): Promise<number> {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}
