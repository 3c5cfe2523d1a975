import { z } from 'zod';
import type { StationStore } from '../../contract/ports.ts';
import { capabilities } from '../../domain/drive/capabilities.ts';
import { clearance } from '../../domain/erase/clearance.ts';

/**
 * What this machine must still know of a job after a restart: the clearance with its seed, which the ledger holds
 * only as a hash until the read-back, and what the drive offered when the plan was made.
 */
export const jobMemory = z.strictObject({ clearance, capabilities, virtual: z.boolean(), estimate_s: z.int().min(0).optional() });
export type JobMemory = z.infer<typeof jobMemory>;

/** Reads a job's memory back. Undefined when this station never had the job. Throws when the text was altered. */
export function recallJob(store: Pick<StationStore, 'secrets'>, job: string): JobMemory | undefined {
  const kept = store.secrets.job(job);
  return kept === undefined ? undefined : jobMemory.parse(JSON.parse(kept.text));
}
