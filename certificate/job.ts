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
  const jobs = all(drive, 'erase.cleared').map(({ body }) => body.job);
  return jobs.findLast((job) => hasTouched(drive.filter((told) => jobName(told) === job))) ?? jobs.at(-1);
}

/** Started, and nothing later says that the drive was left as it was. */
function hasTouched(facts: readonly Told[]): boolean {
  const ended = endingOf(facts);
  return (
    last(facts, 'erase.started') !== undefined &&
    (ended === undefined || ended.type === 'erase.finished' || ended.body.data !== 'untouched')
  );
}

type Ending = ToldAs<'erase.finished' | 'erase.failed' | 'erase.cancelled' | 'erase.interrupted'>;

function endingOf(facts: readonly Told[]): Ending | undefined {
  return facts.findLast(
    (told): told is Ending =>
      told.type === 'erase.finished' ||
      told.type === 'erase.failed' ||
      told.type === 'erase.cancelled' ||
      told.type === 'erase.interrupted',
  );
}

function jobName(told: Told | undefined): string | undefined {
  return told !== undefined && 'job' in told.body ? told.body.job : undefined;
}

/** Reads one job; undefined when it was never cleared. */
export function jobOf(drive: readonly Told[], job: string): ToldJob | undefined {
  const facts = drive.filter((told) => jobName(told) === job);
  const cleared = last(facts, 'erase.cleared');
  if (cleared === undefined) return undefined;
  const ended = endingOf(facts);
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
          verification: {
            mark: markOf(verified.entry),
            evidence: verified.body.evidence,
            verdict: verified.body.verdict,
            floor_ms: verified.body.floor_ms,
            seed_committed: isCommitted(verified.body.evidence.seed, cleared.body.seed_hash),
          },
          coverage: verified.body.coverage,
        }),
    ...(decided === undefined
      ? {}
      : { validation: { mark: markOf(decided.entry), accepted: decided.body.accepted, statement: decided.body.statement } }),
  };
}

/** The clearance holds SHA-256 of the seed's 32 bytes. */
function isCommitted(seed: string, seedHash: string): boolean {
  const bytes = readHash(seed);
  return bytes !== undefined && hashText(sha256(bytes)) === seedHash;
}

function endOf(ended: Ending | undefined): ToldJob['end'] {
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

function sanitizationOf(facts: readonly Told[], cleared: ToldAs<'erase.cleared'>, ended: Ending | undefined): Sanitization {
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
    ...(marked === undefined
      ? {}
      : { markers: { written: marked.body.written, confirmed: marked.body.confirmed, mark: markOf(marked.entry) } }),
    resumed: all(facts, 'erase.resumed').map(({ entry, body: { found } }) => ({ found, mark: markOf(entry) })),
  };
}

function recordOf(ended: Ending | undefined): Sanitization['record'] {
  return ended?.type === 'erase.finished' || ended?.type === 'erase.failed' ? ended.body.record : undefined;
}

function failureOf(ended: Ending | undefined): Sanitization['failure'] {
  if (ended?.type === 'erase.failed') return { why: ended.body.why, data: ended.body.data, detail: ended.body.detail };
  if (ended?.type === 'erase.interrupted') return { why: ended.body.why, data: ended.body.data };
  return undefined;
}

/** Accepted, completed, verified, validated: four facts, none read from another. */
function fourFactsOf(facts: readonly Told[], ended: Ending | undefined): FourFacts {
  const verified = last(facts, 'verify.finished');
  const decided = last(facts, 'validation.decided');
  return {
    accepted: acceptedFact(facts, ended),
    completed: completedFact(ended),
    verified: verified === undefined ? { state: 'not_reached' } : { state: verified.body.verdict.kind, mark: markOf(verified.entry) },
    validated:
      decided === undefined
        ? { state: 'not_reached' }
        : { state: decided.body.accepted ? 'validated' : 'rejected', mark: markOf(decided.entry) },
  };
}

/**
 * That the drive took the command stands in an event of its own. Where that was lost with the station, it shows in a
 * drive that was found erasing later or in the record that came after. With none of them it is unknown, because
 * `erase.started` is written before anything is sent.
 */
function acceptedFact(facts: readonly Told[], ended: Ending | undefined): FourFacts['accepted'] {
  if (ended?.type === 'erase.failed' && ended.body.why === 'command_refused') return { state: 'refused', mark: markOf(ended.entry) };
  const accepted = last(facts, 'erase.accepted');
  if (accepted !== undefined) return { state: 'accepted', mark: markOf(accepted.entry) };
  const found = facts.find((told) => told.type === 'erase.resumed' && told.body.found !== 'not_running');
  if (found !== undefined) return { state: 'accepted', mark: markOf(found.entry) };
  if (ended !== undefined && recordOf(ended) !== undefined) return { state: 'accepted', mark: markOf(ended.entry) };
  const started = last(facts, 'erase.started');
  return started === undefined ? { state: 'not_reached' } : { state: 'unknown', mark: markOf(started.entry) };
}

function completedFact(ended: Ending | undefined): FourFacts['completed'] {
  if (ended === undefined || (ended.type === 'erase.failed' && ended.body.why === 'command_refused')) return { state: 'not_reached' };
  return { state: recordOf(ended)?.completion.claim ?? 'unknown', mark: markOf(ended.entry) };
}
