import type { StationStore } from '../../contract/ports.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import { standingTenantHolds } from '../../domain/authority/tenants.ts';
import { hasEnded } from '../../domain/custody/custody-rules.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { isProvenEmpty } from '../../domain/custody/proof.ts';
import type { Hold } from '../../domain/retention/clock.ts';
import { type MarkedWord, type TenantBar, tenantBarOf } from '../../domain/retention/tenant-mark.ts';
import {
  type DriveHold,
  dueOf,
  type DueStanding,
  type TermBar,
  termBarOf,
  type TermQuestion,
  type ToldContract,
} from '../../domain/retention/terms.ts';
import { isHoldListOld } from './hold-list.ts';
import { msOf } from './standing.ts';

export interface TenantNeeds {
  readonly store: Pick<StationStore, 'shelf' | 'sync' | 'pull'>;
  /** Who may do what by the log, as far as it was pulled; undefined for a station without a registry. */
  readonly authority?: (() => Authority | undefined) | undefined;
}

/** Whose a drive is by all that was said of it and is known here, the newest last. None: nobody has said it, or it was erased. */
export function ownersOf({ store }: { readonly store: Pick<StationStore, 'shelf'> }, subject: string): readonly string[] {
  return store.shelf
    .storyOf(subject)
    .flatMap(({ opened }) => opened)
    .flatMap(({ field, value }) => (field === 'owner' && typeof value === 'string' ? [value] : []));
}

/** A word about a tenant with the key of its mark, where that was told here. */
export function wordWithKey(
  { store }: { readonly store: Pick<StationStore, 'shelf'> },
  word: { readonly mark: string; readonly event: string },
): MarkedWord {
  const key = store.shelf.byHash(word.event)?.opened.find(({ field }) => field === 'key')?.value;
  return { mark: word.mark, key: typeof key === 'string' ? key : undefined };
}

/**
 * What holds on whole tenants and contracts that have ended say of a drive: out of the log as far as it was pulled, with no
 * registry in reach. Holds count before contracts.
 *
 * @param nowMs Unix ms; undefined: not known, so that no term is over
 */
export function tenantBarHere(needs: TenantNeeds, life: DriveLife, nowMs: number | undefined): TenantBar | TermBar | undefined {
  const authority = needs.authority?.();
  if (authority === undefined) return undefined;
  const { subject } = life;
  const standing = standingTenantHolds(authority.tenants).map((hold) => wordWithKey(needs, hold));
  const held = standing.length === 0 ? undefined : tenantBarOf(standing, ownersOf(needs, subject));
  if (held !== undefined || authority.tenants.contracts.size === 0 || isProvenEmpty(life)) return held;
  const now = termNowMs(needs.store, nowMs ?? 0);
  const question = termQuestion(needs, toldContracts(needs, authority), { life, owners: ownersOf(needs, subject), now });
  return termBarOf(question, isHoldListOld(needs.store, nowMs ?? 0));
}

/** By when a drive that is in custody here has to be deleted, where its contract has ended. */
export function dueHere(needs: TenantNeeds, life: DriveLife, nowMs: number): DueStanding | undefined {
  const authority = needs.authority?.();
  if (authority === undefined || authority.tenants.contracts.size === 0 || hasEnded(life) || isProvenEmpty(life)) return undefined;
  const now = termNowMs(needs.store, nowMs);
  return dueOf(termQuestion(needs, toldContracts(needs, authority), { life, owners: ownersOf(needs, life.subject), now }));
}

/**
 * The time by which a term is over: the machine's, or the registry's as last measured here, whichever is earlier. A clock that
 * was set forward ends nothing sooner once the registry has answered; while it has not, the list of holds gets old.
 *
 * @param wallMs Unix ms
 */
export function termNowMs(store: Pick<StationStore, 'sync'>, wallMs: number): number {
  return wallMs + Math.min(0, store.sync.state().offset?.offsetMs ?? 0);
}

/** Contracts that have ended, with what this station was told of whose they are. */
export function toldContracts(
  needs: { readonly store: Pick<StationStore, 'shelf'> },
  { tenants }: Authority,
): { readonly contracts: readonly ToldContract[]; readonly tenantHolds: readonly Hold[] } {
  return {
    contracts: [...tenants.contracts.values()].map(({ tenant, ended_ms, rule, mark, event }) => ({
      tenant,
      ended_ms,
      rule,
      word: mark === undefined ? undefined : wordWithKey(needs, { mark, event }),
    })),
    tenantHolds: [...tenants.holds.values()],
  };
}

/** What is asked of the contracts about one drive, with the holds that ever stood on it. */
export function termQuestion(
  { store }: { readonly store: Pick<StationStore, 'shelf'> },
  told: ReturnType<typeof toldContracts>,
  { life, owners, now }: { readonly life: DriveLife; readonly owners: readonly string[]; readonly now: number },
): TermQuestion {
  return { subject: life.subject, owners, ...told, driveHolds: driveHoldsOf(store, life), now };
}

/**
 * Holds on one drive with their times. What the life still counts was not lifted, whatever was said; what it does not count any
 * more and nobody is known to have lifted is taken to stand.
 */
function driveHoldsOf(store: Pick<StationStore, 'shelf'>, { subject, holds = [] }: DriveLife): readonly DriveHold[] {
  const standing = new Set(holds.map(({ hold }) => hold));
  const placed = new Map<string, number>();
  const lifted = new Map<string, number>();
  for (const { type, body, wall } of store.shelf.holdsOn(subject)) {
    const { hold } = body as { readonly hold?: unknown }; // every event body is an object
    if (typeof hold !== 'string') continue;
    const [times, pick] = type === 'hold.placed' ? [placed, Math.min] : [lifted, Math.max];
    times.set(hold, pick(times.get(hold) ?? msOf(wall), msOf(wall)));
  }
  return [...placed].map(([hold, placedMs]) => {
    const liftedMs = standing.has(hold) ? undefined : lifted.get(hold);
    return liftedMs === undefined ? { hold, placed_ms: placedMs } : { hold, placed_ms: placedMs, lifted_ms: liftedMs };
  });
}
