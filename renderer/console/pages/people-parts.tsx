import type { ReactElement } from 'react';
import { peoplePage } from '../../words/console/people.ts';
import { roleWord } from '../../words/custody.ts';
import { day, grouped } from '../../words/numbers.ts';
import type { RowOf } from '../queries.ts';
import { useTenants } from '../session.tsx';

export type PersonOf = RowOf<'people.list'>;
export type StrangerOf = RowOf<'people.strangers'>;
type GrantOf = PersonOf['grants'][number];

/** Somebody with an account here, or at a bench. */
export interface Named {
  readonly person: string;
  readonly name: string;
}

export type PeopleAct =
  | { readonly kind: 'give'; readonly person: Named; readonly program?: true }
  | { readonly kind: 'take'; readonly person: Named; readonly role: GrantOf['role'] }
  | { readonly kind: 'end'; readonly person: Named; readonly bench?: true }
  | { readonly kind: 'erase'; readonly person: Named }
  | { readonly kind: 'add'; readonly stranger: StrangerOf | undefined };

/** The roles of somebody, each with where and until when. */
export function Grants({
  row,
  rules,
  onAct,
}: {
  readonly row: Named & { readonly grants: readonly (Omit<GrantOf, 'log_index'> & { readonly log_index?: number | undefined })[] };
  readonly rules: boolean;
  readonly onAct: (act: PeopleAct) => void;
}): ReactElement {
  const tenants = useTenants();
  if (row.grants.length === 0) return <span className="quiet">{peoplePage.none}</span>;
  return (
    <ul className="grants">
      {row.grants.map(({ role, sites, tenants: owners, until_ms: untilMs, log_index: at }) => (
        <li key={`${role}${sites.join()}${owners.join()}`}>
          <span>
            <b>{roleWord(role)}</b> {peoplePage.sites} {sites.map((site) => (site === '*' ? peoplePage.everySite : site)).join(', ')},{' '}
            {peoplePage.tenantsOf} {owners.map((owner) => (owner === '*' ? peoplePage.everyTenant : tenants(owner))).join(', ')},{' '}
            {peoplePage.until} {day(untilMs)}
            {at === undefined ? null : <span className="quiet">{` (${peoplePage.inLog} ${grouped(at)})`}</span>}
          </span>
          {rules ? (
            <button
              type="button"
              className="quiet-act"
              aria-label={`${peoplePage.take}: ${roleWord(role)}, ${row.name}`}
              onClick={() => onAct({ kind: 'take', person: row, role })}
            >
              {peoplePage.take}
            </button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
