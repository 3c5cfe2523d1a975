import type Database from 'better-sqlite3';
import { openEntry } from '../../domain/ledger/entry.ts';
import { commitmentOf } from './events.ts';
import type { Find } from './findings.ts';

/**
 * Sealed values that the registry told beside entries of others: each must fit the commitment in its entry. One without such
 * an entry is read by nobody.
 */
export function checkTold(db: Database.Database, find: Find): void {
  const rows = db.prepare<[], { hash: string; field: string; salt: Buffer; value: string; entry: Buffer }>(
    `SELECT t.hash, t.field, t.salt, t.value, p.entry FROM told AS t JOIN pulled AS p ON p.hash = t.hash
      WHERE p.entry IS NOT NULL ORDER BY t.hash, t.field`,
  );
  for (const { hash, field, salt, value, entry } of rows.iterate()) {
    const opened = openEntry(new Uint8Array(entry));
    const committed = opened.kind === 'entry' ? opened.entry.event.sealed?.[field] : undefined;
    if (committed !== commitmentOf(field, new Uint8Array(salt), value))
      find('pulled', `told ${hash} ${field}`, 'the value is not the one that its entry commits to');
  }
}
