import { z } from 'zod';
import { readBackEvidence } from '../erase/evidence.ts';
import { recheckVerdict } from '../erase/recheck.ts';
import { hashPattern } from '../ledger/hash.ts';
import { stampRegion } from '../stamp/stamp.ts';

const job = z.string().regex(/^j1_[a-z0-9]{20}$/);
const hash = z.string().regex(hashPattern);

/** The re-check at a proven drive that was drawn for one. */
export const recheckFacts = {
  /** `drawn` is the registry's `recheck.drawn` that names the drive. The hash of the seed fixes the places before any is read. */
  'recheck.started': z.strictObject({ job, drawn: hash, port: z.string().min(1).max(200), seed_hash: hash }),
  /** `excluded` holds the drive's stamp, byte for byte as it was written on record, and was not held against what the erase leaves. */
  'recheck.finished': z.strictObject({ job, verdict: recheckVerdict, evidence: readBackEvidence, excluded: stampRegion.optional() }),
} as const;
