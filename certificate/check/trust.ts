import type { Bytes } from '../../domain/bytes.ts';
import { concat, equal, fromBase64, fromHex, toBase64, utf8 } from '../../domain/bytes.ts';
import { shortName } from '../../domain/drive/names.ts';
import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';
import { openCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { sha256 } from '../../domain/ledger/hash.ts';
import type { NoteKey } from '../../domain/ledger/note.ts';
import { parseNote, parseVkey } from '../../domain/ledger/note.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { isSoundPublicKey, verifyStrict } from '../../domain/ledger/signing.ts';

/** Whom a reader trusts: a trust policy as c2sp.org/tlog-policy describes it. */
export interface TrustPolicy {
  readonly logs: readonly NoteKey[];
  readonly witnesses: readonly WitnessKey[];
  /** Decides from the names of the witnesses that have cosigned. */
  isQuorum(cosigned: ReadonlySet<string>): boolean;
}

interface WitnessKey {
  /** Name inside the policy. */
  readonly name: string;
  readonly key: NoteKey;
}

export type ReadPolicy =
  { readonly kind: 'policy'; readonly policy: TrustPolicy } | { readonly kind: 'refused'; readonly line: number; readonly says: string };

const cosignatureType = 0x04;

/** Reads a trust policy. Strict: a line that is not understood refuses the whole, because it may have asked for more. */
export function readTrustPolicy(text: string): ReadPolicy {
  const logs: NoteKey[] = [];
  const witnesses: WitnessKey[] = [];
  const members = new Map<string, (cosigned: ReadonlySet<string>) => boolean>();
  const grouped = new Set<string>();
  let quorum: ((cosigned: ReadonlySet<string>) => boolean) | undefined;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const refuse = (says: string): ReadPolicy => ({ kind: 'refused', line: index + 1, says });
    const [word, ...rest] = line.split(/[ \t]+/).filter((part) => part !== '');
    if (word === undefined || word.startsWith('#')) continue;
    const [name = ''] = rest;
    switch (word) {
      case 'log': {
        const key = parseVkey(name);
        if (key === undefined || rest.length > 2 || logs.some((other) => equal(other.publicKey, key.publicKey)))
          return refuse('not a log key, or one that was there already');
        logs.push(key);
        break;
      }
      case 'witness': {
        const key = parseWitnessKey(rest[1] ?? '');
        const isKnown =
          members.has(name) ||
          name === 'none' ||
          (key !== undefined && witnesses.some((other) => equal(other.key.publicKey, key.publicKey)));
        if (key === undefined || isKnown || rest.length > 3) return refuse('not a witness key, or one that was there already');
        witnesses.push({ name, key });
        members.set(name, (cosigned) => cosigned.has(name));
        break;
      }
      case 'group': {
        const group = readGroup(rest, members, grouped);
        if (group === undefined) return refuse('not a group of what stands above');
        members.set(name, group);
        break;
      }
      case 'quorum': {
        const rule = name === 'none' ? () => true : members.get(name);
        if (rule === undefined || quorum !== undefined || rest.length !== 1) return refuse('not a quorum of what stands above');
        quorum = rule;
        break;
      }
      default:
        return refuse(`${shortName(word, 40)} is not a word of a trust policy`);
    }
  }
  if (quorum === undefined) return { kind: 'refused', line: lines.length, says: 'there is no quorum line' };
  return { kind: 'policy', policy: { logs, witnesses, isQuorum: quorum } };
}

type Rule = (cosigned: ReadonlySet<string>) => boolean;

function readGroup(rest: readonly string[], members: ReadonlyMap<string, Rule>, grouped: Set<string>): Rule | undefined {
  const [name = '', threshold = '', ...names] = rest;
  if (name === '' || name === 'none' || members.has(name) || names.length === 0) return undefined;
  const least = threshold === 'all' ? names.length : threshold === 'any' ? 1 : /^[1-9][0-9]{0,3}$/.test(threshold) ? Number(threshold) : 0;
  if (least < 1 || least > names.length) return undefined;
  const rules: Rule[] = [];
  for (const each of names) {
    const rule = members.get(each);
    if (rule === undefined || grouped.has(each)) return undefined;
    grouped.add(each);
    rules.push(rule);
  }
  return (cosigned) => rules.filter((rule) => rule(cosigned)).length >= least;
}

function parseWitnessKey(text: string): NoteKey | undefined {
  const [, name = '', hexId = '', base64Key = ''] = /^([^\s+]{1,250})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(text) ?? [];
  const id = fromHex(hexId);
  const typed = fromBase64(base64Key);
  if (id === undefined || typed?.length !== 33 || typed[0] !== cosignatureType) return undefined;
  const publicKey = typed.slice(1);
  return equal(witnessId(name, publicKey), id) && isSoundPublicKey(publicKey) ? { name, id, publicKey } : undefined;
}

function witnessId(name: string, publicKey: Bytes): Bytes {
  return sha256(utf8(`${name}\n`), Uint8Array.of(cosignatureType), publicKey).subarray(0, 4);
}

/** The key of a witness as a policy has it (Ed25519 cosignatures). */
export function formatWitnessKey(name: string, publicKey: Bytes): string {
  const hex = [...witnessId(name, publicKey)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${name}+${hex}+${toBase64(concat(Uint8Array.of(cosignatureType), publicKey))}`;
}

export type TrustedCheckpoint =
  | { readonly kind: 'trusted'; readonly checkpoint: Checkpoint; readonly log: NoteKey; readonly witnesses: readonly string[] }
  | { readonly kind: 'refused'; readonly code: 'bad_checkpoint' | 'no_quorum' };

/** Is this note signed by one of the policy's logs under its own name, and cosigned by its quorum? */
export function trustCheckpoint(note: string, policy: TrustPolicy, verifier: SignatureVerifier): TrustedCheckpoint {
  for (const log of policy.logs) {
    const checkpoint = openCheckpoint(note, log, verifier);
    if (checkpoint === undefined) continue;
    const cosigned = cosigners(note, policy.witnesses, verifier);
    if (cosigned === undefined) return { kind: 'refused', code: 'bad_checkpoint' };
    return policy.isQuorum(cosigned)
      ? { kind: 'trusted', checkpoint, log, witnesses: [...cosigned] }
      : { kind: 'refused', code: 'no_quorum' };
  }
  return { kind: 'refused', code: 'bad_checkpoint' };
}

/** Names of the witnesses with good cosignatures (c2sp.org/tlog-cosignature, Ed25519); undefined when one by a known witness is bad. */
function cosigners(noteText: string, witnesses: readonly WitnessKey[], verifier: SignatureVerifier): ReadonlySet<string> | undefined {
  const note = parseNote(noteText);
  const good = new Set<string>();
  for (const { name, id, signature } of note?.signatures ?? []) {
    const witness = witnesses.find(({ key }) => key.name === name && equal(key.id, id));
    if (witness === undefined || note === undefined) continue;
    if (signature.length !== 72 || good.has(witness.name)) return undefined;
    const seconds = signature.subarray(0, 8).reduce((sum, byte) => sum * 256 + byte, 0);
    if (!Number.isSafeInteger(seconds)) return undefined;
    const message = utf8(`cosignature/v1\ntime ${seconds}\n${note.text}`);
    if (!verifyStrict(verifier, witness.key.publicKey, message, signature.subarray(8))) return undefined;
    good.add(witness.name);
  }
  return good;
}

/** A policy that trusts one log and asks for no witness: what is left when the reader brings none. */
export function trustInLog(log: NoteKey): TrustPolicy {
  return { logs: [log], witnesses: [], isQuorum: () => true };
}
