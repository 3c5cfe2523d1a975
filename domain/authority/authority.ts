import type { ConflictClass, EpochReason, RevocationReason, StationRole, TrustBound } from '../facts/control.ts';
import { everywhere } from '../facts/control.ts';
import type { Bytes } from '../bytes.ts';
import type { Entry } from '../ledger/entry.ts';
import type { FirmwareList } from '../policy/firmware-list.ts';
import type { Draws } from '../policy/recheck.ts';
import type { Role } from '../people/roles.ts';
import { startFold } from './fold.ts';
import type { TenantWords } from './tenants.ts';
import type { KeyEnd, KeyStanding } from './signers.ts';

/*
 * Who might do what at each place of the log: a pure fold over its entries in order. Registry, station and checker
 * ask the same questions of it, so that a replay gives the same verdicts. Signatures are verified by the caller,
 * before the entry comes here.
 */

/** An entry at its place: its index in the log, and after a change of logs the sizes of the closed ones added to it. */
export interface Placed {
  readonly at: number;
  readonly entry: Pick<Entry, 'event' | 'sigs' | 'hash'>;
}

export type KeyUse = KeyStanding['use'] | 'control' | 'log' | 'ack' | 'witness';

export interface KeyRecord {
  readonly keyId: string;
  readonly publicKey: Bytes;
  readonly use: KeyUse;
  /** The station it belongs to or that brought it. */
  readonly station: string;
  /** Of keys of people and sessions. */
  readonly person?: string;
  /** First place where it counts. */
  readonly from: number;
  /** Of an event key: SHA-256 of the one that may follow it. */
  readonly next?: string;
  /** From `at` on it counts no more. */
  readonly ended?: { readonly how: Exclude<KeyEnd, 'revoked'>; readonly at: number };
  /** What the newest revocation says, and where the first one stands: from there on it counts no more. */
  readonly revoked?: { readonly reason: RevocationReason; readonly trust?: TrustBound; readonly since: number };
}

export interface EpochRecord {
  readonly epoch: number;
  /** Hash of the control event that opened it: `prev` of its seq 1. */
  readonly genesis: string;
  readonly at: number;
  /** Head of the epoch before; absent for the first. */
  readonly after?: { readonly epoch: number; readonly seq: number; readonly hash: string };
  readonly reason?: EpochReason;
}

export interface StationRecord {
  readonly station: string;
  readonly name: string;
  readonly site: string;
  readonly role: StationRole;
  /** In order; the last one is open. */
  readonly epochs: readonly EpochRecord[];
  readonly forks: readonly { readonly epoch: number; readonly seq: number; readonly logged: string; readonly diverging: string }[];
}

export interface GrantRecord {
  readonly person: string;
  readonly role: Role;
  readonly sites: readonly string[];
  readonly tenants: readonly string[];
  readonly untilMs: number;
  readonly from: number;
  /** Place of the event that ended it or put another one in its stead. */
  readonly until?: number;
}

export interface PolicyRecord {
  readonly id: string;
  readonly version: number;
  readonly hash: string;
  readonly from: number;
}

/** What the log says as far as it was read. Everything is kept for ever, with its places. */
export interface Authority {
  /** Next place to be read. */
  readonly next: number;
  readonly keys: ReadonlyMap<string, readonly KeyRecord[]>;
  readonly stations: ReadonlyMap<string, StationRecord>;
  readonly grants: ReadonlyMap<string, readonly GrantRecord[]>;
  readonly policies: readonly PolicyRecord[];
  /** What drives of which firmware left data behind after, and nobody lifted. */
  readonly firmware: FirmwareList;
  /** The newest draw of each drive that was ever drawn for a re-check. */
  readonly rechecks: Draws;
  /** What officers decided about events in quarantine, by event hash. */
  readonly quarantine: ReadonlyMap<string, { readonly kind: 'admitted' | 'dismissed'; readonly at: number }>;
  /** Conflicts that the registry has told of, by id. */
  readonly conflicts: ReadonlyMap<string, { readonly class: ConflictClass; readonly at: number }>;
  /** Holds on whole tenants, and contracts that have ended. */
  readonly tenants: TenantWords;
}

export interface AuthorityFold {
  readonly authority: Authority;
  /** Takes the next entry. Throws when it is not further on than the one before: the order is the log's. */
  apply(placed: Placed): void;
}

/** A fold that has read nothing. */
export function startAuthority(): AuthorityFold {
  return startFold();
}

/** The fold over a whole log. */
export function authorityOf(log: Iterable<Placed>): Authority {
  const fold = startFold();
  for (const placed of log) fold.apply(placed);
  return fold.authority;
}

/** Standing of a key for an event at place `at`, as `runSigners` asks for it. */
export function standingsAt(authority: Authority, at: number): (keyid: string) => readonly KeyStanding[] {
  return (keyid) => (authority.keys.get(keyid) ?? []).flatMap((record) => standingOf(record, at) ?? []);
}

function standingOf({ use, station, publicKey, next, from, ended, revoked }: KeyRecord, at: number): KeyStanding | undefined {
  if (from > at || use === 'control' || use === 'log' || use === 'ack' || use === 'witness') return undefined;
  return { station, publicKey, use, ...(next === undefined ? {} : { next }), ...endAt(at, ended, revoked) };
}

function endAt(at: number, ended: KeyRecord['ended'], revoked: KeyRecord['revoked']): { readonly ended?: KeyEnd } {
  if (revoked !== undefined && revoked.since <= at) return { ended: 'revoked' };
  return ended !== undefined && ended.at <= at ? { ended: ended.how } : {};
}

/**
 * Keys that signed an event and are not believed at its place, by what is known now. An event of the log that has
 * any is flagged `after_trust`; it stays where it is.
 */
export function afterTrust(authority: Authority, { at, entry }: Placed): readonly string[] {
  const { epoch, seq, station } = entry.event;
  return entry.sigs
    .map(({ keyid }) => keyid)
    .filter((keyid) =>
      (authority.keys.get(keyid) ?? []).some(({ revoked, use, station: owner }) => {
        if (revoked === undefined) return false;
        const { trust } = revoked;
        if (trust === undefined) return at >= revoked.since;
        if ('size' in trust) return at >= trust.size;
        return use === 'event' && owner === station && (epoch > trust.epoch || (epoch === trust.epoch && seq > trust.seq));
      }),
    );
}

/** Grants that a person held at a place. Whether `untilMs` was over is for a time that the reader believes. */
export function grantsAt(authority: Authority, person: string, at: number): readonly GrantRecord[] {
  return (authority.grants.get(person) ?? []).filter(({ from, until }) => from <= at && (until === undefined || at < until));
}

/** Does a grant reach this site and tenant? */
export function reaches(grant: Pick<GrantRecord, 'sites' | 'tenants'>, site: string, tenant: string): boolean {
  return within(grant.sites, site) && within(grant.tenants, tenant);
}

function within(list: readonly string[], one: string): boolean {
  return list.includes(one) || list.includes(everywhere);
}

/** The policy in force for an event at a place. */
export function policyAt(authority: Authority, at: number): PolicyRecord | undefined {
  return authority.policies.findLast(({ from }) => from < at);
}
