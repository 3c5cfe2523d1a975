/**
 * Faults of the log itself: it told two stories, or a proof of it was wrong. They stay until a person has looked
 * (`resume`); every other problem goes away with the next good answer.
 */
const logFaults: ReadonlySet<string> = new Set([
  'log_went_back',
  'split_view',
  'proof_malformed',
  'proof_wrong_entry',
  'proof_bad_checkpoint',
  'proof_not_in_log',
]);

/** What is left of a problem after a good answer. */
export function lasting(problem: string | undefined): string | undefined {
  return problem !== undefined && logFaults.has(problem) ? problem : undefined;
}
