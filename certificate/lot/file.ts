import type { Bytes } from '../../domain/bytes.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { TrustPolicy } from '../../domain/ledger/trust-policy.ts';
import type { OpenedValues, Receipts, StationKey } from '../certificate.ts';
import { checkComposed, type ComposedKind, type ComposedReport, composedText, readComposed } from '../composed.ts';
import { composeLoadList } from './compose.ts';
import { type LoadList, loadList, type LoadListBody, loadListFormat } from './format.ts';

const kind: ComposedKind<LoadListBody, LoadList> = {
  schema: loadList,
  name: 'a load list',
  notOne: 'not_a_load_list',
  compose: (entries, { lot }) => composeLoadList(entries, lot),
};

/** The load list as text: canonical JSON and one newline. `entries` are those of `loadListEntries`, in the same order. */
export function loadListText(parts: {
  readonly lot: string;
  readonly entries: readonly Entry[];
  readonly opened: OpenedValues;
  readonly keys: readonly StationKey[];
  readonly receipts?: Receipts | undefined;
}): string {
  const { lot, ...rest } = parts;
  return composedText({ ...rest, format: loadListFormat, body: composeLoadList(parts.entries, lot) });
}

/** Reads a load list; undefined when it is none, or not in its one spelling. */
export function readLoadList(bytes: Bytes): LoadList | undefined {
  return readComposed(kind, bytes);
}

export interface LoadListReport extends Omit<ComposedReport<LoadList>, 'file'> {
  /** What was read, also when it is not valid. */
  readonly list?: LoadList;
}

/** Checks a load list offline, from its bytes and what the reader trusts (`checkComposed`). */
export function checkLoadList(input: {
  readonly bytes: Bytes;
  readonly verifier: SignatureVerifier;
  readonly trust?: TrustPolicy | undefined;
}): LoadListReport {
  const { file, ...report } = checkComposed(kind, input);
  return file === undefined ? report : { ...report, list: file };
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
