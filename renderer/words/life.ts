import { revocationWords } from '../../certificate/words.ts';
import type { LifeLine, Safety } from '../../contract/views.ts';
import { type AnyFact, readFact } from '../../domain/facts/facts.ts';
import { containmentMark, containmentSentence, isContainmentFact } from './containment.ts';
import { boundFor, causeWord, dataClassWord, destinationWord, destroyWord, reasonPulled, wayGone } from './custody.ts';
import { coverageWords, dataWords, failureWords, findingWords, methodWord, techniqueWord, verdictReasonWords } from './erase.ts';
import { dockReason } from './docks.ts';
import { expectedMark, expectedSentence, isExpectedFact } from './expected.ts';
import { capacity, count, dayAndClock, duration } from './numbers.ts';
import type { Mark } from './states.ts';
import { overriddenWord } from './dispute.ts';
import { isRecheckFact, recheckMark, recheckSentence } from './recheck.ts';
import { isStampFact, stampMark, stampSentence } from './stamp.ts';
import { unreadWords } from './typed.ts';

/** A person's name for a pseudonym; the pseudonym itself when the name is not known here. */
export type Names = (person: string) => string;

/** One fact of a drive's life: a plain sentence, and a mark for the line of time. */
export interface Sentence {
  readonly mark: Mark;
  readonly text: string;
}

/** Turns any line of a life into a sentence. What this version does not know is shown as unknown, never hidden. */
export function lifeSentence(line: Pick<LifeLine, 'type' | 'body' | 'opened'>, names: Names): Sentence {
  const read = readFact(line.type, line.body);
  switch (read.kind) {
    case 'fact':
      return { mark: markOf(read.fact), text: factSentence(read.fact, line.opened, names) };
    case 'unknown_type':
      return { mark: 'unknown', text: `A fact of a kind that this version does not know: ${line.type}.` };
    case 'bad_body':
      return { mark: 'unknown', text: `A fact that cannot be read: ${line.type}.` };
  }
}

function factSentence(fact: AnyFact, opened: Readonly<Record<string, string>>, names: Names): string {
  if (isExpectedFact(fact)) return expectedSentence(fact, opened);
  if (isContainmentFact(fact)) return containmentSentence(fact, opened);
  if (isRecheckFact(fact)) return recheckSentence(fact);
  if (isStampFact(fact)) return stampSentence(fact);
  switch (fact.type) {
    case 'custody.claimed':
    case 'custody.offered':
    case 'custody.withdrawn':
    case 'custody.received':
    case 'custody.moved':
    case 'custody.quarantined':
    case 'custody.readmitted':
    case 'custody.released':
    case 'custody.destination':
    case 'custody.override':
      return custodySentence(fact, opened, names);
    case 'drive.seen':
    case 'drive.linked':
    case 'drive.unlinked':
    case 'drive.destroyed':
      return driveSentence(fact, opened);
    case 'erase.cleared':
    case 'erase.started':
    case 'erase.marked':
    case 'erase.accepted':
    case 'erase.resumed':
    case 'erase.interrupted':
    case 'erase.cancelled':
    case 'erase.finished':
    case 'erase.failed':
      return eraseSentence(fact, opened);
    case 'verify.finished':
    case 'validation.decided':
    case 'certificate.issued':
    case 'certificate.revoked':
      return proofSentence(fact, opened);
    case 'station.heartbeat':
    case 'station.named':
    case 'policy.adopted':
    case 'bay.taught':
    case 'bay.forgotten':
    case 'dock.graded':
    case 'person.enrolled':
    case 'person.ended':
    case 'session.opened':
    case 'session.closed':
    case 'key.rotated':
    case 'event.recovered':
    case 'conflict.resolved':
      return stationSentence(fact, opened, names);
  }
}

type Of<Prefix extends string> = Extract<AnyFact, { readonly type: `${Prefix}.${string}` }>;

function custodySentence(fact: Of<'custody'>, opened: Readonly<Record<string, string>>, names: Names): string {
  switch (fact.type) {
    case 'custody.claimed': {
      const { body } = fact;
      const from =
        opened['host'] === undefined
          ? ''
          : ` Pulled from ${opened['host']}${opened['slot'] === undefined ? '' : `, slot ${opened['slot']}`}.`;
      return `Taken into custody by ${names(body.holder)} at ${body.place} as ${body.serial}${body.typed === undefined ? '' : `, typed by two people (${lower(unreadWords[body.typed])})`}.${from} Reason: ${lower(reasonPulled(body.reason))}. Data: ${lower(dataClassWord(body.data_class))}. Goes: ${lower(destinationWord(body.destination))}.`;
    }
    case 'custody.offered':
      return `${names(fact.body.from)} offered it to ${names(fact.body.to)}. In limbo until received.`;
    case 'custody.withdrawn':
      return `${names(fact.body.from)} took the offer back and holds it.`;
    case 'custody.received':
      return `${names(fact.body.holder)} received it from ${names(fact.body.from)}${fact.body.place === undefined ? '' : ` at ${fact.body.place}`}.`;
    case 'custody.moved':
      return `${names(fact.body.holder)} moved it to ${fact.body.place}.`;
    case 'custody.quarantined':
      return `Put into quarantine${fact.body.place === undefined ? '' : ` at ${fact.body.place}`}: ${lower(causeWord(fact.body.cause))}. ${boundFor(fact.body.bound_for)}${noted(opened)}`;
    case 'custody.readmitted':
      return `Back from quarantine (${lower(causeWord(fact.body.cause))}).${noted(opened)}`;
    case 'custody.released':
      return `Released ${wayGone(fact.body.way)}${opened['consignee'] === undefined ? '' : `, ${opened['consignee']}`}, ${fact.body.certificate === undefined ? 'on a named exception' : `on certificate ${fact.body.certificate}`}.`;
    case 'custody.destination':
      return `Destination changed: ${lower(destinationWord(fact.body.destination))}.`;
    case 'custody.override':
      return `Two people let one step through although the drive is in dispute: ${overriddenWord(fact.body.act)}.${noted(opened)}`;
  }
}

function driveSentence(fact: Exclude<Of<'drive'>, { readonly type: 'drive.owned' }>, opened: Readonly<Record<string, string>>): string {
  switch (fact.type) {
    case 'drive.seen': {
      const { identity, lock } = fact.body;
      const told = `In a bay it called itself ${identity.model} ${identity.serial}, ${capacity(identity.capacity_bytes)}.`;
      if (lock.verdict === 'open') return `${told} Label, drive and record agree.`;
      return `${told} Stopped: ${lock.findings.map((finding) => lower(findingWords(finding))).join('; ')}.`;
    }
    case 'drive.linked':
      return fact.body.reason === 'wwn_learned' ? 'Joined with another record of the same WWN.' : 'Joined with another record by a person.';
    case 'drive.unlinked':
      return `Parted from another record by a person.${noted(opened)}`;
    case 'drive.destroyed':
      return `Destroyed: ${lower(destroyWord(fact.body.technique))}${fact.body.fragment_mm === undefined ? '' : `, pieces of ${fact.body.fragment_mm} mm`}${fact.body.place === undefined ? '' : `, at ${fact.body.place}`}.${noted(opened)}`;
  }
}

function eraseSentence(fact: Of<'erase'>, opened: Readonly<Record<string, string>>): string {
  switch (fact.type) {
    case 'erase.cleared':
      return `Cleared for ${techniqueWord(fact.body.order.technique)} (${methodWord(fact.body.order.method)}) in this bay only, until ${dayAndClock(fact.body.deadline_ms)}.`;
    case 'erase.started':
      return `${techniqueWord(fact.body.technique)} started${fact.body.attempt > 1 ? `, attempt ${fact.body.attempt}` : ''}.`;
    case 'erase.marked':
      return `${count(fact.body.written, 'marker', 'markers')} written at seeded places, ${fact.body.confirmed} read back.`;
    case 'erase.accepted':
      return 'The drive took the command.';
    case 'erase.resumed':
      return resumed(fact.body.found);
    case 'erase.interrupted':
      return `Interrupted: ${lower(failureWords(fact.body.why))} ${dataWords(fact.body.data)}`;
    case 'erase.cancelled':
      return `Cancelled. ${dataWords(fact.body.data)}${noted(opened)}`;
    case 'erase.finished': {
      const { record } = fact.body;
      return `${techniqueWord(record.technique)} ended after ${duration(record.duration_ms / 1000)}. The drive’s record: ${record.completion.reading}.`;
    }
    case 'erase.failed':
      return `Failed: ${lower(failureWords(fact.body.why))} ${dataWords(fact.body.data)}`;
  }
}

function resumed(found: 'running' | 'erased' | 'failed' | 'not_running'): string {
  switch (found) {
    case 'running':
      return 'Asked again after a break: the erase was still running in the drive.';
    case 'erased':
      return 'Asked again after a break: the drive had finished.';
    case 'failed':
      return 'Asked again after a break: the drive had failed.';
    case 'not_running':
      return 'Asked again after a break: no erase was running.';
  }
}

function proofSentence(fact: Of<'verify'> | Of<'validation'> | Of<'certificate'>, opened: Readonly<Record<string, string>>): string {
  switch (fact.type) {
    case 'verify.finished': {
      const { evidence, verdict, coverage } = fact.body;
      const read = evidence.kind === 'full' ? 'Every byte read back' : `${count(evidence.places, 'place', 'places')} read back`;
      const open = coverageWords(coverage).filter(({ mark }) => mark === 'unknown' || mark === 'stopped');
      const line = open.length === 0 ? '' : ` Coverage: ${open.map(({ area, word }) => `${lower(area)} ${lower(word)}`).join(', ')}.`;
      return `${read}. ${verdict.reasons.map(verdictReasonWords).join('. ')}.${line}`;
    }
    case 'validation.decided':
      return fact.body.accepted ? `The result was accepted.${noted(opened)}` : `The result was rejected.${noted(opened)}`;
    case 'certificate.issued':
      return `Certificate ${fact.body.certificate} issued: ${fact.body.outcome === 'not_sanitized' ? 'not sanitized' : fact.body.outcome}.`;
    case 'certificate.revoked': {
      const { certificate, superseded_by: next, reason } = fact.body;
      const how = next === undefined ? 'was taken back' : `was replaced by ${next}`;
      return `Certificate ${certificate} ${how}: ${revocationWords[reason]}.${noted(opened)}`;
    }
  }
}

function stationSentence(
  fact: Of<'station'> | Of<'policy'> | Of<'bay'> | Of<'dock'> | Of<'person'> | Of<'session'> | Of<'key'> | Of<'event'> | Of<'conflict'>,
  opened: Readonly<Record<string, string>>,
  names: Names,
): string {
  switch (fact.type) {
    case 'station.heartbeat':
      return `The station was alive, version ${fact.body.version}.`;
    case 'station.named':
      return `The station was named ${fact.body.station} at ${fact.body.site}${fact.body.mode === 'practice' ? ', for practice' : ''}.`;
    case 'policy.adopted':
      return `Policy ${fact.body.id}, version ${fact.body.version}, was adopted.`;
    case 'bay.taught':
      return `The port ${fact.body.port} became ${fact.body.name}.`;
    case 'bay.forgotten':
      return `The port ${fact.body.port} is no bay any more.`;
    case 'dock.graded':
      return `The dock at ${fact.body.port} was graded ${fact.body.grade}: ${dockReason(fact.body.findings)}`;
    case 'person.enrolled':
      return `${opened['name'] ?? names(fact.body.person)} was enrolled.`;
    case 'person.ended':
      return `${names(fact.body.person)} may no longer sign in.`;
    case 'session.opened':
      return `A session was opened until ${dayAndClock(fact.body.until_ms)}.`;
    case 'session.closed':
      return 'The session was closed.';
    case 'key.rotated':
      return 'The station signs with a new key from here on. The old key signed for it.';
    case 'event.recovered':
      return `Event ${fact.body.seq} of life ${fact.body.epoch} of this station was told again after the station had been put back.`;
    case 'conflict.resolved':
      return `A dispute was closed${fact.body.holder === undefined ? '' : `: ${names(fact.body.holder)} holds the drive`}.${noted(opened)}`;
  }
}

function markOf(fact: AnyFact): Mark {
  if (isExpectedFact(fact)) return expectedMark(fact);
  if (isContainmentFact(fact)) return containmentMark(fact);
  if (isRecheckFact(fact)) return recheckMark(fact);
  if (isStampFact(fact)) return stampMark(fact);
  switch (fact.type) {
    case 'custody.quarantined':
    case 'custody.override':
    case 'erase.failed':
    case 'erase.interrupted':
    case 'erase.cancelled':
      return 'stopped';
    case 'drive.seen':
      return fact.body.lock.verdict === 'open' ? 'waiting' : 'stopped';
    case 'verify.finished':
      return fact.body.verdict.kind === 'verified' ? 'proven' : fact.body.verdict.kind === 'failed' ? 'stopped' : 'unknown';
    case 'validation.decided':
      return fact.body.accepted ? 'proven' : 'stopped';
    case 'certificate.issued':
      return fact.body.outcome === 'not_sanitized' ? 'stopped' : 'proven';
    case 'certificate.revoked':
      return 'stopped';
    case 'custody.released':
    case 'drive.destroyed':
      return 'proven';
    case 'station.heartbeat':
    case 'station.named':
    case 'policy.adopted':
    case 'bay.taught':
    case 'bay.forgotten':
    case 'dock.graded':
    case 'person.enrolled':
    case 'person.ended':
    case 'session.opened':
    case 'session.closed':
    case 'key.rotated':
    case 'event.recovered':
    case 'conflict.resolved':
    case 'custody.claimed':
    case 'custody.offered':
    case 'custody.withdrawn':
    case 'custody.received':
    case 'custody.moved':
    case 'custody.readmitted':
    case 'custody.destination':
    case 'drive.linked':
    case 'drive.unlinked':
    case 'erase.cleared':
    case 'erase.started':
    case 'erase.marked':
    case 'erase.accepted':
    case 'erase.resumed':
    case 'erase.finished':
      return 'waiting';
  }
}

/** How a fact is proven, from its place in the ledger. */
export function safetyWords(safety: Safety, logIndex: number | undefined): string {
  const at = logIndex === undefined ? '' : ` at ${logIndex}`;
  switch (safety) {
    case 'here':
      return 'signed, on this disk';
    case 'acknowledged':
      return 'signed, acknowledged';
    case 'logged':
      return `signed, in the log${at}`;
    case 'proven':
      return `signed, proven in the log${at}`;
  }
}

function noted(opened: Readonly<Record<string, string>>): string {
  return opened['note'] === undefined || opened['note'] === '' ? '' : ` Note: ${opened['note']}`;
}

/** Lower-cases a first letter, but leaves names such as SATA or WWN alone. */
function lower(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
