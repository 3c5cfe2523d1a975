import type { Method } from '../erase/technique.ts';
import { isKeyChange } from '../policy/demand.ts';
import { acceptedJob } from './proof.ts';
import type { DriveLife } from './story.ts';

/**
 * What the newest job that touched the drive has reached, where it was completed, verified and accepted by a validator;
 * undefined when it was not. Whether that is enough is for who asks.
 */
export function reachedBy(life: DriveLife): { readonly method: Method; readonly byKeyChange: boolean } | undefined {
  const accepted = acceptedJob(life);
  const method = accepted.kind === 'accepted' ? accepted.job.verification?.method : undefined;
  return accepted.kind === 'none' || method === undefined ? undefined : { method, byKeyChange: isKeyChange(accepted.job.order.technique) };
}
