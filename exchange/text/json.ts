/** One object of a JSON list, its members as texts. `line` is its number in the list from 1. */
export interface JsonRow {
  readonly line: number;
  readonly members: ReadonlyMap<string, string>;
}

export type JsonRefusal = 'not_json' | 'no_list' | 'not_an_object';

/**
 * Reads a JSON list of objects: a bare array, or what the REST interfaces of NetBox (`results`) and Snipe-IT (`rows`)
 * answer. A member that is an object itself counts by its `name`, `display`, `label` or `value`.
 */
export function readJsonRows(
  text: string,
): { readonly kind: 'rows'; readonly rows: readonly JsonRow[] } | { readonly kind: 'refused'; readonly why: JsonRefusal } {
  const value = parsed(text);
  if (value === undefined) return { kind: 'refused', why: 'not_json' };
  const list = listIn(value);
  if (list === undefined) return { kind: 'refused', why: 'no_list' };
  const rows: JsonRow[] = [];
  for (const [index, item] of list.entries()) {
    if (!isObject(item)) return { kind: 'refused', why: 'not_an_object' };
    rows.push({ line: index + 1, members: membersOf(item) });
  }
  return { kind: 'rows', rows };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  return [value['results'], value['rows']].find((member) => Array.isArray(member));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function membersOf(item: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  for (const [name, value] of Object.entries(item)) {
    const text = scalarText(value) ?? (isObject(value) ? namedText(value) : undefined);
    if (text !== undefined) members.set(name, text);
  }
  return members;
}

function namedText(value: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of ['name', 'display', 'label', 'value']) {
    const text = scalarText(value[name]);
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
