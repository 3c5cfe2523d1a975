import { equal } from '../bytes.ts';
import { shortName } from '../drive/names.ts';
import { type Checkpoint, parseCheckpointText } from './checkpoint.ts';
import { type Cosignature, cosignaturesOn, parseWitnessVkey, type WitnessKey } from './cosignature.ts';
import { type NoteKey, parseNote, parseVkey, verifyNote } from './note.ts';
import type { SignatureVerifier } from './signing.ts';

/* Whose word a checkpoint needs, as c2sp.org/tlog-policy writes it: logs, witnesses, groups, a quorum. */

const maxChars = 65_536;
const maxLines = 1_000;

/** A witness, or so many of a group. */
export type Quorum =
  | { readonly kind: 'none' }
  | { readonly kind: 'witness'; readonly key: WitnessKey }
  | { readonly kind: 'group'; readonly least: number; readonly of: readonly Quorum[] };

export interface TrustPolicy {
  /** Each with its origin as name. Empty: the reader knows its log from elsewhere. */
  readonly logs: readonly { readonly key: NoteKey; readonly url?: string }[];
  readonly witnesses: readonly { readonly name: string; readonly key: WitnessKey; readonly url?: string }[];
  readonly quorum: Quorum;
}

export type ReadPolicy =
  { readonly kind: 'policy'; readonly policy: TrustPolicy } | { readonly kind: 'refused'; readonly line: number; readonly why: string };

class BadLine extends Error {}

/** Reads a policy. Strict: a line that is not understood refuses the whole, because what it demands would be lost. */
export function parseTrustPolicy(text: string): ReadPolicy {
  const lines = text.split('\n');
  if (text.length > maxChars || lines.length > maxLines) return { kind: 'refused', line: 0, why: 'too long' };
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) return { kind: 'refused', line: 0, why: 'a control character' };
  if (!text.endsWith('\n')) return { kind: 'refused', line: lines.length, why: 'the last line has no newline' };
  const logs: TrustPolicy['logs'][number][] = [];
  const witnesses: TrustPolicy['witnesses'][number][] = [];
  const names = new Map<string, Quorum>();
  const grouped = new Set<string>();
  let quorum: Quorum | undefined;
  const define = (name: string, rule: Quorum): void => {
    if (name === 'none' || names.has(name)) throw new BadLine(`the name ${shortName(name, 40)} is taken`);
    names.set(name, rule);
  };
  const known = (name: string): Quorum => {
    const rule = names.get(name);
    if (rule === undefined) throw new BadLine(`${shortName(name, 40)} is not defined above`);
    return rule;
  };
  const read = ([word, ...items]: readonly string[]): void => {
    switch (word) {
      case 'log':
        logs.push(readLog(items, logs));
        return;
      case 'witness': {
        const witness = readWitness(items, witnesses);
        witnesses.push(witness);
        define(witness.name, { kind: 'witness', key: witness.key });
        return;
      }
      case 'group':
        define(items[0] ?? 'none', readGroup(items, known));
        for (const member of items.slice(2)) {
          // Nobody may count twice towards a quorum.
          if (grouped.has(member)) throw new BadLine(`${shortName(member, 40)} is in a group already`);
          grouped.add(member);
        }
        return;
      case 'quorum':
        if (quorum !== undefined) throw new BadLine('a second quorum');
        if (items.length !== 1) throw new BadLine('a quorum is one name');
        quorum = items[0] === 'none' ? { kind: 'none' } : known(items[0] ?? '');
        return;
      default:
        throw new BadLine('neither log, witness, group nor quorum');
    }
  };
  for (const [i, line] of lines.entries()) {
    const items = line.split(/[ \t]+/).filter((item) => item !== '');
    if (items.length === 0 || items[0]?.startsWith('#') === true) continue;
    try {
      read(items);
    } catch (cause) {
      if (!(cause instanceof BadLine)) throw cause;
      return { kind: 'refused', line: i + 1, why: cause.message };
    }
  }
  return quorum === undefined
    ? { kind: 'refused', line: lines.length, why: 'no quorum' }
    : { kind: 'policy', policy: { logs, witnesses, quorum } };
}

function readLog([vkey = '', url, ...more]: readonly string[], logs: TrustPolicy['logs']): TrustPolicy['logs'][number] {
  const key = parseVkey(vkey);
  if (key === undefined || more.length > 0) throw new BadLine('a log is a vkey and perhaps an address');
  if (logs.some((each) => equal(each.key.publicKey, key.publicKey))) throw new BadLine('this log is there already');
  return { key, ...(url === undefined ? {} : { url }) };
}

function readWitness(
  [name = 'none', vkey = '', url, ...more]: readonly string[],
  witnesses: TrustPolicy['witnesses'],
): TrustPolicy['witnesses'][number] {
  const key = parseWitnessVkey(vkey);
  if (key === undefined || more.length > 0) throw new BadLine('a witness is a name, a vkey of type 0x04 and perhaps an address');
  if (witnesses.some((each) => equal(each.key.publicKey, key.publicKey))) throw new BadLine('this witness is there already');
  return { name, key, ...(url === undefined ? {} : { url }) };
}

function readGroup([, least = '', ...members]: readonly string[], known: (name: string) => Quorum): Quorum {
  const of = members.map(known);
  const count = least === 'all' ? of.length : least === 'any' ? 1 : /^[1-9][0-9]{0,3}$/.test(least) ? Number(least) : 0;
  if (count < 1 || count > of.length) throw new BadLine('a group asks for 1 to all of its members');
  return { kind: 'group', least: count, of };
}

export type PolicyVerdict =
  | { readonly kind: 'trusted'; readonly checkpoint: Checkpoint; readonly log: NoteKey; readonly cosignatures: readonly Cosignature[] }
  | { readonly kind: 'refused'; readonly why: 'malformed' | 'unknown_log' | 'bad_log_signature' | 'bad_cosignature' | 'no_quorum' };

/** Is this checkpoint signed by a log of the policy, under its own name, and cosigned as the quorum asks? */
export function trustCheckpoint(note: string, policy: TrustPolicy, verifier: SignatureVerifier): PolicyVerdict {
  const parsed = parseNote(note);
  const checkpoint = parsed === undefined ? undefined : parseCheckpointText(parsed.text);
  if (parsed === undefined || checkpoint === undefined) return { kind: 'refused', why: 'malformed' };
  const keys = policy.logs.map(({ key }) => key).filter(({ name }) => name === checkpoint.origin);
  if (keys.length === 0) return { kind: 'refused', why: 'unknown_log' };
  const [log] = verifyNote(parsed, keys, verifier) ?? [];
  if (log === undefined) return { kind: 'refused', why: 'bad_log_signature' };
  const cosignatures = cosignaturesOn(
    parsed,
    policy.witnesses.map(({ key }) => key),
    verifier,
  );
  if (cosignatures === undefined) return { kind: 'refused', why: 'bad_cosignature' };
  const present = new Set(cosignatures.map(({ witness }) => witness));
  return isMet(policy.quorum, present) ? { kind: 'trusted', checkpoint, log, cosignatures } : { kind: 'refused', why: 'no_quorum' };
}

function isMet(quorum: Quorum, present: ReadonlySet<WitnessKey>): boolean {
  switch (quorum.kind) {
    case 'none':
      return true;
    case 'witness':
      return present.has(quorum.key);
    case 'group':
      return quorum.of.filter((each) => isMet(each, present)).length >= quorum.least;
  }
}
