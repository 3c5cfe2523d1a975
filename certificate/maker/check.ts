import type { Bytes } from '../../domain/bytes.ts';
import { equal, fromUtf8, utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { type Entry, readEntry } from '../../domain/ledger/entry.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { TrustPolicy } from '../../domain/ledger/trust-policy.ts';
import { chainFinding } from '../check/chains.ts';
import { checkReceipts } from '../check/receipts.ts';
import { altered, type CheckReport, type Finding, verdictOf } from '../check/report.ts';
import { Signers } from '../check/signers.ts';
import { type MakerProof, makerProof } from './format.ts';
import { isForMaker, makerSaysOf } from './says.ts';

export interface MakerReport extends Pick<CheckReport, 'verdict' | 'findings' | 'pinned' | 'indexes'> {
  /** What was read, also when it is not valid. */
  readonly proof?: MakerProof;
}

/**
 * Checks a proof for the maker offline, from its bytes and what the reader trusts. `valid` means: each event is truly
 * signed by the station and in the log, and what the proof says is what the events say. It does not show the decision
 * of the second person: the station's signed word `sanitized` stands for that.
 */
export function checkMakerProof(input: {
  readonly bytes: Bytes;
  readonly verifier: SignatureVerifier;
  readonly trust?: TrustPolicy;
}): MakerReport {
  const nothing = { pinned: { by: 'none', witnesses: [] }, indexes: {} } as const;
  const proof = readMakerProof(input.bytes);
  if (proof === undefined)
    return {
      ...verdictOf([altered('not_a_maker_proof', 'file', 'This is not a proof for the maker, or it is not spelled as it was made.')]),
      ...nothing,
    };
  const entries = openAll(proof);
  if (entries === undefined)
    return { ...verdictOf([altered('bad_entry', 'entries', 'An event in the file is malformed.')]), ...nothing, proof };
  const issued = entries.at(-1);
  if (issued === undefined) throw new Error('a proof has an issued entry');
  const finding = signedFinding(proof, entries, issued, input.verifier);
  if (finding !== undefined) return { ...verdictOf([finding]), ...nothing, proof };
  const { findings, pinned, indexes } = checkReceipts({ receipts: proof.receipts, entries, trust: input.trust, verifier: input.verifier });
  return { ...verdictOf(findings), pinned, indexes, proof };
}

/** Reads a proof; undefined when it is none, or not in its one spelling. */
export function readMakerProof(bytes: Bytes): MakerProof | undefined {
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes) ?? '');
    const read = makerProof.safeParse(value);
    return read.success && equal(utf8(`${canonicalText(read.data)}\n`), bytes) ? read.data : undefined;
  } catch {
    return undefined;
  }
}

function openAll(proof: MakerProof): readonly Entry[] | undefined {
  const entries = [...proof.entries, proof.issued].flatMap((value) => {
    const read = readEntry(value);
    return read.kind === 'entry' ? [read.entry] : [];
  });
  return entries.length === proof.entries.length + 1 ? entries : undefined;
}

function signedFinding(proof: MakerProof, entries: readonly Entry[], issued: Entry, verifier: SignatureVerifier): Finding | undefined {
  const about = entries.slice(0, -1);
  const stray = about.find(
    (entry) =>
      !isForMaker(entry) ||
      entry.event.station !== issued.event.station ||
      (entry.event.subject !== undefined && entry.event.subject !== issued.event.subject),
  );
  if (stray !== undefined)
    return altered('stray_event', stray.hash, 'There is an event in the file that has no place in a proof for the maker.');
  const chain = chainFinding(entries, false);
  if (chain !== undefined) return chain;
  const signers = new Signers({ verifier, keys: proof.keys });
  for (const entry of entries) {
    const finding = signers.next(entry);
    if (finding !== undefined) return finding;
  }
  const idle = proof.keys.find((key) => !signers.hasUsed(key));
  if (idle !== undefined) return altered('stray_key', `keys ${idle.station}`, 'There is a key in the file that signed nothing.');
  const said = makerSaysOf(about, issued);
  return said.kind === 'says' && canonicalText(said.says) === canonicalText(proof.says)
    ? undefined
    : altered('not_as_composed', 'says', 'The proof says something that its events do not say.');
}
