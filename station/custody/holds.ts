import type { StandingView } from '../../contract/containment.ts';
import type { Receipt } from '../../contract/bridge.ts';
import { missingLeftMs } from '../../domain/custody/holds.ts';
import type { CaseOutcome, ExceptionGround, ExceptionRule, HoldGround, ReleaseWay } from '../../domain/facts/holds.ts';
import { personId } from '../../domain/people/roles.ts';
import type { StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';
import { attempt, type Hands, sealedTexts, shortId } from './attempt.ts';
import { recordContained } from './containers.ts';
import { casesView, msOf } from './standing.ts';
import { dueHere, tenantBarHere } from './tenants.ts';

/** Puts a drive on legal hold: nothing is erased, released or destroyed until it is lifted. */
export function placeHold(
  parts: StationParts,
  hands: Hands,
  asked: {
    readonly subject: string;
    readonly ground: HoldGround;
    readonly matter?: string | undefined;
    readonly note?: string | undefined;
  },
): Receipt {
  const { subject, ground, matter, note } = asked;
  return attempt(parts, hands, {
    type: 'hold.placed',
    subject,
    body: { hold: shortId(parts), ground },
    sealed: sealedTexts({ matter, note }),
  });
}

/** Lifts a hold before a witness. */
export function liftHold(
  parts: StationParts,
  hands: Hands,
  { subject, hold, note }: { readonly subject: string; readonly hold: string; readonly note: string },
): Receipt {
  return attempt(parts, hands, { type: 'hold.lifted', subject, body: { hold }, sealed: sealedTexts({ note }) });
}

/** Lets one drive do without one thing on one way out, until a day. Somebody else makes use of it. */
export function grantException(
  parts: StationParts,
  hands: Hands,
  asked: {
    readonly subject: string;
    readonly rule: ExceptionRule;
    readonly way: ReleaseWay;
    readonly ground: ExceptionGround;
    readonly until_ms: number;
    readonly note: string;
  },
): Receipt {
  const { subject, note, ...body } = asked;
  return attempt(parts, hands, {
    type: 'exception.granted',
    subject,
    body: { exception: shortId(parts), ...body },
    sealed: sealedTexts({ note }),
  });
}

/** Takes an exception back. What has left on it has left. */
export function revokeException(
  parts: StationParts,
  hands: Hands,
  { subject, exception, note }: { readonly subject: string; readonly exception: string; readonly note?: string | undefined },
): Receipt {
  return attempt(parts, hands, { type: 'exception.revoked', subject, body: { exception }, sealed: sealedTexts({ note }) });
}

/** Opens the case of a drive that is not where it should be. Until it is closed the drive leaves by no way. */
export function missDrive(
  parts: StationParts,
  hands: Hands,
  { subject, note }: { readonly subject: string; readonly note?: string | undefined },
): Receipt {
  return attempt(parts, hands, {
    type: 'case.opened',
    subject,
    body: { case: shortId(parts), kind: 'missing' },
    sealed: sealedTexts({ note }),
  });
}

/** Closes the case of a drive or of a container. */
export function closeCase(
  parts: StationParts,
  hands: Hands,
  asked: { readonly subject: string; readonly case: string; readonly outcome: CaseOutcome; readonly note: string },
): Receipt {
  const { subject, note, ...body } = asked;
  const proposal = { type: 'case.closed' as const, subject, body, sealed: sealedTexts({ note }) };
  return subject.startsWith('c1_') ? recordContained(parts, hands, [proposal]) : attempt(parts, hands, proposal);
}

/** Says whose a drive is, after intake. Who said it before still counts for every hold. */
export function sayOwner(
  parts: StationParts,
  hands: Hands,
  { subject, owner, note }: { readonly subject: string; readonly owner: string; readonly note?: string | undefined },
): Receipt {
  const sealed = sealedTexts({ owner, note });
  return sealed['owner'] === undefined
    ? refused('owner_unknown')
    : attempt(parts, hands, { type: 'drive.owned', subject, body: {}, sealed });
}

/** What holds a drive in, what was granted to it, and where it lies. */
export function standingView(parts: Pick<StationParts, 'store' | 'clock' | 'authority'>, subject: string): StandingView | Receipt {
  const life = parts.store.drives.life(subject);
  if (life === undefined) return refused('drive_unknown');
  const { container, lot } = parts.store.containers.inside(subject);
  const around = container === undefined ? [] : (parts.store.containers.life(container)?.items ?? []);
  const missing = life.cases?.find(({ kind }) => kind === 'missing');
  const nowMs = parts.clock.wallMs();
  const bar = tenantBarHere(parts, life, nowMs);
  const due = dueHere(parts, life, nowMs);
  const left = missing === undefined ? undefined : missingLeftMs(missing.mark, nowMs);
  return {
    holds: (life.holds ?? []).map(({ hold, ground, mark }) => ({ hold, ground, since_ms: msOf(mark.wall), ...byOf(mark.by) })),
    ...(bar === undefined ? {} : typeof bar === 'object' ? { term: bar } : { tenant: bar }),
    ...(due === undefined ? {} : { due }),
    exceptions: (life.exceptions ?? []).map(({ mark, ...granted }) => ({ ...granted, ...byOf(mark.by) })),
    cases: casesView(life.cases),
    ...(container === undefined ? {} : { container }),
    ...(lot === undefined ? {} : { lot }),
    ...(left === undefined ? {} : { missing_left_ms: left }),
    neighbours: around.map(({ item }) => item).filter((item) => item.startsWith('d1_') && item !== subject),
  };
}

function byOf(by: string | undefined): { readonly by?: string } {
  const read = personId.safeParse(by);
  return read.success ? { by: read.data } : {};
}
