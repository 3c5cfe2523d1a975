import { z } from 'zod';
import type { Bytes } from '../domain/bytes.ts';
import { equal, fromUtf8, utf8 } from '../domain/bytes.ts';
import { canonicalText } from '../domain/ledger/canonical.ts';
import { type Entry, readEntry, signatureSchema } from '../domain/ledger/entry.ts';
import type { SignatureVerifier } from '../domain/ledger/signing.ts';
import type { TrustPolicy } from '../domain/ledger/trust-policy.ts';
import { certificateFile, type OpenedValues, type Receipts, receipts, type StationKey, stationKey } from './certificate.ts';
import { chainFinding } from './check/chains.ts';
import { openedFinding } from './check/check.ts';
import { checkReceipts } from './check/receipts.ts';
import { altered, type CheckReport, type Finding, incomplete, verdictOf } from './check/report.ts';
import { Signers } from './check/signers.ts';

/*
 * A file whose body is a pure function of the signed events in it, and that no event speaks of: made anew each time, and
 * checked by making it again. Load lists of lots and summaries of many drives are such files.
 */

const entryShape = z.strictObject({ event: z.record(z.string(), z.unknown()), sigs: z.array(signatureSchema).min(1).max(4) });

/** The members of every such file beside its format and body. */
export const composedMembers = {
  entries: z.array(entryShape).min(1),
  opened: certificateFile.shape.opened,
  keys: z.array(stationKey).min(1),
  /** Added when the station has been online. */
  receipts: receipts.optional(),
} as const;

const members = z.object(composedMembers);
type Composed<Body> = z.infer<typeof members> & { readonly format: string; readonly body: Body };

export interface ComposedKind<Body, File extends Composed<Body>> {
  readonly schema: z.ZodType<File>;
  /** What a person calls it, with its article. */
  readonly name: string;
  /** Code of the finding when a file is none. */
  readonly notOne: string;
  /** The body that these events give. `body` is what the file says, for what it is about. @throws RangeError when they give none */
  compose(entries: readonly Entry[], body: Body): Body;
}

/** The file as text: canonical JSON and one newline. `entries` in the order in which they are to be told. */
export function composedText(parts: {
  readonly format: string;
  readonly body: unknown;
  readonly entries: readonly Entry[];
  readonly opened: OpenedValues;
  readonly keys: readonly StationKey[];
  readonly receipts?: Receipts | undefined;
}): string {
  const { format, body, entries, opened, keys, receipts: logged } = parts;
  return `${canonicalText({
    format,
    body,
    entries: entries.map(({ event, sigs }) => ({ event, sigs })),
    opened,
    keys,
    ...(logged === undefined ? {} : { receipts: logged }),
  })}\n`;
}

/** Reads a file; undefined when it is none of this kind, or not in its one spelling. */
export function readComposed<Body, File extends Composed<Body>>(kind: ComposedKind<Body, File>, bytes: Bytes): File | undefined {
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes) ?? '');
    const read = kind.schema.safeParse(value);
    return read.success && equal(utf8(`${canonicalText(read.data)}\n`), bytes) ? read.data : undefined;
  } catch {
    return undefined;
  }
}

export interface ComposedReport<File> extends Pick<CheckReport, 'verdict' | 'findings' | 'pinned' | 'indexes'> {
  /** What was read, also when it is not valid. */
  readonly file?: File;
}

/**
 * Checks a file offline, from its bytes and what the reader trusts. `valid` means: each event is truly signed by its
 * station and the people it names, and in the log, and the body says what the events say. What a certificate that it
 * names is worth, is for that certificate's own check.
 */
export function checkComposed<Body, File extends Composed<Body>>(
  kind: ComposedKind<Body, File>,
  input: { readonly bytes: Bytes; readonly verifier: SignatureVerifier; readonly trust?: TrustPolicy | undefined },
): ComposedReport<File> {
  const nothing = { pinned: { by: 'none', witnesses: [] }, indexes: {} } as const;
  const file = readComposed(kind, input.bytes);
  if (file === undefined)
    return {
      ...verdictOf([altered(kind.notOne, 'file', `This is not ${kind.name}, or it is not spelled as it was made.`)]),
      ...nothing,
    };
  const entries = file.entries.flatMap((value) => {
    const read = readEntry(value);
    return read.kind === 'entry' ? [read.entry] : [];
  });
  if (entries.length !== file.entries.length)
    return { ...verdictOf([altered('bad_entry', 'entries', 'An event in the file is malformed.')]), ...nothing, file };
  const signed = signedFinding(kind, file, entries, input.verifier);
  if (signed?.verdict === 'altered') return { ...verdictOf([signed]), ...nothing, file };
  if (file.receipts === undefined) {
    const notYet = incomplete('not_in_log', 'receipts', 'Nothing in the file shows that these events are in the log.');
    return { ...verdictOf(signed === undefined ? [notYet] : [signed, notYet]), ...nothing, file };
  }
  const { findings, pinned, indexes } = checkReceipts({ receipts: file.receipts, entries, trust: input.trust, verifier: input.verifier });
  return { ...verdictOf(signed === undefined ? findings : [signed, ...findings]), pinned, indexes, file };
}

function signedFinding<Body, File extends Composed<Body>>(
  kind: ComposedKind<Body, File>,
  file: File,
  entries: readonly Entry[],
  verifier: SignatureVerifier,
): Finding | undefined {
  const chain = chainFinding(entries, false);
  if (chain !== undefined) return chain;
  const signers = new Signers({ verifier, keys: file.keys });
  for (const entry of entries) {
    const finding = signers.next(entry);
    if (finding !== undefined) return finding;
  }
  const idle = file.keys.find((key) => !signers.hasUsed(key));
  if (idle !== undefined) return altered('stray_key', `keys ${idle.station}`, 'There is a key in the file that signed nothing.');
  return openedFinding(file.opened, entries) ?? bodyFinding(kind, file, entries);
}

function bodyFinding<Body, File extends Composed<Body>>(
  kind: ComposedKind<Body, File>,
  { body }: File,
  entries: readonly Entry[],
): Finding | undefined {
  const wrong = altered('not_as_composed', 'body', 'The file says something that its events do not say.');
  try {
    return canonicalText(kind.compose(entries, body)) === canonicalText(body) ? undefined : wrong;
  } catch {
    return wrong;
  }
}
