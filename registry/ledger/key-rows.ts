import type { Bytes } from '../../domain/bytes.ts';
import type { Statement } from '../sql/port.ts';
import type { LogPlace, StoredKey } from '../store.ts';

/** A key that begins to count for a station. */
export interface NewKey {
  readonly keyId: string;
  readonly publicKey: Bytes;
  readonly use: StoredKey['use'];
  /** Of an event key: SHA-256 of the one that may follow it. */
  readonly next?: string;
}

/** The key counts for the station from this place of the log on. A key that is kept through a new epoch stays as it is. */
export function keyCounts(station: string, { keyId, publicKey, use, next }: NewKey, { logId, index }: LogPlace): Statement {
  return {
    text: `INSERT INTO keys (station_no, keyid, public_key, use, next, log_id, log_index)
           SELECT station_no, $2, $3, $4, $5, $6, $7 FROM stations WHERE station = $1 ON CONFLICT DO NOTHING`,
    params: [station, keyId, publicKey, use, next ?? null, logId, index],
  };
}

/** What the event key that is kept says of its follower may change with a new epoch. */
export function nextIs(station: string, keyId: string, next: string): Statement {
  return {
    text: `UPDATE keys SET next = $3 WHERE keyid = $2 AND use = 'event' AND station_no = (SELECT station_no FROM stations WHERE station = $1)`,
    params: [station, keyId, next],
  };
}

/** The event key gave way to the next one. */
export function keyRotated(station: string, keyId: string, { logId, index }: LogPlace): Statement {
  return {
    text: `UPDATE keys SET ended = 'rotated', ended_log = $3, ended_index = $4
            WHERE keyid = $2 AND use = 'event' AND ended IS NULL AND station_no = (SELECT station_no FROM stations WHERE station = $1)`,
    params: [station, keyId, logId, index],
    changes: 1,
  };
}

/** A new epoch ends all event and transport keys of the station but those it names. */
export function othersReplaced(station: string, kept: readonly [string, string], { logId, index }: LogPlace): Statement {
  return {
    text: `UPDATE keys SET ended = 'replaced', ended_log = $4, ended_index = $5
            WHERE use IN ('event', 'transport') AND ended IS NULL AND keyid NOT IN ($2, $3)
              AND station_no = (SELECT station_no FROM stations WHERE station = $1)`,
    params: [station, ...kept, logId, index],
  };
}

/** Revoked in every use that it has. A key that ended before is revoked all the same: what still comes by it is held. */
export function keyRevoked(keyId: string, { logId, index }: LogPlace): Statement {
  return {
    text: `UPDATE keys SET ended = 'revoked', ended_log = $2, ended_index = $3 WHERE keyid = $1 AND (ended IS NULL OR ended <> 'revoked')`,
    params: [keyId, logId, index],
  };
}

/** Makes every push check its signers again whose check came before this commit. */
export function authorityMoved({ logId }: LogPlace): Statement {
  return { text: 'UPDATE logs SET authority = authority + 1 WHERE log_id = $1', params: [logId], changes: 1 };
}
