import type { Offered } from '../../domain/drive/capabilities.ts';
import { type Technique, technique } from '../../domain/erase/technique.ts';
import { isBuilt } from '../erase/methods.ts';

export type OutReason = Extract<Offered, { kind: 'out' }>['why'];

/** What a drive says of one technique: it has it (with its own estimate, maybe), or why it is out. */
export type Offer = { readonly estimateS?: number } | OutReason;

/** The same offers, but out for this reason where the drive would have it: a state of the whole drive stands in the way. */
export function allOut(said: Partial<Record<Technique, Offer>>, why: OutReason): Partial<Record<Technique, Offer>> {
  return Object.fromEntries(Object.entries(said).map(([name, offer]) => [name, typeof offer === 'string' ? offer : why]));
}

/** The same offers of a drive that refuses every write: only a sanitize, which the drive does below its own write protection, may be tried. */
export function sanitizesOnly(said: Partial<Record<Technique, Offer>>): Partial<Record<Technique, Offer>> {
  return Object.fromEntries(
    Object.entries(said).map(([name, offer]) => [name, typeof offer === 'string' || name.includes('sanitize') ? offer : 'read_only']),
  );
}

/**
 * Every technique but `destroy`, which has no command: offered, or out with a reason. Techniques that the
 * interface did not speak of belong to another interface. What is not built is out whatever the drive can do, unless the drive
 * lacks it anyway.
 */
export function listOffers(said: Partial<Record<Technique, Offer>>): Offered[] {
  const all: Offered[] = [];
  for (const name of technique.options) {
    if (name === 'destroy') continue;
    const offer = said[name] ?? 'not_this_interface';
    if (typeof offer === 'string') all.push({ kind: 'out', technique: name, why: offer });
    else if (!isBuilt(name)) all.push({ kind: 'out', technique: name, why: 'not_built' });
    else all.push({ kind: 'offered', technique: name, ...(offer.estimateS !== undefined && { estimate_s: offer.estimateS }) });
  }
  return all;
}
