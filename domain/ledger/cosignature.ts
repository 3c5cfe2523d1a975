import type { Bytes } from '../bytes.ts';
import { bigEndian, concat, equal, fromBase64, fromHex, toBase64, toHex, utf8 } from '../bytes.ts';
import { type Checkpoint, parseCheckpointText } from './checkpoint.ts';
import { sha256 } from './hash.ts';
import { type Note, type NoteSignature, parseNote } from './note.ts';
import { isSoundPublicKey, type SignatureVerifier, type Signer, verifyStrict } from './signing.ts';

/* Witness cosignatures as c2sp.org/tlog-cosignature has them, Ed25519 (type 0x04) only. */

const cosignatureType = 0x04;
const timestampBytes = 8;
const witnessName = /^[^\s+\0]{1,250}$/u;

/** A witness that is known to its reader. One public key may not serve two witnesses: the signed message has no name in it. */
export interface WitnessKey {
  readonly name: string;
  /** 4 bytes. */
  readonly id: Bytes;
  readonly publicKey: Bytes;
}

/** That a witness saw a checkpoint, as the largest of its log, at a time. */
export interface Cosignature {
  readonly witness: WitnessKey;
  /** POSIX time in whole seconds. */
  readonly atS: number;
}

/** A witness key from its name and public key. Throws on a name that a note cannot carry. */
export function witnessKey(name: string, publicKey: Bytes): WitnessKey {
  if (!witnessName.test(name)) throw new RangeError('a witness name has no spaces and no plus sign');
  return { name, id: sha256(utf8(`${name}\n`), Uint8Array.of(cosignatureType), publicKey).subarray(0, 4), publicKey };
}

/** The text form of a witness key: a vkey of type 0x04. */
export function formatWitnessVkey(key: WitnessKey): string {
  return `${key.name}+${toHex(key.id)}+${toBase64(concat(Uint8Array.of(cosignatureType), key.publicKey))}`;
}

/** Reads the vkey of a witness; undefined when it is malformed, of another type, of small order, or its id is not its key's. */
export function parseWitnessVkey(text: string): WitnessKey | undefined {
  const match = /^([^\s+\0]{1,250})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(text);
  const [, name = '', hexId = '', base64Key = ''] = match ?? [];
  const typed = fromBase64(base64Key);
  const id = fromHex(hexId);
  if (match === null || id === undefined || typed?.length !== 33 || typed[0] !== cosignatureType) return undefined;
  const key = witnessKey(name, typed.slice(1));
  return equal(key.id, id) && isSoundPublicKey(key.publicKey) ? key : undefined;
}

/** Origin, size and root of any log's checkpoint text. Lines after those three are the log's own: a witness says nothing of them. */
export function readCheckpointHead(text: string): Checkpoint | undefined {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.slice(3).includes('')) return undefined;
  return parseCheckpointText(`${lines.slice(0, 3).join('\n')}\n`);
}

/** The signature line, with its newline, by which a witness says that it saw this checkpoint text at this time. */
export function cosign(checkpointText: string, atS: number, name: string, signer: Signer): string {
  if (readCheckpointHead(checkpointText) === undefined) throw new RangeError('only a checkpoint can be cosigned');
  if (!Number.isSafeInteger(atS) || atS < 1) throw new RangeError('a cosignature of a witness bears a time');
  const { id } = witnessKey(name, signer.publicKey);
  const signature = signer.sign(signedMessage(checkpointText, atS));
  return `— ${name} ${toBase64(concat(id, bigEndian(atS, timestampBytes), signature))}\n`;
}

/**
 * The good cosignatures on a note by known witnesses, at most one each: the earliest. Undefined when a signature by a
 * known witness is malformed or wrong: such a note was tampered with. Signatures by others are passed over.
 */
export function cosignaturesOn(
  note: Note,
  witnesses: readonly WitnessKey[],
  verifier: SignatureVerifier,
): readonly Cosignature[] | undefined {
  const good = new Map<WitnessKey, Cosignature>();
  for (const signature of note.signatures) {
    const witness = witnesses.find((each) => each.name === signature.name && equal(each.id, signature.id));
    if (witness === undefined) continue;
    const atS = readTime(signature);
    if (atS === undefined) return undefined;
    if (!verifyStrict(verifier, witness.publicKey, signedMessage(note.text, atS), signature.signature.subarray(timestampBytes)))
      return undefined;
    const held = good.get(witness);
    if (held === undefined || atS < held.atS) good.set(witness, { witness, atS });
  }
  return [...good.values()];
}

/** Adds signature lines to a note: those of it first, each line once. Undefined when the result is no note. */
export function withSignatureLines(note: string, lines: readonly string[]): string | undefined {
  const fresh = [...new Set(lines)].filter((line) => !note.includes(`\n${line}`));
  const joined = note + fresh.join('');
  return parseNote(joined) === undefined ? undefined : joined;
}

/** A signature as the line of a note. */
export function signatureLine({ name, id, signature }: NoteSignature): string {
  return `— ${name} ${toBase64(concat(id, signature))}\n`;
}

function signedMessage(checkpointText: string, atS: number): Bytes {
  return utf8(`cosignature/v1\ntime ${atS}\n${checkpointText}`);
}

/** 72 bytes: the time, big-endian, and the Ed25519 signature. A time that is 0 or no safe number is refused. */
function readTime({ signature }: NoteSignature): number | undefined {
  if (signature.length !== timestampBytes + 64) return undefined;
  const atS = signature.subarray(0, timestampBytes).reduce((sum, byte) => sum * 256 + byte, 0);
  return Number.isSafeInteger(atS) && atS > 0 ? atS : undefined;
}
