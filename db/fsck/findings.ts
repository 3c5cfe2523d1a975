/** Something in a station's store that is not as its own signed record says. */
export interface StationFinding {
  /** Which check found it. */
  readonly check:
    | 'file'
    | 'event'
    | 'chain'
    | 'signature'
    | 'sealed'
    | 'certificate'
    | 'receipt'
    | 'sync'
    | 'pulled'
    | 'derived'
    | 'guard'
    | 'attachment';
  /** Table and row, or file. */
  readonly where: string;
  /** What is wrong, in one sentence without its full stop. */
  readonly says: string;
}

/** Takes findings as they are made. */
export type Find = (check: StationFinding['check'], where: string, says: string) => void;

/** More of one kind than this say nothing new. */
const mostOfOne = 50;

export function collect(): { readonly find: Find; readonly findings: readonly StationFinding[]; readonly left: () => number } {
  const findings: StationFinding[] = [];
  const counts = new Map<string, number>();
  let left = 0;
  return {
    findings,
    left: () => left,
    find(check, where, says) {
      const count = (counts.get(check) ?? 0) + 1;
      counts.set(check, count);
      if (count <= mostOfOne) findings.push({ check, where, says });
      else left += 1;
    },
  };
}

/** A table that cannot even be read is a finding, and the other checks go on. */
export function guarded<Result>(find: Find, check: StationFinding['check'], where: string, work: () => Result): Result | undefined {
  try {
    return work();
  } catch (cause) {
    find(check, where, `it cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
    return undefined;
  }
}
