import type { Bytes } from '../bytes.ts';
import { toHex, utf8 } from '../bytes.ts';
import { namedHash } from './hash.ts';

/** `d1_` drive, `c1_` container (bin, cage, lot), `p1_` person record. */
export const subjectPattern = /^(d1|c1|p1)_[0-9a-f]{32}$/;
/** A station of its own, or the registry's control chain. */
export const stationPattern = /^(registry|st_[a-z0-9]{2,40})$/;
/** Pseudonym of a technician. The name behind it lives in sealed values only. */
export const technicianPattern = /^tc_[a-z0-9]{2,40}$/;
/** Registry name, which is the log family's name: a schema-less URL without spaces or plus signs. */
export const registryPattern = /^[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?(\/[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?){0,4}$/;

/** Name under which the registry signs its control chain. */
export const controlStation = 'registry';

const wwnPattern = /^[0-9a-f]{16}([0-9a-f]{16})?$/;

/**
 * What a drive is known by. `wwn` is its NAA, EUI-64 or NGUID in lower-case hex; `ms` stands in when the drive
 * tells none: model and serial, upper case, white space to single spaces, ends trimmed.
 */
export type DriveName =
  { readonly kind: 'wwn'; readonly value: string } | { readonly kind: 'ms'; readonly model: string; readonly serial: string };

/** The drive's id in every event: `d1_` and 32 hex digits (registry protocol, section 1). Throws on a malformed WWN. */
export function driveId(name: DriveName): string {
  return subjectOf('d1', 'custody-drive/v1', utf8(`${name.kind}\n${driveValue(name)}`));
}

/** The best name a drive gives: its WWN unless that is missing, malformed, all zeros or all ones, else model and serial. */
export function bestDriveName(drive: { readonly wwn?: string | undefined; readonly model: string; readonly serial: string }): DriveName {
  const wwn = drive.wwn?.toLowerCase();
  if (wwn !== undefined && wwnPattern.test(wwn) && !/^(0+|f+)$/.test(wwn)) return { kind: 'wwn', value: wwn };
  return { kind: 'ms', model: drive.model, serial: drive.serial };
}

/** Id of a container (bin, cage, lot) from 16 random bytes given at its making. */
export function containerId(random: Bytes): string {
  return pseudonym('c1', random);
}

/** Id of a person record from 16 random bytes: says nothing about the person. */
export function personRecordId(random: Bytes): string {
  return pseudonym('p1', random);
}

/** Id of a technician in the `actor` and `witness` members, from 16 random bytes. */
export function technicianId(random: Bytes): string {
  return pseudonym('tc', random);
}

/** Id of a station from 16 random bytes; the registry gives it at enrolment. */
export function stationId(random: Bytes): string {
  return pseudonym('st', random);
}

function driveValue(name: DriveName): string {
  if (name.kind === 'ms') return `${tidy(name.model)}\n${tidy(name.serial)}`;
  if (!wwnPattern.test(name.value)) throw new RangeError('a WWN is 16 or 32 lower-case hex digits');
  return name.value;
}

function tidy(text: string): string {
  return text.toUpperCase().replace(/\s+/g, ' ').trim();
}

function subjectOf(prefix: string, name: string, value: Bytes): string {
  return `${prefix}_${toHex(namedHash(name, value)).slice(0, 32)}`;
}

function pseudonym(prefix: string, random: Bytes): string {
  if (random.length !== 16) throw new RangeError('an id is made from 16 random bytes');
  return `${prefix}_${toHex(random)}`;
}
