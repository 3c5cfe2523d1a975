import type { PeopleShelf, PersonRow } from '../../contract/ports.ts';
import type { RoleByLog } from '../../contract/view-parts.ts';
import { type Authority, reaches } from '../../domain/authority/authority.ts';
import { everywhere } from '../../domain/facts/control.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { keyId } from '../../domain/ledger/signing.ts';
import type { Role } from '../../domain/people/roles.ts';

/** What has to be known to say who somebody is by the registry's log. */
export interface LogView {
  /** The log as far as it was pulled; undefined for a station without a registry. */
  authority(): Authority | undefined;
  /** The site that the log knows this station under. */
  site(): string | undefined;
  /** Registry time as well as it is known here, Unix ms. Must not go back. */
  nowMs(): number;
}

/**
 * The people of this station as the log has them, with no registry in reach: it was read before. A role that the log
 * granted here counts until its time is over, and whether it counts is then the log's to say, whoever enrolled the
 * person with it; roles that the log never spoke of are this station's own. Somebody whose key the registry took back
 * is nobody here any more.
 */
export function peopleByLog(people: PeopleShelf, view: LogView): PeopleShelf {
  const asLogged = (row: PersonRow): PersonRow => {
    const authority = view.authority();
    return authority === undefined ? row : standingOf(row, authority, view.site() ?? '', view.nowMs());
  };
  return {
    all: () => people.all().map(asLogged),
    byId(id) {
      const row = people.byId(id);
      return row === undefined ? undefined : asLogged(row);
    },
  };
}

/** One person as the log stands. Pure. */
export function standingOf(row: PersonRow, authority: Authority, site: string, nowMs: number): PersonRow {
  const byLog = rolesByLog(authority, row.id, site, nowMs);
  const isEnded = row.active && isKeyRevoked(authority, row.key);
  if (byLog.length === 0 && !isEnded) return row;
  const spokenOf = new Set<Role>(byLog.map(({ role }) => role));
  const counting = byLog.filter(({ counts }) => counts === 'now').map(({ role }) => role);
  return {
    ...row,
    active: row.active && !isEnded,
    roles: [...row.roles.filter((role) => !spokenOf.has(role)), ...counting],
    byLog: { enrolled: row.roles, roles: byLog, ended: isEnded },
  };
}

/**
 * The roles of which the log ever said that this person has them here, each as its newest word leaves it. A grant for
 * some tenants alone says nothing here: which tenant a drive is of stands sealed, and not every station can open it.
 */
export function rolesByLog(authority: Authority, person: string, site: string, nowMs: number): readonly RoleByLog[] {
  const grants = authority.grants.get(person) ?? [];
  const isHere = (grant: (typeof grants)[number]): boolean => reaches(grant, site, everywhere);
  const roles = new Set(grants.filter(isHere).map(({ role }) => role));
  return [...roles].flatMap((role) => {
    const newest = grants.findLast((grant) => grant.role === role);
    if (newest === undefined) return [];
    const isTaken = newest.until !== undefined || !isHere(newest);
    return [{ role, until_ms: newest.untilMs, counts: isTaken ? 'taken' : newest.untilMs <= nowMs ? 'over' : 'now' }] as const;
  });
}

function isKeyRevoked(authority: Authority, key: string): boolean {
  const publicKey = readHash(key);
  if (publicKey === undefined) return false;
  return (authority.keys.get(keyId(publicKey)) ?? []).some(({ use, revoked }) => use === 'person' && revoked !== undefined);
}
