import type { FactType } from '../../domain/facts/facts.ts';

const titles: Record<FactType, string> = {
  'station.heartbeat': 'Station alive',
  'station.named': 'Station named',
  'policy.adopted': 'Policy adopted',
  'bay.taught': 'Bay taught',
  'bay.forgotten': 'Bay forgotten',
  'dock.graded': 'Dock graded',
  'person.enrolled': 'Person enrolled',
  'person.ended': 'Person ended',
  'session.opened': 'Signed in',
  'session.closed': 'Signed out',
  'key.rotated': 'Station key changed',
  'event.recovered': 'Recovered from an older copy',
  'conflict.resolved': 'Conflict resolved',
  'custody.claimed': 'Taken into custody',
  'custody.offered': 'Offered',
  'custody.withdrawn': 'Offer taken back',
  'custody.received': 'Received',
  'custody.moved': 'Moved',
  'custody.quarantined': 'Quarantined',
  'custody.readmitted': 'Back from quarantine',
  'custody.released': 'Released',
  'custody.destination': 'Destination changed',
  'custody.override': 'Lock of a dispute opened once',
  'drive.seen': 'Seen in a bay',
  'drive.linked': 'Linked to another record',
  'drive.unlinked': 'Parted from another record',
  'drive.destroyed': 'Destroyed',
  'erase.cleared': 'Cleared to erase',
  'erase.started': 'Erase started',
  'erase.marked': 'Markers written',
  'erase.accepted': 'Command accepted',
  'erase.resumed': 'Erase found again',
  'erase.interrupted': 'Erase interrupted',
  'erase.cancelled': 'Erase cancelled',
  'erase.finished': 'Erase completed by the drive',
  'erase.failed': 'Erase failed',
  'verify.finished': 'Read back',
  'validation.decided': 'Validated',
  'certificate.issued': 'Certificate issued',
  'certificate.revoked': 'Certificate taken back',
};

/** A fact in two to four words. */
export function factTitle(type: FactType): string {
  return titles[type];
}
