import { type Bytes, concat, equal, toBase64url } from '../../domain/bytes.ts';
import { tileHeight, tileWidth, tileWidthAt } from '../../domain/ledger/tiles.ts';
import { appendLeaf, emptyRoot, emptyTree, rootOf } from '../../domain/ledger/tree.ts';
import type { Guard } from '../ports.ts';
import type { SqlReader } from '../sql/port.ts';
import { bytes, number } from '../sql/rows.ts';
import type { Find } from './findings.ts';
import type { ReadLog } from './read-log.ts';

interface Parts {
  readonly sql: SqlReader;
  readonly log: { readonly logId: number; readonly name: string; readonly size: number };
  readonly guard: Pick<Guard, 'read'>;
  readonly find: Find;
}

/** The whole tree once more from the entries; tiles, checkpoints and guard are held against it. */
export async function checkTree({ sql, log, guard, find }: Parts, { leaves }: ReadLog): Promise<void> {
  const roots: Bytes[] = [emptyRoot];
  const tiles = new Map<string, Bytes[]>();
  let tree = emptyTree;
  for (const leaf of leaves) {
    const added = appendLeaf(tree, leaf);
    tree = added.tree;
    roots.push(rootOf(tree));
    for (const { level, index, hash } of added.made) {
      if (level % tileHeight !== 0) continue;
      const name = `${level / tileHeight} ${Math.floor(index / tileWidth)}`;
      const hashes = tiles.get(name) ?? [];
      hashes.push(hash);
      tiles.set(name, hashes);
    }
  }
  const checkpoints = await sql.query('SELECT size, root FROM checkpoints WHERE log_id = $1 ORDER BY size', [log.logId]);
  for (const row of checkpoints) {
    const size = number(row, 'size');
    const root = roots[size];
    if (root === undefined) find('checkpoint', `checkpoints ${size}`, `the log has ${leaves.length} entries only`);
    else if (!equal(root, new Uint8Array(bytes(row, 'root')))) find('checkpoint', `checkpoints ${size}`, 'the entries give another root');
  }
  const newest = checkpoints.at(-1) === undefined ? 0 : number(checkpoints.at(-1) ?? {}, 'size');
  if (newest < leaves.length) find('checkpoint', 'checkpoints', `no checkpoint covers the last ${leaves.length - newest} entries`);
  await checkTiles({ sql, log, guard, find }, tiles, newest);
  checkGuard({ sql, log, guard, find }, roots, newest);
}

async function checkTiles({ sql, log, find }: Parts, made: ReadonlyMap<string, readonly Bytes[]>, size: number): Promise<void> {
  const widest = new Set<string>();
  for (const row of await sql.query('SELECT level, n, width, bytes FROM tiles WHERE log_id = $1', [log.logId])) {
    const [level, n, width] = [number(row, 'level'), number(row, 'n'), number(row, 'width')];
    const hashes = made.get(`${level} ${n}`) ?? [];
    if (hashes.length < width || !equal(concat(...hashes.slice(0, width)), new Uint8Array(bytes(row, 'bytes'))))
      find('tree', `tiles ${level} ${n} ${width}`, 'the entries give another tile');
    if (width >= tileWidthAt(level, n, size)) widest.add(`${level} ${n}`);
  }
  for (const name of made.keys()) {
    const [level = 0, n = 0] = name.split(' ').map(Number);
    if (tileWidthAt(level, n, size) > 0 && !widest.has(name)) find('tree', `tiles ${name}`, 'the tile is missing, or too narrow');
  }
}

function checkGuard({ log, guard, find }: Parts, roots: readonly Bytes[], newest: number): void {
  let kept: ReturnType<Guard['read']>;
  try {
    kept = guard.read();
  } catch {
    find('guard', 'guard file', 'it cannot be read');
    return;
  }
  if (kept === undefined) {
    if (newest > 0) find('guard', 'guard file', 'it is missing, and checkpoints were signed');
    return;
  }
  const root = roots[kept.size];
  if (kept.log !== log.name) find('guard', 'guard file', `it belongs to the log ${kept.log}`);
  else if (root === undefined)
    find(
      'guard',
      'guard file',
      `size ${kept.size} was signed and the log has ${roots.length - 1} entries: the data was put back to an older state`,
    );
  else if (toBase64url(root) !== kept.root) find('guard', 'guard file', `at size ${kept.size} it holds another root than the entries give`);
  else if (kept.size !== newest)
    find(
      'guard',
      'guard file',
      `it stands at size ${kept.size}, the newest checkpoint at ${newest}; a start puts this right if the registry was ended between the two`,
    );
}
