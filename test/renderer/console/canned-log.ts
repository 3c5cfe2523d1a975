import { cosign } from '../../../domain/ledger/cosignature.ts';
import { hashText } from '../../../domain/ledger/hash.ts';
import { signCheckpoint } from '../../../domain/ledger/checkpoint.ts';
import { leafHash, sealEvent, type Entry } from '../../../domain/ledger/entry.ts';
import { nothingSeen } from '../../../domain/ledger/event.ts';
import { formatVkey, noteKey } from '../../../domain/ledger/note.ts';
import { formatLogProof } from '../../../domain/ledger/tlog-proof.ts';
import { appendLeaf, emptyTree, inclusionProof, nodeHash, rootOf, type TreeEdge } from '../../../domain/ledger/tree.ts';
import { signerFromSeed } from '../../../keys/ed25519.ts';

/** A real log over real signed events, kept in memory: proofs from it verify. */
export interface CannedLog {
  readonly name: string;
  readonly vkey: string;
  readonly size: number;
  readonly root: string;
  readonly checkpoint: string;
  /** The same with the cosignature of one witness, a minute later. */
  readonly cosigned: string;
  readonly entries: readonly Entry[];
  /** Text of the proof of an entry; undefined for an event that is not in it. */
  proof(event: string): string | undefined;
}

export interface CannedEvent {
  readonly type: string;
  readonly atMs: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly subject: string;
  readonly actor?: string;
  readonly witness?: string;
}

/** Signs the events in order and puts them into a log, after `before` leaves of nothing in particular. */
export function cannedLog(name: string, events: readonly CannedEvent[], before = 5): CannedLog {
  const stationKey = signerFromSeed(new Uint8Array(32).fill(1));
  const logKey = signerFromSeed(new Uint8Array(32).fill(3));
  let prev = nothingSeen.root as string;
  const entries = events.map(({ type, atMs, body, subject, actor, witness }, at) => {
    const entry = sealEvent({
      event: {
        v: 1,
        reg: name,
        station: 'st_0a1b2c3d4e5f60718293a4b5c6d7e8f9',
        epoch: 1,
        seq: at + 1,
        prev,
        type,
        subject,
        deps: [],
        time: {
          wall: new Date(atMs).toISOString(),
          hlc: `${atMs.toString(16).padStart(12, '0')}0000`,
          boot: 'b1',
          mono: 1000 + at,
          src: 'registry',
          off: 412,
          age: 95,
        },
        seen: nothingSeen,
        ...(actor === undefined ? {} : { actor }),
        ...(witness === undefined ? {} : { witness }),
        body: { ...body },
      },
      signers: [stationKey],
    });
    prev = entry.hash;
    return entry;
  });
  const leaves = [
    ...Array.from({ length: before }, (_, at) => leafHash(Uint8Array.of(at))),
    ...entries.map(({ bytes }) => leafHash(bytes)),
  ];
  const tree = leaves.reduce<TreeEdge>((edge, leaf) => appendLeaf(edge, leaf).tree, emptyTree);
  const node = (level: number, index: number): Uint8Array =>
    level === 0 ? leaves[index]! : nodeHash(node(level - 1, index * 2), node(level - 1, index * 2 + 1));
  const root = rootOf(tree);
  const witnessedS = Math.floor((events.at(-1)?.atMs ?? 0) / 1000) + 60;
  const checkpoint = signCheckpoint({ origin: name, size: leaves.length, root }, logKey);
  return {
    name,
    vkey: formatVkey(noteKey(name, logKey.publicKey)),
    size: leaves.length,
    root: hashText(root),
    checkpoint,
    cosigned: `${checkpoint}${cosign(`${checkpoint.split('\n\n')[0] ?? ''}\n`, witnessedS, 'witness.example/north', signerFromSeed(new Uint8Array(32).fill(4)))}`,
    entries,
    proof(event) {
      const at = entries.findIndex(({ hash }) => hash === event);
      const entry = entries[at];
      if (entry === undefined) return undefined;
      const index = before + at;
      return formatLogProof({ index, path: inclusionProof(index, leaves.length, node), checkpoint, extra: entry.bytes });
    },
  };
}
