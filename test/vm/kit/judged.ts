import type { Verdict } from '../../../domain/facts/facts.ts';
import type { EraseRecord, ReadBackEvidence } from '../../../domain/erase/evidence.ts';
import { judgeErase } from '../../../domain/erase/judge.ts';

/** What an erase left behind. */
export interface Outcome {
  readonly record: EraseRecord;
  readonly evidence: ReadBackEvidence;
  readonly markers: number;
}

/**
 * The station's verdict on record and evidence, with everything that a guest cannot show taken as favourable: a plausible
 * duration and no hidden areas. So what speaks against the erase is in the record or in the evidence.
 */
export function judged({ record, evidence, markers }: Outcome): Verdict {
  return judgeErase({
    technique: record.technique,
    record,
    evidence,
    markersConfirmed: markers,
    floorMs: 1,
    plausibility: 'plausible',
    coverage: { user_area: 'addressed', hidden_areas: 'addressed', reallocated: 'addressed', other_namespaces: 'addressed' },
  });
}
