import type { AnyControlFact } from '../facts/control.ts';
import type { HoldGround } from '../facts/holds.ts';
import type { RetentionRule } from '../retention/clock.ts';
import { ninetyAndNinety } from '../retention/clock.ts';
import type { Placed } from './authority.ts';

/* What officers said of whole tenants, out of the control chain. Times are Unix ms, as the registry's clock had them. */

/** A hold on a tenant, also one that was lifted. */
export interface TenantHold {
  readonly hold: string;
  readonly tenant: string;
  readonly ground: HoldGround;
  readonly mark: string;
  /** The event that placed it: the key of its mark is sealed there. */
  readonly event: string;
  readonly by?: string;
  readonly placed_ms: number;
  readonly lifted_ms?: number;
}

/** An ended contract. Without a mark no station can tell whose drives it is about: it was written before there were marks. */
export interface ContractWord {
  readonly tenant: string;
  readonly ended_ms: number;
  readonly rule: RetentionRule;
  readonly mark?: string;
  readonly event: string;
}

export interface TenantWords {
  /** By hold. */
  readonly holds: ReadonlyMap<string, TenantHold>;
  /** By tenant; the newest word counts. */
  readonly contracts: ReadonlyMap<string, ContractWord>;
}

export interface TenantWordsDraft {
  readonly holds: Map<string, TenantHold>;
  readonly contracts: Map<string, ContractWord>;
}

type TenantFact = Extract<AnyControlFact, { type: `tenant.${string}` | `contract.${string}` }>;

export function applyTenantWord({ holds, contracts }: TenantWordsDraft, { entry }: Placed, { type, body }: TenantFact): void {
  const { time, actor } = entry.event;
  const atMs = Date.parse(time.wall) + time.off;
  switch (type) {
    case 'tenant.held':
      // The first word of a hold is the one that holds.
      if (!holds.has(body.hold))
        holds.set(body.hold, { ...body, event: entry.hash, ...(actor === undefined ? {} : { by: actor }), placed_ms: atMs });
      return;
    case 'tenant.freed': {
      const hold = holds.get(body.hold);
      if (hold?.tenant === body.tenant && hold.lifted_ms === undefined) holds.set(body.hold, { ...hold, lifted_ms: atMs });
      return;
    }
    case 'contract.ended': {
      const { tenant, ended_ms: endedMs, keep_days: keep, delete_by_days: by, mark } = body;
      const rule = { ...ninetyAndNinety, keep_days: keep, delete_by_days: by };
      contracts.set(tenant, { tenant, ended_ms: endedMs, rule, event: entry.hash, ...(mark === undefined ? {} : { mark }) });
      return;
    }
    case 'contract.resumed':
      contracts.delete(body.tenant);
  }
}

/** Holds on tenants that nobody has lifted. */
export function standingTenantHolds({ holds }: TenantWords): readonly TenantHold[] {
  return [...holds.values()].filter(({ lifted_ms: lifted }) => lifted === undefined);
}
