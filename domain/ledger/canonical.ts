import type { Bytes } from '../bytes.ts';
import { utf8 } from '../bytes.ts';

/** What the ledger's JSON profile can hold: no null, no fractions, no floating point. */
export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

export const profileLimits = {
  /** The outermost object is depth 1. */
  depth: 6,
  arrayItems: 64,
  stringUnits: 2048,
} as const;

export type ProfileFault =
  | 'not_json'
  | 'null'
  | 'not_an_integer'
  | 'string_too_long'
  | 'lone_surrogate'
  | 'not_nfc'
  | 'array_too_long'
  | 'bad_member_name'
  | 'too_deep';

const memberName = /^[a-z][a-z0-9_]{0,39}$/;
// Text of printable ASCII is in NFC and well formed already; the slow checks are for the rest.
const plain = /^[\x20-\x7e]*$/;

/**
 * Holds a value against the JSON profile of the registry protocol, section 1.
 * Answers what is wrong first, or undefined when the value fits and may be made canonical.
 */
export function profileFault(value: unknown, depth = 1, limit: number = profileLimits.depth): ProfileFault | undefined {
  if (typeof value === 'boolean') return undefined;
  if (typeof value === 'string') return stringFault(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? undefined : 'not_an_integer';
  if (value === null) return 'null';
  if (typeof value !== 'object') return 'not_json';
  if (depth > limit) return 'too_deep';
  if (Array.isArray(value)) {
    if (value.length > profileLimits.arrayItems) return 'array_too_long';
    for (const item of value) {
      const fault = profileFault(item, depth + 1, limit);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return 'not_json';
  for (const [name, member] of Object.entries(value)) {
    if (!memberName.test(name)) return 'bad_member_name';
    const fault = profileFault(member, depth + 1, limit);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function stringFault(text: string): ProfileFault | undefined {
  if (text.length > profileLimits.stringUnits) return 'string_too_long';
  if (plain.test(text)) return undefined;
  if (!text.isWellFormed()) return 'lone_surrogate';
  return text.normalize('NFC') === text ? undefined : 'not_nfc';
}

/**
 * RFC 8785 (JSON canonicalization) for values of the profile: members sorted by UTF-16 code units, no white
 * space, strings escaped as ECMAScript does, integers in plain decimal. Throws on a value that JSON cannot hold
 * or that the profile's numbers leave out, because a signature over a guess would be worse than none.
 */
export function canonicalText(value: unknown): string {
  return isInOrder(value) ? JSON.stringify(value) : composed(value);
}

/**
 * Whether the platform's own JSON is the canonical text: a value of the profile whose members all come sorted, as they
 * do in whatever was canonical when it was read. Far quicker than composing it.
 */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'boolean') return true;
  if (typeof value === 'string') return plain.test(value) || value.isWellFormed();
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isInOrder(item)) return false;
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  let before = '';
  for (const [name, member] of Object.entries(value)) {
    if (name < before || !isInOrder(member)) return false;
    before = name;
  }
  return true;
}

function composed(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new RangeError('text holds a lone surrogate');
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('only integers up to 2^53 - 1 have a canonical form here');
    return Object.is(value, -0) ? '0' : String(value);
  }
  if (typeof value !== 'object' || value === null) throw new TypeError(`${value === null ? 'null' : typeof value} is not in the profile`);
  if (Array.isArray(value)) return `[${value.map(composed).join(',')}]`;
  const members = Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    .map(([name, member]) => `${JSON.stringify(name)}:${composed(member)}`);
  return `{${members.join(',')}}`;
}

/** The canonical bytes of a value: UTF-8 of `canonicalText`. */
export function canonicalBytes(value: unknown): Bytes {
  return utf8(canonicalText(value));
}
