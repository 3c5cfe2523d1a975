import { setImmediate as nextTurn } from 'node:timers/promises';
import { learnPolicies } from '../../domain/policy/policies.ts';
import { RowsDiffer } from '../sql/port.ts';
import { commitTogether, type Follower, goesOn, takeOver } from './follower.ts';
import { comparePositions, type Position } from './projection.ts';
import type { ProjectorParts } from './projector.ts';
import { nextLog, readEvents } from './read-log.ts';

type Group = readonly [Follower, ...Follower[]];

/** Events in one commit: enough to share what each batch costs, few enough that nobody waits long for its writing. */
const batch = 256;

/**
 * Takes every follower that has not failed, or whose wait after a failure is over, to the end of the log. Those that are up to the log go first, so that making
 * one anew holds up no other. Throws only when the database does not answer.
 */
export async function followLog(
  parts: ProjectorParts,
  followers: readonly Follower[],
  tellMoved: () => void,
  isStopped: () => boolean,
): Promise<void> {
  for (let moved = true; moved && !isStopped();) {
    moved = false;
    let ahead: Position | undefined;
    for (const group of groupsOf(followers)) {
      if (await step(parts, group, ahead)) moved = true;
      if (moved) tellMoved();
      // The furthest go to their end before the others take a step.
      if (moved && ahead === undefined && !group[0].live) break;
      ahead = group[0].position;
      await nextTurn();
    }
  }
  tellMoved();
}

/** One batch for the followers of a place, not beyond those ahead of them. @returns whether any of them moved */
async function step(parts: ProjectorParts, group: Group, ahead: Position | undefined): Promise<boolean> {
  const { sql } = parts.store;
  const from = group[0].position;
  const count = ahead?.logId === from.logId ? Math.min(batch, ahead.next - from.next) : batch;
  const recent = parts.recent?.from(from, count) ?? [];
  const events = recent.length > 0 ? recent : await readEvents(sql, from, count);
  learnPolicies(events);
  const to = events.length > 0 ? { logId: from.logId, next: from.next + events.length } : await nextLog(sql, from);
  if (to === undefined) {
    for (const follower of group) follower.live = true;
    return false;
  }
  let moved = false;
  for (const { follower, cause } of await commitTogether(sql, group, events, to)) {
    if (cause === undefined) {
      moved = true;
      if (follower.fault !== undefined) parts.report(`The projection ${follower.projection.name} goes on.`);
      goesOn(follower);
    } else if (!(cause instanceof RowsDiffer) || !(await takeOver(sql, follower))) await stopOne(parts, follower, cause);
    else if (follower.fault === undefined) moved = true;
  }
  return moved;
}

async function stopOne(parts: ProjectorParts, follower: Follower, cause: unknown): Promise<void> {
  const { name } = follower.projection;
  const before = follower.fault;
  follower.fault = cause instanceof Error ? cause.message : String(cause);
  follower.failures += 1;
  follower.due = false;
  if (before === follower.fault) return;
  parts.report(`The projection ${name} stopped. The log and all other views go on; nothing is lost. It is tried again.`, cause);
  await parts.store.raiseAlarm('projection_stopped', `${name}: ${follower.fault}`.slice(0, 500), parts.clock.nowMs());
}

/** Those that stand at one place together, the furthest first. */
function groupsOf(followers: readonly Follower[]): readonly Group[] {
  const groups = new Map<string, [Follower, ...Follower[]]>();
  for (const follower of followers) {
    if (follower.fault !== undefined && !follower.due) continue;
    const place = `${follower.position.logId} ${follower.position.next}`;
    const group = groups.get(place);
    if (group === undefined) groups.set(place, [follower]);
    else group.push(follower);
  }
  return [...groups.values()].sort(([left], [right]) => comparePositions(right.position, left.position));
}
