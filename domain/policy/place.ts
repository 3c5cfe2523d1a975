import type { DataClass } from '../custody/words.ts';
import type { Media } from '../drive/identity.ts';
import { type Method, methodCovers } from '../erase/technique.ts';
import type { PlaceRule, Policy } from './policy.ts';

/** A drive that is about to be taken from one site to another, or out of all of them. */
export interface Removal {
  /** Where it is; undefined when that is not known. */
  readonly from: string | undefined;
  /** Where it goes; undefined when it leaves all sites, or when that is not known. */
  readonly to: string | undefined;
  readonly media: Media;
  readonly dataClass: DataClass;
  /** What was proven of it; undefined when nothing was. */
  readonly reached: { readonly method: Method; readonly byKeyChange: boolean } | undefined;
}

export type PlaceAnswer = { readonly kind: 'may_go' } | { readonly kind: 'stays'; readonly rule: PlaceRule };

/**
 * May the drive be taken there? Every rule that it would be taken out of is asked. What is not known counts against it: an
 * unknown site may be the one that the rule is about, and an unknown medium or data class may be any that the rule names.
 */
export function judgePlace(policy: Pick<Policy, 'places'>, removal: Removal): PlaceAnswer {
  const rule = policy.places?.find((each) => leavesPlace(each, removal) && isAbout(each, removal) && !isMet(each, removal.reached));
  return rule === undefined ? { kind: 'may_go' } : { kind: 'stays', rule };
}

function leavesPlace({ within }: PlaceRule, { from, to }: Removal): boolean {
  if (from !== undefined && from === to) return false;
  return (from === undefined || within.includes(from)) && (to === undefined || !within.includes(to));
}

function isAbout({ media, data_class: data }: PlaceRule, removal: Removal): boolean {
  return (
    (removal.media === 'unknown' || media.includes(removal.media)) && (removal.dataClass === 'unknown' || data.includes(removal.dataClass))
  );
}

function isMet({ least, key_change_alone: keyChange }: PlaceRule, reached: Removal['reached']): boolean {
  return reached !== undefined && methodCovers(reached.method, least) && (keyChange || !reached.byKeyChange);
}
