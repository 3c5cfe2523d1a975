import { shortName } from '../../domain/drive/names.ts';
import { isPlaceholderSerial } from '../../domain/drive/serials.ts';

/** A value of a report made safe to keep; undefined when it says nothing. */
export function valueOf(text: string | undefined, longest: number): string | undefined {
  const value = shortName(text ?? '', longest);
  return value === '' ? undefined : value;
}

/** A serial that tells one drive from another; a report that was made anonymous has none. */
export function serialOf(text: string | undefined): string | undefined {
  const value = valueOf(text, 64);
  return value === undefined || isPlaceholderSerial(value) ? undefined : value;
}

/** A count in decimal digits; undefined when it is none or too large to be exact. */
export function countOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*\d{1,16}\s*$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** `2026/11/22 08:00:00`, `2026-11-22T08:00:00+0200` and `20261122T080000` in one form; a zone only where one is told. */
export function timeOf(text: string | undefined): string | undefined {
  const match = /^\s*(\d{4})[-/]?(\d{2})[-/]?(\d{2})[T ](\d{2}):?(\d{2}):?(\d{2})(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?\s*$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', zone = ''] = match;
  const plain = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const instant = new Date(`${plain}Z`);
  // A day that no month has would be moved into the next one.
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 19) !== plain) return undefined;
  return `${plain}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`;
}

/** True for a time that tells its zone. */
export function hasZone(time: string): boolean {
  return /(Z|[+-]\d{2}:\d{2})$/.test(time);
}

/** An object without its undefined members. */
export function told<Value extends object>(value: Value): { [K in keyof Value]: Exclude<Value[K], undefined> } {
  const kept = Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
  return kept as { [K in keyof Value]: Exclude<Value[K], undefined> }; // only undefined members are gone
}
