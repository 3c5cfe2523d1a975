import type { StationStore } from '../../contract/ports.ts';
import type { Caller } from './call.ts';
import { signedCall } from './call.ts';

type Sync = StationStore['sync'];

/**
 * Asks the log itself from where on it does not hold this chain, before that chain ends. A registry that was put back
 * may have lost what it had acknowledged, and a copy of this machine may have written other events there since: then
 * neither the acknowledgements nor the place of the refusal say where the two stories part.
 *
 * Keeps the answer as `divergesAt`. A chain is in the log up to some event and not beyond, so it is found by halving.
 * @returns false when nobody answered: ask again later
 */
export async function findDivergence(sync: Sync, caller: Caller): Promise<boolean> {
  const { divergesAt, acked } = sync.state();
  const bound = divergesAt ?? acked.seq + 1;
  // In the log up to `held`, not from `lost` on.
  let [held, lost] = [0, bound];
  let next = bound - 1;
  while (lost - held > 1) {
    const answer = await isLogged(sync, caller, next);
    if (answer === 'no_answer') return false;
    if (answer === 'unknown') return true;
    if (answer === 'logged') held = next;
    else lost = next;
    next = held + ((lost - held) >> 1);
  }
  if (lost < bound) sync.keep({ divergesAt: lost });
  return true;
}

async function isLogged(sync: Sync, caller: Caller, seq: number): Promise<'logged' | 'not_logged' | 'no_answer' | 'unknown'> {
  const hash = sync.hashAt(seq);
  if (hash === undefined) return 'logged';
  const said = await signedCall(sync, caller, { path: `/v1/proofs/${hash}` });
  if (said.kind === 'ok') return 'logged';
  if (said.kind !== 'problem') return 'no_answer';
  switch (said.problem.code) {
    case 'not_covered':
      return 'logged';
    case 'not_found':
      return 'not_logged';
    default:
      return said.problem.retry_ms !== undefined || said.problem.code === 'clock' ? 'no_answer' : 'unknown';
  }
}
