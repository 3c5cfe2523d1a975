import type { AnyControlFact } from '../facts/control.ts';
import { readControlFact } from '../facts/control.ts';
import { readFact } from '../facts/facts.ts';
import { readHash } from '../ledger/hash.ts';
import { controlStation } from '../ledger/ids.ts';
import { introducedKeys } from '../ledger/introduced-keys.ts';
import { parseVkey } from '../ledger/note.ts';
import { keyId } from '../ledger/signing.ts';
import { applyFirmware, type BlockedFirmware } from '../policy/firmware-list.ts';
import type { Draw } from '../policy/recheck.ts';
import type { AuthorityFold, GrantRecord, KeyRecord, Placed, PolicyRecord, StationRecord } from './authority.ts';
import type { Authority } from './authority.ts';
import { applyTenantWord, type TenantWordsDraft } from './tenants.ts';
import { followerOf, type KeyEnd, type KeyStanding } from './signers.ts';

interface State {
  next: number;
  readonly keys: Map<string, KeyRecord[]>;
  readonly stations: Map<string, StationRecord>;
  readonly grants: Map<string, GrantRecord[]>;
  readonly policies: PolicyRecord[];
  readonly firmware: Map<string, BlockedFirmware>;
  readonly rechecks: Map<string, Draw>;
  readonly quarantine: Map<string, { readonly kind: 'admitted' | 'dismissed'; readonly at: number }>;
  readonly conflicts: Map<
    string,
    { readonly class: Extract<AnyControlFact, { type: 'conflict.opened' }>['body']['class']; readonly at: number }
  >;
  readonly tenants: TenantWordsDraft;
}

/** See `startAuthority`. */
export function startFold(): AuthorityFold {
  const state: State = {
    next: 0,
    keys: new Map(),
    stations: new Map(),
    grants: new Map(),
    policies: [],
    firmware: new Map(),
    rechecks: new Map(),
    quarantine: new Map(),
    conflicts: new Map(),
    tenants: { holds: new Map(), contracts: new Map() },
  };
  return {
    authority: state satisfies Authority,
    apply(placed) {
      if (placed.at < state.next) throw new RangeError('the log is read in its own order');
      if (placed.entry.event.station === controlStation) applyControl(state, placed);
      else applyStation(state, placed);
      state.next = placed.at + 1;
    },
  };
}

/** What a station's own events bring: keys of people and sessions, and its next event key. */
function applyStation(state: State, { at, entry }: Placed): void {
  const { event, sigs } = entry;
  if (event.type === 'key.rotated') {
    const [first] = sigs;
    const own = state.keys.get(first?.keyid ?? '')?.find((key) => key.use === 'event' && key.station === event.station);
    if (first === undefined || own === undefined || own.ended !== undefined || own.revoked !== undefined) return;
    const follower = followerOf(entry, own.next, (id) => state.keys.get(id)?.flatMap((record) => standing(record) ?? []) ?? []);
    if (follower.kind === 'refused') return;
    end(state, first.keyid, (key) => key === own, 'rotated', at);
    addKey(state, { ...follower.key, use: 'event', station: event.station, from: at + 1 });
    return;
  }
  for (const { keyId: id, publicKey, use } of introducedKeys(event)) {
    const person = personOf(entry.event);
    addKey(state, { keyId: id, publicKey, use, station: event.station, from: at, ...(person === undefined ? {} : { person }) });
  }
}

/** Whose key an event brings. */
function personOf(event: Placed['entry']['event']): string | undefined {
  const read = readFact(event.type, event.body);
  if (read.kind === 'fact' && read.fact.type === 'person.enrolled') return read.fact.body.person;
  return event.actor;
}

function applyControl(state: State, placed: Placed): void {
  const { at, entry } = placed;
  const fact = readControlFact(entry.event.type, entry.event.body);
  switch (fact?.type) {
    case 'log.opened': {
      const { control_key: control, log_vkey: log, ack_vkey: ack } = fact.body;
      addText(state, control, { use: 'control', station: controlStation, from: at });
      for (const [use, vkey] of [
        ['log', log],
        ['ack', ack],
      ] as const) {
        const publicKey = parseVkey(vkey)?.publicKey;
        if (publicKey !== undefined) addKey(state, { keyId: keyId(publicKey), publicKey, use, station: controlStation, from: at });
      }
      return;
    }
    case 'station.enrolled':
    case 'epoch.opened':
      return applyChain(state, placed, fact);
    case 'key.added': {
      const { use, key, station = controlStation } = fact.body;
      return addText(state, key, { use, station, from: at + 1 });
    }
    case 'key.revoked':
      return revoke(state, at, fact.body);
    case 'role.granted':
    case 'role.ended':
      return applyGrant(state, at, fact);
    case 'policy.set':
      state.policies.push({ id: fact.body.id, version: fact.body.version, hash: fact.body.hash, from: at });
      return;
    case 'chain.forked': {
      const { station, epoch, seq, logged, diverging } = fact.body;
      const row = state.stations.get(station);
      if (row !== undefined) state.stations.set(station, { ...row, forks: [...row.forks, { epoch, seq, logged, diverging }] });
      return;
    }
    case 'quarantine.admitted':
    case 'quarantine.dismissed':
      state.quarantine.set(fact.body.event, { kind: fact.type === 'quarantine.admitted' ? 'admitted' : 'dismissed', at });
      return;
    case 'conflict.opened':
      state.conflicts.set(fact.body.conflict, { class: fact.body.class, at });
      return;
    case 'tenant.held':
    case 'tenant.freed':
    case 'contract.ended':
    case 'contract.resumed':
      return applyTenantWord(state.tenants, placed, fact);
    case 'firmware.blocked':
    case 'firmware.lifted':
      return applyFirmware(state.firmware, fact, at);
    case 'recheck.drawn':
      for (const subject of fact.body.drawn) state.rechecks.set(subject, { event: entry.hash, at });
      return;
    case 'recheck.closed':
    case 'log.closed':
    case 'conflict.resolved':
    case 'erasure.done':
    case 'index.root':
    case undefined:
      return;
  }
}

/** A chain begins, or begins anew: its keys count from here on, and all others of the station end. */
function applyChain(
  state: State,
  { at, entry }: Placed,
  fact: Extract<AnyControlFact, { type: 'station.enrolled' | 'epoch.opened' }>,
): void {
  const { station, keys, next, epoch } = fact.body;
  const opened = { epoch, genesis: entry.hash, at };
  if (fact.type === 'station.enrolled') {
    const { name, site, role = 'bench' } = fact.body;
    state.stations.set(station, { station, name, site, role, epochs: [opened], forks: [] });
  } else {
    const row = state.stations.get(station);
    if (row === undefined) return;
    const { after, reason } = fact.body;
    state.stations.set(station, { ...row, epochs: [...row.epochs, { ...opened, after, reason }] });
    for (const [id, records] of state.keys) {
      if (!records.some((key) => isOwn(key, station))) continue;
      const named = [keys.event, keys.transport].some((text) => idOf(text) === id);
      if (!named) end(state, id, (key) => isOwn(key, station), 'replaced', at);
    }
  }
  // A reader writes no events, so its event key never counts.
  if (state.stations.get(station)?.role === 'bench') addText(state, keys.event, { use: 'event', station, from: at + 1, next });
  addText(state, keys.transport, { use: 'transport', station, from: at + 1 });
}

function isOwn({ use, station: owner, ended, revoked }: KeyRecord, station: string): boolean {
  return (use === 'event' || use === 'transport') && owner === station && ended === undefined && revoked === undefined;
}

function applyGrant(state: State, at: number, { type, body }: Extract<AnyControlFact, { type: 'role.granted' | 'role.ended' }>): void {
  const { person, role } = body;
  const before = (state.grants.get(person) ?? []).map((grant) =>
    grant.role === role && grant.until === undefined ? { ...grant, until: at } : grant,
  );
  if (type === 'role.ended') {
    state.grants.set(person, before);
    return;
  }
  const { sites, tenants, until_ms: untilMs } = body;
  state.grants.set(person, [...before, { person, role, sites, tenants, untilMs, from: at }]);
}

/** The newest revocation of a key is the one that holds. */
function revoke(state: State, at: number, { keyid, reason, trust }: Extract<AnyControlFact, { type: 'key.revoked' }>['body']): void {
  const records = state.keys.get(keyid);
  if (records === undefined) return;
  state.keys.set(
    keyid,
    records.map((key) => {
      const since = key.revoked?.since ?? at;
      return { ...key, revoked: trust === undefined ? { reason, since } : { reason, trust, since } };
    }),
  );
}

function end(state: State, id: string, which: (key: KeyRecord) => boolean, how: Exclude<KeyEnd, 'revoked'>, at: number): void {
  const records = state.keys.get(id) ?? [];
  state.keys.set(
    id,
    records.map((key) => (which(key) ? { ...key, ended: { how, at } } : key)),
  );
}

/** A key keeps its first meaning: nothing later can give the same use of it to somebody else. */
function addKey(state: State, record: KeyRecord): void {
  const records = state.keys.get(record.keyId) ?? [];
  const known = records.find(({ use, station }) => use === record.use && station === record.station);
  if (known === undefined) {
    state.keys.set(record.keyId, [...records, record]);
    return;
  }
  // A key that is kept through a new epoch may announce another follower.
  if (record.next === undefined || known.ended !== undefined || known.revoked !== undefined) return;
  const { next } = record;
  state.keys.set(
    record.keyId,
    records.map((each) => (each === known ? { ...each, next } : each)),
  );
}

function addText(state: State, text: string, rest: Omit<KeyRecord, 'keyId' | 'publicKey'>): void {
  const publicKey = readHash(text);
  if (publicKey !== undefined) addKey(state, { keyId: keyId(publicKey), publicKey, ...rest });
}

function idOf(text: string): string | undefined {
  const publicKey = readHash(text);
  return publicKey === undefined ? undefined : keyId(publicKey);
}

function standing({ use, station, publicKey }: KeyRecord): KeyStanding | undefined {
  return use === 'control' || use === 'log' || use === 'ack' || use === 'witness' ? undefined : { use, station, publicKey };
}
