import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Placed } from '../../../domain/authority/authority.ts';
import { afterTrust, authorityOf, grantsAt, policyAt, reaches, standingsAt, startAuthority } from '../../../domain/authority/authority.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import type { Event } from '../../../domain/ledger/event.ts';
import { nothingSeen } from '../../../domain/ledger/event.ts';
import { hashText, sha256 } from '../../../domain/ledger/hash.ts';
import { keyId } from '../../../domain/ledger/signing.ts';
import { signerFromSeed } from '../../../keys/ed25519.ts';

/* The fold reads verified entries, so these have the names of keys for signatures and nothing is signed here. */

const keys = Array.from({ length: 12 }, (_, i) => signerFromSeed(new Uint8Array(32).fill(i + 1)).publicKey);
const key = (i: number): Uint8Array => keys[i % keys.length] ?? new Uint8Array(32);
const text = (i: number): string => toBase64url(key(i));
const digest = (i: number): string => hashText(sha256(key(i)));
const id = (i: number): string => keyId(key(i));
const people = ['tc_00000000000000000000000000000001', 'tc_00000000000000000000000000000002'] as const;
const person = (i: number): (typeof people)[number] => (i % 2 === 0 ? people[0] : people[1]);

function entry(station: string, type: string, body: Event['body'], signedBy: readonly number[], epoch = 1, seq = 1): Placed['entry'] {
  const time = { wall: '2026-11-22T14:11:03.123Z', hlc: '01a203989d530000', boot: 'b', mono: 1, src: 'none', off: 0, age: 0 } as const;
  const head = { v: 1, reg: 'custos.invalid/test', station, epoch, seq, prev: nothingSeen.root, type, deps: [], time } as const;
  const event: Event = { ...head, deps: [], seen: nothingSeen, actor: person(seq), body };
  const sigs = signedBy.map((by) => ({ keyid: id(by), sig: 'A'.repeat(86) }));
  return { event, sigs, hash: hashText(sha256(new TextEncoder().encode(JSON.stringify([station, type, body, epoch, seq])))) };
}

const control = (type: string, body: Event['body']): Placed['entry'] => entry('registry', type, body, []);
const enrolled = (station: string, event: number, transport: number, next: number): Placed['entry'] =>
  control('station.enrolled', {
    station,
    name: 'Bench',
    site: 'Hall A',
    platform: 'linux',
    keys: { event: text(event), transport: text(transport) },
    next: digest(next),
    epoch: 1,
  });
const opened = (station: string, epoch: number, event: number, transport: number, next: number): Placed['entry'] =>
  control('epoch.opened', {
    station,
    epoch,
    after: { epoch: epoch - 1, seq: 0, hash: nothingSeen.root },
    keys: { event: text(event), transport: text(transport) },
    next: digest(next),
    reason: 'cloned',
  });

const small = fc.nat({ max: 11 });
const station = fc.constantFrom('st_a1', 'st_b2');
const anyEntry: fc.Arbitrary<Placed['entry']> = fc.oneof(
  fc.tuple(station, small, small, small).map(([of, a, b, c]) => enrolled(of, a, b, c)),
  fc.tuple(station, fc.integer({ min: 2, max: 4 }), small, small, small).map(([of, epoch, a, b, c]) => opened(of, epoch, a, b, c)),
  fc
    .tuple(station, small, small, small)
    .map(([of, old, fresh, next]) => entry(of, 'key.rotated', { key: text(fresh), next: digest(next) }, [old, fresh])),
  fc
    .tuple(small, fc.option(fc.nat({ max: 5 }), { nil: undefined }))
    .map(([at, seq]) =>
      control('key.revoked', { keyid: id(at), reason: 'stolen', ...(seq === undefined ? {} : { trust: { epoch: 1, seq } }) }),
    ),
  fc
    .tuple(station, small)
    .map(([of, at]) => entry(of, 'person.enrolled', { person: person(at), roles: ['technician'], key: text(at) }, [at])),
  fc
    .tuple(station, small)
    .map(([of, at]) => entry(of, 'session.opened', { session_key: text(at), until_ms: 1, method: 'badge_pin', key_sig: 'x' }, [at])),
  small.map((at) => control('role.granted', { person: person(at), role: 'auditor', sites: ['Hall A'], tenants: ['*'], until_ms: at })),
  small.map((at) => control('role.ended', { person: person(at), role: 'auditor' })),
  small.map((at) => control('policy.set', { id: 'house', version: at + 1, hash: digest(at) })),
  fc.tuple(station, small, fc.nat({ max: 9 })).map(([of, by, seq]) => entry(of, 'station.heartbeat', { version: '1' }, [by], 1, seq + 1)),
  // A station cannot make itself believed: the same facts from anybody else count for nothing.
  fc.tuple(station, small).map(([of, at]) => entry(of, 'key.revoked', { keyid: id(at), reason: 'lost' }, [at])),
);
const anyLog = fc.array(anyEntry, { maxLength: 40 }).map((entries) => entries.map((one, at): Placed => ({ at, entry: one })));

/** Everything that can be asked about a place. */
function answersAt(log: readonly Placed[], at: number): unknown {
  const authority = authorityOf(log);
  const standings = standingsAt(authority, at);
  return [
    keys.map((_, i) => standings(id(i)).map(({ use, station: of, ended }) => [use, of, ended])),
    people.map((one) => grantsAt(authority, one, at).map(({ role, from }) => [role, from])),
    policyAt(authority, at),
  ];
}

describe('the authority', () => {
  test('rebuilt from the log is the one that followed it live', () => {
    fc.assert(
      fc.property(anyLog, fc.nat(), (log, cut) => {
        const live = startAuthority();
        const at = log.length === 0 ? 0 : cut % log.length;
        for (const placed of log.slice(0, at)) live.apply(placed);
        const before = structuredClone(live.authority);
        expect(before).toEqual(authorityOf(log.slice(0, at)));
        for (const placed of log.slice(at)) live.apply(placed);
        expect(live.authority).toEqual(authorityOf(log));
      }),
    );
  });

  test('says the same of a place whatever comes after it', () => {
    fc.assert(
      fc.property(anyLog, fc.nat(), (log, cut) => {
        fc.pre(log.length > 0);
        const at = cut % log.length;
        expect(answersAt(log, at)).toEqual(answersAt(log.slice(0, at + 1), at));
      }),
      { numRuns: 300 },
    );
  });

  test('does not hear what only the registry may say from anybody else', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const own = log.filter(({ entry: one }) => one.event.station === 'registry' || one.event.type !== 'key.revoked');
        expect({ ...authorityOf(log), next: 0 }).toEqual({ ...authorityOf(own), next: 0 });
      }),
    );
  });

  test('reads the log in its own order only', () => {
    const fold = startAuthority();
    fold.apply({ at: 4, entry: enrolled('st_a1', 0, 1, 2) });
    expect(() => fold.apply({ at: 4, entry: enrolled('st_b2', 3, 4, 5) })).toThrow(RangeError);
  });

  test('ends a key by rotation and by a new epoch, and only of the station it is about', () => {
    const log = [
      enrolled('st_a1', 0, 1, 2),
      enrolled('st_b2', 3, 4, 5),
      entry('st_a1', 'key.rotated', { key: text(2), next: digest(6) }, [0, 2]),
      entry('st_b2', 'key.rotated', { key: text(7), next: digest(8) }, [3, 7]),
      opened('st_a1', 2, 9, 1, 10),
    ].map((one, at) => ({ at, entry: one }));
    const authority = authorityOf(log);
    const ends = (at: number) => [0, 1, 2, 3, 7, 9].map((i) => standingsAt(authority, at)(id(i)).map(({ ended }) => ended ?? 'counts'));
    expect(ends(1)).toEqual([['counts'], ['counts'], [], [], [], []]);
    expect(ends(3)).toEqual([['rotated'], ['counts'], ['counts'], ['counts'], [], []]);
    // The key that follows was not the one announced, so nothing changed for st_b2.
    expect(ends(5)).toEqual([['rotated'], ['counts'], ['replaced'], ['counts'], [], ['counts']]);
    expect(authority.stations.get('st_a1')?.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
  });

  test('does not believe a revoked key beyond its bound, whoever signed first', () => {
    const log = [
      enrolled('st_a1', 0, 1, 2),
      entry('st_a1', 'person.enrolled', { person: people[0], roles: ['technician'], key: text(3) }, [0, 3], 1, 1),
      entry('st_a1', 'station.heartbeat', { version: '1' }, [0, 3], 1, 2),
      entry('st_a1', 'station.heartbeat', { version: '1' }, [0], 1, 3),
      control('key.revoked', { keyid: id(3), reason: 'stolen', trust: { size: 2 } }),
      entry('st_a1', 'station.heartbeat', { version: '1' }, [0, 3], 1, 4),
    ].map((one, at) => ({ at, entry: one }));
    const flagged = (authority = authorityOf(log)) => log.map((placed) => afterTrust(authority, placed).length);
    expect(flagged()).toEqual([0, 0, 1, 0, 0, 1]);
    const later = { at: 6, entry: control('key.revoked', { keyid: id(0), reason: 'lost', trust: { epoch: 1, seq: 3 } }) };
    expect(flagged(authorityOf([...log, later]))).toEqual([0, 0, 1, 0, 0, 2]);
  });

  test('reaches a site and a tenant by name or by everywhere', () => {
    expect(reaches({ sites: ['Hall A'], tenants: ['*'] }, 'Hall A', 'acme')).toBe(true);
    expect(reaches({ sites: ['Hall A'], tenants: ['*'] }, 'Hall B', 'acme')).toBe(false);
    expect(reaches({ sites: ['*'], tenants: ['other'] }, 'Hall A', 'acme')).toBe(false);
  });
});
