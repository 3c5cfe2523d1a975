import type { Bytes } from '../bytes.ts';
import { fromBase64, toBase64 } from '../bytes.ts';
import type { NoteKey } from './note.ts';
import { parseNote, signNote, verifyNote } from './note.ts';
import type { SignatureVerifier, Signer } from './signing.ts';

/** What a log says of itself at one moment. */
export interface Checkpoint {
  /** Log name. */
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Bytes;
}

/** Decimal without leading zeros, as counts are written in notes; undefined otherwise. */
export function parseDecimal(text: string): number | undefined {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The note text of a checkpoint (c2sp.org/tlog-checkpoint), with no extension lines. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  if (origin === '' || /[\n\s+]/u.test(origin)) throw new RangeError('a log name has no spaces and no plus sign');
  if (!Number.isSafeInteger(size) || size < 0 || root.length !== 32) throw new RangeError('not a tree head');
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Reads a checkpoint text. Extension lines are refused: nothing in this ledger writes them, and nobody could audit them. */
export function parseCheckpointText(text: string): Checkpoint | undefined {
  const [origin = '', decimal = '', base64 = '', end, ...more] = text.split('\n');
  const size = parseDecimal(decimal);
  const root = fromBase64(base64);
  if (origin === '' || size === undefined || root?.length !== 32 || end !== '' || more.length > 0) return undefined;
  return { origin, size, root };
}

/** The signed note of a checkpoint under the log's own name. */
export function signCheckpoint(checkpoint: Checkpoint, logKey: Signer): string {
  return signNote(checkpointText(checkpoint), checkpoint.origin, logKey);
}

/** A checkpoint with a good signature by the log key itself and the log key's name as origin; undefined otherwise. */
export function openCheckpoint(note: string, logKey: NoteKey, verifier: SignatureVerifier): Checkpoint | undefined {
  const parsed = parseNote(note);
  if (parsed === undefined || verifyNote(parsed, [logKey], verifier) === undefined) return undefined;
  const checkpoint = parseCheckpointText(parsed.text);
  return checkpoint?.origin === logKey.name ? checkpoint : undefined;
}
