import type { Bytes } from '../bytes.ts';
import { fromBase64, toBase64 } from '../bytes.ts';
import type { Checkpoint } from './checkpoint.ts';
import { openCheckpoint, parseDecimal } from './checkpoint.ts';
import { leafHash } from './entry.ts';
import type { NoteKey } from './note.ts';
import type { SignatureVerifier } from './signing.ts';
import { verifyInclusion } from './tree.ts';

const header = 'c2sp.org/tlog-proof@v1';
const maxProofChars = 262_144;

/** That an entry is in a log, in one text that is checked offline (c2sp.org/tlog-proof). `extra` is the entry itself. */
export interface LogProof {
  readonly index: number;
  /** Sibling hashes, leaf side first. */
  readonly path: readonly Bytes[];
  /** The checkpoint's signed note, as it came. */
  readonly checkpoint: string;
  readonly extra?: Bytes;
}

/** Writes a proof as text. */
export function formatLogProof({ index, path, checkpoint, extra }: LogProof): string {
  const lines = [header, ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]), `index ${index}`, ...path.map(toBase64)];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Reads a proof; every line must be as the format has it. The checkpoint inside is not verified here. */
export function parseLogProof(text: string): LogProof | undefined {
  if (text.length > maxProofChars) return undefined;
  const split = text.indexOf('\n\n');
  if (split < 0) return undefined;
  const [first, ...lines] = text.slice(0, split).split('\n');
  if (first !== header) return undefined;
  const extraLine = lines[0]?.startsWith('extra ') === true ? lines.shift() : undefined;
  const extra = extraLine === undefined ? undefined : fromBase64(extraLine.slice('extra '.length));
  const indexLine = lines.shift();
  const index = indexLine?.startsWith('index ') === true ? parseDecimal(indexLine.slice('index '.length)) : undefined;
  if ((extraLine !== undefined && extra === undefined) || index === undefined || lines.length > 63) return undefined;
  const path: Bytes[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== 32) return undefined;
    path.push(hash);
  }
  return { index, path, checkpoint: text.slice(split + 2), ...(extra === undefined ? {} : { extra }) };
}

export type ProofVerdict =
  | { readonly kind: 'in_log'; readonly checkpoint: Checkpoint; readonly index: number; readonly entry: Bytes }
  | { readonly kind: 'refused'; readonly code: 'malformed' | 'wrong_entry' | 'bad_checkpoint' | 'not_in_log' };

/**
 * Verifies a proof in whole: form, the checkpoint's signature by the pinned log key, and the path from the
 * entry to the root. `entry` is what the reader holds; left out, the proof's own `extra` is taken and handed
 * back for the reader to judge.
 */
export function verifyLogProof(input: {
  readonly text: string;
  readonly entry?: Bytes;
  readonly logKey: NoteKey;
  readonly verifier: SignatureVerifier;
}): ProofVerdict {
  const proof = parseLogProof(input.text);
  const entry = input.entry ?? proof?.extra;
  if (proof === undefined || entry === undefined) return { kind: 'refused', code: 'malformed' };
  if (proof.extra !== undefined && toBase64(proof.extra) !== toBase64(entry)) return { kind: 'refused', code: 'wrong_entry' };
  const checkpoint = openCheckpoint(proof.checkpoint, input.logKey, input.verifier);
  if (checkpoint === undefined) return { kind: 'refused', code: 'bad_checkpoint' };
  const isIn = verifyInclusion({
    index: proof.index,
    size: checkpoint.size,
    leaf: leafHash(entry),
    proof: proof.path,
    root: checkpoint.root,
  });
  return isIn ? { kind: 'in_log', checkpoint, index: proof.index, entry } : { kind: 'refused', code: 'not_in_log' };
}
