import type { KeyStanding } from '../domain/authority/signers.ts';
import type { Bytes } from '../domain/bytes.ts';
import type { ChainHead } from '../domain/ledger/chain.ts';
import type { Entry } from '../domain/ledger/entry.ts';
import type { IntroducedKey } from '../domain/ledger/introduced-keys.ts';
import type { SqlDatabase, SqlReader, Statement } from './sql/port.ts';

/*
 * What the registry asks of its store. Each function is one transaction that is durable when it answers, so that
 * a store with row locks and a network between can stand here as well as SQLite.
 */

export interface LogRow {
  readonly logId: number;
  /** Log name: origin of its checkpoints. */
  readonly name: string;
  /** Entries accepted, which is the next index. */
  readonly size: number;
  readonly logVkey: string;
  readonly ackVkey: string;
}

export interface StationRow {
  readonly stationNo: number;
  readonly station: string;
  readonly head: ChainHead;
  readonly frozen: boolean;
}

export interface StoredKey extends KeyStanding {
  readonly stationNo: number;
}

/** A personal value that was checked against its commitment. */
export interface SealedRow {
  readonly field: string;
  readonly salt: Bytes;
  /** Canonical JSON. */
  readonly value: string;
}

/** An event that passed every check that needs no lock. */
export interface CheckedEntry {
  readonly entry: Entry;
  readonly keys: readonly IntroducedKey[];
  readonly sealed: readonly SealedRow[];
  /** What else becomes true with it, in the same transaction. */
  readonly also?: (place: LogPlace) => readonly Statement[];
}

/** Where an event came to stand. */
export interface LogPlace {
  readonly logId: number;
  readonly index: number;
  readonly hash: string;
}

export type AppendOutcome =
  | {
      readonly kind: 'accepted';
      readonly head: ChainHead;
      readonly accepted: number;
      readonly duplicates: number;
      readonly firstIndex?: number;
      readonly headIndex?: number;
    }
  | {
      readonly kind: 'refused';
      readonly code: 'not_enrolled' | 'epoch_closed' | 'epoch_unknown' | 'frozen' | 'gap' | 'fork';
      readonly head?: ChainHead;
      readonly index?: number;
    }
  /** A key has ended since the signatures were checked: nothing was taken, check again. */
  | { readonly kind: 'stale' };

/** What of a store is asked by those who only read the log. */
export interface ReadStore extends Pick<
  RegistryStore,
  'logSize' | 'keys' | 'evidence' | 'entries' | 'indexOf' | 'tile' | 'newestCheckpoint' | 'checkpointRoot'
> {
  readonly sql: SqlReader;
}

/** A log that is open for reading alone, on a database that nothing here can change. */
export interface OpenedToRead {
  readonly log: LogRow;
  readonly store: ReadStore;
  /** Whether a standby is connected to what it follows; undefined where the database is no standby. */
  isFollowing(): Promise<boolean | undefined>;
  close(): Promise<void>;
}

/** What becomes true together with a control event, in the same transaction. */
export type ControlEffect = (place: LogPlace) => readonly Statement[];

/** The effect of a control event that is told and changes nothing here. */
export const noEffect: ControlEffect = () => [];

/** A branch that was refused, kept as evidence until and after `chain.forked` tells of it. */
export interface Fork {
  readonly stationNo: number;
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: string;
  readonly logged: string;
  readonly entry: Bytes;
}

export interface CheckpointRow {
  readonly size: number;
  readonly root: Bytes;
}

export interface TileRow {
  readonly level: number;
  readonly index: number;
  readonly bytes: Bytes;
}

export interface RegistryStore {
  /** The same database, for what is written once for both kinds: projections and the console. */
  readonly sql: SqlDatabase;
  /** Takes the open log for this writer: whoever held it before can commit no more. */
  takeLog(): Promise<LogRow | undefined>;
  logSize(): Promise<number>;
  createLog(row: Omit<LogRow, 'size'> & { readonly controlKey: { readonly keyId: string; readonly publicKey: Bytes } }): Promise<void>;

  station(station: string): Promise<StationRow | undefined>;
  /** Every use of these key ids; the caller decides which may speak for whom. */
  keys(keyIds: readonly string[]): Promise<ReadonlyMap<string, readonly StoredKey[]>>;
  /** Raised by each commit after which a key counts no more. Ask before `keys`, and give it to `append`. */
  authority(): Promise<number>;
  /** Event hashes of a chain from `from` on, at most `count`, as far as there are any. */
  chainHashes(stationNo: number, epoch: number, from: number, count: number): Promise<readonly string[]>;

  append(push: {
    readonly station: string;
    readonly epoch: number;
    readonly from: number;
    readonly entries: readonly CheckedEntry[];
    readonly recvMs: number;
    /** What `authority` was before the signers were looked up; when it has moved since, the answer is `stale`. Absent for entries of a log that is copied. */
    readonly authority?: number;
  }): Promise<AppendOutcome>;
  /**
   * Appends to the control chain. `make` is called with the head inside the transaction, and with the chain of
   * `station` when one is named, held until the commit; it may throw to give up.
   */
  appendControl(input: {
    readonly make: (head: ChainHead, station?: StationRow) => Entry;
    readonly station?: string;
    readonly sealed?: readonly SealedRow[];
    readonly effect: ControlEffect;
    readonly recvMs: number;
  }): Promise<{ readonly entry: Entry; readonly index: number }>;
  unreportedForks(): Promise<readonly Fork[]>;
  evidence(hash: string): Promise<Bytes | undefined>;

  entries(from: number, count: number): Promise<readonly Bytes[]>;
  indexOf(eventHash: string): Promise<number | undefined>;
  /** First `width` hashes of a tile, or undefined when fewer are kept. */
  tile(level: number, index: number, width: number): Promise<Bytes | undefined>;
  newestCheckpoint(): Promise<CheckpointRow | undefined>;
  checkpointRoot(size: number): Promise<Bytes | undefined>;
  /** Keeps tiles and the checkpoint over them together. */
  saveCheckpoint(checkpoint: CheckpointRow, tiles: readonly TileRow[], atMs: number): Promise<void>;

  raiseAlarm(kind: string, detail: string, atMs: number): Promise<void>;
  alarms(): Promise<readonly string[]>;
  /** Leaves nothing readable of rows that were deleted, as far as the engine can be told to. Call it after an erasure. */
  forget(): Promise<void>;
  /** Copies the database to a new file, as one moment of it, between other work. Only where nobody else may read it while a registry runs. */
  readonly copyTo?: (file: string) => Promise<void>;
  /** Connections to the database, where there is a pool of them. */
  readonly pool?: () => { readonly all: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}
