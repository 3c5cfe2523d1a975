import type { FactType } from '../facts/facts.ts';
import type { Role } from './roles.ts';

export interface Duty {
  /** Any one of these roles may cause the fact. Empty: no person may. */
  readonly roles: readonly Role[];
  /** True when the station may write it without a person. */
  readonly machine: boolean;
  /** Role of the second person; absent when none is asked for. */
  readonly witness?: Role;
  /** Everybody who is signed in may, whatever their role. */
  readonly anyone?: true;
}

const hands = ['technician', 'custodian', 'supervisor'] as const;
const office = ['supervisor', 'admin'] as const;

/** Which roles may cause which fact. The one table: station, registry and window read it. */
export const duties: Readonly<Record<FactType, Duty>> = {
  'station.heartbeat': { roles: [], machine: true },
  'station.named': { roles: office, machine: true },
  'policy.adopted': { roles: office, machine: true },
  'bay.taught': { roles: office, machine: false },
  'bay.forgotten': { roles: office, machine: false },
  'dock.graded': { roles: [], machine: true },
  'person.enrolled': { roles: office, machine: false },
  'person.ended': { roles: office, machine: false },
  'session.opened': { roles: [], machine: false, anyone: true },
  'session.closed': { roles: [], machine: true, anyone: true },
  'key.rotated': { roles: office, machine: true },
  'event.recovered': { roles: office, machine: true },
  'conflict.resolved': { roles: ['supervisor'], machine: false },
  'custody.claimed': { roles: hands, machine: false },
  'custody.offered': { roles: hands, machine: false },
  'custody.withdrawn': { roles: hands, machine: false },
  'custody.received': { roles: hands, machine: false },
  'custody.moved': { roles: hands, machine: false },
  'custody.quarantined': { roles: [...hands, 'validator'], machine: true },
  'custody.readmitted': { roles: ['supervisor'], machine: false },
  'custody.released': { roles: ['custodian', 'supervisor'], machine: false },
  'custody.destination': { roles: ['custodian', 'supervisor'], machine: false },
  'custody.override': { roles: ['supervisor'], machine: false, witness: 'witness' },
  'drive.seen': { roles: hands, machine: true },
  'drive.linked': { roles: ['supervisor'], machine: true },
  'drive.unlinked': { roles: ['supervisor'], machine: false },
  'drive.owned': { roles: ['custodian', 'supervisor'], machine: false },
  'drive.destroyed': { roles: hands, machine: false, witness: 'witness' },
  'erase.cleared': { roles: ['technician', 'supervisor'], machine: false },
  'erase.started': { roles: ['technician', 'supervisor'], machine: true },
  'erase.marked': { roles: ['technician', 'supervisor'], machine: true },
  'erase.accepted': { roles: ['technician', 'supervisor'], machine: true },
  'erase.resumed': { roles: ['technician', 'supervisor'], machine: true },
  'erase.interrupted': { roles: ['technician', 'supervisor'], machine: true },
  'erase.cancelled': { roles: ['technician', 'supervisor'], machine: false },
  'erase.finished': { roles: ['technician', 'supervisor'], machine: true },
  'erase.failed': { roles: ['technician', 'supervisor'], machine: true },
  'verify.finished': { roles: ['technician', 'supervisor'], machine: true },
  'recheck.started': { roles: ['technician', 'validator', 'supervisor'], machine: false },
  'recheck.finished': { roles: [], machine: true },
  'stamp.started': { roles: ['technician', 'supervisor'], machine: false },
  'stamp.finished': { roles: [], machine: true },
  'validation.decided': { roles: ['validator'], machine: false },
  'certificate.revoked': { roles: ['supervisor', 'validator'], machine: false },
  'certificate.issued': { roles: ['technician', 'custodian', 'validator', 'supervisor'], machine: true },
  'expected.listed': { roles: hands, machine: false },
  'expected.met': { roles: hands, machine: false },
  // Whoever pulls the drives does not also explain them away.
  'expected.missing': { roles: ['custodian', 'supervisor'], machine: false },
  'expected.closed': { roles: ['custodian', 'supervisor'], machine: false },
  'find.unknown': { roles: hands, machine: false },
  'find.settled': { roles: ['custodian', 'supervisor'], machine: false },
  'photo.kept': { roles: [...hands, 'validator', 'witness'], machine: false },
  // The printer may take it long after somebody asked, who stands in it.
  'label.printed': { roles: hands, machine: true },
  'label.applied': { roles: hands, machine: false },
  'report.kept': { roles: ['custodian', 'validator', 'supervisor'], machine: false },
  'machine.registered': { roles: ['custodian', 'supervisor', 'admin'], machine: false },
  'machine.calibrated': { roles: ['custodian', 'supervisor', 'admin'], machine: false },
  'machine.retired': { roles: ['custodian', 'supervisor', 'admin'], machine: false },
  'hold.placed': { roles: ['custodian', 'supervisor'], machine: false },
  'hold.lifted': { roles: ['supervisor'], machine: false, witness: 'witness' },
  'exception.granted': { roles: ['supervisor'], machine: false },
  'exception.revoked': { roles: ['supervisor', 'validator'], machine: false },
  // A count that does not agree opens its case by itself.
  'case.opened': { roles: hands, machine: true },
  'case.closed': { roles: ['supervisor'], machine: false },
  'container.made': { roles: hands, machine: false },
  'container.bounded': { roles: ['custodian', 'supervisor'], machine: false },
  'item.placed': { roles: hands, machine: false },
  'item.removed': { roles: hands, machine: false },
  'container.sealed': { roles: hands, machine: false },
  'container.opened': { roles: hands, machine: false },
  'container.handed': { roles: hands, machine: false },
  'container.released': { roles: ['custodian', 'supervisor'], machine: false },
  'lot.opened': { roles: ['custodian', 'supervisor'], machine: false },
  'lot.item_added': { roles: hands, machine: false },
  'lot.item_removed': { roles: hands, machine: false },
  'lot.closed': { roles: ['custodian', 'supervisor'], machine: false },
  'lot.weighed': { roles: hands, machine: false },
  'lot.weight_excused': { roles: ['supervisor'], machine: false },
  'lot.answered': { roles: ['custodian', 'supervisor'], machine: false },
  'lot.excused': { roles: ['supervisor'], machine: false },
  'return.decided': { roles: ['custodian', 'supervisor'], machine: false },
  'fields.recorded': { roles: hands, machine: false },
  'credit.expected': { roles: ['custodian', 'supervisor'], machine: false },
  'credit.received': { roles: ['custodian', 'supervisor'], machine: false },
  'credit.refused': { roles: ['custodian', 'supervisor'], machine: false },
  'lot.ruled': { roles: ['custodian', 'supervisor'], machine: false },
  'lot.rma_given': { roles: hands, machine: false },
  'lot.packed': { roles: hands, machine: false },
  'lot.late_allowed': { roles: ['supervisor'], machine: false },
  'count.started': { roles: hands, machine: false },
  'count.closed': { roles: hands, machine: false, witness: 'witness' },
};

/** Pairs that must be two people; the rules in `custody/` answer `same_person` or `validator_sanitized_it`. */
export const apart = [
  { fact: 'drive.destroyed', one: 'actor', other: 'witness', refusal: 'same_person' },
  { fact: 'custody.claimed', one: 'first to type a serial', other: 'second to type it', refusal: 'same_person' },
  { fact: 'erase.cleared', one: 'actor', other: 'witness', refusal: 'same_person' },
  { fact: 'custody.override', one: 'actor', other: 'witness', refusal: 'same_person' },
  { fact: 'hold.lifted', one: 'actor', other: 'witness', refusal: 'same_person' },
  { fact: 'count.closed', one: 'first counter', other: 'second counter', refusal: 'same_person' },
  { fact: 'custody.released', one: 'actor', other: 'approver of the exception', refusal: 'same_person' },
  { fact: 'custody.offered', one: 'giver', other: 'receiver', refusal: 'same_person' },
  { fact: 'container.handed', one: 'giver', other: 'receiver', refusal: 'same_person' },
  { fact: 'custody.received', one: 'giver', other: 'receiver', refusal: 'same_person' },
  { fact: 'validation.decided', one: 'validator', other: 'sanitizer', refusal: 'validator_sanitized_it' },
] as const;

/** May a person with these roles, or the station by itself (`machine`), cause this fact? */
export function mayCause(type: FactType, actor: { readonly roles: readonly Role[] } | 'machine'): boolean {
  const duty = duties[type];
  if (actor === 'machine') return duty.machine;
  return duty.anyone === true || actor.roles.some((role) => duty.roles.includes(role));
}
