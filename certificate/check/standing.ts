import { readFact } from '../../domain/facts/facts.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import type { Role } from '../../domain/people/roles.ts';
import { duties } from '../../domain/people/duties.ts';
import type { CertificateFile } from '../certificate.ts';
import { revocationWords } from '../words.ts';
import type { Contests } from './contests.ts';
import type { CheckReport, Finding } from './report.ts';
import { altered, incomplete, revoked, superseded } from './report.ts';

/** What the whole chains say of one certificate and its drive, beyond the certificate itself. */
export function standingFindings(
  name: string,
  { file }: CheckReport,
  entries: readonly Entry[],
  contests: Contests | undefined,
): readonly Finding[] {
  if (file === undefined) return [];
  const { body } = file;
  const issued = entries.find(({ event }) => event.type === 'certificate.issued' && event.body['certificate'] === body.certificate);
  if (issued === undefined)
    return [incomplete('chain_missing', name, 'The chain that this certificate was issued in is not in the bundle.')];
  const subjects = new Set([body.subject, ...body.other_subjects]);
  const ofDrive = entries.filter(({ event }) => event.subject !== undefined && subjects.has(event.subject));
  const conflict = contests?.of(body.subject).open.find(({ class: kind }) => kind !== 'clock');
  return [
    leftOut(name, file, issued, ofDrive),
    takenBack(name, body.certificate, ofDrive, entries),
    contradicted(name, file, issued, ofDrive),
    conflict === undefined
      ? undefined
      : incomplete(
          'contested',
          `${name} ${conflict.heads[0] ?? ''}`,
          `The events tell two stories of this drive (${conflict.class}), and nobody has settled it.`,
        ),
  ].filter((finding) => finding !== undefined);
}

/** What the chain tells of the drive before the certificate was issued, and the certificate does not. */
function leftOut(name: string, { body }: CertificateFile, issued: Entry, ofDrive: readonly Entry[]): Finding | undefined {
  const listed = new Set(body.events.map(({ event }) => event));
  const missing = ofDrive.find(
    ({ event, hash }) =>
      event.station === issued.event.station && event.epoch === issued.event.epoch && event.seq < issued.event.seq && !listed.has(hash),
  );
  return missing === undefined
    ? undefined
    : altered('left_out', `${name} ${missing.hash}`, `The certificate leaves out an event of this drive: ${missing.event.type}.`);
}

/** A revocation by somebody whose duty it is. Without the roles in the bundle, it is believed: a doubt speaks against the certificate. */
function takenBack(name: string, certificate: string, ofDrive: readonly Entry[], entries: readonly Entry[]): Finding | undefined {
  for (const entry of ofDrive) {
    const read = readFact(entry.event.type, entry.event.body);
    if (read.kind !== 'fact' || read.fact.type !== 'certificate.revoked' || read.fact.body.certificate !== certificate) continue;
    const { actor } = entry.event;
    const roles = actor === undefined ? [] : rolesOf(actor, entries);
    if (actor === undefined || (roles !== undefined && !roles.some((role) => duties['certificate.revoked'].roles.includes(role)))) continue;
    const { superseded_by: next, reason } = read.fact.body;
    const where = `${name} ${entry.hash}`;
    return next === undefined
      ? revoked('certificate_revoked', where, `The certificate was taken back: ${revocationWords[reason]}.`)
      : superseded('superseded', where, `Another certificate has taken its place: ${next} (${revocationWords[reason]}).`);
  }
  return undefined;
}

function rolesOf(person: string, entries: readonly Entry[]): readonly Role[] | undefined {
  const enrolments = entries.flatMap(({ event }) => {
    const read = readFact(event.type, event.body);
    return read.kind === 'fact' && read.fact.type === 'person.enrolled' && read.fact.body.person === person ? [read.fact.body.roles] : [];
  });
  return enrolments.length === 0 ? undefined : enrolments.flat();
}

function contradicted(name: string, { body }: CertificateFile, issued: Entry, ofDrive: readonly Entry[]): Finding | undefined {
  const later = ofDrive.find(
    ({ event }) =>
      event.type === 'certificate.issued' &&
      event.station === issued.event.station &&
      event.epoch === issued.event.epoch &&
      event.seq > issued.event.seq &&
      event.body['outcome'] === 'not_sanitized' &&
      body.outcome === 'sanitized',
  );
  return later === undefined
    ? undefined
    : revoked('contradicted', `${name} ${later.hash}`, 'A later certificate says that this drive is not sanitized.');
}
