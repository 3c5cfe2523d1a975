import type Database from 'better-sqlite3';
import type { Bytes } from '../../domain/bytes.ts';
import { isCustodyType } from '../../domain/custody/life.ts';
import { canonicalText, type Json } from '../../domain/ledger/canonical.ts';
import type { ChainHead } from '../../domain/ledger/chain.ts';
import { type Entry, entrySignatureFault, openEntry } from '../../domain/ledger/entry.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { introducedKeys } from '../../domain/ledger/introduced-keys.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import { keyId, type SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { Find } from './findings.ts';

/** A chain of this store, as its row says. */
export interface LifeRow {
  readonly life: number;
  readonly reg: string;
  readonly station: string;
  readonly epoch: number;
  readonly genesis: string;
}

interface EventRow {
  readonly n: number;
  readonly life: number;
  readonly seq: number;
  readonly hash: string;
  readonly type: string;
  readonly subject: string | null;
  readonly custody: number;
  readonly wall_ms: number;
  readonly hlc: string;
  readonly entry: Buffer;
}

export interface Walked {
  readonly count: number;
  /** Of these the public key is nowhere on this machine: their signatures are left to the registry and to the certificates. */
  readonly unchecked: number;
  readonly lives: readonly LifeRow[];
}

/** What the station has written: form, columns, chains, signatures, sealed values. One entry in memory at a time. */
export function checkEvents(
  db: Database.Database,
  needs: { readonly verifier: SignatureVerifier; readonly keys: ReadonlyMap<string, Bytes>; readonly find: Find },
): Walked {
  const { find } = needs;
  const lives = db.prepare<[], LifeRow>('SELECT life, reg, station, epoch, genesis FROM chains ORDER BY life').all();
  const byLife = new Map(lives.map((row) => [row.life, row]));
  for (const [at, { life }] of lives.entries())
    if (life !== at + 1) find('chain', `chains ${life}`, `it stands where life ${at + 1} should stand`);
  const sealed = sealedCheck(db, find);
  const chains = new Map<number, { head: ChainHead; signer: string | undefined }>();
  let [count, unchecked, newest] = [0, 0, 0];
  for (const row of db.prepare<[], EventRow>('SELECT * FROM events ORDER BY n').iterate()) {
    const where = `events ${row.n}`;
    count += 1;
    const life = byLife.get(row.life);
    // Events are never taken out, so their own numbers have no gaps.
    if (row.n !== count) find('event', where, `it is numbered ${row.n} and is the ${count}th`);
    if (row.life < newest) find('chain', where, 'it was written in a life that had ended');
    newest = Math.max(newest, row.life);
    const opened = openEntry(new Uint8Array(row.entry));
    if (opened.kind === 'refused') {
      find('event', where, `the entry does not open: ${opened.code}`);
      sealed.of(row.n, undefined);
      continue;
    }
    const { entry } = opened;
    columns(row, entry, find);
    sealed.of(row.n, entry.event);
    if (life === undefined) find('chain', where, 'its life is not in the list of chains');
    else {
      const chain = chains.get(row.life) ?? { head: { epoch: life.epoch, seq: 0, hash: life.genesis }, signer: entry.sigs[0]?.keyid };
      place(chain.head, life, entry, where, find);
      // Who lost the keys goes on under others until a new chain begins, in which all of it is told again.
      const own = entry.sigs[0]?.keyid;
      if (!chains.has(row.life) && isMisnamed(entry, needs)) find('signature', where, 'it is signed by another key than the one it names');
      const signer = row.life < lives.length && needs.keys.has(own ?? '') ? own : chain.signer;
      if (!signed(signer, entry, where, needs)) unchecked += 1;
      const next = entry.event.type === 'key.rotated' ? readHash(textIn(entry.event.body['key'])) : undefined;
      chains.set(row.life, {
        head: { epoch: life.epoch, seq: entry.event.seq, hash: entry.hash },
        signer: next === undefined ? signer : keyId(next),
      });
    }
  }
  sealed.end();
  return { count, unchecked, lives };
}

/** Every public key that the store's events bring, beside those handed in. */
export function keysKnown(db: Database.Database, own: readonly Bytes[]): ReadonlyMap<string, Bytes> {
  const keys = new Map(own.map((key) => [keyId(key), key]));
  const add = (text: unknown): void => {
    const key = readHash(textIn(text));
    if (key !== undefined) keys.set(keyId(key), key);
  };
  const rows = db.prepare<[], { entry: Buffer }>('SELECT entry FROM events UNION ALL SELECT entry FROM pulled WHERE entry IS NOT NULL');
  for (const { entry } of rows.iterate()) {
    const opened = openEntry(new Uint8Array(entry));
    if (opened.kind === 'refused') continue;
    const { event } = opened.entry;
    for (const { keyId: id, publicKey } of introducedKeys(event)) keys.set(id, publicKey);
    if (event.type === 'key.rotated') add(event.body['key']);
    const brought = event.body['keys'];
    if ((event.type === 'station.enrolled' || event.type === 'epoch.opened') && typeof brought === 'object' && brought !== null)
      for (const key of Object.values(brought)) add(key);
  }
  return keys;
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The columns repeat what the entry says, so that it can be found. */
function columns(row: EventRow, { event, hash }: Entry, find: Find): void {
  const wall = Date.parse(event.time.wall);
  const told: Readonly<Record<string, readonly [unknown, unknown]>> = {
    hash: [row.hash, hash],
    seq: [row.seq, event.seq],
    type: [row.type, event.type],
    subject: [row.subject, event.subject ?? null],
    custody: [row.custody, isCustodyType(event.type) ? 1 : 0],
    'wall time': [row.wall_ms, Number.isFinite(wall) ? wall : 0],
    'logical time': [row.hlc, event.time.hlc],
  };
  for (const [name, [is, should]] of Object.entries(told))
    if (is !== should) find('event', `events ${row.n}`, `the ${name} beside the entry is another one`);
}

function place(before: ChainHead, life: LifeRow, { event }: Entry, where: string, find: Find): void {
  if (event.reg !== life.reg || event.station !== life.station || event.epoch !== life.epoch)
    find('chain', where, `it belongs to another chain than life ${life.life}`);
  if (event.seq !== before.seq + 1) find('chain', where, `its number is ${event.seq} where ${before.seq + 1} should stand`);
  if (event.prev !== before.hash) find('chain', where, 'prev is not the hash of what is before it');
}

/** The first event of a chain says by which key it is signed. Is it one that nobody knows, and signed by one that is known? */
function isMisnamed(
  entry: Entry,
  { keys, verifier }: { readonly keys: ReadonlyMap<string, Bytes>; readonly verifier: SignatureVerifier },
): boolean {
  const [author] = entry.sigs;
  if (author === undefined || keys.has(author.keyid)) return false;
  return [...keys.values()].some((key) => entrySignatureFault({ ...entry, sigs: [author] }, () => key, verifier) === undefined);
}

/** @returns false when the station's key of this chain is not known here */
function signed(
  signer: string | undefined,
  entry: Entry,
  where: string,
  { keys, verifier, find }: { readonly keys: ReadonlyMap<string, Bytes>; readonly verifier: SignatureVerifier; readonly find: Find },
): boolean {
  if (entry.sigs[0]?.keyid !== signer) find('signature', where, 'it is signed by another key than the events before it');
  else if (signer === undefined || !keys.has(signer)) return false;
  const fault = entrySignatureFault(entry, (id) => keys.get(id), verifier);
  if (fault !== undefined) find('signature', where, `signature ${fault} is wrong, or nothing here brought its key`);
  return true;
}

/** Personal values open the commitments of their entries. A value that is not there was erased, which is no fault. */
function sealedCheck(db: Database.Database, find: Find): { of(n: number, event: Event | undefined): void; end(): void } {
  const of = db.prepare<[number], { field: string; salt: Buffer; value: string }>('SELECT field, salt, value FROM sealed WHERE n = ?');
  let seen = 0;
  return {
    of(n, event) {
      for (const { field, salt, value } of of.all(n)) {
        seen += 1;
        if (event !== undefined && event.sealed?.[field] !== commitmentOf(field, new Uint8Array(salt), value))
          find('sealed', `sealed ${n} ${field}`, 'the value does not open the commitment of its entry');
      }
    },
    end() {
      const kept = Number(db.prepare('SELECT count(*) FROM sealed').pluck().get());
      if (kept !== seen) find('sealed', 'sealed', `${kept - seen} values belong to no event`);
    },
  };
}

/** Undefined never equals a commitment, which a missing one would: a value that cannot be read is told apart by its own text. */
export function commitmentOf(field: string, salt: Uint8Array<ArrayBuffer>, value: string): string {
  try {
    const read = JSON.parse(value) as Json; // held against its canonical form next
    return canonicalText(read) === value && salt.length === 32 ? commitment(field, salt, read) : 'no commitment';
  } catch {
    return 'no commitment';
  }
}
