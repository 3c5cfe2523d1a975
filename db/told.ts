import type Database from 'better-sqlite3';
import type { SealedValue } from '../contract/ports.ts';
import type { PulledEntry } from '../contract/pull-store.ts';
import { canonicalText } from '../domain/ledger/canonical.ts';

/** Sealed values of others' entries, as far as they are kept here. */
export interface Told {
  /** Keeps what came beside an entry. Inside the transaction that takes the entry. */
  keep(entry: Pick<PulledEntry, 'entry' | 'told'>): void;
  of(hash: string): readonly SealedValue[];
}

export function openTold(db: Database.Database): Told {
  const put = db.prepare('INSERT OR REPLACE INTO told (hash, field, salt, value) VALUES (?, ?, ?, ?)');
  const read = db.prepare<[string], { field: string; salt: Buffer; value: string }>(
    'SELECT field, salt, value FROM told WHERE hash = ? ORDER BY field',
  );
  return {
    keep({ entry, told = [] }) {
      for (const { field, salt, value } of told) put.run(entry.hash, field, salt, canonicalText(value));
    },
    of: (hash) =>
      read
        .all(hash)
        .map(({ field, salt, value }) => ({ field, salt: new Uint8Array(salt), value: JSON.parse(value) as SealedValue['value'] })), // written by us as JSON
  };
}
