import type { ConsoleDrive, ConsoleDriveRow } from '../../contract/console/drives.ts';
import { consoleDriveRow } from '../../contract/console/drives.ts';
import { currentJob, type DriveLife, type JobStory, stateOf } from '../../domain/custody/life.ts';
import { waysOut } from '../../domain/custody/ways-out.ts';
import type { SqlRow } from '../sql/port.ts';
import { number, optionalText, text } from '../sql/rows.ts';
import type { NamesOf } from './names.ts';

type Drawn = ConsoleDrive['drive'];

/** A row of a list. */
export function driveRow(row: SqlRow, names: NamesOf): ConsoleDriveRow {
  const holder = optionalText(row, 'holder');
  return consoleDriveRow.parse({
    subject: text(row, 'subject'),
    serial: text(row, 'serial'),
    state: text(row, 'state'),
    site: text(row, 'site') === '' ? 'unknown' : text(row, 'site'),
    since_ms: number(row, 'since_ms'),
    ...present({
      model: optionalText(row, 'model'),
      wwn: optionalText(row, 'wwn'),
      holder: holder === undefined ? undefined : names(holder),
      place: optionalText(row, 'place'),
      tenant: optionalText(row, 'tenant'),
      outcome: optionalText(row, 'outcome'),
    }),
  });
}

/** What a page draws of a drive, from its life alone. `opened` holds the sealed values of its claim that the asker may see. */
export function drawnDrive(life: DriveLife, names: NamesOf, opened: Readonly<Record<string, string>>): Drawn {
  const { record, seen } = life;
  const job = currentJob(life);
  const certificate = life.certificates.at(-1);
  return {
    subject: life.subject,
    serial: record?.serial ?? seen?.identity.serial ?? '',
    state: stateOf(life),
    record: {
      serial: record?.serial ?? '',
      reason: record?.reason ?? 'unknown',
      data_class: record?.data_class ?? 'unknown',
      destination: record?.destination ?? 'undecided',
      ...present({ model: record?.model, host: opened['host'], slot: opened['slot'], ticket: opened['ticket'] }),
      ...present({ owner: opened['owner'], note: opened['note'] }),
    },
    label: record?.label ?? {},
    ...present({ model: seen?.identity.model ?? record?.model, media: seen?.identity.media, identity: seen?.identity, lock: seen?.lock }),
    ...present({ holder: life.holder === undefined ? undefined : names(life.holder), place: life.place }),
    ...(life.offer === undefined ? {} : { offered_to: names(life.offer.to), offered_since_ms: timeOf(life.offer.mark.wall) }),
    ...(life.quarantine === undefined ? {} : { quarantine: { cause: life.quarantine.cause, bound_for: life.quarantine.bound_for } }),
    ...(job === undefined ? {} : jobPart(job, names)),
    ...(certificate === undefined
      ? {}
      : {
          certificate: {
            id: certificate.id,
            outcome: certificate.outcome,
            issued_ms: timeOf(certificate.mark.wall),
            safety: 'logged' as const,
          },
        }),
    ways_out: waysOut(life).map((way) => ({ way: way.way, open: way.open, ...(way.open ? {} : { why: way.why }) })),
  };
}

function jobPart(job: JobStory, names: NamesOf): Pick<Drawn, 'erase' | 'verdict' | 'coverage' | 'validation'> {
  const ended = job.phase === 'judged' ? 'finished' : job.phase === 'cleared' || job.phase === 'sanitizing' ? 'running' : job.phase;
  return {
    erase: {
      job: job.job,
      technique: job.order.technique,
      attempt: job.attempt,
      ended,
      ...present({ method: job.verification?.method, why: job.why, data: job.data, duration_ms: job.record?.duration_ms }),
      ...present({ completion: job.record?.completion.source, reading: job.record?.completion.reading }),
    },
    ...(job.verification === undefined ? {} : { verdict: job.verification.verdict, coverage: job.verification.coverage }),
    ...(job.validation === undefined ? {} : { validation: { accepted: job.validation.accepted, by: names(job.validation.mark.by ?? '') } }),
  };
}

/** Unix ms of a wall time as a station claimed it; 0 when it is no time. */
export function timeOf(wall: string): number {
  const ms = Date.parse(wall);
  return Number.isFinite(ms) ? ms : 0;
}

/** The members that are there. */
export function present<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  }; // the filter's own result
}
