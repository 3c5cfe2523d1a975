import type { IdentityLock, LabelClaims } from '../facts/facts.ts';
import type { DriveIdentity } from './identity.ts';
import { cleanName } from './names.ts';
import { compareSerials, isPlaceholderSerial, plainSerial } from './serials.ts';

export interface LockQuestion {
  /** What the label said, scanned; absent when nobody scanned it. */
  readonly label?: LabelClaims | undefined;
  /** What the drive says of itself. */
  readonly identity: DriveIdentity;
  /** The custody record's word for it. */
  readonly record?: { readonly serial: string; readonly model?: string | undefined } | undefined;
  /** The serial in the bridge's USB descriptor, to be caught when it poses as the drive's. */
  readonly bridgeSerial?: string | undefined;
}

type Finding = IdentityLock['findings'][number];

/**
 * The three-way identity lock. It opens only when the scanned label and the custody record both name the serial
 * that the drive itself tells. Anything that is missing or differs keeps it shut, and all of it is listed. A WWN can
 * shut the lock, never open it alone; a model is told but decides nothing, for labels and drives spell it apart.
 */
export function judgeLock(question: LockQuestion): IdentityLock {
  const { label, identity, record } = question;
  const for_: Finding[] = [];
  const against: Finding[] = [...sourceFindings(question)];

  if (label?.serial === undefined) against.push('no_label');
  else (matches(label.serial, identity) === 'differs' ? against : for_).push(serialFinding(label.serial, identity));

  if (label?.wwn !== undefined && identity.wwn !== undefined) {
    if (plainWwn(label.wwn) === plainWwn(identity.wwn)) for_.push('wwn_equal');
    else against.push('wwn_differs');
  }
  if (record === undefined) against.push('no_record');
  else if (matches(record.serial, identity) === 'differs') against.push('record_differs');

  if (sameModel(label?.model, identity) || sameModel(record?.model, identity)) for_.push('model_equal');
  return { verdict: against.length === 0 ? 'open' : 'shut', findings: [...for_, ...new Set(against)] };
}

/** Whether the serial can be the drive's at all: told by the drive, not empty, not the bridge's own. */
function sourceFindings({ identity, bridgeSerial }: LockQuestion): readonly Finding[] {
  if (identity.serial_source === 'assigned')
    return identity.interface === 'image' && identity.media === 'image' ? [] : ['serial_not_from_drive'];
  if (isPlaceholderSerial(identity.serial)) return ['serial_not_from_drive'];
  // A bridge may pass the drive's serial on as its own, and many do; then only the drive's WWN can tell them apart.
  if (bridgeSerial !== undefined && plainSerial(bridgeSerial) === plainSerial(identity.serial) && identity.wwn === undefined)
    return ['bridge_serial_only'];
  return [];
}

function matches(claimed: string, identity: DriveIdentity): 'equal' | 'equal_by_maker_rule' | 'differs' {
  return compareSerials(claimed, identity.serial, identity.model, identity.wwn).match;
}

function serialFinding(claimed: string, identity: DriveIdentity): Finding {
  switch (matches(claimed, identity)) {
    case 'equal':
      return 'serial_equal';
    case 'equal_by_maker_rule':
      return 'serial_equal_by_maker_rule';
    case 'differs':
      return 'serial_differs';
  }
}

function plainWwn(text: string): string {
  return cleanName(text)
    .toLowerCase()
    .replace(/^(0x|naa\.|eui\.|wwn-)+/, '')
    .replace(/[^0-9a-f]/g, '');
}

/** Labels leave the maker's name and spaces out: one must hold the other. */
function sameModel(claimed: string | undefined, identity: DriveIdentity): boolean {
  if (claimed === undefined) return false;
  const left = plainSerial(claimed);
  const right = plainSerial(identity.model);
  return left.length >= 4 && right.length >= 4 && (left.includes(right) || right.includes(left));
}
