import type { ActStep } from './figures.ts';
import type { Finding, Step } from './reports.ts';

/* Words of reports that the console's pages and the papers both say. */

/** The steps that a drive waits in. */
export const stepWords: Readonly<Record<Step, string>> = {
  to_dock: 'To put in a bay',
  to_erase: 'To erase',
  erasing: 'Erasing',
  to_verify: 'To verify',
  to_validate: 'To validate',
  to_release: 'To release',
  in_limbo: 'In limbo',
  quarantined: 'In quarantine',
  disputed: 'Disputed',
};

/** What a finding means and what removes it. */
export const findingWords: Readonly<Record<Finding['rule'], { readonly what: string; readonly fix: string }>> = {
  released_without_proof: {
    what: 'Released without an accepted proof of erase.',
    fix: 'Get the drive back, or record that it cannot be had. The release stays in its life either way.',
  },
  destroyed_without_witness: {
    what: 'Destroyed without a witness.',
    fix: 'Ask the destroyer for a certificate and attach it to the drive’s record.',
  },
  open_conflict: {
    what: 'Two stories of one drive, and nobody has said which holds.',
    fix: 'Find the drive, read its serial, close the conflict.',
  },
  breach: { what: 'Done although the rules forbid it.', fix: 'Write down why on the drive’s record, and have a supervisor look at it.' },
  seen_after_end: {
    what: 'Seen again after it was released or destroyed.',
    fix: 'Find out which of the two is wrong: the drive or the record.',
  },
  overdue: { what: 'Waits longer in a step than it may.', fix: 'Open the list and begin with the oldest.' },
  quarantine_undecided: { what: 'Facts held back, and nobody has decided.', fix: 'Let each one in or keep it out, with a ground.' },
  station_frozen: {
    what: 'A station’s chain is frozen.',
    fix: 'Find out why it signed two stories, then open a new epoch or revoke its key.',
  },
  station_silent: {
    what: 'A station has not been heard for long.',
    fix: 'Look whether it is switched off for good. If so, retire its key.',
  },
  clock_wrong: {
    what: 'A station’s clock is wrong.',
    fix: 'Set its clock or its time source. Times in its facts are judged by the registry’s in the meantime.',
  },
  role_expires: { what: 'A role ends within two weeks.', fix: 'Give it again, or let it end on purpose.' },
  local_sign_in: {
    what: 'Somebody signed in with a local account although a provider is set up.',
    fix: 'Ask who it was. Use the provider, and keep the local account for the day it fails.',
  },
  no_policy: { what: 'No policy is in force.', fix: 'Put one in force on the Policies page.' },
  log_alarm: { what: 'The log raised an alarm.', fix: 'Open the Log page. Until somebody has looked, nothing new is signed.' },
  witness_silent: {
    what: 'A witness has cosigned nothing new for three days.',
    fix: 'Ask whoever runs it, and look for its name in the log of the registry’s process. Nothing is lost: once it cosigns again, that covers all before.',
  },
};

/** What was done, in figures of scans and reasons. */
export const actStepWords: Readonly<Record<ActStep, string>> = {
  intake: 'Taken in',
  dock: 'Docked',
  override: 'Let through while disputed',
  exception: 'Exception granted',
  missing: 'Expected and not there',
};

const hows: Readonly<Record<string, string>> = {
  scanned: 'label scanned',
  from_record: 'from a record, no label read',
  typed_damaged: 'typed twice: label damaged',
  typed_covered: 'typed twice: label covered',
  typed_no_code: 'typed twice: no code on it',
  typed_no_label: 'typed twice: no label',
};

/** How an act was done, or why otherwise; codes without words are shown as they are. */
export function howWords(how: string): string {
  return hows[how] ?? how.replaceAll('_', ' ');
}
