import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PushHeader, PushLine } from '../../contract/registry.ts';
import { pushHeader, pushLimits, pushLine } from '../../contract/registry.ts';
import { runSigners, type Signers } from '../../domain/authority/signers.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { fromUtf8, utf8 } from '../../domain/bytes.ts';
import type { Json } from '../../domain/ledger/canonical.ts';
import { canonicalText, profileFault } from '../../domain/ledger/canonical.ts';
import type { ChainHead } from '../../domain/ledger/chain.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { entrySignatureFault, readEntry } from '../../domain/ledger/entry.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { AppendOutcome, CheckedEntry, LogPlace, RegistryStore, SealedRow, StationRow, StoredKey } from '../store.ts';
import { authorityMoved, keyCounts, keyRotated } from './key-rows.ts';
import { heldAtMost, heldOf, holdStatements, keptAlready } from './quarantine-rows.ts';
import { keepRecovered, readRecovered } from './recovered.ts';

export type PushRefusal = {
  readonly kind: 'refused';
  readonly code:
    | 'malformed'
    | 'role'
    | 'too_large'
    | 'bad_event'
    | 'bad_signature'
    | 'key_revoked'
    | 'busy'
    | Extract<AppendOutcome, { kind: 'refused' }>['code'];
  readonly detail: string;
  readonly index?: number;
  readonly head?: ChainHead;
  /** With `key_revoked`: everything from `index` on is kept here until an officer decides. */
  readonly quarantined?: boolean;
};
export type PushOutcome =
  (Extract<AppendOutcome, { kind: 'accepted' }> & { readonly station: string; readonly entries: readonly Entry[] }) | PushRefusal;

interface ReadPush {
  readonly kind: 'push';
  readonly header: PushHeader;
  readonly lines: readonly ReadLine[];
}

interface ReadLine {
  readonly entry: Entry;
  readonly sealed: readonly SealedRow[];
  /** What came with an `event.recovered`. */
  readonly recovered?: unknown;
}

/** Signatures checked between two looks at other requests. */
const verifyStride = 32;

/**
 * One push, from its bytes to its outcome (registry protocol, section 5). Everything up to `append` needs no lock;
 * `append` decides again under it, so two pushes at once cannot both be right about the same place.
 */
export async function acceptPush(
  parts: { readonly store: RegistryStore; readonly registryName: string; readonly verifier: SignatureVerifier; readonly nowMs: number },
  body: Bytes,
): Promise<PushOutcome> {
  const read = readPush(body, parts.registryName);
  if (read.kind === 'refused') return read;
  const { header, lines } = read;
  if (header.station === controlStation) return refuse('role', 'the control chain is written by the registry itself');
  for (let tries = 0; tries < staleTries; tries += 1) {
    const outcome = await appendOnce(parts, header, lines);
    if (outcome !== 'stale') return outcome;
  }
  return refuse('busy', 'keys keep changing; send the same again');
}

type Parts = Parameters<typeof acceptPush>[0];

/** How often a push is checked again because a key ended meanwhile. */
const staleTries = 8;

/** Checks signatures and appends. `stale` when a key ended between the check and the lock. */
async function appendOnce(parts: Parts, header: PushHeader, lines: ReadPush['lines']): Promise<PushOutcome | 'stale'> {
  const { store } = parts;
  // In this order: whatever is read later is at least as new.
  const authority = await store.authority();
  const row = await store.station(header.station);
  if (row === undefined) return refuse('not_enrolled', `${header.station} is not enrolled here`);
  // A new epoch ends the keys of the old one, so this comes before signatures.
  if (header.epoch !== row.head.epoch) {
    const code = header.epoch < row.head.epoch ? 'epoch_closed' : 'epoch_unknown';
    return { kind: 'refused', code, detail: refusals[code], head: row.head };
  }
  // A log that lost its newest part lost the keys that came with it, and must ask for that part instead of calling good events badly signed.
  if (header.from > row.head.seq + 1) {
    const code = row.frozen ? 'frozen' : 'gap';
    return { kind: 'refused', code, detail: refusals[code], head: row.head };
  }
  const stored = await store.chainHashes(row.stationNo, header.epoch, header.from, header.count);
  const checked = await checkSignatures(parts, header.station, lines, stored);
  if (checked.kind !== 'checked' && (await store.authority()) !== authority) return 'stale';
  if (checked.kind === 'refused') return checked;
  if (checked.kind === 'revoked') return holdBack(parts, row, checked);
  const outcome = await store.append({
    station: header.station,
    epoch: header.epoch,
    from: header.from,
    entries: checked.entries,
    recvMs: parts.nowMs,
    authority,
  });
  if (outcome.kind === 'stale') return 'stale';
  if (outcome.kind === 'refused') return { ...outcome, detail: refusals[outcome.code] };
  return { ...outcome, station: header.station, entries: lines.slice(lines.length - outcome.accepted).map(({ entry }) => entry) };
}

/** Keeps what a revoked key signed beside the log. */
async function holdBack(
  { store, nowMs }: Parts,
  { stationNo, head }: StationRow,
  { index, arrivals }: Extract<CheckedPush, { kind: 'revoked' }>,
): Promise<PushRefusal> {
  const kept = await keptAlready(
    store.sql,
    stationNo,
    arrivals.map(({ entry }) => entry.hash),
  );
  const fresh = arrivals.filter(({ entry }) => !kept.has(entry.hash));
  const quarantined = (await heldOf(store.sql, stationNo)) + fresh.length <= heldAtMost;
  if (quarantined) await store.sql.apply(holdStatements(stationNo, fresh, nowMs));
  const detail = quarantined
    ? 'the key that signed this is revoked; it is kept until an officer decides'
    : 'the key that signed this is revoked, and no more of it is kept here';
  return { kind: 'refused', code: 'key_revoked', detail, index, head, quarantined };
}

/** Framing, profile, canonical bytes, and whether each event stands where the header says. */
function readPush(body: Bytes, registryName: string): ReadPush | PushRefusal {
  const text = fromUtf8(body);
  if (text === undefined) return refuse('malformed', 'not UTF-8');
  const [first = '', ...rest] = text.split('\n');
  if (rest.at(-1) === '') rest.pop();
  const header = pushHeader.safeParse(parseJson(first));
  if (!header.success) return refuse('malformed', 'the first line is not a push header');
  const { station, epoch, from, count } = header.data;
  if (rest.length !== count) return refuse('malformed', `${rest.length} events came where ${count} were told`);
  const lines: ReadLine[] = [];
  for (const [index, text] of rest.entries()) {
    const line = pushLine.safeParse(parseJson(text));
    if (!line.success) return refuse('malformed', 'not a push line', index);
    const opened = readEntry(line.data.entry);
    if (opened.kind === 'refused') return refuse('bad_event', `${opened.code} ${opened.detail}`.trim(), index);
    const { event } = opened.entry;
    if (event.reg !== registryName) return refuse('bad_event', 'made for another registry', index);
    if (event.station !== station || event.epoch !== epoch || event.seq !== from + index)
      return refuse('bad_event', 'not the station, epoch or seq that the header tells', index);
    const sealed = readSealed(opened.entry, line.data.private);
    if (sealed === undefined) return refuse('bad_event', 'a sealed value does not fit its commitment', index);
    lines.push({ entry: opened.entry, sealed, recovered: line.data.recovered });
  }
  return { kind: 'push', header: header.data, lines };
}

/** The private values of an event, held against their commitments; undefined when one does not fit. */
function readSealed({ event }: Entry, values: PushLine['private']): readonly SealedRow[] | undefined {
  const rows: SealedRow[] = [];
  let sizeBytes = 0;
  for (const [field, { salt, value }] of Object.entries(values ?? {})) {
    const saltBytes = readHash(salt);
    if (saltBytes === undefined || profileFault(value) !== undefined) return undefined;
    // The profile was just checked; zod's wider JSON type also holds null and fractions.
    const text = canonicalText(value);
    sizeBytes += utf8(text).length;
    if (sizeBytes > pushLimits.privateBytes || event.sealed?.[field] !== commitment(field, saltBytes, value as Json)) return undefined;
    rows.push({ field, salt: saltBytes, value: text });
  }
  return rows;
}

type CheckedPush =
  | { readonly kind: 'checked'; readonly entries: readonly CheckedEntry[] }
  /** From `index` on everything is signed by a key that was revoked. */
  | { readonly kind: 'revoked'; readonly index: number; readonly arrivals: readonly ReadLine[] };

/**
 * Signatures by keys that count at each event's place in the log (`runSigners`). Events that are in the log already
 * with the same hash need no second look.
 */
async function checkSignatures(
  parts: Parts,
  station: string,
  lines: ReadPush['lines'],
  stored: readonly string[],
): Promise<CheckedPush | PushRefusal> {
  const needed = new Set(lines.flatMap((line, index) => (stored[index] === line.entry.hash ? [] : keysToKnow(line))));
  const known = await parts.store.keys([...needed]);
  const run = runSigners(station, (id) => known.get(id) ?? []);
  const entries: CheckedEntry[] = [];
  let revokedFrom: number | undefined;
  for (const [index, { entry, sealed, recovered }] of lines.entries()) {
    if (stored[index] === entry.hash) {
      entries.push({ entry, keys: [], sealed });
      continue;
    }
    if (index % verifyStride === verifyStride - 1) await nextTurn();
    const signers = run.of(entry);
    if (signers.kind === 'refused') return refuse(signers.code, signers.detail, index);
    const fault = entrySignatureFault(entry, signers.keyOf, parts.verifier);
    if (fault !== undefined) return refuse('bad_signature', `signature ${fault} is wrong, or its key is not known here`, index);
    if (signers.byRevoked) revokedFrom ??= index;
    const told = toldAgain(entry, recovered, known, parts.verifier);
    if (typeof told === 'string') return refuse('bad_event', told, index);
    const also = told === undefined ? rotates(station, signers) : (place: LogPlace) => [keepRecovered(entry.event.station, told, place)];
    entries.push({ entry, keys: signers.keys, sealed, ...(also === undefined ? {} : { also }) });
  }
  if (revokedFrom !== undefined) return { kind: 'revoked', index: revokedFrom, arrivals: lines.slice(revokedFrom) };
  return { kind: 'checked', entries };
}

/** What a change of the station's key makes true. */
function rotates(station: string, { rotation }: Extract<Signers, { kind: 'signers' }>): CheckedEntry['also'] {
  if (rotation === undefined) return undefined;
  const { from, to } = rotation;
  return (place) => [keyRotated(station, from, place), keyCounts(station, { ...to, use: 'event' }, place), authorityMoved(place)];
}

/** Ids of all keys that may have a say about a line. */
function keysToKnow({ entry, recovered }: ReadLine): readonly string[] {
  const own = entry.sigs.map(({ keyid }) => keyid);
  if (entry.event.type !== 'event.recovered') return own;
  const read = readRecovered(entry, recovered);
  return read.kind === 'recovered' ? [...own, ...read.told.sigs.slice(0, 1).map(({ keyid }) => keyid)] : own;
}

/**
 * The entry that an `event.recovered` tells again, undefined for any other event, or what is wrong. It was signed by
 * an event key that this station had at some time: whether that one still counts is no matter, for the event that
 * tells it again answers for it.
 */
function toldAgain(
  entry: Entry,
  sent: unknown,
  known: ReadonlyMap<string, readonly StoredKey[]>,
  verifier: SignatureVerifier,
): Entry | string | undefined {
  if (entry.event.type !== 'event.recovered') return sent === undefined ? undefined : 'an entry came along that nothing asks for';
  const read = readRecovered(entry, sent);
  if (read.kind === 'refused') return read.detail;
  const { told } = read;
  const [author] = told.sigs;
  const key = known.get(author?.keyid ?? '')?.find(({ use, station }) => use === 'event' && station === entry.event.station);
  if (author === undefined || key === undefined) return 'what is told again was not signed by this station';
  const fault = entrySignatureFault({ ...told, sigs: [author] }, () => key.publicKey, verifier);
  return fault === undefined ? told : 'the signature of what is told again is wrong';
}

const refusals = {
  not_enrolled: 'this station is not enrolled here',
  epoch_closed: 'this epoch of the chain is over',
  epoch_unknown: 'this epoch was not opened here',
  frozen: 'this chain is frozen until someone decides between its branches',
  gap: 'events before these are missing here',
  fork: 'the chain tells two stories; both are kept and the chain is frozen',
} as const satisfies Record<Extract<AppendOutcome, { kind: 'refused' }>['code'], string>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(code: PushRefusal['code'], detail: string, index?: number): PushRefusal {
  return { kind: 'refused', code, detail, ...(index === undefined ? {} : { index }) };
}
