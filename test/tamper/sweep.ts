import { type Bench, type Flip, flipsOf, putBack, told } from './flips.ts';
import { emptyTally, type Tallied } from './tally.ts';

export interface Swept extends Tallied {
  readonly tried: number;
  /** Columns of which at least one cell was changed. */
  readonly columns: number;
  /** The shortest thing that was said of a change. */
  readonly shortest: string;
}

export interface SweepPlan {
  readonly tables: readonly string[];
  /** Bytes between two changes of a large cell. */
  readonly stride: number;
  /** The first change of each column, and of the others each so many-th. */
  readonly every: number;
  /** Changes by their number: from this one on, up to the one before that. All of them unless told. */
  readonly from?: number;
  readonly to?: number;
  readonly unsaid: ReadonlyMap<string, string>;
  /** What is found of the database as it stands. */
  check(): Promise<readonly { readonly check: string; readonly where: string; readonly says: string }[]>;
}

/** Changes cells one at a time, asks whether it is found, and puts each back. */
export async function sweepCells(bench: Bench, plan: SweepPlan, progress: (at: number) => void = () => undefined): Promise<Swept> {
  const tally = emptyTally();
  const columns = new Set<string>();
  let [at, seen, tried, shortest] = [-1, 0, 0, ' '.repeat(1000)];
  for (const table of plan.tables)
    for (const flip of flipsOf(await bench.cells(table), plan.stride)) {
      at += 1;
      if (at < (plan.from ?? 0) || at >= (plan.to ?? Infinity)) continue;
      if (at % 500 === 0) progress(at);
      const rule = ruleIn(plan.unsaid, { ...flip, key: keyOf(flip) });
      if (rule !== undefined) {
        tally.add({ by: `unsaid: ${rule}` }, 1, '');
        continue;
      }
      const name = `${table}.${flip.column}`;
      seen += 1;
      if (columns.has(name) && seen % plan.every !== 0) continue;
      if (!(await bench.put(flip, flip.after))) {
        tally.add({ by: 'the database' }, 1, '');
        continue;
      }
      tried += 1;
      columns.add(name);
      const findings = await plan.check();
      const [first] = findings;
      tally.add(first === undefined ? { missed: 'nobody says so' } : { by: `fsck: ${first.check}` }, 1, told(flip));
      for (const { where, says } of findings) if (where.length + says.length < shortest.length) shortest = `${where} ${says}`;
      await putBack(bench, flip);
    }
  return { by: tally.by, missed: tally.missed, tried, columns: columns.size, shortest };
}

interface Change {
  readonly table: string;
  readonly column: string;
  /** Values of the columns that find the row. */
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The rule of a change, in a list that names columns as `table.column`, single rows as `table.column:key`, and lower numbers as `table.column:-1`. */
export function ruleIn(unsaid: ReadonlyMap<string, string>, { table, column, key, before, after }: Change): string | undefined {
  const name = `${table}.${column}`;
  const isLower = typeof before === 'number' && typeof after === 'number' && after < before;
  return unsaid.get(name) ?? unsaid.get(`${name}:${key}`) ?? (isLower ? unsaid.get(`${name}:-1`) : undefined);
}

function keyOf({ key }: Flip): string {
  return Object.values(key).map(String).join(' ');
}
