import type { Receipt } from '../../contract/bridge.ts';
import type { Stamping } from '../../contract/helper.ts';
import { toBase64 } from '../../domain/bytes.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { acceptedJob, certificateOf } from '../../domain/custody/proof.ts';
import { regionOf, sealStamp } from '../../domain/stamp/stamp.ts';
import type { Fact } from '../../domain/facts/facts.ts';
import { stationOf } from '../certificates/holdings.ts';
import { attempt, type Hands } from '../custody/attempt.ts';
import { contestAt } from '../custody/contest.ts';
import { drawHere } from '../custody/recheck-gate.ts';
import { endedClearance, seatOf } from '../erase/ended.ts';
import type { StepAnswer, Steps } from '../erase/steps.ts';
import { refused } from '../receipt.ts';
import type { Room } from '../room.ts';

/**
 * Stamps a proven drive, because somebody asked for it: what is to be written is sealed and on record before the helper gets leave
 * to write it once. A drive that waits for a re-check is looked at first.
 */
export function startStamp(
  { parts, docks, jobs, desk }: Pick<Room, 'parts' | 'docks' | 'jobs' | 'desk'>,
  hands: Hands,
  { subject, port }: { readonly subject: string; readonly port: string },
): Receipt {
  const life = parts.store.drives.life(subject);
  if (life === undefined) return refused('drive_unknown');
  if (jobs.isRunning(subject)) return refused('job_running');
  if (parts.keys === undefined) return refused('stamp_stopped');
  if (contestAt(parts, subject).contested) return refused('disputed');
  if (drawHere(parts, life) !== undefined) return refused('recheck_due');
  const seat = seatOf(docks, life, port);
  if ('kind' in seat) return seat;
  const accepted = acceptedJob(life);
  if (accepted.kind === 'none') return refused(accepted.why, accepted.detail);
  const { job } = accepted;
  const certificate = certificateOf(life, job);
  if (certificate === undefined) return refused('no_proof', 'not_certified');
  const { identity } = seat;
  const clearance = endedClearance(parts, job, { ...identity, port });
  if (clearance === undefined) return refused('no_job');
  const { event: key } = parts.keys;
  const words = {
    certificate: certificate.id,
    subject,
    issued: `${certificate.mark.wall.slice(0, 19)}Z`,
    station: stationOf(parts.store),
    key: key.keyId,
  };
  const bytes = sealStamp(words, key, identity.block_bytes);
  const { id, serial, deadline_ms: deadlineMs } = clearance;
  const body: Fact<'stamp.started'> = {
    job: job.job,
    certificate: certificate.id,
    clearance: id,
    port,
    serial,
    deadline_ms: deadlineMs,
    region: regionOf(bytes),
  };
  const receipt = attempt(parts, hands, { type: 'stamp.started', subject, body });
  if (receipt.kind === 'done')
    jobs.run(subject, async (steps) => {
      const end = await write(steps, port, { clearance, region: toBase64(bytes) });
      if (end === undefined) return 'wait';
      record(steps, life, certificate.id, end);
      if (end.end !== 'written')
        desk.note({
          at_ms: parts.clock.wallMs(),
          what: 'stamp_stopped',
          subject,
          verdict: 'refused',
          ...(life.record === undefined ? {} : { serial: life.record.serial }),
        });
      return after(end);
    });
  return receipt;
}

type End = Pick<Fact<'stamp.finished'>, 'end' | 'detail'>;

/** What became of it. Undefined while the station closes: the record then says that it was begun, and no more. */
async function write(
  steps: Steps,
  port: string,
  order: Parameters<Awaited<ReturnType<Steps['helper']>>['client']['stamp']>[0],
): Promise<End | undefined> {
  let sent = false;
  try {
    const helper = await steps.helper(port);
    sent = true;
    const said = await helper.client.stamp(order, { signal: steps.signal });
    return endOf(said);
  } catch (error) {
    if (steps.closing()) return undefined;
    return { end: sent ? 'in_doubt' : 'untouched', detail: textOf(error instanceof Error ? error.message : String(error)) };
  }
}

function endOf(said: Stamping): End {
  if (said.kind === 'stamped') return { end: 'written', detail: '' };
  return { end: said.wrote ? 'in_doubt' : 'untouched', detail: textOf(`${said.why}: ${said.detail}`) };
}

function textOf(detail: string): string {
  return detail.slice(0, 200);
}

function record({ parts }: Steps, { subject }: DriveLife, certificate: string, end: End): void {
  parts.recorder.record([{ type: 'stamp.finished', subject, body: { certificate, ...end } }]);
}

/** A bay that gave trouble is not gone on with by itself. */
function after({ end }: End): StepAnswer {
  return end === 'written' ? 'go_on' : 'wait';
}
