import type { Entry } from '../domain/ledger/entry.ts';
import type { Policy, PolicyRef } from '../domain/policy/policy.ts';
import { policyHash } from '../domain/policy/policy.ts';
import type { CertificateBody, CustodyLine } from './certificate.ts';
import { jobOf, newestJob } from './job.ts';
import { shortfallsOf } from './shortfalls.ts';
import type { Told, ToldAs } from './story.ts';
import { all, joinedSubjects, last, markOf, ofDrive, tell } from './story.ts';

export interface ComposeInput {
  /** What `neededEntries` picked, in that order. */
  readonly entries: readonly Entry[];
  readonly subject: string;
  readonly certificateId: string;
  /** RFC 3339 UTC with milliseconds, as the station's clock shows it. */
  readonly issuedAt: string;
  /** Id of the issuing station. */
  readonly station: string;
  /** The policy that the newest job was cleared under, or that the station goes by; left out when it is not at hand. */
  readonly policy?: Pick<Policy, 'name' | 'standard'> & { readonly ref: PolicyRef };
}

/** A policy as `compose` wants it. */
export function policyForPaper(policy: Policy): NonNullable<ComposeInput['policy']> {
  return { name: policy.name, standard: policy.standard, ref: { id: policy.id, version: policy.version, hash: policyHash(policy) } };
}

/**
 * The certificate's body. Pure: the same entries give the same body on every machine, which is how a reader finds
 * out that nothing in it was made up. The outcome is read from the entries too and is never an input. Throws when
 * the entries hold nothing about the subject.
 */
export function compose(input: ComposeInput): CertificateBody {
  const { entries, subject } = input;
  const story = tell(entries);
  const subjects = joinedSubjects(entries, subject);
  const drive = ofDrive(story, subjects);
  const [first] = entries;
  if (first === undefined || drive.length === 0) throw new RangeError('a certificate rests on at least one fact about its drive');
  const job = newestJob(drive);
  const told = job === undefined ? undefined : jobOf(drive, job);
  const destroyed = last(drive, 'drive.destroyed');
  const seen = last(drive, 'drive.seen');
  const shortfalls = shortfallsOf(story, drive, told);
  const practice = last(story, 'station.named')?.body.mode === 'practice' || all(drive, 'drive.seen').some(({ body }) => body.virtual);
  return {
    v: 1,
    certificate: input.certificateId,
    outcome: shortfalls.length > 0 ? 'not_sanitized' : destroyed === undefined ? 'sanitized' : 'destroyed',
    shortfalls: [...shortfalls],
    practice,
    issued_at: input.issuedAt,
    registry: first.event.reg,
    station: stationPart(story, input.station),
    subject,
    other_subjects: [...subjects].filter((each) => each !== subject).sort(),
    ...(seen === undefined
      ? {}
      : {
          drive: {
            identity: seen.body.identity,
            seen: markOf(seen.entry),
            lock: seen.body.lock,
            dock: seen.body.dock,
            port: seen.body.port,
            virtual: seen.body.virtual,
          },
        }),
    ...recordPart(drive),
    ...policyPart(story, told?.cleared.body.policy, input.policy),
    facts: told?.facts ?? {
      accepted: { state: 'not_reached' },
      completed: { state: 'not_reached' },
      verified: { state: 'not_reached' },
      validated: { state: 'not_reached' },
    },
    ...(told === undefined ? {} : { sanitization: told.sanitization }),
    ...(told?.verification === undefined ? {} : { verification: told.verification }),
    ...(told?.coverage === undefined ? {} : { coverage: told.coverage }),
    ...(told?.validation === undefined ? {} : { validation: told.validation }),
    ...(destroyed === undefined ? {} : { destruction: destructionPart(destroyed) }),
    jobs: all(drive, 'erase.cleared').map(({ entry, body }) => ({
      job: body.job,
      technique: body.order.technique,
      method: body.order.method,
      cleared: markOf(entry),
      end: jobOf(drive, body.job)?.end ?? 'running',
    })),
    custody: drive.flatMap((each) => custodyLines(each)),
    people: all(story, 'person.enrolled').map(({ entry, body }) => ({
      person: body.person,
      roles: [...body.roles],
      key: body.key,
      enrolled: markOf(entry),
    })),
    events: entries.map(({ event, hash }) => ({
      event: hash,
      station: event.station,
      epoch: event.epoch,
      seq: event.seq,
      type: event.type,
    })),
  };
}

function stationPart(story: readonly Told[], id: string): CertificateBody['station'] {
  const own = story.filter(({ entry }) => entry.event.station === id);
  const named = last(own, 'station.named')?.body;
  const version = last(own, 'station.heartbeat')?.body.version;
  return {
    id,
    tool: 'Custos',
    ...(named === undefined ? {} : { site: named.site, name: named.station, mode: named.mode }),
    ...(version === undefined ? {} : { version }),
  };
}

function recordPart(drive: readonly Told[]): Pick<CertificateBody, 'record'> {
  const claim = last(drive, 'custody.claimed');
  if (claim === undefined) return {};
  const { serial, model, label, reason, data_class } = claim.body;
  const changed = last(drive.slice(drive.indexOf(claim)), 'custody.destination');
  return {
    record: {
      serial,
      ...(model === undefined ? {} : { model }),
      label,
      reason,
      data_class,
      claimed: markOf(claim.entry),
      destination: changed?.body.destination ?? claim.body.destination,
    },
  };
}

function policyPart(story: readonly Told[], ofJob: PolicyRef | undefined, given: ComposeInput['policy']): Pick<CertificateBody, 'policy'> {
  const ref = ofJob ?? last(story, 'policy.adopted')?.body;
  if (ref === undefined) return {};
  const fits = given !== undefined && given.ref.hash === ref.hash && given.ref.id === ref.id && given.ref.version === ref.version;
  return { policy: { id: ref.id, version: ref.version, hash: ref.hash, ...(fits ? { name: given.name, standard: given.standard } : {}) } };
}

/** One line of the custody chain, for the facts that say who holds the drive, where it is, or that it must not go on. */
function custodyLines({ entry, type, body }: Told): readonly CustodyLine[] {
  const line = (more: Omit<CustodyLine, 'mark' | 'type'>): readonly CustodyLine[] => [{ mark: markOf(entry), type, ...more }];
  const at = (place: string | undefined): Pick<CustodyLine, 'place'> => (place === undefined ? {} : { place });
  switch (type) {
    case 'custody.claimed':
      return line({ holder: body.holder, place: body.place, word: body.reason });
    case 'custody.offered':
      return line({ from: body.from, to: body.to, ...at(body.place) });
    case 'custody.withdrawn':
      return line({ from: body.from });
    case 'custody.received':
      return line({ from: body.from, holder: body.holder, ...at(body.place) });
    case 'custody.moved':
      return line({ holder: body.holder, place: body.place });
    case 'custody.quarantined':
      return line({ ...at(body.place), word: body.cause });
    case 'custody.readmitted':
      return line({ word: body.cause });
    case 'custody.released':
      return line({ word: body.way });
    case 'custody.destination':
      return line({ word: body.destination });
    case 'drive.destroyed':
      return line({ ...at(body.place), word: body.technique });
    default:
      return [];
  }
}

/** The lot that it went with stands in the event itself: this form of the body is frozen and has no place for it. */
function destructionPart({ entry, body }: ToldAs<'drive.destroyed'>): NonNullable<CertificateBody['destruction']> {
  const { lot: _lot, ...said } = body;
  return { ...said, mark: markOf(entry) };
}
