import { toBase64, toBase64url } from '../../../domain/bytes.ts';
import { openEntry, type Entry } from '../../../domain/ledger/entry.ts';
import { parseNote, parseVkey, type NoteKey } from '../../../domain/ledger/note.ts';
import type { SignatureVerifier } from '../../../domain/ledger/signing.ts';
import { parseLogProof, verifyLogProof } from '../../../domain/ledger/tlog-proof.ts';

/*
 * Verifies a proof in the browser with the code that stations and the registry use. The browser's own Ed25519
 * answers later, and the ledger's code asks at once; so it is asked twice: first to learn what there is to verify,
 * then with the answers.
 */

export type Verified =
  | {
      readonly kind: 'proven';
      readonly entry: Entry;
      readonly index: number;
      readonly size: number;
      readonly root: string;
      readonly log: string;
    }
  | { readonly kind: 'refused'; readonly code: 'malformed' | 'wrong_entry' | 'bad_checkpoint' | 'not_in_log' | 'other_event' }
  | { readonly kind: 'cannot'; readonly why: 'no_key' | 'no_ed25519' };

/**
 * @param proof text as c2sp.org/tlog-proof@v1 has it, with the entry in it
 * @param event hash of the fact that it is to prove
 * @param vkey the log's key as pinned in this browser
 */
export async function verifyProof(proof: string, event: string, vkey: string | undefined): Promise<Verified> {
  const logKey = vkey === undefined ? undefined : parseVkey(vkey);
  if (logKey === undefined) return { kind: 'cannot', why: 'no_key' };
  const asked: Asked[] = [];
  verifyLogProof({ text: proof, logKey, verifier: noting(asked) });
  const answers = await Promise.all(asked.map(isGood)).catch(() => undefined);
  if (answers === undefined) return { kind: 'cannot', why: 'no_ed25519' };
  const verdict = verifyLogProof({ text: proof, logKey, verifier: answering(asked, answers) });
  if (verdict.kind === 'refused') return verdict;
  const opened = openEntry(verdict.entry);
  if (opened.kind === 'refused') return { kind: 'refused', code: 'malformed' };
  if (opened.entry.hash !== event) return { kind: 'refused', code: 'other_event' };
  const { size, root, origin } = verdict.checkpoint;
  return { kind: 'proven', entry: opened.entry, index: verdict.index, size, root: toBase64(root), log: origin };
}

interface Asked {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

function noting(asked: Asked[]): SignatureVerifier {
  return {
    verify(publicKey, message, signature) {
      asked.push({ publicKey, message, signature });
      return true;
    },
  };
}

function answering(asked: readonly Asked[], answers: readonly boolean[]): SignatureVerifier {
  const same = (left: Uint8Array, right: Uint8Array): boolean => toBase64url(left) === toBase64url(right);
  return {
    verify: (publicKey, message, signature) =>
      answers[
        asked.findIndex((each) => same(each.publicKey, publicKey) && same(each.message, message) && same(each.signature, signature))
      ] ?? false,
  };
}

async function isGood({ publicKey, message, signature }: Asked): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', Uint8Array.from(publicKey), 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, Uint8Array.from(signature), Uint8Array.from(message));
}

/** Verifies the signed note of a tree head. */
export async function isSignedBy(note: string, vkey: NoteKey): Promise<boolean> {
  const parsed = parseNote(note);
  const mine = parsed?.signatures.find(({ name, id }) => name === vkey.name && toBase64(id) === toBase64(vkey.id));
  if (parsed === undefined || mine === undefined) return false;
  return isGood({ publicKey: vkey.publicKey, message: new TextEncoder().encode(parsed.text), signature: mine.signature }).catch(
    () => false,
  );
}

/** The event as it stands inside a proof, before anything is verified; for its clock and its people. */
export function entryOf(proof: string): Entry | undefined {
  const extra = parseLogProof(proof)?.extra;
  const opened = extra === undefined ? undefined : openEntry(extra);
  return opened?.kind === 'entry' ? opened.entry : undefined;
}

const pin = 'custos.log-key';

/** The log's key that a person gave to this browser. A key that comes from the registry itself would prove less. */
export function pinnedKey(): string | undefined {
  return localStorage.getItem(pin) ?? undefined;
}

export function pinKey(vkey: string | undefined): void {
  if (vkey === undefined) localStorage.removeItem(pin);
  else localStorage.setItem(pin, vkey);
}

/** True when the text is a key that a note can be verified with. */
export function isVkey(text: string): boolean {
  return parseVkey(text.trim()) !== undefined;
}
