import type { Bytes } from '../../domain/bytes.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { AppendOutcome, RegistryStore, SealedRow, StationRow } from '../store.ts';
import type { CheckedPush } from './check-push.ts';
import { checkSignatures } from './check-push.ts';
import { heldAtMost, heldOf, holdStatements, keptAlready } from './quarantine-rows.ts';
import type { PushFrame, PushRefusal, ReadLines } from './read-push.ts';
import { readFrame, readLines, refuse } from './read-push.ts';
import { toldBy, valuesKnown } from './recovered.ts';

export type PushOutcome =
  (Extract<AppendOutcome, { kind: 'accepted' }> & { readonly station: string; readonly entries: readonly Entry[] }) | PushRefusal;

interface Parts {
  readonly store: RegistryStore;
  readonly registryName: string;
  readonly verifier: SignatureVerifier;
  readonly nowMs: number;
}

/** How often a push is checked again because a key ended meanwhile. */
const staleTries = 8;

/**
 * One push, from its bytes to its outcome (registry protocol, section 5). Everything up to `append` needs no lock;
 * `append` decides again under it, so two pushes at once cannot both be right about the same place.
 */
export async function acceptPush(parts: Parts, body: Bytes): Promise<PushOutcome> {
  const frame = readFrame(body);
  return frame.kind === 'refused' ? frame : acceptFrame(parts, frame);
}

/** `acceptPush` of a push that was taken apart already. */
export async function acceptFrame(parts: Parts, frame: PushFrame): Promise<PushOutcome> {
  if (frame.header.station === controlStation) return refuse('role', 'the control chain is written by the registry itself');
  const push: OpenPush = { frame, read: undefined };
  for (let tries = 0; tries < staleTries; tries += 1) {
    const outcome = await appendOnce(parts, push);
    if (outcome !== 'stale') return outcome;
  }
  return refuse('busy', 'keys keep changing; send the same again');
}

interface OpenPush {
  readonly frame: PushFrame;
  /** Read once: what the log held then it holds for ever. */
  read: ReadLines | undefined;
}

/** Checks signatures and appends. `stale` when a key ended between the check and the lock. */
async function appendOnce(parts: Parts, push: OpenPush): Promise<PushOutcome | 'stale'> {
  const { store } = parts;
  const { header } = push.frame;
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
  const stored = header.from > row.head.seq ? [] : await store.chainHashes(row.stationNo, header.epoch, header.from, header.count);
  if (push.read === undefined) {
    const read = await readLines(push.frame, parts.registryName, stored);
    if (read.kind === 'refused') return read;
    push.read = read;
  }
  const { known, lines } = push.read;
  const checked = await checkSignatures(parts, header.station, push.read, stored);
  if (checked.kind !== 'checked' && (await store.authority()) !== authority) return 'stale';
  if (checked.kind === 'refused') return checked;
  if (checked.kind === 'revoked') return holdBack(parts, row, checked);
  const outcome = await store.append({
    station: header.station,
    epoch: header.epoch,
    from: header.from + known,
    entries: checked.entries,
    recvMs: parts.nowMs,
    authority,
  });
  if (outcome.kind === 'stale') return 'stale';
  if (outcome.kind === 'refused')
    return { ...outcome, detail: refusals[outcome.code], ...(outcome.index === undefined ? {} : { index: outcome.index + known }) };
  return {
    ...outcome,
    duplicates: outcome.duplicates + known,
    station: header.station,
    entries: lines.slice(lines.length - outcome.accepted).map(({ entry }) => entry),
  };
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
  if (quarantined) await store.sql.apply(holdStatements(stationNo, await withoutKnown(store, fresh), nowMs));
  const detail = quarantined
    ? 'the key that signed this is revoked; it is kept until an officer decides'
    : 'the key that signed this is revoked, and no more of it is kept here';
  return { kind: 'refused', code: 'key_revoked', detail, index, head, quarantined };
}

/** What tells an event again whose values came before brings them no second time: they may have been erased since. */
async function withoutKnown<Line extends { readonly entry: Entry; readonly sealed: readonly SealedRow[] }>(
  store: RegistryStore,
  arrivals: readonly Line[],
): Promise<readonly Line[]> {
  const known = await valuesKnown(
    store,
    arrivals.flatMap(({ entry }) => toldBy(entry) ?? []),
  );
  return arrivals.map((line) => (known.has(toldBy(line.entry) ?? '') ? { ...line, sealed: [] } : line));
}

const refusals = {
  not_enrolled: 'this station is not enrolled here',
  epoch_closed: 'this epoch of the chain is over',
  epoch_unknown: 'this epoch was not opened here',
  frozen: 'this chain is frozen until someone decides between its branches',
  gap: 'events before these are missing here',
  fork: 'the chain tells two stories; both are kept and the chain is frozen',
} as const satisfies Record<Extract<AppendOutcome, { kind: 'refused' }>['code'], string>;
