import type { Bytes } from '../../domain/bytes.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { TrustPolicy } from '../../domain/ledger/trust-policy.ts';
import type { OpenedValues, Receipts, StationKey } from '../certificate.ts';
import { checkComposed, type ComposedKind, type ComposedReport, composedText, readComposed } from '../composed.ts';
import { composeSummary } from './compose.ts';
import { type Summary, summary, type SummarizedDrive, type SummaryBody, summaryFormat, type SummaryOf } from './format.ts';

const kind: ComposedKind<SummaryBody, Summary> = {
  schema: summary,
  name: 'a summary',
  notOne: 'not_a_summary',
  compose: (entries, { of }) => composeSummary(entries, of),
};

/** The summary as text: canonical JSON and one newline. `entries` are those of `summaryEntries`, in the same order. */
export function summaryText(parts: {
  readonly of: SummaryOf;
  readonly entries: readonly Entry[];
  readonly opened: OpenedValues;
  readonly keys: readonly StationKey[];
  readonly receipts?: Receipts | undefined;
}): string {
  const { of, ...rest } = parts;
  return composedText({ ...rest, format: summaryFormat, body: composeSummary(parts.entries, of) });
}

/** Reads a summary; undefined when it is none, or not in its one spelling. */
export function readSummary(bytes: Bytes): Summary | undefined {
  return readComposed(kind, bytes);
}

/** Checks a summary offline, from its bytes and what the reader trusts (`checkComposed`). */
export function checkSummary(input: {
  readonly bytes: Bytes;
  readonly verifier: SignatureVerifier;
  readonly trust?: TrustPolicy | undefined;
}): ComposedReport<Summary> {
  return checkComposed(kind, input);
}

/** Where a drive came from, as somebody typed it when it was taken in. */
export function originOf(
  { opened }: Summary,
  { claimed }: SummarizedDrive,
): { readonly host?: string; readonly slot?: string; readonly ticket?: string } {
  return Object.fromEntries(
    Object.entries(opened[claimed ?? ''] ?? {}).flatMap(([field, { value }]) => (typeof value === 'string' ? [[field, value]] : [])),
  );
}
