import { type LedgerRouteId, ledgerRoutes } from '../../contract/ledger-routes.ts';
import type { LimitName, Route } from '../../contract/route.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Which bound on questions from one address counts here. */
    limit?: LimitName;
  }
}

/** Method, path and bound of a row of the table, as the server takes them. */
export function at(id: LedgerRouteId): { readonly method: Route['method']; readonly url: string; readonly config: { limit?: LimitName } } {
  const { method, path, limit }: Route = ledgerRoutes[id];
  return { method, url: path, config: limit === undefined ? {} : { limit } };
}
