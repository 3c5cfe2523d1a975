import type { Role } from '../domain/people/roles.ts';
import type { Shortfall } from './certificate.ts';
import type { ToldJob } from './job.ts';
import type { Told } from './story.ts';
import { all, last } from './story.ts';

/**
 * Everything that keeps a drive from being called sanitized, read from the facts themselves and not from the verdict
 * alone: a certificate that claims more than its own evidence shows cannot be composed.
 */
export function shortfallsOf(story: readonly Told[], drive: readonly Told[], job: ToldJob | undefined): readonly Shortfall[] {
  const destroyed = last(drive, 'drive.destroyed');
  if (destroyed === undefined) return eraseAndProof(story, drive, job);
  const { actor, witness } = destroyed.entry.event;
  // Two people stand for it, or the drive is not destroyed as far as the paper goes.
  const isWitnessed = actor !== undefined && witness !== undefined && actor !== witness && hadRole(story, destroyed, witness, 'witness');
  return isWitnessed ? [] : ['destruction_not_witnessed', ...eraseAndProof(story, drive, job)];
}

function eraseAndProof(story: readonly Told[], drive: readonly Told[], job: ToldJob | undefined): readonly Shortfall[] {
  if (job === undefined) return ['no_erase'];
  return [
    ...eraseShortfalls(job),
    ...evidenceShortfalls(job),
    ...validationShortfalls(story, drive, job),
    ...identityShortfalls(drive, job),
  ];
}

function eraseShortfalls({ end, sanitization }: ToldJob): readonly Shortfall[] {
  switch (end) {
    case 'failed':
      return ['erase_failed'];
    case 'cancelled':
      return ['erase_cancelled'];
    case 'running':
    case 'interrupted':
      return ['erase_interrupted'];
    case 'finished':
      break;
  }
  const { record, order } = sanitization;
  const found: Shortfall[] = [];
  if (record?.completion.claim === 'failed') found.push('completion_failed');
  else if (record?.completion.claim !== 'completed') found.push('completion_unknown');
  if (record !== undefined && record.technique !== order.technique) found.push('other_technique');
  if (record !== undefined && (record.bad_count > 0 || record.bad.length > 0)) found.push('write_errors');
  return found;
}

function evidenceShortfalls({ verification, coverage, sanitization }: ToldJob): readonly Shortfall[] {
  if (verification === undefined || coverage === undefined) return ['not_verified'];
  const { evidence, verdict } = verification;
  const { written, confirmed, surviving, unreadable } = evidence.markers;
  const found: Shortfall[] = [];
  if (verdict.kind === 'failed') found.push('verification_failed');
  if (verdict.kind === 'not_verified' || evidence.places < 1 || evidence.read_bytes < 1 || evidence.unreadable > 0)
    found.push('not_verified');
  if (surviving > 0) found.push('markers_survive');
  if (confirmed < 1 || confirmed !== written || unreadable > 0 || sanitization.markers?.confirmed !== confirmed)
    found.push('markers_unconfirmed');
  if (evidence.unexpected > 0) found.push('read_back_unexpected');
  if (evidence.structures.length > 0) found.push('structures_found');
  if (!verification.seed_committed) found.push('seed_not_committed');
  const closed = coverage.user_area === 'addressed' && isClosed(coverage.hidden_areas) && isClosed(coverage.other_namespaces);
  if (!closed) found.push('area_open');
  return found;
}

function isClosed(area: 'addressed' | 'not_present' | 'not_addressed' | 'unknown'): boolean {
  return area === 'addressed' || area === 'not_present';
}

function validationShortfalls(story: readonly Told[], drive: readonly Told[], { validation, cleared }: ToldJob): readonly Shortfall[] {
  if (validation === undefined) return ['not_validated'];
  if (!validation.accepted) return ['rejected'];
  const { by, event } = validation.mark;
  const decided = drive.find(({ entry }) => entry.hash === event);
  const found: Shortfall[] = [];
  // Nobody judges their own work: the ledger's rules refuse it, and the paper refuses it once more.
  if (by === cleared.entry.event.actor) found.push('validator_sanitized_it');
  if (decided === undefined || !hadRole(story, decided, by, 'validator')) found.push('validator_without_role');
  return found;
}

/** Was this person enrolled with this role, by the newest enrolment before that fact? */
function hadRole(story: readonly Told[], fact: Told, person: string, role: Role): boolean {
  const enrolments = all(story.slice(0, story.indexOf(fact)), 'person.enrolled').filter(({ body }) => body.person === person);
  return enrolments.at(-1)?.body.roles.includes(role) === true;
}

/** The drive that was erased must be the one in the record: its own serial, with the identity lock open when it was cleared. */
function identityShortfalls(drive: readonly Told[], { cleared }: ToldJob): readonly Shortfall[] {
  const before = drive.slice(0, drive.indexOf(cleared));
  const seen = last(before, 'drive.seen');
  return seen?.body.lock.verdict === 'open' && seen.body.identity.serial === cleared.body.serial ? [] : ['identity_not_proven'];
}
