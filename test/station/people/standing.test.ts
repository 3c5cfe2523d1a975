import { describe, expect, it } from 'vitest';
import type { PersonRow } from '../../../contract/ports.ts';
import { type Authority, authorityOf, type Placed } from '../../../domain/authority/authority.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import { everywhere } from '../../../domain/facts/control.ts';
import { type Event, nothingSeen } from '../../../domain/ledger/event.ts';
import { hashText, sha256 } from '../../../domain/ledger/hash.ts';
import { keyId } from '../../../domain/ledger/signing.ts';
import type { Role } from '../../../domain/people/roles.ts';
import { signerFromSeed } from '../../../keys/ed25519.ts';
import { peopleByLog, standingOf } from '../../../station/people/standing.ts';

const { publicKey } = signerFromSeed(new Uint8Array(32).fill(3));
const person: PersonRow = {
  id: `tc_${'1'.padStart(32, '0')}`,
  name: 'Technician 1',
  roles: ['technician', 'supervisor'],
  active: true,
  key: toBase64url(publicKey),
} as PersonRow; // the id is a literal of its pattern
const day = 86_400_000;

/** The fold over control events as the log holds them; signatures are the caller's and are not looked at here. */
function log(...facts: readonly (readonly [string, Event['body']])[]): Authority {
  return authorityOf(
    facts.map(([type, body], at): Placed => {
      const time = { wall: '2026-11-22T14:11:03.123Z', hlc: '01a203989d530000', boot: 'b', mono: 1, src: 'none', off: 0, age: 0 } as const;
      const own = type === 'person.enrolled' ? 'st_bench' : 'registry';
      const event: Event = {
        v: 1,
        reg: 'r',
        station: own,
        epoch: 1,
        seq: at + 1,
        prev: nothingSeen.root,
        type,
        deps: [],
        time,
        seen: nothingSeen,
        body,
      };
      return { at, entry: { event, sigs: [], hash: hashText(sha256(Uint8Array.of(at))) } };
    }),
  );
}
const granted = (role: Role, untilMs: number, sites = ['North'], tenants = [everywhere]): readonly [string, Event['body']] => [
  'role.granted',
  { person: person.id, role, sites, tenants, until_ms: untilMs },
];
const ended = (role: Role): readonly [string, Event['body']] => ['role.ended', { person: person.id, role }];
const enrolled: readonly [string, Event['body']] = ['person.enrolled', { person: person.id, roles: ['technician'], key: person.key }];
const revoked: readonly [string, Event['body']] = ['key.revoked', { keyid: keyId(publicKey), reason: 'retired' }];
const rolesAt = (authority: Authority, nowMs: number, row = person): readonly Role[] =>
  standingOf(row, authority, 'North', nowMs).roles.toSorted();

describe('a person as the log stands', () => {
  it('has the roles that the station gave while the log says nothing of them', () => {
    const row = standingOf(person, log(granted('supervisor', 10 * day, ['South'])), 'North', day);
    expect(row).toBe(person);
  });

  it('has a granted role until its time is over, and then what needs no such role', () => {
    const authority = log(granted('validator', 10 * day));
    expect(rolesAt(authority, 9 * day)).toEqual(['supervisor', 'technician', 'validator']);
    expect(rolesAt(authority, 10 * day)).toEqual(['supervisor', 'technician']);
    expect(standingOf(person, authority, 'North', 10 * day).byLog?.roles).toEqual([
      { role: 'validator', until_ms: 10 * day, counts: 'over' },
    ]);
  });

  it('loses a role that the station gave once the log spoke of it and took it, or let it run out', () => {
    expect(rolesAt(log(granted('supervisor', 10 * day)), 11 * day)).toEqual(['technician']);
    expect(rolesAt(log(granted('supervisor', 10 * day), ended('supervisor')), day)).toEqual(['technician']);
    expect(rolesAt(log(granted('supervisor', 10 * day), granted('supervisor', 20 * day, ['South'])), day)).toEqual(['technician']);
  });

  it('has a role again that was granted anew', () => {
    const authority = log(granted('supervisor', 10 * day), ended('supervisor'), granted('supervisor', 30 * day, [everywhere]));
    expect(rolesAt(authority, 20 * day)).toEqual(['supervisor', 'technician']);
  });

  it('gets nothing from a grant for some tenants: here nobody can tell whose a drive is', () => {
    expect(rolesAt(log(granted('validator', 10 * day, ['North'], ['tn_1'])), day)).toEqual(['supervisor', 'technician']);
  });

  it('is nobody here once the registry took the key back, and only then', () => {
    expect(standingOf(person, log(enrolled), 'North', day).active).toBe(true);
    const gone = standingOf(person, log(enrolled, revoked), 'North', day);
    expect([gone.active, gone.byLog?.ended]).toEqual([false, true]);
    // Enrolled anew with another key, it is somebody again.
    const renewed = { ...person, key: toBase64url(signerFromSeed(new Uint8Array(32).fill(4)).publicKey) };
    expect(standingOf(renewed, log(enrolled, revoked), 'North', day).active).toBe(true);
  });

  it('is as the station has it where there is no registry', () => {
    const shelf = { all: () => [person], byId: (id: string) => (id === person.id ? person : undefined) };
    const people = peopleByLog(shelf, { authority: () => undefined, site: () => undefined, nowMs: () => 0 });
    expect([people.all(), people.byId(person.id), people.byId('tc_none')]).toEqual([[person], person, undefined]);
  });
});
