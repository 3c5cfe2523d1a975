import { type Bench, type Flip, flipsOf, putBack, told } from './flips.ts';

export interface Swept {
  readonly tried: number;
  /** Columns of which at least one cell was changed. */
  readonly columns: number;
  /** Changes that nobody found. */
  readonly missed: readonly string[];
  /** The shortest thing that was said of a change. */
  readonly shortest: string;
}

export interface SweepPlan {
  readonly tables: readonly string[];
  /** Bytes between two changes of a large cell. */
  readonly stride: number;
  /** The first change of each column, and of the others each so many-th. */
  readonly every: number;
  /** Is this a change that nothing can find? */
  isUnsaid(flip: Flip): boolean;
  /** What is found of the database as it stands. */
  check(table: string): Promise<readonly { readonly where: string; readonly says: string }[]>;
}

/** Changes cells one at a time, asks whether it is found, and puts each back. */
export async function sweepCells(bench: Bench, plan: SweepPlan): Promise<Swept> {
  const missed: string[] = [];
  const columns = new Set<string>();
  let [seen, tried, shortest] = [0, 0, ' '.repeat(1000)];
  for (const table of plan.tables)
    for (const flip of flipsOf(await bench.cells(table), plan.stride)) {
      if (plan.isUnsaid(flip)) continue;
      const name = `${table}.${flip.column}`;
      seen += 1;
      if (columns.has(name) && seen % plan.every !== 0) continue;
      if (!(await bench.put(flip, flip.after))) continue;
      tried += 1;
      columns.add(name);
      const findings = await plan.check(table);
      if (findings.length === 0) missed.push(told(flip));
      for (const { where, says } of findings) if (where.length + says.length < shortest.length) shortest = `${where} ${says}`;
      await putBack(bench, flip);
    }
  return { tried, columns: columns.size, missed, shortest };
}

/** A set that names columns as `table.column`, single rows as `table.column:key`, and one direction of a number as `table.column:-1`. */
export function inSet(unsaid: ReadonlySet<string>): (flip: Flip) => boolean {
  return ({ table, column, key, before, after }) => {
    const name = `${table}.${column}`;
    const step = typeof before === 'number' && typeof after === 'number' ? after - before : 0;
    return (
      unsaid.has(name) || unsaid.has(`${name}:${Object.values(key).map(String).join(' ')}`) || (step === -1 && unsaid.has(`${name}:-1`))
    );
  };
}
