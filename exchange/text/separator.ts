/** Separators that are told apart. */
export const separators = [',', ';', '\t', '|'] as const;
export type Separator = (typeof separators)[number];

/**
 * The separator of a table, by its first record: the one that stands most often outside quotes there. A first record
 * without any has one column. Undefined where two stand as often: then a person says.
 */
export function separatorOf(start: string): Separator | undefined {
  const counts = new Map<string, number>(separators.map((one) => [one, 0]));
  let quoted = false;
  for (const character of start) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  if (most === 0) return ',';
  const [first, second] = separators.filter((one) => counts.get(one) === most);
  return second === undefined ? first : undefined;
}

/** The first line that some spreadsheets write, `sep=;`, taken off. */
export function declaredSeparator(start: string): { readonly separator: Separator; readonly lengthUnits: number } | undefined {
  const match = /^sep=([,;\t|])(\r\n|\n|\r)/i.exec(start);
  const separator = separators.find((one) => one === match?.[1]);
  return match === null || separator === undefined ? undefined : { separator, lengthUnits: match[0].length };
}
