import { createContext, useCallback, useContext } from 'react';
import type { SessionAnswer } from '../../contract/console/sign-in.ts';
import { consoleRoutes, type ConsoleRouteId } from '../../contract/console/routes.ts';
import type { Role } from '../../domain/people/roles.ts';
import { useLook } from './queries.ts';

export type Signed = Extract<SessionAnswer, { kind: 'person' }>;

export const SignedContext = createContext<Signed | undefined>(undefined);

/** Who looks at the console. */
export function useSigned(): Signed {
  const signed = useContext(SignedContext);
  if (signed === undefined) throw new Error('a page stands outside of a session');
  return signed;
}

/** Whether a person's roles open a route, from the table that the registry itself obeys. It decides again at each call. */
export function may(signed: Signed, id: ConsoleRouteId): boolean {
  const roles: readonly Role[] = consoleRoutes[id].roles;
  return roles.length === 0 || signed.grants.some(({ role }) => roles.includes(role));
}

export function useMay(id: ConsoleRouteId): boolean {
  return may(useSigned(), id);
}

/** Names for pseudonyms, as far as this person may know them. A pseudonym without a name stays what it is. */
export function useNames(): (id: string) => string {
  const signed = useSigned();
  const sees = may(signed, 'people.list');
  const { data } = useLook('people.list', { query: { limit: 200 } }, sees);
  const { data: benches } = useLook('people.enrolled', { query: { limit: 200 } }, sees);
  return useCallback(
    (id: string) =>
      id === signed.person
        ? signed.name
        : ([...(data?.rows ?? []), ...(benches?.rows ?? [])].find(({ person }) => person === id)?.name ?? id).replace(
            /^(tc_[0-9a-f]{8})[0-9a-f]{24}$/,
            '$1',
          ),
    [data, benches, signed],
  );
}

export function useTenants(): (id: string) => string {
  const { data } = useLook('tenants.list', {});
  return useCallback((id: string) => data?.rows.find(({ tenant }) => tenant === id)?.name ?? id.slice(0, 11), [data]);
}
