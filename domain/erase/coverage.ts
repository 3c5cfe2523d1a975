import type { Capabilities } from '../drive/capabilities.ts';
import type { DriveIdentity } from '../drive/identity.ts';
import type { Coverage } from '../facts/facts.ts';
import type { Technique } from './technique.ts';

/** What a technique reaches on this drive. `badCount`: ranges that could not be written, 0 when planning. */
export function coverageOf(technique: Technique, identity: DriveIdentity, capabilities: Capabilities, badCount: number): Coverage {
  void technique;
  void identity;
  void capabilities;
  void badCount;
  return { user_area: 'not_addressed', hidden_areas: 'unknown', reallocated: 'unknown', other_namespaces: 'unknown' };
}
