import type { Bytes } from '../../domain/bytes.ts';
import { equal, fromUtf8, utf8 } from '../../domain/bytes.ts';
import { canonicalBytes, canonicalText } from '../../domain/ledger/canonical.ts';
import { type Entry, readEntry } from '../../domain/ledger/entry.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { TrustPolicy } from '../../domain/ledger/trust-policy.ts';
import type { OpenedValues, Receipts, StationKey } from '../certificate.ts';
import { chainFinding } from '../check/chains.ts';
import { openedFinding } from '../check/check.ts';
import { checkReceipts } from '../check/receipts.ts';
import { altered, type CheckReport, type Finding, incomplete, verdictOf } from '../check/report.ts';
import { Signers } from '../check/signers.ts';
import { composeLoadList } from './compose.ts';
import { type LoadList, loadList, type LoadListBody, loadListFormat } from './format.ts';

/** The load list as text: canonical JSON and one newline. `entries` are those of `loadListEntries`, in the same order. */
export function loadListText(parts: {
  readonly lot: string;
  readonly entries: readonly Entry[];
  readonly opened: OpenedValues;
  readonly keys: readonly StationKey[];
  readonly receipts?: Receipts | undefined;
}): string {
  const { lot, entries, opened, keys, receipts } = parts;
  return `${canonicalText({
    format: loadListFormat,
    body: composeLoadList(entries, lot),
    entries: entries.map(({ event, sigs }) => ({ event, sigs })),
    opened,
    keys,
    ...(receipts === undefined ? {} : { receipts }),
  })}\n`;
}

/** SHA-256 of the canonical body: what tells this load list from another one. */
export function loadListHash(body: LoadListBody): string {
  return hashText(sha256(canonicalBytes(body)));
}

/** Reads a load list; undefined when it is none, or not in its one spelling. */
export function readLoadList(bytes: Bytes): LoadList | undefined {
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes) ?? '');
    const read = loadList.safeParse(value);
    return read.success && equal(utf8(`${canonicalText(read.data)}\n`), bytes) ? read.data : undefined;
  } catch {
    return undefined;
  }
}

export interface LoadListReport extends Pick<CheckReport, 'verdict' | 'findings' | 'pinned' | 'indexes'> {
  /** What was read, also when it is not valid. */
  readonly list?: LoadList;
}

/**
 * Checks a load list offline, from its bytes and what the reader trusts. `valid` means: each event is truly signed by its
 * station and the people it names, and in the log, and the list says what the events say. What a certificate that it
 * names is worth, is for that certificate's own check.
 */
export function checkLoadList(input: {
  readonly bytes: Bytes;
  readonly verifier: SignatureVerifier;
  readonly trust?: TrustPolicy | undefined;
}): LoadListReport {
  const nothing = { pinned: { by: 'none', witnesses: [] }, indexes: {} } as const;
  const list = readLoadList(input.bytes);
  if (list === undefined)
    return {
      ...verdictOf([altered('not_a_load_list', 'file', 'This is not a load list, or it is not spelled as it was made.')]),
      ...nothing,
    };
  const entries = list.entries.flatMap((value) => {
    const read = readEntry(value);
    return read.kind === 'entry' ? [read.entry] : [];
  });
  if (entries.length !== list.entries.length)
    return { ...verdictOf([altered('bad_entry', 'entries', 'An event in the file is malformed.')]), ...nothing, list };
  const signed = signedFinding(list, entries, input.verifier);
  if (signed?.verdict === 'altered') return { ...verdictOf([signed]), ...nothing, list };
  if (list.receipts === undefined) {
    const notYet = incomplete('not_in_log', 'receipts', 'Nothing in the file shows that these events are in the log.');
    return { ...verdictOf(signed === undefined ? [notYet] : [signed, notYet]), ...nothing, list };
  }
  const { findings, pinned, indexes } = checkReceipts({ receipts: list.receipts, entries, trust: input.trust, verifier: input.verifier });
  return { ...verdictOf(signed === undefined ? findings : [signed, ...findings]), pinned, indexes, list };
}

function signedFinding(list: LoadList, entries: readonly Entry[], verifier: SignatureVerifier): Finding | undefined {
  const chain = chainFinding(entries, false);
  if (chain !== undefined) return chain;
  const signers = new Signers({ verifier, keys: list.keys });
  for (const entry of entries) {
    const finding = signers.next(entry);
    if (finding !== undefined) return finding;
  }
  const idle = list.keys.find((key) => !signers.hasUsed(key));
  if (idle !== undefined) return altered('stray_key', `keys ${idle.station}`, 'There is a key in the file that signed nothing.');
  return openedFinding(list.opened, entries) ?? bodyFinding(list, entries);
}

function bodyFinding({ body }: LoadList, entries: readonly Entry[]): Finding | undefined {
  const wrong = altered('not_as_composed', 'body', 'The load list says something that its events do not say.');
  try {
    return canonicalText(composeLoadList(entries, body.lot)) === canonicalText(body) ? undefined : wrong;
  } catch {
    return wrong;
  }
}

/** What people typed about where the load goes, the newest of each. */
export function shippingOf(list: LoadList): { readonly consignee?: string; readonly reference?: string; readonly vehicle?: string } {
  const hashes = [
    list.body.opened.event,
    ...list.body.drives.flatMap(({ left }) => (left === undefined ? [] : [left.mark.event])),
    list.body.closed?.event,
  ];
  const typed: Record<string, string> = {};
  for (const each of hashes) {
    for (const [field, { value }] of Object.entries(list.opened[each ?? ''] ?? {})) if (typeof value === 'string') typed[field] = value;
  }
  return typed;
}
