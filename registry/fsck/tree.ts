import { type Bytes, concat, equal, toBase64url } from '../../domain/bytes.ts';
import { tileHeight, tileWidth, tileWidthAt } from '../../domain/ledger/tiles.ts';
import { appendLeaf, emptyRoot, emptyTree, rootOf } from '../../domain/ledger/tree.ts';
import type { Guard, GuardRecord } from '../ports.ts';
import type { SqlReader } from '../sql/port.ts';
import { bytes, number } from '../sql/rows.ts';
import type { Find } from './findings.ts';
import type { PageCheck } from './walk.ts';

interface Parts {
  readonly sql: SqlReader;
  readonly log: { readonly logId: number; readonly name: string };
  readonly guard: Pick<Guard, 'read'>;
  readonly find: Find;
}

/** The whole tree once more from the entries; tiles, checkpoints and guard are held against it on the way. */
export async function checkTree({ sql, log, guard, find }: Parts): Promise<PageCheck> {
  const newest = await newestSize(sql, log.logId);
  const kept = readGuard(guard, find);
  const tiles = tileCheck(sql, log.logId, newest, find);
  let tree = emptyTree;
  let guarded = kept?.size === 0 ? emptyRoot : undefined;

  /** Roots that were signed for sizes in a range. */
  async function signed(from: number, to: number): Promise<ReadonlyMap<number, Bytes>> {
    const rows = await sql.query('SELECT size, root FROM checkpoints WHERE log_id = $1 AND size >= $2 AND size <= $3', [
      log.logId,
      from,
      to,
    ]);
    return new Map(rows.map((row) => [number(row, 'size'), new Uint8Array(bytes(row, 'root'))]));
  }
  function compare(size: number, root: Bytes, wanted: Bytes): void {
    if (!equal(root, wanted)) find('checkpoint', `checkpoints ${size}`, 'the entries give another root');
  }

  for (const [size, root] of await signed(0, 0)) compare(size, emptyRoot, root);
  return {
    async page(rows) {
      const wanted = await signed(tree.size + 1, tree.size + rows.length);
      for (const { leaf } of rows) {
        const added = appendLeaf(tree, leaf);
        tree = added.tree;
        const root = wanted.get(tree.size);
        if (root !== undefined) compare(tree.size, rootOf(tree), root);
        if (kept?.size === tree.size) guarded = rootOf(tree);
        for (const { level, index, hash } of added.made) if (level % tileHeight === 0) await tiles.node(level / tileHeight, index, hash);
      }
    },
    async end(count) {
      await tiles.end();
      for (const row of await sql.query('SELECT size FROM checkpoints WHERE log_id = $1 AND size > $2 ORDER BY size LIMIT 51', [
        log.logId,
        count,
      ]))
        find('checkpoint', `checkpoints ${number(row, 'size')}`, `the log has ${count} entries only`);
      if (newest < count) find('checkpoint', 'checkpoints', `no checkpoint covers the last ${count - newest} entries`);
      if (kept !== undefined) holdGuard(kept, { log: log.name, root: guarded, newest, count }, find);
      else if (newest > 0 && isMissing(guard)) find('guard', 'guard file', 'it is missing, and checkpoints were signed');
    },
  };
}

async function newestSize(sql: SqlReader, logId: number): Promise<number> {
  const [row] = await sql.query('SELECT coalesce(max(size), 0) AS size FROM checkpoints WHERE log_id = $1', [logId]);
  return row === undefined ? 0 : number(row, 'size');
}

/** Tiles as they become full, and those that are not full at the end. */
function tileCheck(sql: SqlReader, logId: number, newest: number, find: Find) {
  const open = new Map<number, { readonly index: number; readonly hashes: Bytes[] }>();
  let seen = 0;

  async function compare(level: number, n: number, hashes: readonly Bytes[]): Promise<void> {
    let widest = 0;
    for (const row of await sql.query('SELECT width, bytes FROM tiles WHERE log_id = $1 AND level = $2 AND n = $3', [logId, level, n])) {
      const width = number(row, 'width');
      seen += 1;
      if (hashes.length < width || !equal(concat(...hashes.slice(0, width)), new Uint8Array(bytes(row, 'bytes'))))
        find('tree', `tiles ${level} ${n} ${width}`, 'the entries give another tile');
      widest = Math.max(widest, width);
    }
    if (widest < tileWidthAt(level, n, newest)) find('tree', `tiles ${level} ${n}`, 'the tile is missing, or too narrow');
  }

  return {
    async node(level: number, at: number, hash: Bytes): Promise<void> {
      const index = Math.floor(at / tileWidth);
      const tile = open.get(level) ?? { index, hashes: [] };
      tile.hashes.push(hash);
      open.set(level, tile);
      if (tile.hashes.length < tileWidth) return;
      open.delete(level);
      await compare(level, index, tile.hashes);
    },
    async end(): Promise<void> {
      for (const [level, { index, hashes }] of open) await compare(level, index, hashes);
      const [row] = await sql.query('SELECT count(*) AS n FROM tiles WHERE log_id = $1', [logId]);
      const kept = row === undefined ? 0 : number(row, 'n');
      if (kept !== seen) find('tree', 'tiles', `${kept - seen} tiles have no place in the tree`);
    },
  };
}

function readGuard(guard: Pick<Guard, 'read'>, find: Find): GuardRecord | undefined {
  try {
    return guard.read();
  } catch {
    find('guard', 'guard file', 'it cannot be read');
    return undefined;
  }
}

/** A file that cannot be read was said already. */
function isMissing(guard: Pick<Guard, 'read'>): boolean {
  try {
    return guard.read() === undefined;
  } catch {
    return false;
  }
}

function holdGuard(
  kept: GuardRecord,
  { log, root, newest, count }: { readonly log: string; readonly root: Bytes | undefined; readonly newest: number; readonly count: number },
  find: Find,
): void {
  const says = (what: string): void => {
    find('guard', 'guard file', what);
  };
  if (kept.log !== log) says(`it belongs to the log ${kept.log}`);
  else if (root === undefined)
    says(`size ${kept.size} was signed and the log has ${count} entries: the data was put back to an older state`);
  else if (toBase64url(root) !== kept.root) says(`at size ${kept.size} it holds another root than the entries give`);
  else if (kept.size !== newest)
    says(
      `it stands at size ${kept.size}, the newest checkpoint at ${newest}; a start puts this right if the registry was ended between the two`,
    );
}
