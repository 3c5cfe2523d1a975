import type { Receipt } from '../../contract/bridge.ts';
import type { DataClass, Destination, PullReason } from '../../domain/custody/words.ts';
import type { UnreadLabel } from '../../domain/facts/facts.ts';
import type { DeviceClass } from '../../domain/intake/device-classes.ts';
import { bestDriveName, driveId } from '../../domain/ledger/ids.ts';
import type { Desk } from '../bench/desk.ts';
import { recordOfLabel } from '../bench/match.ts';
import { attempt, type Hands, sealedTexts } from '../custody/attempt.ts';
import type { StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';

/** What a person adds to the label when taking a drive into custody. */
export interface Claim {
  readonly serial?: string | undefined;
  readonly reason: PullReason;
  readonly data_class: DataClass;
  readonly destination: Destination;
  readonly place: string;
  readonly host?: string | undefined;
  readonly slot?: string | undefined;
  readonly ticket?: string | undefined;
  readonly owner?: string | undefined;
  readonly note?: string | undefined;
  /** What it is, where it is no disk. */
  readonly device?: DeviceClass | undefined;
  /** The serial as the second person typed it, and why no scanner read it. */
  readonly typed?: { readonly why: UnreadLabel; readonly again: string } | undefined;
}

/**
 * Takes the drive whose label lies on the desk into custody. The record's serial is the label's; only a label
 * without a readable serial lets a person type one, and then the label stays without it and the identity lock shut,
 * unless a second person typed the same, apart.
 */
export function claimDrive(parts: StationParts, desk: Desk, hands: Hands, claim: Claim): Receipt {
  const { claims: read } = desk.label();
  const { typed } = claim;
  const serial = read.serial ?? claim.serial?.trim();
  if (typed !== undefined && read.serial !== undefined) return refused('label_was_read');
  if (typed !== undefined && serial?.toUpperCase() !== typed.again.trim().toUpperCase()) return refused('typed_differs');
  const claims = typed === undefined || serial === undefined ? read : { ...read, serial };
  if (serial === undefined || serial === '') return desk.gathering || typed !== undefined ? refused('no_serial') : refused('no_intake');
  const known = recordOfLabel(parts.store, { ...claims, serial });
  if (known !== undefined && !known.ended) return refused('already_in_custody');
  const subject = known?.life.subject ?? driveId(bestDriveName({ wwn: claims.wwn, model: claims.model ?? '', serial }));
  const receipt = attempt(parts, hands, {
    type: 'custody.claimed',
    subject,
    body: {
      holder: hands.actor.id,
      place: claim.place,
      reason: claim.reason,
      data_class: claim.data_class,
      destination: claim.destination,
      serial,
      ...(claims.model === undefined ? {} : { model: claims.model }),
      label: claims,
      ...(typed === undefined ? {} : { typed: typed.why }),
      ...(claim.device === undefined ? {} : { device: claim.device }),
    },
    sealed: {
      ...sealedTexts({ host: claim.host, slot: claim.slot, ticket: claim.ticket, owner: claim.owner, note: claim.note }),
      ...(desk.rawScans.length === 0 ? {} : { scans: desk.rawScans.slice(0, 60).map((scan) => scan.slice(0, 500)) }),
    },
  });
  if (receipt.kind === 'done') {
    desk.clear();
    desk.focus = subject;
    desk.place = claim.place; // the next drive most likely goes to the same place
  }
  return receipt;
}
