import { equal } from '../../domain/bytes.ts';
import { emptyPart, indexParts } from '../../domain/ledger/drive-index.ts';
import { keptParts, newestIndex, partAt, rootOfParts } from '../ledger/drive-index.ts';
import type { SqlReader } from '../sql/port.ts';
import type { Find } from './findings.ts';
import type { Lookup } from './lookup.ts';

/**
 * The index of drives that the log was last told of is the one that the histories give, and its event says so. The histories
 * themselves are held against the entries as a projection. Older indexes are not counted again.
 */
export async function checkDriveIndex(sql: SqlReader, logId: number, lookup: Lookup, find: Find): Promise<void> {
  const index = await newestIndex(sql, logId);
  if (index === undefined) return;
  const told = (await lookup.byHash(index.event))?.event;
  const { size, drives, root } = index;
  if (told?.type !== 'index.root' || told.body['size'] !== size || told.body['subjects'] !== drives || told.body['root'] !== root)
    find('index', 'drive_index', 'no event of the registry tells this index of drives');
  const kept = new Map((await keptParts(sql, logId)).map((part) => [part.part, part]));
  for (let number = 0; number < indexParts; number += 1) {
    const part = await partAt(sql, logId, number, size);
    const same = part.drives === (kept.get(number)?.drives ?? 0) && equal(part.root, kept.get(number)?.root ?? emptyPart);
    if (!same) find('index', `drive_index_parts ${number}`, 'the histories of its drives give another part');
  }
  if (rootOfParts([...kept.values()]) !== root) find('index', 'drive_index', 'its parts do not give the root that was told');
}
