import type { Receipt } from '../../contract/bridge.ts';
import { toBase64url } from '../../domain/bytes.ts';
import type { DriveLife, JobStory } from '../../domain/custody/life.ts';
import { acceptedJob } from '../../domain/custody/proof.ts';
import type { Clearance } from '../../domain/erase/clearance.ts';
import { seedHash } from '../../domain/erase/judge.ts';
import { judgeRecheck } from '../../domain/erase/recheck.ts';
import { attempt, type Hands } from '../custody/attempt.ts';
import { drawHere } from '../custody/recheck-gate.ts';
import { refused } from '../receipt.ts';
import type { Room } from '../room.ts';
import { followReports } from './follow-reports.ts';
import { endedClearance, seatOf } from './ended.ts';
import type { Steps } from './steps.ts';

/** Everything that a re-check reads by: the erase as it was cleared, and places that nobody has read before. */
interface Look {
  readonly clearance: Clearance;
  readonly places: string;
}

/**
 * Begins the re-check at a drive that was drawn: reads other places than the first time, and writes nothing to the drive.
 * What the ledger holds of the erase is enough, so that any station that knows the drive can do it.
 */
export function startRecheck(
  { parts, docks, jobs, desk }: Pick<Room, 'parts' | 'docks' | 'jobs' | 'desk'>,
  hands: Hands,
  { subject, port }: { readonly subject: string; readonly port: string },
): Receipt {
  const life = parts.store.drives.life(subject);
  if (life === undefined) return refused('drive_unknown');
  if (jobs.isRunning(subject)) return refused('job_running');
  const draw = drawHere(parts, life);
  if (draw === undefined) return refused('not_drawn');
  const seat = seatOf(docks, life, port);
  if ('kind' in seat) return seat;
  const { identity } = seat;
  const accepted = acceptedJob(life);
  if (accepted.kind === 'none') return refused(accepted.why, accepted.detail);
  const { job } = accepted;
  const clearance = endedClearance(parts, job, { ...identity, port });
  if (clearance === undefined) return refused('no_job');
  const places = toBase64url(parts.random.bytes(32));
  const body = { job: job.job, drawn: draw.event, port, seed_hash: seedHash(places) };
  const receipt = attempt(parts, hands, { type: 'recheck.started', subject, body });
  if (receipt.kind === 'done') {
    const serial = life.record?.serial;
    jobs.run(subject, async (steps) => {
      if (await lookAgain(life, job, { clearance, places }, steps)) return 'go_on';
      const told = { at_ms: parts.clock.wallMs(), what: 'recheck_stopped', subject, verdict: 'refused' } as const;
      desk.note({ ...told, ...(serial === undefined ? {} : { serial }) });
      return 'wait';
    });
  }
  return receipt;
}

/** @returns false when the reading came to no end; nothing was changed then, and the re-check is still due */
async function lookAgain({ subject, stamp }: DriveLife, job: JobStory, { clearance, places }: Look, steps: Steps): Promise<boolean> {
  if (job.record === undefined) return false;
  const { recorder, clock } = steps.parts;
  const helper = await steps.helper(clearance.port);
  const order = {
    clearance,
    record: job.record,
    markers: job.markers_confirmed ?? 0,
    places,
    ...(stamp?.job === job.job ? { stamp: stamp.region } : {}),
  };
  const end = await followReports(helper.client.verify(order, { signal: steps.signal }), job.order.technique, {
    // Nothing depends on it yet, so it may be let go at any time.
    progress: (progress) => steps.progress({ ...progress, can_cancel: true }),
    marked: () => undefined,
    accepted: () => undefined,
    nowMs: () => clock.wallMs(),
  });
  if (end.kind !== 'verified' || steps.closing()) return false;
  const verdict = judgeRecheck(end.evidence, job.markers_confirmed ?? 0);
  const { evidence, excluded } = end;
  const body = { job: job.job, verdict, evidence, ...(excluded === undefined ? {} : { excluded }) };
  recorder.record([{ type: 'recheck.finished', subject, body }]);
  return true;
}
