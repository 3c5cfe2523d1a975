import type { Bytes } from '../../domain/bytes.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import type { Projection } from '../projector/projection.ts';
import { insertRows, type SqlReader } from '../sql/port.ts';
import { number } from '../sql/rows.ts';
import { everySite } from './feed.ts';

/** Which entries name which attachments, by the SHA-256 of what is stored. */
export const blobsProjection: Projection = {
  name: 'blobs',
  version: 1,
  tables: [{ name: 'blob_names', key: ['sha256', 'log_id', 'log_index'] }],
  apply: (events) => {
    const rows = events.flatMap(({ logId, index, event }) =>
      (event.att ?? []).flatMap(({ sha256, size }) => {
        const hash = readHash(sha256);
        return hash === undefined ? [] : [[hash, logId, index, size] as const];
      }),
    );
    return Promise.resolve(insertRows('blob_names', ['sha256', 'log_id', 'log_index', 'size'], rows, 'ON CONFLICT DO NOTHING'));
  },
};

/** The sizes that the log tells for an attachment; more than one only when somebody told a wrong one. */
export async function toldSizes(db: SqlReader, sha256: Bytes): Promise<ReadonlySet<number>> {
  const rows = await db.query('SELECT DISTINCT size FROM blob_names WHERE sha256 = $1 LIMIT 16', [sha256]);
  return new Set(rows.map((row) => number(row, 'size')));
}

/** Does an entry that a site is fed name this attachment? */
export async function isToldTo(db: SqlReader, sha256: Bytes, siteNo: number): Promise<boolean> {
  const rows = await db.query(
    `SELECT 1 AS one FROM blob_names AS b JOIN site_feed AS f ON f.log_id = b.log_id AND f.log_index = b.log_index
      WHERE b.sha256 = $1 AND (f.site_no = $2 OR f.site_no = ${everySite}) LIMIT 1`,
    [sha256, siteNo],
  );
  return rows.length > 0;
}
