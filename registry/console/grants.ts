import { grant, type Grant as WireGrant } from '../../contract/console/parts.ts';
import type { Grant } from '../ledger/grants.ts';

/** Roles whose time is not over, as the console shows them. */
export function inForce(grants: readonly Grant[], nowMs: number): readonly WireGrant[] {
  return grants.filter(({ untilMs }) => untilMs > nowMs).map(shown);
}

/** A grant as the console shows it. */
export function shown({ role, sites, tenants, untilMs }: Grant): WireGrant {
  return grant.parse({ role, sites, tenants, until_ms: untilMs });
}
