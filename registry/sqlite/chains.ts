import type Database from 'better-sqlite3';
import type { Bytes } from '../../domain/bytes.ts';
import { concat } from '../../domain/bytes.ts';
import type { ChainHead } from '../../domain/ledger/chain.ts';
import { hashText, readHash } from '../../domain/ledger/hash.ts';
import { decideAppend, hashesNeeded, headAfter } from '../ledger/placement.ts';
import type { AppendOutcome, CheckedEntry, RegistryStore, StationRow, StoredKey } from '../store.ts';
import type { Statement } from '../sql/port.ts';
import type { ChainStatements as Prepared } from './chain-statements.ts';
import { prepareChains } from './chain-statements.ts';

/** The log that this process writes, as taken at start. */
export interface HeldLog {
  readonly logId: number;
  readonly fence: number;
}

type ChainStatements = Prepared & { readonly run: RunStatements };
type Push = Parameters<RegistryStore['append']>[0];
type Key = { readonly keyId: string; readonly publicKey: Bytes; readonly use: StoredKey['use'] };
type Extended = { readonly head: ChainHead; readonly firstIndex: number };

/** Chains and the log that they end up in. All functions here are to be called inside a transaction. */
export interface Chains {
  station(name: string): StationRow | undefined;
  hashes(stationNo: number, epoch: number, from: number, count: number): readonly string[];
  /** Gives indexes, keeps the events and moves the head. The caller has decided that they belong there. */
  extend(held: HeldLog, row: StationRow, entries: readonly CheckedEntry[], recvMs: number): Extended;
  append(held: HeldLog, push: Push): AppendOutcome;
  keepKey(stationNo: number, key: Key, logId: number, index: number): void;
  /** See `RegistryStore.authority`. */
  authority(held: HeldLog): number;
}

export type RunStatements = (statements: readonly Statement[]) => void;

export function openChains(database: Database.Database, run: RunStatements): Chains {
  const statements = { ...prepareChains(database), run };
  return {
    station: (name) => stationRow(statements, name),
    hashes: (stationNo, epoch, from, count) => chainHashes(statements, { stationNo, epoch, from, count }),
    extend: (held, row, entries, recvMs) => extend(statements, held, row, entries, recvMs),
    append: (held, push) => append(statements, held, push),
    keepKey: (stationNo, key, logId, index) => {
      keepKey(statements, stationNo, key, logId, index);
    },
    authority: ({ logId }) => statements.authority(logId) ?? 0,
  };
}

/** A hash in text form that was checked before it came here. */
export function bytesOf(hash: string): Bytes {
  const bytes = readHash(hash);
  if (bytes === undefined) throw new Error('not a hash');
  return bytes;
}

function stationRow(statements: ChainStatements, name: string): StationRow | undefined {
  const row = statements.head(name);
  if (row === undefined) return undefined;
  const head = { epoch: row.epoch, seq: row.seq, hash: hashText(row.hash) };
  return { stationNo: row.station_no, station: row.station, head, frozen: row.frozen === 1 };
}

function chainHashes(
  statements: ChainStatements,
  range: { readonly stationNo: number; readonly epoch: number; readonly from: number; readonly count: number },
): readonly string[] {
  const { stationNo, epoch, from, count } = range;
  const start = statements.runAt(stationNo, epoch, from)?.first_seq;
  if (start === undefined || count === 0) return [];
  return statements.hashes({ stationNo, epoch, from, to: from + count - 1, start }).map((row) => hashText(concat(row.hash8, row.hash24)));
}

function keepKey(statements: ChainStatements, stationNo: number, { keyId, publicKey, use }: Key, logId: number, index: number): void {
  statements.change('key', stationNo, keyId, publicKey, use, logId, index);
}

function extend(statements: ChainStatements, held: HeldLog, row: StationRow, entries: readonly CheckedEntry[], recvMs: number): Extended {
  const firstIndex = statements.size(held.logId);
  const [first] = entries;
  if (firstIndex === undefined || first === undefined) throw new Error('nothing to append, or no log to append to');
  const head = headAfter(row.head, entries);
  // Within this transaction only: the one that gave a number may fail.
  const typeNos = new Map<string, number>();
  for (const [offset, checked] of entries.entries()) {
    const { type } = checked.entry.event;
    const typeNo = typeNos.get(type) ?? statements.typeNo(type);
    typeNos.set(type, typeNo);
    keepEvent(statements, { logId: held.logId, index: firstIndex + offset, stationNo: row.stationNo, recvMs, typeNo }, checked);
  }
  const start = first.entry.event;
  statements.change('run', held.logId, firstIndex, entries.length, row.stationNo, start.epoch, start.seq);
  statements.change('moveHead', head.epoch, head.seq, bytesOf(head.hash), row.stationNo);
  const grown = statements.change('growLog', firstIndex + entries.length, held.logId, held.fence, firstIndex);
  if (grown !== 1) throw new Error('another writer has taken this log');
  return { head, firstIndex };
}

function keepEvent(
  statements: ChainStatements,
  place: { readonly logId: number; readonly index: number; readonly stationNo: number; readonly recvMs: number; readonly typeNo: number },
  { entry, keys, sealed, also }: CheckedEntry,
): void {
  const { logId, index, stationNo, recvMs, typeNo } = place;
  const { event } = entry;
  const hash = bytesOf(entry.hash);
  const subject = event.subject === undefined ? null : statements.subjectNo(event.subject);
  const [hash8, hash24] = [hash.subarray(0, 8), hash.subarray(8)];
  statements.change('event', logId, index, stationNo, event.epoch, event.seq, typeNo, subject, recvMs, hash8, hash24, entry.bytes);
  for (const { field, salt, value } of sealed) statements.change('sealed', logId, index, field, salt, value);
  for (const key of keys) keepKey(statements, stationNo, key, logId, index);
  if (also !== undefined) statements.run(also({ logId, index, hash: entry.hash }));
}

/** One push under the lock: reads what the decision needs, and does what was decided. */
function append(statements: ChainStatements, held: HeldLog, push: Push): AppendOutcome {
  const row = stationRow(statements, push.station);
  if (row === undefined) return { kind: 'refused', code: 'not_enrolled' };
  if (push.authority !== undefined && statements.authority(held.logId) !== push.authority) return { kind: 'stale' };
  const { stationNo } = row;
  const { epoch, from, recvMs } = push;
  const decision = decideAppend(row, push, chainHashes(statements, { stationNo, epoch, from, count: hashesNeeded(row, push) }));
  switch (decision.kind) {
    case 'refuse':
      return decision.outcome;
    case 'fork': {
      const { diverging, logged } = decision;
      const { seq } = diverging.event;
      statements.change('evidence', stationNo, epoch, bytesOf(diverging.hash), seq, bytesOf(logged), diverging.bytes, recvMs);
      statements.change('freeze', stationNo);
      return decision.outcome;
    }
    case 'known': {
      const { head, duplicates } = decision;
      const headIndex = indexAt(statements, stationNo, head);
      return { kind: 'accepted', head, accepted: 0, duplicates, ...(headIndex === undefined ? {} : { headIndex }) };
    }
    case 'extend': {
      const { fresh, duplicates } = decision;
      const { head, firstIndex } = extend(statements, held, row, fresh, recvMs);
      return { kind: 'accepted', head, accepted: fresh.length, duplicates, firstIndex, headIndex: firstIndex + fresh.length - 1 };
    }
  }
}

function indexAt(statements: ChainStatements, stationNo: number, { epoch, seq }: ChainHead): number | undefined {
  const run = statements.runAt(stationNo, epoch, seq);
  return run === undefined || seq >= run.first_seq + run.n ? undefined : run.first_index + seq - run.first_seq;
}
