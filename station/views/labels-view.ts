import type { z } from 'zod';
import type { LabelJob, labelsOfThing, LabelsPage } from '../../contract/labels.ts';
import { isOverdue } from '../../domain/label/print/printed.ts';
import { labelsOf, thingOf } from '../labels/content.ts';
import type { KeptJob } from '../labels/kept.ts';
import type { LabelQueue } from '../labels/queue.ts';
import type { StationParts } from '../parts.ts';

/** How far back the page looks for labels that nobody scanned, and how many it lists. */
const lookBackMs = 7 * 86_400_000;
const mostListed = 200;

/** The printer, what waits for it, and the labels that nobody has scanned on their thing yet. */
export function labelsPageView({ store, clock }: StationParts, queue: LabelQueue): LabelsPage {
  const nowMs = clock.wallMs();
  const { printer, test } = queue;
  const subjects = new Set(
    store.shelf.ofType('label.printed', nowMs - lookBackMs, nowMs).flatMap(({ fact: { subject } }) => subject ?? []),
  );
  const unscanned = [...subjects].flatMap((subject) => {
    const thing = thingOf(store, subject);
    if (thing === undefined) return [];
    return labelsOf(store, subject)
      .printed.filter(({ applied }) => applied === undefined)
      .map((label) => ({
        subject,
        of: thing.of,
        title: thing.title,
        number: label.number,
        at_ms: Date.parse(label.wall),
        overdue: isOverdue(label, nowMs),
      }));
  });
  return {
    ...(printer === undefined ? {} : { printer }),
    jobs: queue.jobs.map((job) => shownJob(store, job)),
    unscanned: unscanned.slice(0, mostListed),
    ...(test === undefined ? {} : { test }),
  };
}

/** The labels of one thing. */
export function labelsOfView(
  { store, clock }: StationParts,
  queue: LabelQueue,
  subject: string,
): z.infer<typeof labelsOfThing> | undefined {
  const thing = thingOf(store, subject);
  const { printed } = labelsOf(store, subject);
  if (thing === undefined && printed.length === 0) return undefined;
  const nowMs = clock.wallMs();
  return {
    printed: printed.map((label) => ({
      number: label.number,
      copy: label.copy,
      red: label.red,
      at_ms: Date.parse(label.wall),
      ...(label.applied === undefined ? {} : { applied_ms: Date.parse(label.applied) }),
      overdue: isOverdue(label, nowMs),
    })),
    waiting: queue.jobs.filter((job) => job.subject === subject).map((job) => shownJob(store, job)),
    red: thing?.red === true,
  };
}

function shownJob(store: StationParts['store'], { of: _of, by: _by, ...job }: KeptJob): LabelJob {
  return { ...job, title: job.subject === undefined ? '' : (thingOf(store, job.subject)?.title ?? '') };
}
