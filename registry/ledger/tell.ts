import type { Report } from '../ports.ts';
import type { Projector } from '../projector/projector.ts';

/**
 * Calls `tell` whenever a projection has moved and is up to the log, one call at a time: for what the registry has to say
 * of what it finds. What is still to be said must stand in the projection's tables, so that a crash leaves it to the next
 * start; `tell` must say nothing twice that was told in this process and is not followed yet.
 *
 * @param failed what to report when it could not be said; it is tried again with the next event
 * @returns a function that ends it, after what is under way
 */
export function tellWhenMoved(parts: {
  readonly projector: Pick<Projector, 'onMoved' | 'status'>;
  readonly projection: string;
  readonly report: Report;
  readonly failed: string;
  tell(isStopped: () => boolean): Promise<void>;
}): () => Promise<void> {
  const { projector, projection, report, failed } = parts;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  function look(): void {
    // While the projection is behind the log it does not know yet what was told before.
    if (stopped || projector.status(projection).state !== 'live') return;
    again = running !== undefined;
    running ??= parts
      .tell(() => stopped)
      .catch((cause: unknown) => {
        report(failed, cause);
      })
      .finally(() => {
        running = undefined;
        if (again) look();
      });
  }
  const forget = projector.onMoved(look);
  return async () => {
    stopped = true;
    forget();
    await running;
  };
}
