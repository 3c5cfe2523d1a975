import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PushHeader, PushLine } from '../../contract/registry.ts';
import { pushHeader, pushLimits, pushLine } from '../../contract/registry.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { fromUtf8, utf8 } from '../../domain/bytes.ts';
import type { Json } from '../../domain/ledger/canonical.ts';
import { canonicalText, profileFault } from '../../domain/ledger/canonical.ts';
import type { ChainHead } from '../../domain/ledger/chain.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { entrySignatureFault, readEntry } from '../../domain/ledger/entry.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { introducedKeys } from '../../domain/ledger/introduced-keys.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { AppendOutcome, CheckedEntry, RegistryStore, SealedRow, StoredKey } from '../store.ts';

export type PushRefusal = {
  readonly kind: 'refused';
  readonly code: 'malformed' | 'role' | 'too_large' | 'bad_event' | 'bad_signature' | Extract<AppendOutcome, { kind: 'refused' }>['code'];
  readonly detail: string;
  readonly index?: number;
  readonly head?: ChainHead;
};
export type PushOutcome =
  (Extract<AppendOutcome, { kind: 'accepted' }> & { readonly station: string; readonly entries: readonly Entry[] }) | PushRefusal;

interface ReadPush {
  readonly kind: 'push';
  readonly header: PushHeader;
  readonly lines: readonly { readonly entry: Entry; readonly sealed: readonly SealedRow[] }[];
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
  const row = await parts.store.station(header.station);
  if (row === undefined) return refuse('not_enrolled', `${header.station} is not enrolled here`);
  const stored =
    header.epoch === row.head.epoch ? await parts.store.chainHashes(row.stationNo, header.epoch, header.from, header.count) : [];
  const checked = await checkSignatures(parts, row.stationNo, lines, stored);
  if (checked.kind === 'refused') return checked;
  const outcome = await parts.store.append({
    station: header.station,
    epoch: header.epoch,
    from: header.from,
    entries: checked.entries,
    recvMs: parts.nowMs,
  });
  if (outcome.kind === 'refused') return { ...outcome, detail: refusals[outcome.code] };
  return { ...outcome, station: header.station, entries: lines.slice(lines.length - outcome.accepted).map(({ entry }) => entry) };
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
  const lines: { readonly entry: Entry; readonly sealed: readonly SealedRow[] }[] = [];
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
    lines.push({ entry: opened.entry, sealed });
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

/**
 * Signatures by keys that count at each event's place in the log: those of the log so far and those that earlier
 * events of this push, or the event itself, bring in. The first must be the station's own. Events that are in the
 * log already with the same hash need no second look.
 */
async function checkSignatures(
  parts: { readonly store: RegistryStore; readonly verifier: SignatureVerifier },
  stationNo: number,
  lines: ReadPush['lines'],
  stored: readonly string[],
): Promise<{ readonly kind: 'checked'; readonly entries: readonly CheckedEntry[] } | PushRefusal> {
  const needed = new Set(lines.flatMap(({ entry }, index) => (stored[index] === entry.hash ? [] : entry.sigs.map(({ keyid }) => keyid))));
  const known = await parts.store.keys([...needed]);
  const fresh = new Map<string, Bytes>();
  const entries: CheckedEntry[] = [];
  for (const [index, { entry, sealed }] of lines.entries()) {
    const keys = introducedKeys(entry.event);
    if (stored[index] !== entry.hash) {
      if (index % verifyStride === verifyStride - 1) await nextTurn();
      for (const key of keys) fresh.set(key.keyId, key.publicKey);
      const [author] = entry.sigs;
      const authorKey = known.get(author?.keyid ?? '')?.find((key) => key.use === 'event' && key.stationNo === stationNo)?.publicKey;
      if (authorKey === undefined) return refuse('bad_signature', 'not signed by the station', index);
      const keyOf = (keyid: string): Bytes | undefined =>
        keyid === author?.keyid ? authorKey : (known.get(keyid)?.find((key) => mayCosign(key, stationNo))?.publicKey ?? fresh.get(keyid));
      const fault = entrySignatureFault(entry, keyOf, parts.verifier);
      if (fault !== undefined) return refuse('bad_signature', `signature ${fault} is wrong, or its key is not known here`, index);
    }
    entries.push({ entry, keys, sealed });
  }
  return { kind: 'checked', entries };
}

/** A person's key counts at every station, a session key at its own. */
function mayCosign(key: StoredKey, stationNo: number): boolean {
  return key.use === 'person' || (key.use === 'session' && key.stationNo === stationNo);
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
