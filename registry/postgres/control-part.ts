import { hashText } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { ControlEffect, Fork, RegistryStore } from '../store.ts';
import { bytesOf, extend, keepKey, stationNamed } from './chains.ts';
import type { Query } from './pool.ts';
import { bytes, number, type Row, text } from './rows.ts';
import type { Base } from './store.ts';

/** The control chain, and the evidence that it tells of. */
export function controlPart(base: Base): Pick<RegistryStore, 'appendControl' | 'unreportedForks' | 'evidence'> {
  return {
    appendControl: ({ make, effect, recvMs }) =>
      base.transaction(async (query) => {
        const row = await stationNamed(query, controlStation, 'lock');
        if (row === undefined) throw new Error('the log has no control chain');
        const entry = make(row.head);
        const { firstIndex } = await extend(query, base.log(), row, [{ entry, keys: [], sealed: [] }], recvMs);
        await apply(query, base.log().logId, effect, entry.hash, firstIndex);
        return { entry, index: firstIndex };
      }),
    async unreportedForks() {
      const { rows } = await base.query(
        `SELECT station_no, station, epoch, seq, hash, logged, entry FROM evidence JOIN stations USING (station_no)
          WHERE control_index IS NULL ORDER BY recv_ms, station_no`,
      );
      return rows.map(forkOf);
    },
    async evidence(hash) {
      const { rows } = await base.query('SELECT entry FROM evidence WHERE hash = $1', [bytesOf(hash)]);
      return rows[0] === undefined ? undefined : bytes(rows[0], 'entry');
    },
  };
}

function forkOf(row: Row): Fork {
  return {
    stationNo: number(row, 'station_no'),
    station: text(row, 'station'),
    epoch: number(row, 'epoch'),
    seq: number(row, 'seq'),
    hash: hashText(bytes(row, 'hash')),
    logged: hashText(bytes(row, 'logged')),
    entry: bytes(row, 'entry'),
  };
}

async function apply(query: Query, logId: number, effect: ControlEffect, hash: string, index: number): Promise<void> {
  switch (effect.kind) {
    case 'none':
      return;
    case 'fork_reported': {
      const { stationNo, epoch, hash: diverging } = effect.fork;
      await query('UPDATE evidence SET control_index = $1 WHERE station_no = $2 AND epoch = $3 AND hash = $4', [
        index,
        stationNo,
        epoch,
        bytesOf(diverging),
      ]);
      return;
    }
    case 'station_enrolled': {
      await enrolStation(query, logId, effect, hash, index);
      return;
    }
  }
}

/** Under the log's lock, so that no two stations get one number. */
async function enrolStation(
  query: Query,
  logId: number,
  effect: Extract<ControlEffect, { kind: 'station_enrolled' }>,
  hash: string,
  index: number,
): Promise<void> {
  const { station, name, site, platform, keys } = effect.station;
  const { rows } = await query('SELECT max(station_no) + 1 AS no FROM stations');
  const no = number(rows[0] ?? {}, 'no');
  await query('INSERT INTO stations (station_no, station, name, site, platform) VALUES ($1, $2, $3, $4, $5)', [
    no,
    station,
    name,
    site,
    platform,
  ]);
  await query('INSERT INTO heads (station_no, epoch, seq, hash, frozen) VALUES ($1, 1, 0, $2, false)', [no, bytesOf(hash)]);
  for (const key of keys) await keepKey(query, no, key, logId, index);
  const used = await query('UPDATE enrolments SET request = $1, station_no = $2 WHERE code_hash = $3 AND station_no IS NULL', [
    effect.request,
    no,
    effect.codeHash,
  ]);
  if (used.rowCount !== 1) throw new Error('an enrolment code was used twice');
}
