import { unzipSync, zipSync } from 'fflate';
import type { Bytes } from '../domain/bytes.ts';
import { concat, utf8 } from '../domain/bytes.ts';
import { shortName } from '../domain/drive/names.ts';
import { canonicalText } from '../domain/ledger/canonical.ts';
import type { Entry } from '../domain/ledger/entry.ts';
import type { IndexProof } from '../domain/ledger/drive-index.ts';
import type { OpenedValues, Receipts, StationKey } from './certificate.ts';

/** A bundle's files by name: what stands in the zip, or in the folder it was unpacked to. */
export type BundleFiles = Readonly<Record<string, Bytes>>;

/** A drive's place in an index that the registry told by `index.root`. */
export interface IndexClaim {
  /** Entries that the index counts. */
  readonly size: number;
  readonly proof: IndexProof;
}

export interface BundleParts {
  /** Certificate files as text, with their receipts. */
  readonly certificates: readonly { readonly id: string; readonly text: string }[];
  /** Whole runs of the chains that touch the case, each with rising seq and nothing left out. */
  readonly chains: readonly (readonly Entry[])[];
  /** The registry's own chain, from its first event. */
  readonly control: readonly Entry[];
  /** Event keys of the stations, and the control key under the name `registry`. */
  readonly keys: readonly StationKey[];
  /** A proof for every entry of chains and control. */
  readonly receipts: Receipts;
  /** Sealed values that the reader may see. */
  readonly opened: OpenedValues;
  /** Files that entries bind, as many as the reader may see, by the SHA-256 that the entry names. */
  readonly attachments?: Readonly<Record<string, Bytes>>;
  /** How many events the newest index of the log counts of each drive, and that it does. */
  readonly indexed?: readonly IndexClaim[];
  /** `verify.mjs`: the checker as one file. */
  readonly verifier: string;
}

/** Zip entries carry no real time: the same bundle is the same bytes. */
const noTime = new Date(1980, 0, 1);

/** Packs an audit bundle (registry protocol, section 12): everything that is needed to check a case with no network and no account. */
export function makeBundle(parts: BundleParts): Bytes {
  return zipSync(Object.fromEntries(Object.entries(bundleFiles(parts)).map(([name, bytes]) => [name, [bytes, { mtime: noTime }]])), {
    level: 9,
  });
}

/** The files of a bundle before they are packed. */
export function bundleFiles(parts: BundleParts): BundleFiles {
  const files: Record<string, Bytes> = {
    'README.txt': utf8(readme),
    'verify.mjs': utf8(parts.verifier),
    'policy.txt': utf8(
      `# The log key that the maker of this bundle used. Compare it with the one you got from the registry yourself.\nlog ${parts.receipts.log}\nquorum none\n`,
    ),
    checkpoint: utf8(parts.receipts.checkpoint),
    'keys.ndjson': lines(parts.keys),
    'control.ndjson': entryLines(parts.control),
    'private.ndjson': lines(
      Object.entries(parts.opened).flatMap(([event, fields]) =>
        Object.entries(fields).map(([field, { salt, value }]) => ({ event, field, salt, value })),
      ),
    ),
  };
  for (const [hash, text] of Object.entries(parts.receipts.proofs)) files[`proofs/${hash}.tlog-proof`] = utf8(text);
  for (const chain of parts.chains) {
    const event = chain[0]?.event;
    if (event !== undefined) files[`chains/${event.station}-${event.epoch}.ndjson`] = entryLines(chain);
  }
  for (const [hash, bytes] of Object.entries(parts.attachments ?? {})) files[`attachments/${hash}`] = bytes;
  for (const { size, proof } of parts.indexed ?? [])
    files[`index/${proof.subject}.json`] = utf8(`${canonicalText({ v: 1, size, ...proof })}\n`);
  for (const { id, text } of parts.certificates) files[`certificates/${id}.json`] = utf8(text);
  return files;
}

function lines(values: readonly object[]): Bytes {
  return utf8(values.map((value) => `${canonicalText(value)}\n`).join(''));
}

function entryLines(entries: readonly Entry[]): Bytes {
  return concat(...entries.flatMap(({ bytes }) => [bytes, utf8('\n')]));
}

const maxFiles = 200_000;
const maxFileBytes = 256 * 1024 * 1024;
const maxAllBytes = 1024 * 1024 * 1024;
const nameOfFile =
  /^(README\.txt|verify\.mjs|policy\.txt|checkpoint|keys\.ndjson|control\.ndjson|private\.ndjson|proofs\/[A-Za-z0-9_-]{43}\.tlog-proof|chains\/(registry|st_[a-z0-9]{2,40})-[1-9][0-9]{0,8}\.ndjson|certificates\/cert_[a-z0-9]{20}\.json|attachments\/[A-Za-z0-9_-]{43}|index\/d1_[0-9a-f]{32}\.json)$/;

/** May a file of this name stand in a bundle? */
export function isBundleName(name: string): boolean {
  return nameOfFile.test(name);
}

export type OpenedBundle = { readonly kind: 'files'; readonly files: BundleFiles } | { readonly kind: 'refused'; readonly detail: string };

/** Unpacks a bundle in memory, within limits. Names that no bundle has are refused, so that nothing rides along unseen. */
export function openBundle(zip: Bytes): OpenedBundle {
  let count = 0;
  let size = 0;
  let fault: string | undefined;
  try {
    const files = unzipSync(zip, {
      filter({ name, originalSize }) {
        count += 1;
        size += originalSize;
        if (!isBundleName(name)) fault ??= `there is a file that no bundle has: ${shortName(name, 80)}`;
        if (count > maxFiles || originalSize > maxFileBytes || size > maxAllBytes) fault ??= 'it is larger than a bundle may be';
        return fault === undefined;
      },
    });
    if (fault === undefined && Object.keys(files).length !== count) fault = 'two files have one name';
    return fault === undefined ? { kind: 'files', files } : { kind: 'refused', detail: fault };
  } catch {
    return { kind: 'refused', detail: 'it is not a zip file, or it was cut off' };
  }
}

/** Does this look like a zip? */
export function isZip(bytes: Bytes): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

const readme = `Audit bundle of Custos
======================

What is here
  certificates/   one file for each drive, as it was issued
  chains/         every event of the stations concerned, none left out between the first and the last
  control.ndjson  the registry's own events: which stations it knew
  proofs/         that each event is in the log (c2sp.org/tlog-proof)
  checkpoint      the log's signed state that the proofs lead to
  policy.txt      the log key that the maker of this bundle used (c2sp.org/tlog-policy)
  index/          how many events the log has of a drive, so that none can be left out unseen
  keys.ndjson     the public keys of stations and registry
  private.ndjson  the sealed values that you may see, each with the salt that opens it
  attachments/    files that events bind by their hash, as many as you may see
  verify.mjs      the checker, in one file

How to check it, with Node 20.12 or newer, without any network

  node verify.mjs                      checks this folder
  node verify.mjs --policy MY.txt      holds the log against the key that you trust

Bring your own policy file: the one in here came with the rest, so it proves nothing by itself. The checker in
here came with the rest as well; whoever wants to trust neither builds it from the published source, or uses any
other tool that reads these formats.

Exit codes: 0 valid, 10 revoked, 20 altered, 30 incomplete, 40 superseded.
`;
