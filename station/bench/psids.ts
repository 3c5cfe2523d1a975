import { opensOnly } from '../../domain/erase/technique.ts';
import type { Docks } from '../docks/docks.ts';
import { planFor } from '../erase/plan.ts';
import type { StationParts } from '../parts.ts';
import { recordOfDrive } from './match.ts';

/** How long a PSID is good for after its scan. */
export const psidKeptMs = 5 * 60_000;

/**
 * PSIDs that were scanned for drives which wait for them. They are here and nowhere else: no fact, no file and no view has
 * them, and each is gone when it has been used, replaced, or is too old.
 */
export class Psids {
  readonly #kept = new Map<string, { readonly psid: string; readonly untilMs: number }>();

  keep(subject: string, psid: string, nowMs: number): void {
    this.#kept.set(subject, { psid, untilMs: nowMs + psidKeptMs });
  }

  has(subject: string, nowMs: number): boolean {
    for (const [of, { untilMs }] of this.#kept) if (untilMs <= nowMs) this.#kept.delete(of);
    return this.#kept.has(subject);
  }

  /** Gives the PSID of a drive away, once. */
  take(subject: string, nowMs: number): string | undefined {
    if (!this.has(subject, nowMs)) return undefined;
    const kept = this.#kept.get(subject);
    this.#kept.delete(subject);
    return kept?.psid;
  }
}

/** Docked drives that a PSID would open, by subject. */
export function drivesToOpen({ parts, docks }: { readonly parts: StationParts; readonly docks: Docks }): readonly string[] {
  return docks.all().flatMap((docked) => {
    if (docked.identified?.kind !== 'identified') return [];
    const life = recordOfDrive(parts.store, docked.identified.identity)?.life;
    const plan = life === undefined ? undefined : planFor(parts, life, docked);
    return life !== undefined && plan?.kind === 'plan' && opensOnly(plan.order.technique) ? [life.subject] : [];
  });
}
