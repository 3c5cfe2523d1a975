import type { Receipt } from '../../contract/bridge.ts';
import { lockingConflicts } from '../../domain/conflicts/gate.ts';
import type { Fact, OverriddenAct } from '../../domain/facts/facts.ts';
import type { DestroyTechnique, Destination, QuarantineCause } from '../../domain/custody/words.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { barredBy, gateOf, groundOf } from '../../domain/custody/release-gate.ts';
import { destroyTechniquesFor } from '../../domain/policy/demand.ts';
import { understandScan } from '../../domain/label/scan.ts';
import { compareSerials } from '../../domain/drive/serials.ts';
import type { PersonRow } from '../../contract/ports.ts';
import type { Jobs } from '../erase/jobs.ts';
import type { StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';
import { peopleElsewhere } from '../people/elsewhere.ts';
import { contestAt, maySettle } from './contest.ts';
import { attempt, type Hands, sealedTexts } from './attempt.ts';
import { lotFor, releaseBody } from './lots.ts';

/** Offers the drive to another person. Until that person signs for it, it is in limbo. */
export function offer(parts: StationParts, hands: Hands, asked: { readonly subject: string; readonly to: string }): Receipt {
  const to = parts.store.people.byId(asked.to);
  if (to === undefined ? !isSomebody(parts, asked.to) : !to.active) return refused('person_unknown');
  return attempt(parts, hands, { type: 'custody.offered', subject: asked.subject, body: { from: hands.actor.id, to: asked.to } });
}

/** Takes an offer back. */
export function withdraw(parts: StationParts, hands: Hands, asked: { readonly subject: string }): Receipt {
  return attempt(parts, hands, { type: 'custody.withdrawn', subject: asked.subject, body: { from: hands.actor.id } });
}

/** The receiver signs for the drive; only then does it change hands. */
export function receive(
  parts: StationParts,
  receiver: PersonRow,
  asked: { readonly subject: string; readonly place?: string | undefined },
): Receipt {
  const life = parts.store.drives.life(asked.subject);
  if (life === undefined) return refused('drive_unknown');
  if (life.offer === undefined) return refused('illegal_move', 'nobody offered it');
  const place = asked.place ?? life.offer.place;
  return attempt(
    parts,
    { actor: receiver },
    {
      type: 'custody.received',
      subject: asked.subject,
      body: { from: life.offer.from, holder: receiver.id, ...(place === undefined ? {} : { place }) },
    },
  );
}

/** Notes a new place while the same person holds the drive. */
export function moveTo(parts: StationParts, hands: Hands, asked: { readonly subject: string; readonly place: string }): Receipt {
  return attempt(parts, hands, { type: 'custody.moved', subject: asked.subject, body: { holder: hands.actor.id, place: asked.place } });
}

/** Changes where the drive is meant to go; what is demanded of its erase may change with it. */
export function redirect(
  parts: StationParts,
  hands: Hands,
  asked: { readonly subject: string; readonly destination: Destination },
): Receipt {
  return attempt(parts, hands, { type: 'custody.destination', subject: asked.subject, body: { destination: asked.destination } });
}

/** Which causes leave only destruction. The others wait for a person's decision. */
const endsInDestruction: ReadonlySet<QuarantineCause> = new Set(['sanitization_failed', 'drive_silent']);

/** Sets a drive aside. */
export function quarantine(
  parts: StationParts,
  hands: Hands,
  asked: { readonly subject: string; readonly cause: QuarantineCause; readonly note?: string | undefined },
): Receipt {
  return attempt(parts, hands, {
    type: 'custody.quarantined',
    subject: asked.subject,
    body: { cause: asked.cause, bound_for: endsInDestruction.has(asked.cause) ? 'destruction' : 'decision' },
    sealed: sealedTexts({ note: asked.note }),
  });
}

/** Takes a drive out of quarantine, with a reason. */
export function readmit(parts: StationParts, hands: Hands, asked: { readonly subject: string; readonly note: string }): Receipt {
  const cause = parts.store.drives.life(asked.subject)?.quarantine?.cause;
  if (cause === undefined) return refused('not_quarantined');
  return attempt(parts, hands, {
    type: 'custody.readmitted',
    subject: asked.subject,
    body: { cause },
    sealed: sealedTexts({ note: asked.note }),
  });
}

/** Lets a drive go, on the strength of its proof. Without one the domain refuses. */
export function release(
  parts: StationParts,
  hands: Hands,
  asked: {
    readonly subject: string;
    readonly way: 'maker' | 'reuse' | 'vendor';
    readonly consignee?: string | undefined;
    readonly reference?: string | undefined;
    readonly note?: string | undefined;
  },
): Receipt {
  const life = parts.store.drives.life(asked.subject);
  if (life === undefined) return refused('drive_unknown');
  // The domain judges the move itself; without a ground there is nothing to name, so its own answer is given here.
  const ground = groundOf(gateOf(life, asked.way, parts.clock.wallMs()));
  if (ground.kind === 'refused' && (ground.why === 'no_proof' || ground.why === 'proof_rejected')) {
    const barred = barredBy(gateOf(life, asked.way, parts.clock.wallMs()));
    return barred.kind === 'refused' ? refused(barred.why, barred.detail) : refused(ground.why, ground.detail);
  }
  return attempt(parts, hands, {
    type: 'custody.released',
    subject: asked.subject,
    body: ground.kind === 'refused' ? { way: asked.way } : releaseBody(asked.way, ground, lotFor(parts, asked.subject, asked.way)),
    sealed: sealedTexts({ consignee: asked.consignee, reference: asked.reference, note: asked.note }),
  });
}

/** Records the destruction of a drive that the witness has scanned with own hands. */
export function destroy(
  parts: StationParts,
  jobs: Jobs,
  hands: Hands,
  asked: {
    readonly subject: string;
    readonly technique: DestroyTechnique;
    readonly item: string;
    readonly machine?: string | undefined;
    readonly by?: string | undefined;
    readonly fragment_mm?: number | undefined;
    readonly lot?: string | undefined;
    readonly note?: string | undefined;
  },
): Receipt {
  const life = parts.store.drives.life(asked.subject);
  if (life === undefined) return refused('drive_unknown');
  if (!isItsLabel(life, asked.item)) return refused('label_not_scanned');
  const allowed = destroyTechniquesFor(parts.policy(), life.record?.data_class ?? 'unknown');
  if (!allowed.includes(asked.technique)) return refused('illegal_move', `this data asks for ${allowed.join(' or ')}`);
  const lot = lotFor(parts, asked.subject, 'destruction');
  const receipt = attempt(parts, hands, {
    type: 'drive.destroyed',
    subject: asked.subject,
    body: {
      technique: asked.technique,
      ...(life.place === undefined ? {} : { place: life.place }),
      ...(asked.fragment_mm === undefined ? {} : { fragment_mm: asked.fragment_mm }),
      ...(lot === undefined ? {} : { lot }),
      ...(asked.by === undefined ? {} : { by: asked.by }),
    },
    sealed: sealedTexts({ machine: asked.machine, lot: asked.lot, note: asked.note }),
  });
  if (receipt.kind === 'done') jobs.settle(asked.subject);
  return receipt;
}

/** Lets one act through on a contested drive, in the face of the conflicts that are open now. Takes a witness. */
export function override(
  parts: StationParts,
  hands: Hands,
  asked: { readonly subject: string; readonly act: OverriddenAct; readonly note: string },
): Receipt {
  const life = parts.store.drives.life(asked.subject);
  const contest = contestAt(parts, asked.subject);
  if (!contest.contested && life?.disputed !== true) return refused('illegal_move', 'not_disputed');
  return attempt(parts, hands, {
    type: 'custody.override',
    subject: asked.subject,
    body: { act: asked.act, conflicts: lockingConflicts(contest) },
    sealed: sealedTexts({ note: asked.note }),
  });
}

/** Closes a conflict that is open here: says who has the drive, and rests on all branch heads. */
export function resolve(
  parts: StationParts,
  hands: Hands,
  asked: {
    readonly subject: string;
    readonly conflict: string;
    readonly holder?: string | undefined;
    readonly reason: Fact<'conflict.resolved'>['reason'];
    readonly note?: string | undefined;
  },
): Receipt {
  const found = contestAt(parts, asked.subject).open.find(({ id }) => id === asked.conflict);
  if (found === undefined) return refused('illegal_move', 'no_such_conflict');
  const station = parts.store.facts.chain()?.identity.station ?? '';
  if (hands.actor.roles.includes('supervisor') && !maySettle(parts.store, parts.authority?.(), { station, actor: hands.actor.id }))
    return refused('not_an_officer');
  // The newest custody event known here goes first; the event holds eight in all.
  if (found.heads.length > 7) return refused('illegal_move', 'too_many_branches');
  if (asked.holder !== undefined && !isSomebody(parts, asked.holder)) return refused('person_unknown');
  return attempt(parts, hands, {
    type: 'conflict.resolved',
    subject: asked.subject,
    body: { conflict: found.id, class: found.class, reason: asked.reason, ...(asked.holder === undefined ? {} : { holder: asked.holder }) },
    deps: found.heads,
    sealed: sealedTexts({ note: asked.note }),
  });
}

/** Somebody who was enrolled here or at another station. */
function isSomebody({ store, authority }: StationParts, person: string): boolean {
  const own = store.facts.chain()?.identity.station;
  return store.people.byId(person) !== undefined || peopleElsewhere(authority?.(), own).some(({ id }) => id === person);
}

/** True when a scan names this drive by its serial or its WWN. */
export function isItsLabel(life: DriveLife, scan: string): boolean {
  const record = life.record;
  if (record === undefined) return false;
  const model = life.seen?.identity.model ?? record.model ?? '';
  const wwn = life.seen?.identity.wwn ?? record.label.wwn;
  return understandScan(scan).some(
    (part) =>
      (part.as === 'serial' && compareSerials(part.text, record.serial, model, wwn).match !== 'differs') ||
      (part.as === 'wwn' && wwn !== undefined && part.text.toLowerCase() === wwn) ||
      part.text === record.serial,
  );
}
