/** Something in the stored state that is not as the log says. */
export interface Finding {
  /** Which check found it. */
  readonly check:
    | 'file'
    | 'log'
    | 'entry'
    | 'chain'
    | 'signature'
    | 'keys'
    | 'heads'
    | 'runs'
    | 'stations'
    | 'sealed'
    | 'tree'
    | 'checkpoint'
    | 'guard'
    | 'evidence'
    | 'quarantine'
    | 'index'
    | 'projection'
    | 'attachment';
  /** Table and row, or file. */
  readonly where: string;
  /** What is wrong, in one sentence. */
  readonly says: string;
}

/** Takes findings as they are made. */
export type Find = (check: Finding['check'], where: string, says: string) => void;

/** More of one kind than this say nothing new. */
const mostOfOne = 50;

export function collect(): { readonly find: Find; readonly findings: readonly Finding[]; readonly left: () => number } {
  const findings: Finding[] = [];
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
