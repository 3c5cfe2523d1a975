import type { Bytes } from '../bytes.ts';
import { concat, equal, fromBase64, fromHex, toBase64, toHex, utf8 } from '../bytes.ts';
import { sha256 } from './hash.ts';
import type { SignatureVerifier, Signer } from './signing.ts';
import { isSoundPublicKey, verifyStrict } from './signing.ts';

/* Signed notes as described by c2sp.org/signed-note, Ed25519 keys (type 0x01) only. */

const ed25519Type = 0x01;
const maxNoteChars = 65_536;
const maxSignatures = 32;
const keyName = /^[^\s+]{1,250}$/u;

/** A key that may sign notes, as pinned by whoever reads them. */
export interface NoteKey {
  readonly name: string;
  /** 4 bytes. */
  readonly id: Bytes;
  readonly publicKey: Bytes;
}

export interface NoteSignature {
  readonly name: string;
  readonly id: Bytes;
  readonly signature: Bytes;
}

/** A note in parts; nothing is verified yet. `text` ends in a newline. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A note key from its name and public key. Throws on a name that a note cannot carry. */
export function noteKey(name: string, publicKey: Bytes): NoteKey {
  if (!keyName.test(name) || name.includes('\0')) throw new RangeError('a note key name has no spaces and no plus sign');
  return { name, id: sha256(utf8(`${name}\n`), Uint8Array.of(ed25519Type), publicKey).subarray(0, 4), publicKey };
}

/** The text form of a note key, e.g. `example.com/log+530d903a+AekyeRrm...`. */
export function formatVkey(key: NoteKey): string {
  return `${key.name}+${toHex(key.id)}+${toBase64(concat(Uint8Array.of(ed25519Type), key.publicKey))}`;
}

/** Reads a vkey; undefined when it is malformed, of another type, of small order, or its id does not match its key. */
export function parseVkey(text: string): NoteKey | undefined {
  const match = /^([^\s+\0]{1,250})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(text);
  if (match === null) return undefined;
  const [, name = '', hexId = '', base64Key = ''] = match;
  const id = fromHex(hexId);
  const typed = fromBase64(base64Key);
  if (id === undefined || typed?.length !== 33 || typed[0] !== ed25519Type) return undefined;
  const key = noteKey(name, typed.slice(1));
  return equal(key.id, id) && isSoundPublicKey(key.publicKey) ? key : undefined;
}

/** Signs a text, which must end in a newline, and gives the whole note. */
export function signNote(text: string, name: string, signer: Signer): string {
  if (!isNoteText(text)) throw new RangeError('a note text ends in a newline and has no other control characters');
  const { id } = noteKey(name, signer.publicKey);
  return `${text}\n— ${name} ${toBase64(concat(id, signer.sign(utf8(text))))}\n`;
}

/** Takes a note apart; undefined when anything in it is malformed. */
export function parseNote(note: string): Note | undefined {
  if (note.length > maxNoteChars || !isNoteText(note)) return undefined;
  const split = note.lastIndexOf('\n\n');
  if (split < 0) return undefined;
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0 || lines.length > maxSignatures) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name = '', base64 = ''] = /^— ([^\s+]{1,250}) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? [];
    const signed = fromBase64(base64);
    if (signed === undefined || signed.length < 5) return undefined;
    signatures.push({ name, id: signed.slice(0, 4), signature: signed.slice(4) });
  }
  return { text, signatures };
}

/**
 * The names of the known keys whose signatures are good, or undefined when there is none or when a signature by
 * a known key is wrong or stands twice. Signatures by unknown keys are passed over.
 */
export function verifyNote(note: Note, keys: readonly NoteKey[], verifier: SignatureVerifier): readonly NoteKey[] | undefined {
  const message = utf8(note.text);
  const good: NoteKey[] = [];
  for (const signature of note.signatures) {
    const key = keys.find((each) => each.name === signature.name && equal(each.id, signature.id));
    if (key === undefined) continue;
    if (good.includes(key) || !verifyStrict(verifier, key.publicKey, message, signature.signature)) return undefined;
    good.push(key);
  }
  return good.length > 0 ? good : undefined;
}

function isNoteText(text: string): boolean {
  return text.endsWith('\n') && text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text);
}
