import { hashText, readHash, sha256 } from '../domain/ledger/hash.ts';
import type { CertificateBody, FourFacts, Sanitization } from './certificate.ts';
import type { Told, ToldAs } from './story.ts';
import { all, last, markOf } from './story.ts';

/** Everything that was told of one erase job. */
export interface ToldJob {
  readonly cleared: ToldAs<'erase.cleared'>;
  readonly end: CertificateBody['jobs'][number]['end'];
  readonly sanitization: Sanitization;
  readonly facts: FourFacts;
  readonly verification?: NonNullable<CertificateBody['verification']>;
  readonly coverage?: NonNullable<CertificateBody['coverage']>;
  readonly validation?: NonNullable<CertificateBody['validation']>;
}

/** The newest job that reached the drive; when none did, the newest that was cleared. */
export function newestJob(drive: readonly Told[]): string | undefined {
  const touched = drive.findLast((told) => touches(told));
  return jobName(touched) ?? last(drive, 'erase.cleared')?.body.job;
}

function touches(told: Told): boolean {
  switch (told.type) {
    case 'erase.started':
    case 'erase.marked':
    case 'erase.finished':
      return true;
    case 'erase.failed':
    case 'erase.interrupted':
    case 'erase.cancelled':
      return told.body.data !== 'untouched';
    default:
      return false;
  }
}

function jobName(told: Told | undefined): string | undefined {
  return told !== undefined && 'job' in told.body ? told.body.job : undefined;
}

/** Reads one job; undefined when it was never cleared. */
export function jobOf(drive: readonly Told[], job: string): ToldJob | undefined {
  const facts = drive.filter((told) => jobName(told) === job);
  const cleared = last(facts, 'erase.cleared');
  if (cleared === undefined) return undefined;
  const ended = facts.findLast(({ type }) => type === 'erase.finished' || type === 'erase.failed' || type === 'erase.cancelled' || type === 'erase.interrupted');
  const verified = last(facts, 'verify.finished');
  const decided = last(facts, 'validation.decided');
  const reached = verified?.body.method;
  return {
    cleared,
    end: endOf(ended),
    sanitization: { ...sanitizationOf(facts, cleared, ended), ...(reached === undefined ? {} : { method_reached: reached }) },
    facts: fourFactsOf(facts, ended),
    ...(verified === undefined
      ? {}
      : {
          verification: { mark: markOf(verified.entry), evidence: verified.body.evidence, verdict: verified.body.verdict, floor_ms: verified.body.floor_ms, seed_committed: isCommitted(verified.body.evidence.seed, cleared.body.seed_hash) },
          coverage: verified.body.coverage,
        }),
    ...(decided === undefined ? {} : { validation: { mark: markOf(decided.entry), accepted: decided.body.accepted, statement: decided.body.statement } }),
  };
}

/** The clearance holds SHA-256 of the seed's 32 bytes. */
function isCommitted(seed: string, seedHash: string): boolean {
  const bytes = readHash(seed);
  return bytes !== undefined && hashText(sha256(bytes)) === seedHash;
}

function endOf(ended: Told | undefined): ToldJob['end'] {
  switch (ended?.type) {
    case 'erase.finished':
      return 'finished';
    case 'erase.failed':
      return 'failed';
    case 'erase.cancelled':
      return 'cancelled';
    case 'erase.interrupted':
      return 'interrupted';
    default:
      return 'running';
  }
}

function sanitizationOf(facts: readonly Told[], cleared: ToldAs<'erase.cleared'>, ended: Told | undefined): Sanitization {
  const { body } = cleared;
  const started = last(facts, 'erase.started');
  const marked = last(facts, 'erase.marked');
  const record = recordOf(ended);
  const failure = failureOf(ended);
  return {
    job: body.job,
    ...(started === undefined ? {} : { attempt: started.body.attempt, started: markOf(started.entry) }),
    order: body.order,
    cleared: markOf(cleared.entry),
    ...(ended === undefined ? {} : { ended: markOf(ended.entry) }),
    deadline_ms: body.deadline_ms,
    port: body.port,
    serial: body.serial,
    seed_hash: body.seed_hash,
    ruled_out: [...body.ruled_out],
    ...(record === undefined ? {} : { record }),
    ...(failure === undefined ? {} : { failure }),
    ...(marked === undefined ? {} : { markers: { written: marked.body.written, confirmed: marked.body.confirmed, mark: markOf(marked.entry) } }),
    resumed: all(facts, 'erase.resumed').map(({ entry, body: { found } }) => ({ found, mark: markOf(entry) })),
  };
}

function recordOf(ended: Told | undefined): Sanitization['record'] {
  return ended?.type === 'erase.finished' || ended?.type === 'erase.failed' ? ended.body.record : undefined;
}

function failureOf(ended: Told | undefined): Sanitization['failure'] {
  if (ended?.type === 'erase.failed') return { why: ended.body.why, data: ended.body.data, detail: ended.body.detail };
  if (ended?.type === 'erase.interrupted') return { why: ended.body.why, data: ended.body.data };
  return undefined;
}

/** Accepted, completed, verified, validated: four facts, none read from another. */
function fourFactsOf(facts: readonly Told[], ended: Told | undefined): FourFacts {
  const started = last(facts, 'erase.started');
  const verified = last(facts, 'verify.finished');
  const decided = last(facts, 'validation.decided');
  const record = recordOf(ended);
  const refused = ended?.type === 'erase.failed' && ended.body.why === 'command_refused';
  return {
    accepted: refused ? { state: 'refused', mark: markOf(ended.entry) } : started === undefined ? { state: 'not_reached' } : { state: 'accepted', mark: markOf(started.entry) },
    completed: ended === undefined || refused || started === undefined ? { state: 'not_reached' } : { state: record?.completion.claim ?? 'unknown', mark: markOf(ended.entry) },
    verified: verified === undefined ? { state: 'not_reached' } : { state: verified.body.verdict.kind, mark: markOf(verified.entry) },
    validated: decided === undefined ? { state: 'not_reached' } : { state: decided.body.accepted ? 'validated' : 'rejected', mark: markOf(decided.entry) },
  };
}
