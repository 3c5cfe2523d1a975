import { utf8 } from '../bytes.ts';
import { readControlFact } from '../facts/control.ts';
import { canonicalText } from '../ledger/canonical.ts';
import { isControlEvent } from '../ledger/chain.ts';
import type { Entry } from '../ledger/entry.ts';
import { nist80088r1 } from './policies/nist-800-88r1.ts';
import { nist80088r2 } from './policies/nist-800-88r2.ts';
import { type Policy, policy, type PolicyRef, policyHash } from './policy.ts';

/** Every policy version that this build brings. A version that was ever adopted stays here: old drives were judged by it. */
export const policies: readonly Policy[] = [nist80088r2, nist80088r1];

export const defaultPolicy: Policy = nist80088r2;

/*
 * Policies are found by the hash of their text, so what is found under a hash never changes; it only becomes known. That
 * is why this one collection may grow while the program runs: what was judged before is not judged otherwise after.
 */
const known = new Map(policies.map((each) => [policyHash(each), each]));

/** Longest piece of a policy's text in an event, in UTF-16 units. */
const pieceLength = 2000;
/** Bytes that the pieces may take in an event, as JSON spells them: it holds 12,288 in all. */
const mostBytes = 11_000;

/** A policy's canonical text in the pieces that `policy.set` holds; undefined when it is too long for one event. */
export function policyPieces(read: Policy): readonly string[] | undefined {
  const text = canonicalText(read);
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = at + pieceLength;
    // No piece may end in the middle of a character.
    const isSplit = /[\ud800-\udbff]$/.test(text.slice(at, end));
    pieces.push(text.slice(at, isSplit ? end - 1 : end));
    at = isSplit ? end - 1 : end;
  }
  return utf8(JSON.stringify(pieces)).length > mostBytes ? undefined : pieces;
}

/** Takes in the policies that these entries of the log set. Those of anybody but the registry say nothing. */
export function learnPolicies(entries: Iterable<Pick<Entry, 'event'>>): void {
  for (const { event } of entries) {
    if (event.type !== 'policy.set' || !isControlEvent(event)) continue;
    const fact = readControlFact(event.type, event.body);
    if (fact?.type === 'policy.set' && fact.body.text !== undefined) learnPolicy(fact.body, fact.body.text);
  }
}

/**
 * Takes in a policy that the log tells, so that drives can be judged by it.
 *
 * @returns undefined when the text is no policy, or not the one that is named: it judges nothing then
 */
export function learnPolicy(ref: PolicyRef, pieces: readonly string[]): Policy | undefined {
  const found = policyOf(ref);
  if (found !== undefined) return found;
  const read = policy.safeParse(jsonOf(pieces.join('')));
  if (!read.success || read.data.id !== ref.id || read.data.version !== ref.version || policyHash(read.data) !== ref.hash) return undefined;
  known.set(ref.hash, read.data);
  return read.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The policy that a fact names, by its hash; undefined when nothing here knows it or the name does not fit. */
export function policyOf(ref: PolicyRef): Policy | undefined {
  const found = known.get(ref.hash);
  return found?.id === ref.id && found.version === ref.version ? found : undefined;
}
