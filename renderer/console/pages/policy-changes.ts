/** One place where two texts of a policy differ; a side is absent where it has nothing there. */
export interface PolicyChange {
  /** Names from the outside in, as a person reads them: `rules 3 techniques`. */
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

type Json = unknown;

/** What changed from one JSON text to another, leaf by leaf, in the order of the older one. */
export function policyChanges(before: Json, after: Json): readonly PolicyChange[] {
  const [old, fresh] = [leavesOf(before, []), leavesOf(after, [])];
  const paths = [...new Set([...old.keys(), ...fresh.keys()])];
  return paths.flatMap((path) => {
    const [was, is] = [old.get(path), fresh.get(path)];
    if (was === is) return [];
    return [{ path, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
}

/** A list of plain values is one leaf: `a, b` against `a, b, c` says more than a third entry. */
function leavesOf(value: Json, path: readonly string[]): Map<string, string> {
  const isObject = typeof value === 'object' && value !== null;
  if (!isObject || (Array.isArray(value) && value.every((each) => typeof each !== 'object' || each === null)))
    return new Map([[path.join(' '), Array.isArray(value) ? value.map(String).join(', ') : String(value)]]);
  const members = Array.isArray(value) ? value.map((each, at) => [nameOf(each, at), each] as const) : Object.entries(value);
  return new Map(members.flatMap(([name, each]) => [...leavesOf(each, [...path, name])]));
}

/** Entries of a list go by what they call themselves, so that one put in between does not move all that follow. */
function nameOf(value: Json, at: number): string {
  if (typeof value === 'object' && value !== null)
    for (const name of ['id', 'name', 'media', 'kind'])
      if (name in value) {
        const own = (value as Readonly<Record<string, Json>>)[name]; // it was just found there
        if (typeof own === 'string') return own;
      }
  return String(at + 1);
}
