import type { Receipts } from '../../certificate/certificate.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { signCheckpoint } from '../../domain/ledger/checkpoint.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { leafHash } from '../../domain/ledger/entry.ts';
import { formatVkey, noteKey } from '../../domain/ledger/note.ts';
import { formatLogProof } from '../../domain/ledger/tlog-proof.ts';
import { appendLeaf, emptyTree, inclusionProof, rootOf } from '../../domain/ledger/tree.ts';
import type { KeptSigner } from '../../keys/ed25519.ts';
import { key, registryName } from './paper-control.ts';
import { PaperStation } from './paper-station.ts';

/** A log that holds entries, with its key. */
export class PaperLog {
  readonly name: string;
  readonly signer: KeptSigner;
  readonly #indexes = new Map<string, number>();
  readonly #nodes = new Map<string, Bytes>();
  #tree = emptyTree;

  constructor(name = registryName, signer = key('log')) {
    this.name = name;
    this.signer = signer;
  }

  take(entries: readonly Entry[]): this {
    for (const entry of entries) {
      const { tree, made } = appendLeaf(this.#tree, leafHash(entry.bytes));
      this.#tree = tree;
      this.#indexes.set(entry.hash, this.#indexes.size);
      for (const { level, index, hash } of made) this.#nodes.set(`${level} ${index}`, hash);
    }
    return this;
  }

  get size(): number {
    return this.#tree.size;
  }

  get vkey(): string {
    return formatVkey(noteKey(this.name, this.signer.publicKey));
  }

  checkpoint(): string {
    return signCheckpoint({ origin: this.name, size: this.#tree.size, root: rootOf(this.#tree) }, this.signer);
  }

  proof(entry: Entry, checkpoint = this.checkpoint()): string {
    const index = this.#indexes.get(entry.hash) ?? -1;
    const node = (level: number, at: number): Bytes => this.#nodes.get(`${level} ${at}`) ?? new Uint8Array(32);
    return formatLogProof({ index, path: inclusionProof(index, this.#tree.size, node), checkpoint });
  }

  receipts(entries: readonly Entry[]): Receipts {
    const checkpoint = this.checkpoint();
    return {
      log: this.vkey,
      checkpoint,
      proofs: Object.fromEntries(entries.map((entry) => [entry.hash, this.proof(entry, checkpoint)])),
    };
  }
}

/** A log that took the whole chain, behind a few entries of somebody else. */
export function logOf(...stations: readonly PaperStation[]): PaperLog {
  const stranger = new PaperStation('stranger');
  for (let i = 0; i < 5; i++) stranger.write({ type: 'station.heartbeat', body: { version: `0.0.${i}` } });
  return new PaperLog().take(stranger.entries).take(stations.flatMap(({ entries }) => entries));
}
