import type { PersonElsewhere } from '../../contract/views.ts';
import type { DataClass, Destination, DestroyTechnique, PullReason, QuarantineCause } from '../../domain/custody/words.ts';
import type { Media } from '../../domain/drive/identity.ts';
import type { Role } from '../../domain/people/roles.ts';

export function reasonPulled(reason: PullReason): string {
  switch (reason) {
    case 'failed':
      return 'Failed';
    case 'predicted_failure':
      return 'About to fail';
    case 'retired':
      return 'Retired';
    case 'end_of_lease':
      return 'End of lease';
    case 'spare':
      return 'Spare';
    case 'unknown':
      return 'Not known';
  }
}

export function dataClassWord(value: DataClass): string {
  switch (value) {
    case 'public':
      return 'Public';
    case 'internal':
      return 'Internal';
    case 'confidential':
      return 'Confidential';
    case 'restricted':
      return 'Restricted';
    case 'unknown':
      return 'Not known';
  }
}

export function destinationWord(value: Destination): string {
  switch (value) {
    case 'maker':
      return 'Back to maker';
    case 'reuse':
      return 'Reuse';
    case 'vendor':
      return 'To a vendor';
    case 'destruction':
      return 'Destruction';
    case 'undecided':
      return 'Undecided';
  }
}

export function causeWord(cause: QuarantineCause): string {
  switch (cause) {
    case 'label_mismatch':
      return 'Label does not match';
    case 'sanitization_failed':
      return 'Sanitization failed';
    case 'not_verified':
      return 'Could not be verified';
    case 'rejected':
      return 'Result rejected';
    case 'unknown_drive':
      return 'Drive without a record';
    case 'drive_silent':
      return 'Drive does not answer';
    case 'legal_hold':
      return 'Legal hold';
    case 'person':
      return 'Set aside by a person';
  }
}

export function destroyWord(technique: DestroyTechnique): string {
  switch (technique) {
    case 'shred':
      return 'Shred';
    case 'disintegrate':
      return 'Disintegrate';
    case 'pulverize':
      return 'Pulverize';
    case 'incinerate':
      return 'Incinerate';
    case 'melt':
      return 'Melt';
  }
}

export function mediaWord(media: Media): string {
  switch (media) {
    case 'ata_hdd':
      return 'SATA HDD';
    case 'ata_ssd':
      return 'SATA SSD';
    case 'scsi_hdd':
      return 'SAS HDD';
    case 'scsi_ssd':
      return 'SAS SSD';
    case 'nvme_ssd':
      return 'NVMe SSD';
    case 'usb_flash':
      return 'USB flash';
    case 'image':
      return 'Disk image';
    case 'unknown':
      return 'Unknown kind';
  }
}

export function roleWord(role: Role): string {
  switch (role) {
    case 'technician':
      return 'Technician';
    case 'custodian':
      return 'Custodian';
    case 'witness':
      return 'Witness';
    case 'validator':
      return 'Validator';
    case 'supervisor':
      return 'Supervisor';
    case 'auditor':
      return 'Auditor';
    case 'admin':
      return 'Admin';
  }
}

/** What a role lets a person do, in half a line. */
export function roleMeans(role: Role): string {
  switch (role) {
    case 'technician':
      return 'docks and erases drives';
    case 'custodian':
      return 'takes over, hands over, releases';
    case 'witness':
      return 'stands by a destruction';
    case 'validator':
      return 'accepts or rejects results';
    case 'supervisor':
      return 'enrols people, lifts quarantine';
    case 'auditor':
      return 'reads everything, changes nothing';
    case 'admin':
      return 'chooses the policy';
  }
}

export function wayWord(way: 'maker' | 'reuse' | 'vendor' | 'destroy'): string {
  switch (way) {
    case 'maker':
      return 'Return to the maker';
    case 'reuse':
      return 'Release for reuse';
    case 'vendor':
      return 'Hand to a vendor';
    case 'destroy':
      return 'Destroy';
  }
}

/** Where a released drive went, as the end of a sentence. */
export function wayGone(way: 'maker' | 'reuse' | 'vendor'): string {
  switch (way) {
    case 'maker':
      return 'to its maker';
    case 'reuse':
      return 'into reuse';
    case 'vendor':
      return 'to a vendor';
  }
}

export function boundFor(value: 'destruction' | 'decision'): string {
  return value === 'destruction' ? 'Bound for destruction.' : 'Waits for a decision.';
}

/** Somebody at another station, whose name is sealed there; undefined for nobody. */
export function elsewhereWord(person: PersonElsewhere | undefined): string | undefined {
  if (person === undefined) return undefined;
  const where = [person.station, person.site].filter((part) => part !== '').join(', ');
  return `${where} (…${person.id.slice(-6)})`;
}
