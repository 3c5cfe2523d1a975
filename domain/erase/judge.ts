import type { Capabilities } from '../drive/capabilities.ts';
import type { Coverage, Verdict } from '../facts/facts.ts';
import { fromBase64url } from '../bytes.ts';
import { hashText, sha256 } from '../ledger/hash.ts';
import type { EraseRecord, ReadBackEvidence } from './evidence.ts';
import type { Plausibility } from './plausible.ts';
import type { Technique } from './technique.ts';

export interface EraseQuestion {
  /** The technique that was ordered. */
  readonly technique: Technique;
  readonly record: EraseRecord;
  readonly evidence: ReadBackEvidence;
  /** How many markers were read back before the erase, as the ledger has it. */
  readonly markersConfirmed: number;
  /** Least plausible duration in milliseconds of the drive's clock; 0 when nothing is known. */
  readonly floorMs: number;
  readonly plausibility: Plausibility['kind'];
  readonly coverage: Coverage;
  /** What the drive does with reads after the erase; `unknown` when absent. */
  readonly readsAfterErase?: Capabilities['reads_after_erase'];
}

type Reason = Verdict['reasons'][number];

/** One sign: it speaks for the erase, leaves it open, or speaks against it. */
interface Sign {
  readonly says: 'pass' | 'open' | 'fail';
  readonly reason: Reason;
}

/**
 * "Verified": the drive's own completion record, every confirmed marker gone, the read-back as the technique
 * promises, no known structure, no write error, a plausible duration and no area left open. Any sign that data
 * may be there makes it `failed`; any sign that is missing makes it `not_verified`. Unknown is never a pass.
 */
export function judgeErase(question: EraseQuestion): Verdict {
  const signs = [
    completionSign(question),
    markerSign(question),
    ...readBackSigns(question),
    durationSign(question),
    ...writeSigns(question),
    ...areaSigns(question),
  ];
  const reasons = [...new Set(signs.map((sign) => sign.reason))];
  if (signs.some((sign) => sign.says === 'fail')) return { kind: 'failed', reasons };
  if (signs.some((sign) => sign.says === 'open')) return { kind: 'not_verified', reasons };
  return { kind: 'verified', reasons };
}

/** The hash of a seed as `erase.cleared` commits to it: SHA-256 over the 32 bytes, base64url. Undefined for a bad seed. */
export function seedHash(seed: string): string | undefined {
  const bytes = fromBase64url(seed);
  return bytes?.length === 32 ? hashText(sha256(bytes)) : undefined;
}

function completionSign({ technique, record }: EraseQuestion): Sign {
  if (record.completion.claim === 'failed') return { says: 'fail', reason: 'drive_said_failed' };
  // A record of another technique says nothing about the one that was ordered.
  if (record.completion.claim === 'unknown' || record.technique !== technique) return { says: 'open', reason: 'completion_unknown' };
  return { says: 'pass', reason: 'completion_recorded' };
}

function markerSign({ evidence, markersConfirmed }: EraseQuestion): Sign {
  const { written, confirmed, surviving, unreadable } = evidence.markers;
  if (surviving > 0) return { says: 'fail', reason: 'markers_survive' };
  // A marker that was never seen on the medium proves nothing by being absent.
  if (markersConfirmed < 1 || confirmed !== markersConfirmed || confirmed !== written || unreadable > 0) {
    return { says: 'open', reason: 'markers_unconfirmed' };
  }
  return { says: 'pass', reason: 'markers_gone' };
}

function readBackSigns({ evidence, readsAfterErase }: EraseQuestion): readonly Sign[] {
  const signs: Sign[] = [];
  if (evidence.unexpected > 0) signs.push({ says: 'fail', reason: 'read_back_unexpected' });
  if (evidence.structures.length > 0) signs.push({ says: 'fail', reason: 'structures_found' });
  // `errors` explains why nothing can be read: it is no fault of the drive, and still no proof.
  const readNothing = evidence.places < 1 || evidence.read_bytes < 1;
  if (evidence.unreadable > 0 || readNothing || readsAfterErase === 'errors') signs.push({ says: 'open', reason: 'unreadable_places' });
  return signs.length > 0 ? signs : [{ says: 'pass', reason: 'read_back_as_expected' }];
}

function durationSign({ plausibility, floorMs }: EraseQuestion): Sign {
  switch (plausibility) {
    case 'plausible':
      return floorMs > 0 ? { says: 'pass', reason: 'duration_plausible' } : { says: 'open', reason: 'duration_unknown' };
    case 'too_fast':
      return { says: 'open', reason: 'duration_too_short' };
    case 'unknown':
      return { says: 'open', reason: 'duration_unknown' };
  }
}

function writeSigns({ record }: EraseQuestion): readonly Sign[] {
  return record.bad_count > 0 || record.bad.length > 0 ? [{ says: 'fail', reason: 'write_errors' }] : [];
}

/** Reallocated sectors are left out on purpose: Clear does not reach them, and the coverage line says so. */
function areaSigns({ coverage }: EraseQuestion): readonly Sign[] {
  const open =
    coverage.user_area !== 'addressed' ||
    coverage.hidden_areas === 'not_addressed' ||
    coverage.hidden_areas === 'unknown' ||
    coverage.other_namespaces === 'not_addressed' ||
    coverage.other_namespaces === 'unknown';
  return open ? [{ says: 'open', reason: 'area_unknown' }] : [];
}
