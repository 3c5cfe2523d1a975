import type { MissingReason } from '../domain/facts/expected.ts';
import type { DataClass, Destination, DestroyTechnique, PullReason, QuarantineCause } from '../domain/custody/words.ts';
import type { Media, SerialSource } from '../domain/drive/identity.ts';
import type { DataState, EraseFailure } from '../domain/erase/evidence.ts';
import type { Method, Technique } from '../domain/erase/technique.ts';
import type { Coverage, Outcome, RevocationGround, Verdict } from '../domain/facts/facts.ts';
import type { FourFacts, Shortfall } from './certificate.ts';

/* Words of the paper: for a reader who has never seen the station. One sentence each, nothing softened. */

export const outcomeWords: Record<Outcome, string> = { sanitized: 'SANITIZED', not_sanitized: 'NOT SANITIZED', destroyed: 'DESTROYED' };

export const methodWords: Record<Method, string> = { clear: 'Clear', purge: 'Purge', destroy: 'Destroy' };

export const techniqueWords: Record<Technique, string> = {
  ata_sanitize_block_erase: 'ATA Sanitize, block erase',
  ata_sanitize_crypto_scramble: 'ATA Sanitize, crypto scramble',
  ata_sanitize_overwrite: 'ATA Sanitize, overwrite',
  ata_security_erase_enhanced: 'ATA Security Erase, enhanced',
  ata_security_erase_normal: 'ATA Security Erase, normal',
  scsi_sanitize_block_erase: 'SCSI Sanitize, block erase',
  scsi_sanitize_cryptographic_erase: 'SCSI Sanitize, cryptographic erase',
  scsi_sanitize_overwrite: 'SCSI Sanitize, overwrite',
  scsi_format_unit: 'SCSI Format Unit',
  nvme_sanitize_block_erase: 'NVMe Sanitize, block erase',
  nvme_sanitize_crypto_erase: 'NVMe Sanitize, crypto erase',
  nvme_sanitize_overwrite: 'NVMe Sanitize, overwrite',
  nvme_format_user_data_erase: 'NVMe Format, user data erase',
  nvme_format_cryptographic_erase: 'NVMe Format, cryptographic erase',
  tcg_psid_revert: 'TCG PSID revert',
  host_overwrite: 'Overwrite from the host',
  destroy: 'Physical destruction',
};

export const mediaWords: Record<Media, string> = {
  ata_hdd: 'Magnetic disk, ATA',
  ata_ssd: 'Flash, ATA',
  scsi_hdd: 'Magnetic disk, SAS or SCSI',
  scsi_ssd: 'Flash, SAS or SCSI',
  nvme_ssd: 'Flash, NVMe',
  usb_flash: 'Flash, USB',
  image: 'Image file, no drive of its own',
  unknown: 'Unknown',
};

export const serialSourceWords: Record<SerialSource, string> = {
  identify_device: 'the drive’s own answer, IDENTIFY DEVICE',
  unit_serial_vpd: 'the drive’s own answer, unit serial number page',
  identify_controller: 'the drive’s own answer, Identify Controller',
  assigned: 'given to an image, which has none to tell',
};

export const reasonWords: Record<PullReason, string> = {
  failed: 'failed',
  predicted_failure: 'about to fail',
  retired: 'retired',
  end_of_lease: 'end of lease',
  spare: 'spare',
  unknown: 'not known',
};
export const dataClassWords: Record<DataClass, string> = {
  public: 'Public',
  internal: 'Internal',
  confidential: 'Confidential',
  restricted: 'Restricted',
  unknown: 'Not known, held as the highest',
};
export const destinationWords: Record<Destination, string> = {
  maker: 'Back to its maker',
  reuse: 'Reuse',
  vendor: 'To a vendor',
  destruction: 'Destruction',
  undecided: 'Undecided',
};
export const destroyWords: Record<DestroyTechnique, string> = {
  shred: 'Shredded',
  disintegrate: 'Disintegrated',
  pulverize: 'Pulverized',
  incinerate: 'Incinerated',
  melt: 'Melted',
};

export const causeWords: Record<QuarantineCause, string> = {
  label_mismatch: 'the label is not the drive’s',
  sanitization_failed: 'sanitization failed',
  not_verified: 'could not be verified',
  rejected: 'result rejected',
  unknown_drive: 'drive without a record',
  drive_silent: 'drive does not answer',
  legal_hold: 'legal hold',
  person: 'set aside by a person',
};

export const failureWords: Record<EraseFailure, string> = {
  drive_said_failed: 'The drive itself reported that the erase failed.',
  drive_gone: 'The drive left the bay.',
  drive_hung: 'The drive stopped answering.',
  completion_unknown: 'The drive did not tell whether it had finished.',
  write_errors: 'Some places could not be written.',
  command_refused: 'The drive refused the command.',
  wrong_drive: 'Another drive was in the bay.',
  in_use: 'The drive was in use by the computer.',
  clearance_expired: 'The clearance had run out.',
  clearance_spent: 'The clearance had been used.',
  markers_not_written: 'The markers could not be written.',
  read_only: 'The drive is read-only.',
  locked: 'The drive is locked.',
  frozen: 'The drive’s security is frozen.',
  power_cycle_needed: 'The drive asked for a power cycle before it would go on.',
  wrong_psid: 'The drive did not take the PSID that was scanned.',
  psid_reverted: 'The drive was opened by the PSID on its label; it was to be sanitized after that.',
  capacity_changed: 'A hidden area was given back; the drive was to be planned again.',
  dock_not_fit: 'The dock cannot carry the command.',
  helper_died: 'The program that talks to drives ended.',
  station_died: 'The station ended while the erase ran.',
};

export const dataWords: Record<DataState, string> = {
  untouched: 'The data is untouched.',
  partly_erased: 'Part of the data is gone, part is not.',
  erasing_in_drive: 'The erase went on inside the drive; how it ended is not known.',
  erased_unverified: 'The drive says that it is erased; nothing else shows it.',
  unknown: 'What is left on the drive is not known. It is to be treated as full of data.',
};

export const shortfallWords: Record<Shortfall, string> = {
  no_erase: 'No erase was run.',
  erase_failed: 'The erase failed.',
  erase_interrupted: 'The erase did not come to an end.',
  erase_cancelled: 'The erase was cancelled.',
  completion_failed: 'The drive’s own record says that it failed.',
  completion_unknown: 'The drive’s own record is missing.',
  other_technique: 'Another technique was run than was ordered.',
  not_verified: 'The result is not verified.',
  verification_failed: 'The read-back found what should be gone.',
  markers_survive: 'Markers written before the erase are still there.',
  markers_unconfirmed: 'The markers were not confirmed before the erase.',
  read_back_unexpected: 'Places hold something else than the technique leaves.',
  structures_found: 'File system structures are still there.',
  write_errors: 'Some places could not be written.',
  seed_not_committed: 'The places read back were not fixed before the erase.',
  area_open: 'An area of the drive was not reached, or it is unknown.',
  not_validated: 'Nobody has accepted the result.',
  rejected: 'The result was rejected.',
  validator_without_role: 'Whoever accepted the result was not enrolled as a validator.',
  validator_sanitized_it: 'The same person sanitized the drive and accepted the result.',
  identity_not_proven: 'Label, drive and record did not agree when the erase was cleared.',
  destruction_not_witnessed: 'The destruction was not witnessed by a second person who was enrolled as a witness.',
};

export const verdictWords: Record<Verdict['reasons'][number], string> = {
  completion_recorded: 'drive’s record says completed',
  completion_unknown: 'drive’s record is missing',
  drive_said_failed: 'drive’s record says failed',
  markers_gone: 'every marker is gone',
  markers_survive: 'markers are still there',
  markers_unconfirmed: 'markers were not confirmed',
  read_back_as_expected: 'read-back as the technique leaves it',
  read_back_unexpected: 'read-back found something else',
  unreadable_places: 'some places could not be read',
  structures_found: 'file system structures found',
  duration_plausible: 'duration plausible',
  duration_too_short: 'too fast to be true',
  duration_unknown: 'expected duration unknown',
  write_errors: 'write errors',
  area_unknown: 'an area is open or unknown',
};

export const factWords: { readonly [F in keyof FourFacts]: Record<FourFacts[F]['state'], string> } = {
  accepted: { accepted: 'Accepted', refused: 'Refused', unknown: 'Unknown', not_reached: 'Not reached' },
  completed: { completed: 'Completed', failed: 'Failed', unknown: 'Unknown', not_reached: 'Not reached' },
  verified: { verified: 'Verified', not_verified: 'Not verified', failed: 'Failed', not_reached: 'Not reached' },
  validated: { validated: 'Validated', rejected: 'Rejected', not_reached: 'Not reached' },
};

const areaWords = {
  addressed: 'addressed',
  partly: 'only partly addressed',
  not_addressed: 'NOT addressed',
  not_present: 'none present',
  unknown: 'UNKNOWN',
} as const;

/** The coverage line, printed on every certificate. Nothing recorded is said as unknown. */
export function coverageLine(coverage: Coverage | undefined): string {
  const area = (state: keyof typeof areaWords | undefined): string => areaWords[state ?? 'unknown'];
  return `User area ${area(coverage?.user_area)} · hidden areas (HPA, DCO, AMA) ${area(coverage?.hidden_areas)} · reallocated sectors ${area(coverage?.reallocated)} · other namespaces ${area(coverage?.other_namespaces)}`;
}

/** Why the other techniques were not taken: the plan's codes, by reason. Those of other interfaces are only counted; the file lists them. */
export function ruledOutLine(codes: readonly string[]): string {
  if (codes.length === 0) return 'nothing';
  const byReason = new Map<string, string[]>();
  for (const code of codes) {
    const [technique = '', why = ''] = code.split(':');
    const name = Object.entries(techniqueWords).find(([key]) => key === technique)?.[1] ?? technique;
    byReason.set(why, [...(byReason.get(why) ?? []), name]);
  }
  return [...byReason]
    .map(
      ([why, names]) =>
        `${why.replaceAll('_', ' ')}: ${why === 'not_this_interface' ? `${names.length} others` : names.join(', ').replaceAll(/, (?=[a-z])/g, ' ')}`,
    )
    .join('; ');
}

export const revocationWords: Readonly<Record<RevocationGround, string>> = {
  issued_in_error: 'it was issued in error',
  wrong_drive: 'it is about another drive than it says',
  evidence_in_doubt: 'what it rests on is in doubt',
  corrected: 'something in the record was corrected',
};

/** Why an expected drive is not there, as somebody signed for it. */
export const missingWords: Record<MissingReason, string> = {
  never_in_host: 'it was never in this host',
  left_in_host: 'it was left in the host',
  pulled_before: 'it was pulled before',
  with_somebody_else: 'somebody else has it',
  list_wrong: 'the list is wrong',
  lost: 'it is lost',
};

export function drivesWords(count: number): string {
  return count === 1 ? '1 drive' : `${count} drives`;
}
