import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { RegistryAnswer, RegistryRequest } from '../../../contract/ports.ts';
import { toBase64url, utf8 } from '../../../domain/bytes.ts';
import { ackKeyName } from '../../../domain/ledger/ack.ts';
import { signCheckpoint } from '../../../domain/ledger/checkpoint.ts';
import { leafHash } from '../../../domain/ledger/entry.ts';
import { formatVkey, noteKey } from '../../../domain/ledger/note.ts';
import { parseTilePath } from '../../../domain/ledger/tiles.ts';
import type { TreeNode } from '../../../domain/ledger/tree.ts';
import { appendLeaf, emptyTree, rootOf } from '../../../domain/ledger/tree.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import type { CheckpointOutcome } from '../../../station/sync/checkpoint.ts';
import { logPath, lookAtLog } from '../../../station/sync/checkpoint.ts';
import type { Bench } from '../record/bench-kit.ts';
import { openBench, temporaryFolder } from '../record/bench-kit.ts';

const folder = temporaryFolder();
const open: Bench[] = [];
afterEach(() => {
  for (const bench of open.splice(0)) bench.store.close();
});
afterAll(folder.remove);
let files = 0;
const reg = 'custos.invalid/log';
const logKey = generateSigner();
const ackKey = generateSigner();

/** A log of made-up leaves that serves its tiles: `name` decides what the leaves hold. */
class MadeLog {
  readonly roots: Uint8Array[] = [];
  readonly nodes = new Map<string, Uint8Array>();
  constructor(leaves: readonly string[]) {
    let tree = emptyTree;
    this.roots.push(rootOf(tree));
    for (const leaf of leaves) {
      const step: { readonly tree: typeof tree; readonly made: readonly TreeNode[] } = appendLeaf(tree, leafHash(utf8(leaf)));
      tree = step.tree;
      for (const { level, index, hash } of step.made) this.nodes.set(`${level}/${index}`, hash);
      this.roots.push(rootOf(tree));
    }
  }
  note(size: number, signer = logKey, origin = reg): string {
    return signCheckpoint({ origin, size, root: this.roots[size] ?? new Uint8Array(32) }, signer);
  }
  tile(path: string): Uint8Array | undefined {
    const name = parseTilePath(path);
    if (name === undefined || typeof name.level !== 'number') return undefined;
    const hashes = Array.from({ length: name.width }, (_, i) =>
      this.nodes.get(`${name.level === 'entries' ? 0 : name.level * 8}/${name.index * 256 + i}`),
    );
    return hashes.some((hash) => hash === undefined) ? undefined : Uint8Array.from(hashes.flatMap((hash) => [...(hash ?? [])]));
  }
}
const leaves = Array.from({ length: 700 }, (_, i) => `leaf ${i}`);
const honest = new MadeLog(leaves);

function station(): {
  readonly bench: Bench;
  look(note: string | undefined, tiles?: MadeLog): Promise<CheckpointOutcome>;
  readonly paths: string[];
} {
  const bench = openBench(join(folder.path, `c${++files}.sqlite`), { alone: false });
  open.push(bench);
  const pins = {
    url: 'http://registry',
    reg,
    log: reg,
    logKey: formatVkey(noteKey(reg, logKey.publicKey)),
    ackKey: formatVkey(noteKey(ackKeyName(reg), ackKey.publicKey)),
    controlKey: '',
  };
  bench.store.sync.enrol(pins, { reg, station: 'st_aa', epoch: 1, genesis: toBase64url(new Uint8Array(32)) });
  const paths: string[] = [];
  return {
    bench,
    paths,
    look(note, tiles = honest) {
      const request = ({ path }: RegistryRequest): Promise<RegistryAnswer> => {
        paths.push(path);
        const body = path.endsWith('/checkpoint')
          ? note === undefined
            ? undefined
            : utf8(note)
          : tiles.tile(path.slice('/v1/log/1/'.length));
        return Promise.resolve(
          body === undefined ? { kind: 'answer', status: 404, body: new Uint8Array() } : { kind: 'answer', status: 200, body },
        );
      };
      return lookAtLog(bench, { connection: { authority: 'registry', request, close: () => undefined }, callMs: 1 });
    },
  };
}

describe('looking at the log', () => {
  it('adopts each checkpoint that only adds to the last one, at any size', async () => {
    const { bench, look } = station();
    for (const size of [1, 2, 3, 7, 255, 256, 257, 511, 512, 640, 700]) {
      expect(await look(honest.note(size)), `size ${size}`).toBe('adopted');
      expect(bench.store.sync.checkpoint()).toMatchObject({ size, root: toBase64url(honest.roots[size] ?? new Uint8Array()) });
    }
    expect(await look(honest.note(700))).toBe('same');
    expect(bench.store.sync.state().problem).toBeUndefined();
  });

  it('finds a log that changed, dropped or put in one old leaf, keeps the old checkpoint and the evidence', async () => {
    const stories: readonly (readonly string[])[] = [
      leaves.map((leaf, i) => (i === 100 ? 'another' : leaf)),
      leaves.filter((_, i) => i !== 299),
      ['first', ...leaves],
    ];
    for (const story of stories) {
      const other = new MadeLog(story);
      const { bench, look } = station();
      await look(honest.note(300));
      expect(await look(other.note(600), other)).toBe('split_view');
      expect(bench.store.sync.checkpoint()?.size).toBe(300);
      expect(bench.store.sync.state().problem).toBe('split_view');
      expect(bench.store.secrets.kept('evidence:split_view')).toBe(other.note(600));
    }
  });

  it('finds two roots for one size, and a smaller tree that is no part of the larger', async () => {
    const other = new MadeLog(leaves.map((leaf, i) => (i === 5 ? 'another' : leaf)));
    const one = station();
    await one.look(honest.note(300));
    expect(await one.look(other.note(300), other)).toBe('split_view');
    const two = station();
    await two.look(honest.note(300));
    expect(await two.look(other.note(200), honest)).toBe('log_went_back');
    // An older note of the same log is what a cache on the way may hold.
    expect(await two.look(honest.note(200))).toBe('same');
    expect(two.bench.store.sync.checkpoint()?.size).toBe(300);
  });

  it('takes nothing that is unsigned, of another log, malformed, or whose tiles are not there', async () => {
    const { bench, look } = station();
    for (const note of [
      undefined,
      '',
      'hello\n',
      honest.note(5, generateSigner()),
      honest.note(5, logKey, 'custos.invalid/other'),
      honest.note(5).replace('\n5\n', '\n6\n'),
    ]) {
      expect(await look(note)).toBe('unread');
    }
    expect(bench.store.sync.checkpoint()).toBeUndefined();
    await look(honest.note(3));
    expect(await look(honest.note(600), new MadeLog(leaves.slice(0, 10)))).toBe('unread');
    expect(bench.store.sync.checkpoint()?.size).toBe(3);
    expect(bench.store.sync.state().problem).toBeUndefined();
  });

  it('reads few tiles: only those a proof needs', async () => {
    const { look, paths } = station();
    await look(honest.note(256));
    await look(honest.note(700));
    expect(paths.filter((path) => path.includes('/tile/'))).toEqual(['/v1/log/1/tile/0/002.p/188', '/v1/log/1/tile/1/000.p/2']);
  });

  it("knows the log's number from its name", () => {
    expect(logPath(reg, reg)).toBe('/v1/log/1/');
    expect(logPath(reg, `${reg}/0002`)).toBe('/v1/log/2/');
  });
});
