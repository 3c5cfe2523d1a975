import type { Capabilities } from '../drive/capabilities.ts';
import type { Coverage, Verdict } from '../facts/facts.ts';
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
  readonly floorMs: number;
  readonly plausibility: Plausibility['kind'];
  readonly coverage: Coverage;
  /** What the drive does with reads after the erase; `unknown` when absent. */
  readonly readsAfterErase?: Capabilities['reads_after_erase'];
}

/** "Verified": every sign must be there. What is unknown is never a pass. */
export function judgeErase(question: EraseQuestion): Verdict {
  void question;
  return { kind: 'not_verified', reasons: [] };
}
