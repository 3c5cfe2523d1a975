import type { ContractRouterClient } from '@orpc/contract';
import type { ContainerLife } from '../domain/containers/life.ts';
import type { DriveLife, RecordedFact } from '../domain/custody/life.ts';
import type { FactType } from '../domain/facts/facts.ts';
import type { DriveState } from '../domain/custody/words.ts';
import type { Json } from '../domain/ledger/canonical.ts';
import type { ChainHead } from '../domain/ledger/chain.ts';
import type { Entry } from '../domain/ledger/entry.ts';
import type { Signer } from '../domain/ledger/signing.ts';
import type { PersonId, Role } from '../domain/people/roles.ts';
import type { ListLayout, ReadList } from './expected.ts';
import type { helper } from './helper.ts';
import type { PullStore } from './pull-store.ts';
import type { RoleByLog } from './view-parts.ts';
import type { SyncStore } from './sync-store.ts';

/**
 * What a station needs from the world around it, each port as narrow as its users let it be. The host joins
 * them to real things; tests join them to real files and to a clock that stands still.
 */

export interface Clock {
  /** Unix time in ms as the machine shows it. A claim, never a judge. */
  wallMs(): number;
  /** Milliseconds since `bootId` began; never runs backwards. */
  monoMs(): number;
  /** Changes with every start of this process. */
  readonly bootId: string;
}

/** One-shot timer. */
export interface Timer {
  /** Runs `run` once after `ms`. @returns a function that takes it back */
  after(ms: number, run: () => void): () => void;
}

/** Secure randomness only. */
export interface Random {
  bytes(sizeBytes: number): Uint8Array;
}

/** Diagnostics for the people who run the station. Never a PIN, a key, a badge or a sealed value. */
export interface Log {
  note(what: string, more?: Readonly<Record<string, string | number | boolean>>): void;
}

export type * from './station-keys.ts';

/** A new key that can be wrapped. `seed` is a copy for `PinVault.wrap`; its holder wipes it, and the signer goes on. */
export interface NewKey {
  readonly signer: Signer;
  readonly seed: Uint8Array;
}

/** People's private keys under their PINs. */
export interface PinVault {
  newKey(): NewKey;
  /** The seed under the PIN, as text that says nothing without the PIN. */
  wrap(pin: string, seed: Uint8Array): Promise<string>;
  unwrap(
    pin: string,
    wrapped: string,
  ): Promise<{ readonly kind: 'key'; readonly signer: Signer } | { readonly kind: 'wrong_pin' | 'malformed' }>;
}

/** The helper process as its client sees it. */
export type DriveHelper = ContractRouterClient<typeof helper>;

/** A request to the registry; its body bytes are what the digest covers. */
export interface RegistryRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** With its question mark, or ''. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
}

/** No answer is a normal outcome: the request may have arrived all the same. */
export type RegistryAnswer =
  { readonly kind: 'answer'; readonly status: number; readonly body: Uint8Array } | { readonly kind: 'no_answer'; readonly why: string };

export interface RegistryConnection {
  /** Host and port as in the Host header. */
  readonly authority: string;
  request(request: RegistryRequest): Promise<RegistryAnswer>;
  /** Ends open requests; each then gives `no_answer`. */
  close(): void;
}

// ---------------------------------------------------------------- facts

export type { RecordedFact };

/** A sealed value beside an event: what the commitment in the entry was made from. */
export interface SealedValue {
  readonly field: string;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  readonly value: Json;
}

/** A fact ready to be stored: signed, sealed and chained. */
export interface SealedFact {
  readonly entry: Entry;
  readonly sealed: readonly SealedValue[];
}

/** The fact that an entry holds. */
export function factOfEntry({ event, hash }: Entry): RecordedFact {
  const { station, epoch, seq, type, body, subject, actor, witness, deps, time } = event;
  return {
    hash,
    station,
    epoch,
    seq,
    type,
    body,
    ...(subject === undefined ? {} : { subject }),
    ...(actor === undefined ? {} : { actor }),
    ...(witness === undefined ? {} : { witness }),
    deps,
    wall: time.wall,
  };
}

/** Which registry and chain this station writes for. */
export interface ChainIdentity {
  readonly reg: string;
  readonly station: string;
  readonly epoch: number;
  /** `prev` of seq 1: hash of the control event that opened the epoch. */
  readonly genesis: string;
}

/** Facts about this machine alone, which no event carries. Written in the same transaction as the facts they belong to. */
export type LocalChange =
  /** A person's key under the PIN, found by the badge's digest. */
  | { readonly kind: 'person_key'; readonly person: PersonId; readonly badgeDigest: string; readonly wrapped: string }
  | { readonly kind: 'drop_person_key'; readonly person: PersonId }
  /** What a running job needs after a restart, the seed among it. */
  | { readonly kind: 'job'; readonly job: string; readonly subject: string; readonly open: boolean; readonly text: string }
  | { readonly kind: 'certificate'; readonly certificate: CertificateFile }
  /** A fact of an earlier life, by its hash, is told again by these facts. */
  | { readonly kind: 'recovered'; readonly hash: string }
  /** A small value of this machine (`LocalSecrets.keep`). */
  | { readonly kind: 'kept'; readonly name: string; readonly value: string };

export interface CertificateFile {
  readonly id: string;
  readonly subject: string;
  /** The JSON certificate, as text; its SHA-256 is in the ledger. */
  readonly text: string;
}

/** What the recorder needs of the store. */
export interface FactStore {
  chain(): { readonly identity: ChainIdentity; readonly head: ChainHead; readonly hlc: string | undefined } | undefined;
  /** Sets the chain, once. Throws when facts were written under another one. */
  foundChain(identity: ChainIdentity): void;
  /** One transaction: events, sealed values, projections, local changes. All or nothing. */
  append(facts: readonly SealedFact[], local?: readonly LocalChange[]): void;
  /** Hash of the newest custody event of the subject known here. */
  newestCustodyEvent(subject: string): string | undefined;
}

// ---------------------------------------------------------------- reading

/** An event as stored, with what is known of its way to the log. */
export interface StoredFact {
  readonly fact: RecordedFact;
  readonly entry: Uint8Array;
  readonly opened: readonly SealedValue[];
  /** `here`, acknowledged by the registry, in a log under a verified checkpoint by the registry's word, proven by an inclusion proof. */
  readonly safety: 'here' | 'acknowledged' | 'logged' | 'proven';
  readonly logIndex?: number;
}

export interface FactShelf {
  byHash(hash: string): StoredFact | undefined;
  /** Oldest first. */
  ofSubject(subject: string): readonly StoredFact[];
  /** The same with what other stations wrote, in the order of the log; what the log does not have yet comes last. */
  storyOf(subject: string): readonly StoredFact[];
  /** Each name of an owner that was ever said of a drive, by anybody, in the order in which it was said here. */
  owners(): Iterable<{ readonly subject: string; readonly owner: string }>;
  /** What was said of holds on one drive by anybody: first what was said here, then what was pulled. */
  holdsOn(subject: string): readonly RecordedFact[];
  /** Newest first. */
  newest(limit: number): readonly StoredFact[];
  /** The newest fact of one type. */
  newestOf(type: FactType): StoredFact | undefined;
  /** All of one type recorded between two wall times (Unix ms, both included), oldest first. */
  ofType(type: FactType, sinceMs: number, untilMs: number): readonly StoredFact[];
  count(): number;
}

export interface DriveRow {
  readonly subject: string;
  readonly state: DriveState;
  readonly serial: string;
  readonly wwn?: string;
  readonly model?: string;
  /** Person id. */
  readonly holder?: string;
  readonly place?: string;
  readonly outcome?: 'sanitized' | 'not_sanitized' | 'destroyed';
  /** Time of the newest fact, Unix ms. */
  readonly sinceMs: number;
}

export interface DriveShelf {
  life(subject: string): DriveLife | undefined;
  row(subject: string): DriveRow | undefined;
  /**
   * Drives whose serial, WWN, model or label begins or ends with `query` in any case; the newest drives when it
   * is empty. At most `limit` (1 to 500).
   */
  find(query: string, options: { readonly states?: readonly DriveState[]; readonly limit: number }): readonly DriveRow[];
  /** Ids of drives that begin with these hex digits, at most two. */
  tagged(tag: string): readonly string[];
  /** What a person holds, the longest waiting first, at most `limit`. */
  held(person: string, limit: number): readonly DriveRow[];
  /** Drives by state, for the counts of the bench. */
  counts(): ReadonlyMap<DriveState, number>;
}

/** Containers and lots by their own accounts. */
export interface ContainerShelf {
  life(subject: string): ContainerLife | undefined;
  /** The container and the lot that a drive or container is in now. */
  inside(item: string): { readonly container: string | undefined; readonly lot: string | undefined };
  /** Those that have not left, at most `limit`. */
  standing(what: 'container' | 'lot', limit: number): readonly ContainerLife[];
  /** Those that have left or were closed, newest first, at most `limit`. */
  gone(what: 'container' | 'lot', limit: number): readonly ContainerLife[];
  /** Those whose id begins with these hex digits, at most two. */
  tagged(tag: string): readonly ContainerLife[];
}

export interface PersonRow {
  readonly id: PersonId;
  /** Empty after erasure. */
  readonly name: string;
  readonly roles: readonly Role[];
  readonly active: boolean;
  /** Long-lived public key, base64url. */
  readonly key: string;
  /** What the registry's log says of this person; `roles` and `active` follow it already, `enrolled` is what this station gave. */
  readonly byLog?: {
    readonly enrolled: readonly Role[];
    readonly roles: readonly RoleByLog[];
    readonly ended: boolean;
  };
}

export interface PeopleShelf {
  all(): readonly PersonRow[];
  byId(id: string): PersonRow | undefined;
}

export interface PinRecord {
  readonly person: PersonId;
  readonly wrapped: string;
  /** Wrong tries since the last good one. */
  readonly tries: number;
  /** No try before this wall time, Unix ms. */
  readonly notBeforeMs: number;
}

/** Never in an event and never part of a rebuild. */
export interface LocalSecrets {
  byBadge(badgeDigest: string): PinRecord | undefined;
  byPerson(person: string): PinRecord | undefined;
  /** Written before the PIN is tried, so that a crash costs the guesser and not the guard. */
  countTry(person: string, tries: number, notBeforeMs: number): void;
  job(job: string): { readonly subject: string; readonly open: boolean; readonly text: string } | undefined;
  openJobs(): readonly { readonly job: string; readonly subject: string; readonly text: string }[];
  /** Writes a job outside of a fact, e.g. to close it. */
  keepJob(job: string, subject: string, open: boolean, text: string): void;
  /** A few small values of this machine, e.g. the salt of badge digests. */
  kept(name: string): string | undefined;
  keep(name: string, value: string): void;
}

export interface CertificateShelf {
  byId(id: string): CertificateFile | undefined;
  ofSubject(subject: string): readonly CertificateFile[];
}

// ---------------------------------------------------------------- sync

export type * from './sync-store.ts';

/** Why a store cannot be opened. */
export type StoreFault = 'in_use' | 'from_the_future' | 'not_a_store' | 'altered' | 'unreadable';

/** Everything the station keeps, one file, one process. */
export interface StationStore {
  readonly facts: FactStore;
  readonly shelf: FactShelf;
  readonly drives: DriveShelf;
  readonly containers: ContainerShelf;
  readonly people: PeopleShelf;
  readonly secrets: LocalSecrets;
  readonly certificates: CertificateShelf;
  readonly sync: SyncStore;
  readonly pull: PullStore;
  /** Folds all events anew into the projections. The result is the same as what stood there. */
  rebuild(): void;
  close(): void;
}

/** Reads lists of drives in files of other systems. */
export interface ListReader {
  /** Reads a file and keeps its bytes under their hash. Never throws on odd input. */
  read(name: string, layout: ListLayout, bytes: Uint8Array): Promise<ReadList>;
}
