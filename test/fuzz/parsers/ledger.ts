import { fromBase64, fromBase64url, fromHex, fromUtf8, toBase64, toBase64url, toHex, utf8 } from '../../../domain/bytes.ts';
import { openAck, signAck } from '../../../domain/ledger/ack.ts';
import { canonicalBytes, canonicalText, profileFault } from '../../../domain/ledger/canonical.ts';
import { checkpointText, openCheckpoint, parseCheckpointText, signCheckpoint } from '../../../domain/ledger/checkpoint.ts';
import { formatHybrid, parseHybrid } from '../../../domain/ledger/clock.ts';
import { leafHash, openEntry } from '../../../domain/ledger/entry.ts';
import { noteKey, parseNote, parseVkey, formatVkey } from '../../../domain/ledger/note.ts';
import { openBundle as openEntryBundle, entryBundle, parseTilePath, tilePath } from '../../../domain/ledger/tiles.ts';
import { formatLogProof, parseLogProof, verifyLogProof } from '../../../domain/ledger/tlog-proof.ts';
import { inclusionProof, type NodeOf, nodeHash, rootOfLeaves } from '../../../domain/ledger/tree.ts';
import { hashText, sha256 } from '../../../domain/ledger/hash.ts';
import { createVerifier, signerFromSeed } from '../../../keys/ed25519.ts';
import { bytesOf, type Fuzzed, must, mustBeCount, textOf } from '../fuzzed.ts';
import { paperEntries } from '../papers.ts';

const verifier = createVerifier();
const signer = signerFromSeed(new Uint8Array(32).fill(3));
const origin = 'custos.invalid/7f3a90';
const key = noteKey(origin, signer.publicKey);
const entries = Array.from({ length: 5 }, (_, i) => utf8(`entry ${i}`));
const leaves = entries.map(leafHash);
const root = rootOfLeaves(leaves);
const checkpoint = signCheckpoint({ origin, size: 5, root }, signer);
const node: NodeOf = (level, index) =>
  level === 0 ? (leaves[index] ?? utf8('')) : nodeHash(node(level - 1, index * 2), node(level - 1, index * 2 + 1));
const proof = { index: 2, path: inclusionProof(2, 5, node), checkpoint };
const ackKey = noteKey(`${origin}/ack`, signer.publicKey);
const ack = signAck(
  { log: origin, station: 'st_bench1', epoch: 1, seq: 7, hash: hashText(sha256(utf8('x'))), index: 9, atMs: 1_800_000_000_000 },
  origin,
  signer,
);

/** Signed notes, checkpoints and acks: what opens is exactly what was signed. */
export const notes: Fuzzed = {
  name: 'notes',
  share: 10,
  seeds: () => [checkpoint, checkpointText({ origin, size: 5, root }), ack, formatVkey(key)].map(bytesOf),
  check(input) {
    const text = textOf(input);
    const note = parseNote(text);
    must(note === undefined || note.text.endsWith('\n'), 'a note text without an end');
    const plain = parseCheckpointText(text);
    if (plain !== undefined) mustBeCount(plain.size, 'tree size');
    const opened = openCheckpoint(text, key, verifier);
    must(opened === undefined || checkpointText(opened) === checkpointText({ origin, size: 5, root }), 'a forged checkpoint');
    const promised = openAck(text, ackKey, verifier);
    must(promised === undefined || (promised.seq === 7 && promised.index === 9 && promised.atMs === 1_800_000_000_000), 'a forged ack');
    const vkey = parseVkey(text);
    must(vkey === undefined || formatVkey(vkey) === text, 'a key with two spellings');
  },
};

/** tlog-proof texts. */
export const logProofs: Fuzzed = {
  name: 'tlog-proof',
  share: 6,
  seeds: () => [formatLogProof(proof), formatLogProof({ ...proof, extra: entries[2] ?? utf8('') })].map(bytesOf),
  check(input) {
    const text = textOf(input);
    const read = parseLogProof(text);
    must(read === undefined || formatLogProof(read) === text, 'a proof with two spellings');
    const verdict = verifyLogProof({ text, logKey: key, verifier });
    if (verdict.kind === 'in_log')
      must(
        entries.some((entry) => toHex(entry) === toHex(verdict.entry)),
        'an entry that is in no log',
      );
    const held = verifyLogProof({ text, entry: entries[2] ?? utf8(''), logKey: key, verifier });
    must(held.kind !== 'in_log' || held.index === 2, 'an entry at another place');
  },
};

/** Canonical JSON and the entries of the ledger. */
export const canonicalJson: Fuzzed = {
  name: 'canonical-json',
  share: 10,
  seeds: () => [...paperEntries(), utf8('{"a":[1,true,"\u00e9",{"b":-0}],"c":"\\u2028"}')],
  check(input) {
    const text = fromUtf8(input);
    let value: unknown;
    try {
      value = JSON.parse(text ?? '');
    } catch {
      value = undefined;
    }
    if (value !== undefined && profileFault(value) === undefined) {
      const once = canonicalText(value);
      must(canonicalText(JSON.parse(once)) === once, 'a canonical text that is not canonical');
    }
    const opened = openEntry(input);
    if (opened.kind === 'refused') return must(opened.detail.length <= 400, 'a refusal without end');
    must(toHex(opened.entry.bytes) === toHex(input), 'an entry with two spellings');
    must(toHex(canonicalBytes({ event: opened.entry.event, sigs: opened.entry.sigs })) === toHex(input), 'an entry that is not canonical');
  },
};

/** Tiles, bundles of entries, clocks and the encodings beneath: one spelling each. */
export const encodings: Fuzzed = {
  name: 'encodings',
  share: 8,
  seeds: () => [
    entryBundle(entries),
    ...[
      'tile/0/x001/x234/067.p/8',
      'tile/entries/000',
      'tile/63/999',
      '018bcfe568000001',
      toBase64url(root),
      toBase64(root),
      toHex(root),
    ].map(bytesOf),
  ],
  check(input) {
    const text = textOf(input);
    const tile = parseTilePath(text);
    must(tile === undefined || tilePath(tile) === text, 'a tile path with two spellings');
    const held = openEntryBundle(input);
    must(held === undefined || (held.length <= 256 && toHex(entryBundle(held)) === toHex(input)), 'a bundle with two spellings');
    const time = parseHybrid(text);
    must(time === undefined || formatHybrid(time) === text, 'a time with two spellings');
    for (const [read, write] of [
      [fromBase64, toBase64],
      [fromBase64url, toBase64url],
      [fromHex, toHex],
    ] as const) {
      const bytes = read(text);
      must(bytes === undefined || write(bytes) === text, 'bytes with two spellings');
    }
  },
};
