import type { LimitView } from '../../contract/views.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { limitOf } from '../../domain/custody/limits.ts';
import type { StationParts } from '../parts.ts';

/** The step that a drive waits for and until when, as a member of a view; nothing where no limit runs. */
export function limitPart({ store }: Pick<StationParts, 'store'>, life: DriveLife): { readonly limit?: LimitView } {
  const found = limitOf(life, { contained: store.containers.inside(life.subject).container !== undefined });
  return found === undefined ? {} : { limit: { step: found.step, from_ms: found.fromMs, until_ms: found.untilMs } };
}
