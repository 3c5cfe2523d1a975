import type { Refusal } from '../../contract/bridge.ts';
import { moveRefusalWords } from './refusals-moves.ts';
import { fieldRefusal } from './fields.ts';
import { badgeRefusal, badgeRefusalWords } from './refusals-badges.ts';
import { machineRefusalWords } from './refusals-machines.ts';
import { termRefusal, termRefusalWords } from './due.ts';
import { expectedRefusalWords } from './refusals-expected.ts';
import { recheckRefusal, recheckRefusalWords } from './recheck.ts';
import { returnRefusal, returnRefusalWords } from './returns.ts';
import { wholeRefusal, wholeRefusalWords } from './whole.ts';

/** What happened, what that means for the data, what to do now. */
export interface RefusalWords {
  readonly what: string;
  readonly data: string;
  readonly next: string;
}

const nothingChanged = 'Nothing was changed.';
const nothingErased = 'Nothing was erased.';
const protectedDrive = 'The drive stays protected. Nothing was erased.';
const notReleased = 'The drive stays in custody.';

/** Closed by type: a refusal without words does not compile. */
const words: Record<Refusal, RefusalWords> = {
  ...expectedRefusalWords,
  ...termRefusalWords,
  ...moveRefusalWords,
  ...machineRefusalWords,
  ...returnRefusalWords,
  ...badgeRefusalWords,
  ...recheckRefusalWords,
  ...wholeRefusalWords,
  not_signed_in: { what: 'Nobody is signed in here.', data: nothingChanged, next: 'Scan your badge and enter your PIN.' },
  role_missing: {
    what: 'Your roles do not cover this step.',
    data: nothingChanged,
    next: 'Ask a colleague who holds the role, or a supervisor to give it to you.',
  },
  session_ended: { what: 'Your session has ended.', data: `${nothingChanged} An erase that runs goes on.`, next: 'Scan your badge again.' },
  already_set_up: { what: 'This station is already set up.', data: nothingChanged, next: 'Sign in with a badge that it knows.' },
  not_set_up: { what: 'This station has no name and no supervisor yet.', data: nothingChanged, next: 'Set it up first.' },
  name_missing: { what: 'The name is empty.', data: nothingChanged, next: 'Enter the name.' },
  same_person: { what: 'This step needs two different people.', data: nothingChanged, next: 'Ask a colleague to scan their own badge.' },
  witness_missing: {
    what: 'This step needs a witness.',
    data: nothingChanged,
    next: 'Ask a witness to scan their badge and enter their PIN.',
  },
  witness_not_qualified: {
    what: 'This person may not witness.',
    data: nothingChanged,
    next: 'Ask somebody who holds the role of witness.',
  },
  not_the_holder: {
    what: 'Somebody else holds this drive.',
    data: nothingChanged,
    next: 'Take it over first: the holder offers it, you receive it.',
  },
  not_the_receiver: {
    what: 'This drive was offered to somebody else.',
    data: 'The drive stays in limbo with the one who offered it.',
    next: 'Let the named person receive it, or take the offer back.',
  },
  person_unknown: {
    what: 'This person is not known here.',
    data: nothingChanged,
    next: 'Choose somebody from the list, or enrol the person.',
  },
  no_serial: { what: 'No serial was given.', data: nothingErased, next: 'Scan the serial on the label, or type it.' },
  label_was_read: {
    what: 'A scanner has read the serial of this label.',
    data: nothingChanged,
    next: 'Take the drive in as scanned, or drop what was scanned first.',
  },
  typed_differs: {
    what: 'The two did not type the same serial.',
    data: `${nothingChanged} No record was made.`,
    next: 'Both look at the drive again and type anew. If you cannot agree, treat it as a find without a serial.',
  },
  policy_by_registry: {
    what: 'The registry has put a policy in force for every station.',
    data: nothingChanged,
    next: 'A change is made in the console, by two officers.',
  },
  already_in_custody: { what: 'This drive already has a record.', data: nothingChanged, next: 'Open its page.' },
  drive_unknown: { what: 'There is no record of this drive.', data: protectedDrive, next: 'Scan its label to make one.' },
  no_intake: { what: 'No label is being gathered.', data: nothingChanged, next: 'Scan the label of the drive.' },
  bay_unknown: {
    what: 'There is no such bay at this station.',
    data: nothingErased,
    next: 'Look at the bay map and choose a bay from it.',
  },
  bay_empty: { what: 'The bay is empty.', data: nothingErased, next: 'Dock the drive and wait until the bay shows its serial.' },
  bay_guarded: {
    what: 'This computer uses the drive in this bay.',
    data: protectedDrive,
    next: 'Unmount or detach it first if it is the right drive. Otherwise leave it alone.',
  },
  dock_not_fit: {
    what: 'The dock of this bay cannot be trusted with an erase.',
    data: nothingErased,
    next: 'Put the drive into another dock, or on a direct port.',
  },
  scanner_unknown: {
    what: 'That scanner is not plugged in now.',
    data: nothingChanged,
    next: 'Plug it in and choose it from the list.',
  },
  bay_in_use: { what: 'A job has the drive in this bay.', data: nothingChanged, next: 'Wait for its end, or cancel it first.' },
  not_in_a_bay: { what: 'The drive is in no bay of this station.', data: nothingErased, next: 'Dock the drive.' },
  identity_lock_shut: {
    what: 'Label, drive and record do not agree.',
    data: nothingErased,
    next: 'Scan the label on the drive again. If it still differs, move the drive to quarantine.',
  },
  drive_silent: {
    what: 'The drive does not say who it is.',
    data: protectedDrive,
    next: 'Take it out and dock it again, or try another bay.',
  },
  psid_missing: {
    what: 'The drive is locked, and its PSID was not scanned in the last minutes.',
    data: nothingErased,
    next: 'Scan the PSID on the label of the drive, then start again.',
  },
  no_plan: {
    what: 'The policy allows no erase for this drive here.',
    data: nothingErased,
    next: 'Read the reasons on its page. Try another dock, or send it to destruction.',
  },
  job_running: { what: 'An erase of this drive is running.', data: 'It goes on.', next: 'Wait for its end, or cancel it first.' },
  no_job: { what: 'No erase of this drive is running.', data: nothingChanged, next: 'Look at its page for its state.' },
  cannot_cancel: {
    what: 'The drive carries on by itself and cannot be stopped.',
    data: 'The erase goes on inside the drive.',
    next: 'Wait for its end. Pulling the drive does not stop it either.',
  },
  label_not_scanned: {
    what: 'The label of this drive was not scanned at this bay.',
    data: nothingErased,
    next: 'Scan the label on the drive in the bay.',
  },
  illegal_move: {
    what: 'This step does not follow from where the drive is.',
    data: nothingChanged,
    next: 'Look at its page for the next step.',
  },
  no_proof: {
    what: 'There is no proof that this drive is sanitized.',
    data: notReleased,
    next: 'Sanitize, verify and validate it first, or destroy it.',
  },
  proof_rejected: {
    what: 'The proof is not good enough for this way out.',
    data: notReleased,
    next: 'Erase it again by a stronger method, or destroy it.',
  },
  bound_for_destruction: {
    what: 'This drive can only be destroyed.',
    data: `${notReleased} Treat it as full of data.`,
    next: 'Send it to destruction.',
  },
  quarantined: {
    what: 'This drive is in quarantine.',
    data: 'It stays there. Treat it as full of data.',
    next: 'Clear the cause on its page first.',
  },
  not_quarantined: { what: 'This drive is not in quarantine.', data: nothingChanged, next: 'Look at its page for its state.' },
  already_ended: {
    what: 'This drive has already left custody.',
    data: nothingChanged,
    next: 'If it is in your hand, call a supervisor: it should not be here.',
  },
  disputed: {
    what: 'Two stations tell different stories about this drive.',
    data: 'Both stories are kept. The drive is held.',
    next: 'A supervisor has to settle it first.',
  },
  nothing_to_validate: {
    what: 'There is no verified result to accept or reject.',
    data: nothingChanged,
    next: 'Wait until the erase is verified.',
  },
  validator_sanitized_it: {
    what: 'You started this erase, so you cannot validate it.',
    data: nothingChanged,
    next: 'Ask another validator.',
  },
  verdict_failed: {
    what: 'The verification failed, so the result cannot be accepted.',
    data: 'Treat the drive as full of data.',
    next: 'Reject it. It goes to quarantine, bound for destruction.',
  },
  certificate_unknown: {
    what: 'This station has no such certificate.',
    data: nothingChanged,
    next: 'Open the drive by its serial and look there.',
  },
  on_hold: {
    what: 'This drive is on legal hold.',
    data: notReleased,
    next: 'Leave it where it is. A supervisor lifts the hold before a witness, and one on its whole owner in the console.',
  },
  hold_list_old: {
    what: 'This station has not read what the registry tells for more than three days.',
    data: `${notReleased} A hold may have been placed that is not known here.`,
    next: 'Bring the line to the registry back, wait until it is in step, then try again. Files that are carried over tell of no hold.',
  },
  drive_missing: {
    what: 'This drive is being missed.',
    data: notReleased,
    next: 'If it is here, let a supervisor close the case first.',
  },
  exception_not_valid: {
    what: 'This exception does not open this way out.',
    data: notReleased,
    next: 'Look at what it is for and until when, or erase the drive.',
  },
  container_unknown: {
    what: 'This station has no such container or lot.',
    data: nothingChanged,
    next: 'Scan its label again, or make it first.',
  },
  not_in_this_state: {
    what: 'That does not go with a container or lot as it stands.',
    data: nothingChanged,
    next: 'Look whether it is sealed, closed, or waiting for a count.',
  },
  content_differs: {
    what: 'The record has other drives in it.',
    data: nothingChanged,
    next: 'Count again, both of you.',
  },
  item_elsewhere: {
    what: 'The record has this drive in another container or lot.',
    data: nothingChanged,
    next: 'Take it out there first.',
  },
  items_unproven: {
    what: 'A drive in it has not left on proof or on a named exception.',
    data: 'Everything in it stays in custody.',
    next: 'Prove that drive, or take it out.',
  },
  practice_only: { what: 'This works in practice only.', data: nothingChanged, next: 'Open the practice station to use virtual bays.' },
  helper_unavailable: {
    what: 'The program that talks to drives does not run.',
    data: 'An erase inside a drive goes on. Others have stopped and say so.',
    next: 'Wait a moment. If it stays away, start the station again with the rights it needs.',
  },
  store_failed: {
    what: 'The station could not write to its disk.',
    data: 'What was already written is safe. This step was not.',
    next: 'Check free space on this computer, then try again.',
  },
  no_registry: {
    what: 'This station belongs to no registry.',
    data: 'Every fact is signed and kept here.',
    next: 'Join one first: start the station with the address of a registry and a one-time code.',
  },
  sync_frozen: {
    what: 'The chain of this station is frozen.',
    data: 'Every fact is kept here.',
    next: 'Ask the registry for a new epoch on the page of the registry.',
  },
  request_open: {
    what: 'An officer of the registry has not decided yet.',
    data: nothingChanged,
    next: 'Wait until the six words were compared and the officer has answered.',
  },
  log_knows_more: {
    what: 'The registry knows a newer step of this drive than this bench, or its answer cannot be believed.',
    data: 'Nothing was changed. The drive stays where the record says.',
    next: 'Its story is being fetched. Look at the drive again in a moment; tell a supervisor if this stays.',
  },
  not_an_officer: {
    what: 'The registry has not named you a supervisor, so its log would not take your word on this.',
    data: nothingChanged,
    next: 'Ask the people who run the registry to grant you the role, or let an officer settle it in the registry’s console.',
  },
  nothing_to_ask: { what: 'The chain is not frozen.', data: nothingChanged, next: 'Go on working: nothing needs an officer.' },
  bundle_unreadable: {
    what: 'This file is no bundle, or it was damaged on the way.',
    data: `${nothingChanged} What it carried is still where it came from.`,
    next: 'Copy the file again, or export it again.',
  },
  bundle_not_ours: {
    what: 'This bundle belongs to another registry or another station.',
    data: nothingChanged,
    next: 'Take it to a station of the registry that it names.',
  },
};

/** The three sentences for a refusal; `detail` is what the station said of it beside its code. */
export function refusalWords(why: Refusal, detail?: string): RefusalWords {
  const finer = [badgeRefusal, returnRefusal, termRefusal, fieldRefusal, recheckRefusal];
  const found = finer.reduce<RefusalWords | undefined>((before, of) => before ?? of(why, detail), undefined);
  return found ?? wholeRefusal(why, detail, reasonWords) ?? words[why];
}

/** The reason alone, for a lock or a list. Codes this window does not know are shown as they are. */
export function reasonWords(why: string, detail?: string): string {
  const dated = termRefusal(why, detail);
  if (dated !== undefined) return dated.what;
  const known = Object.entries(words).find(([code]) => code === why);
  return known === undefined ? codeWords(why) : known[1].what;
}

/** A code that has no sentence yet, made readable. */
export function codeWords(code: string): string {
  return code.replaceAll('_', ' ');
}

/** When the call itself failed: no answer, or an answer nobody understands. */
export const callFailed: RefusalWords = {
  what: 'The station did not answer.',
  data: 'It is not known whether the step was written. An erase inside a drive goes on.',
  next: 'Wait until the line is back, look at the drive, then try again.',
};
