import { techniqueWords } from '../../certificate/words.ts';
import type { Phase } from '../../contract/helper.ts';
import type { DataState, EraseFailure } from '../../domain/erase/evidence.ts';
import type { Method, Technique } from '../../domain/erase/technique.ts';
import type { Coverage, IdentityLock, Outcome, Verdict } from '../../domain/facts/facts.ts';
import type { PlanRefusalWhy, RungWhy } from '../../domain/policy/plan.ts';
import { codeWords } from './refusals.ts';
import type { Mark } from './states.ts';

/** Names as the standards write them, the same as on the paper. */
export function techniqueWord(technique: Technique): string {
  return techniqueWords[technique];
}

export function methodWord(method: Method): string {
  switch (method) {
    case 'clear':
      return 'Clear';
    case 'purge':
      return 'Purge';
    case 'destroy':
      return 'Destroy';
  }
}

export function phaseWord(phase: Phase): string {
  switch (phase) {
    case 'guard':
      return 'Checking the bay';
    case 'mark':
      return 'Writing markers';
    case 'erase':
      return 'Erasing';
    case 'verify':
      return 'Reading back';
  }
}

/** Where a phase stands among the four, from 1. */
export function phaseNumber(phase: Phase): number {
  return ['guard', 'mark', 'erase', 'verify'].indexOf(phase) + 1;
}

const rungs: Record<RungWhy, string> = {
  chosen: 'Chosen by the policy',
  drive_lacks_it: 'The drive does not offer it',
  bridge_blocks_it: 'The dock does not let it through',
  security_frozen: 'The drive’s security is frozen',
  sanitize_frozen: 'Sanitize is frozen on this drive',
  locked: 'The drive is locked',
  not_locked: 'The drive is not locked, so there is nothing to open',
  opens_only: 'It opens a drive and erases nothing that could be shown',
  password_tries_spent: 'Too many wrong passwords were tried: the drive needs a power cycle first',
  read_only: 'The drive is read-only',
  not_this_interface: 'Not for this interface',
  would_leave_areas: 'It would leave areas untouched',
  not_built: 'Not built into this version',
  not_offered: 'The drive does not offer it',
  not_in_policy: 'The policy does not name it',
  below_least_method: 'Below the method that is demanded',
  key_change_not_enough: 'A change of key is not enough here',
  leaves_hidden_areas: 'It leaves hidden areas untouched',
  hidden_areas_unknown: 'It is not known if hidden areas exist',
  firmware_left_data: 'Drives with this firmware left data behind after it',
  lower_in_order: 'A better one is at hand',
  identity_lock_shut: 'Label, drive and record do not agree',
  destruction_demanded: 'The policy demands destruction',
  sanitize_running: 'A sanitize is already running in the drive',
  no_known_duration: 'Nothing tells how long it would take, so its end could not be judged',
  no_rule: 'The policy has no rule for this kind of drive',
  other_namespaces_unknown: 'It is not known if other namespaces exist',
};
export function rungWords(why: string): string {
  return Object.entries(rungs).find(([code]) => code === why)?.[1] ?? codeWords(why);
}

const planRefusals: Record<PlanRefusalWhy, string> = {
  identity_lock_shut: 'No plan: label, drive and record do not agree.',
  destruction_demanded: 'No erase: the policy demands destruction for this drive.',
  least_method_out_of_reach: 'No plan: nothing that this drive offers behind this dock reaches the method demanded.',
  sanitize_running: 'No plan yet: the drive is busy with a sanitize of its own.',
  no_rule: 'No plan: the policy has no rule for this kind of drive.',
};
export function planRefusalWords(why: string): string {
  return Object.entries(planRefusals).find(([code]) => code === why)?.[1] ?? codeWords(why);
}

const failures: Record<EraseFailure, string> = {
  drive_said_failed: 'The drive itself reports that the erase failed.',
  drive_gone: 'The drive left the bay.',
  drive_hung: 'The drive stopped answering.',
  completion_unknown: 'The drive did not say whether it finished.',
  write_errors: 'Some places could not be written.',
  command_refused: 'The drive refused the command.',
  wrong_drive: 'Another drive sits in the bay now.',
  in_use: 'This computer uses the drive.',
  clearance_expired: 'The clearance ran out before the start.',
  clearance_spent: 'The clearance had been used already.',
  markers_not_written: 'The markers could not be written.',
  read_only: 'The drive is read-only.',
  locked: 'The drive is locked.',
  frozen: 'The drive’s security is frozen: take the drive out of the bay, wait a few seconds, put it in again.',
  power_cycle_needed: 'The drive goes on only after it had no power: take it out of the bay, wait a few seconds, put it in again.',
  wrong_psid: 'The drive does not take this PSID: scan the one that is printed on this very drive.',
  psid_reverted: 'The PSID has opened the drive. That is no erase: start the erase now.',
  capacity_changed: 'A hidden area was given back, so the drive is larger now: start the erase again.',
  dock_not_fit: 'The dock cannot carry the command.',
  helper_died: 'The program that talks to drives ended.',
  station_died: 'The station ended while the erase ran.',
};
export function failureWords(why: EraseFailure): string {
  return failures[why];
}

export function dataWords(state: DataState): string {
  switch (state) {
    case 'untouched':
      return 'The data is untouched.';
    case 'partly_erased':
      return 'Part of the data is gone, part is not.';
    case 'erasing_in_drive':
      return 'The erase goes on inside the drive.';
    case 'erased_unverified':
      return 'The drive says it is erased; that is not shown yet.';
    case 'unknown':
      return 'It is not known what is left. Treat the drive as full of data.';
  }
}

type VerdictReason = Verdict['reasons'][number];
const verdictReasons: Record<VerdictReason, string> = {
  completion_recorded: 'The drive’s own record says completed',
  completion_unknown: 'The drive’s own record is missing',
  drive_said_failed: 'The drive’s own record says failed',
  markers_gone: 'Every marker written before is gone',
  markers_survive: 'Markers written before are still there',
  markers_unconfirmed: 'The markers could not be confirmed before the erase',
  read_back_as_expected: 'The read-back found what the technique leaves',
  read_back_unexpected: 'The read-back found something else',
  unreadable_places: 'Some places could not be read',
  structures_found: 'File system structures are still there',
  duration_plausible: 'It took as long as such an erase takes',
  duration_too_short: 'It was faster than such an erase can be',
  duration_unknown: 'How long it should take is not known',
  write_errors: 'Some places could not be written',
  area_unknown: 'Some area of the drive is unknown',
};
export function verdictReasonWords(reason: VerdictReason): string {
  return verdictReasons[reason];
}

export function verdictWord(kind: Verdict['kind']): { readonly mark: Mark; readonly word: string } {
  switch (kind) {
    case 'verified':
      return { mark: 'proven', word: 'Verified' };
    case 'not_verified':
      return { mark: 'unknown', word: 'Not verified' };
    case 'failed':
      return { mark: 'stopped', word: 'Verification failed' };
  }
}

export function outcomeWord(outcome: Outcome): { readonly mark: Mark; readonly word: string } {
  switch (outcome) {
    case 'sanitized':
      return { mark: 'proven', word: 'Sanitized' };
    case 'not_sanitized':
      return { mark: 'stopped', word: 'Not sanitized' };
    case 'destroyed':
      return { mark: 'proven', word: 'Destroyed' };
  }
}

/** The coverage line: each area with its word. */
export function coverageWords(coverage: Coverage): readonly { readonly area: string; readonly word: string; readonly mark: Mark }[] {
  return [
    { area: 'User area', ...areaWord(coverage.user_area) },
    { area: 'Hidden areas', ...areaWord(coverage.hidden_areas) },
    { area: 'Reallocated sectors', ...areaWord(coverage.reallocated) },
    { area: 'Other namespaces', ...areaWord(coverage.other_namespaces) },
  ];
}

function areaWord(state: 'addressed' | 'partly' | 'not_addressed' | 'not_present' | 'unknown'): {
  readonly word: string;
  readonly mark: Mark;
} {
  switch (state) {
    case 'addressed':
      return { word: 'Addressed', mark: 'proven' };
    case 'partly':
      return { word: 'Partly addressed', mark: 'stopped' };
    case 'not_addressed':
      return { word: 'Not addressed', mark: 'stopped' };
    case 'not_present':
      return { word: 'Not present', mark: 'waiting' };
    case 'unknown':
      return { word: 'Unknown', mark: 'unknown' };
  }
}

type Finding = IdentityLock['findings'][number];
const findings: Record<Finding, string> = {
  serial_equal: 'The serial on the label is the drive’s own',
  serial_equal_by_maker_rule: 'The serials are equal by the maker’s way of writing them',
  wwn_equal: 'The WWN on the label is the drive’s own',
  model_equal: 'The models are equal',
  serial_differs: 'The serial on the label is not the drive’s own',
  wwn_differs: 'The WWN on the label is not the drive’s own',
  no_label: 'The label was not scanned at this bay',
  no_record: 'There is no record of this drive',
  record_differs: 'The record names another serial',
  bridge_serial_only: 'Only the dock gave a serial, not the drive',
  serial_not_from_drive: 'The serial does not come from the drive',
};
export function findingWords(finding: Finding): string {
  return findings[finding];
}

/** Whether a finding speaks for the lock. */
export function findingHolds(finding: Finding): boolean {
  return finding.endsWith('_equal') || finding === 'serial_equal_by_maker_rule';
}

/** How much is read back, from the plan's short code. */
export function readBackWords(code: string): string {
  if (code === 'full') return 'Every byte is read back';
  if (code.startsWith('sample')) return 'A sample at seeded places is read back';
  return codeWords(code);
}
