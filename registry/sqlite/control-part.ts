import type { Bytes } from '../../domain/bytes.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { ControlEffect, Fork, NewStation, RegistryStore } from '../store.ts';
import type { Base } from './base.ts';
import { bytesOf } from './chains.ts';

interface ForkRow {
  readonly station_no: number;
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: Bytes;
  readonly logged: Bytes;
  readonly entry: Bytes;
}

/** The control chain, and the evidence that it tells of. */
export function controlPart(base: Base): Pick<RegistryStore, 'appendControl' | 'unreportedForks' | 'evidence'> {
  const { database, chains, log, read, write } = base;
  return {
    appendControl: ({ make, effect, recvMs }) =>
      write(() => {
        const row = chains.station(controlStation);
        if (row === undefined) throw new Error('the log has no control chain');
        const entry = make(row.head);
        const { firstIndex } = chains.extend(log(), row, [{ entry, keys: [], sealed: [] }], recvMs);
        apply(base, effect, entry.hash, firstIndex);
        return { entry, index: firstIndex };
      }),
    unreportedForks: () =>
      read(() =>
        database
          .prepare<[], ForkRow>(
            'SELECT station_no, station, epoch, seq, hash, logged, entry FROM evidence JOIN stations USING (station_no) WHERE control_index IS NULL ORDER BY recv_ms, station_no',
          )
          .all()
          .map(({ station_no: stationNo, hash, logged, ...row }): Fork => ({
            ...row,
            stationNo,
            hash: hashText(hash),
            logged: hashText(logged),
          })),
      ),
    evidence: (hash) =>
      read(() => database.prepare<[Bytes], { entry: Bytes }>('SELECT entry FROM evidence WHERE hash = ?').get(bytesOf(hash))?.entry),
  };
}

function apply(base: Base, effect: ControlEffect, hash: string, index: number): void {
  switch (effect.kind) {
    case 'none':
      return;
    case 'fork_reported': {
      const { stationNo, epoch, hash: diverging } = effect.fork;
      base.database
        .prepare('UPDATE evidence SET control_index = ? WHERE station_no = ? AND epoch = ? AND hash = ?')
        .run(index, stationNo, epoch, bytesOf(diverging));
      return;
    }
    case 'station_enrolled': {
      enrolStation(base, effect, hash, index);
      return;
    }
  }
}

function enrolStation(
  { database, chains, log }: Base,
  effect: Extract<ControlEffect, { kind: 'station_enrolled' }>,
  hash: string,
  index: number,
): void {
  const { station, name, site, platform, keys } = effect.station satisfies NewStation;
  const no = database.prepare<[], { no: number }>('SELECT max(station_no) + 1 AS no FROM stations').get()?.no;
  if (no === undefined) throw new Error('no number for a station');
  database
    .prepare('INSERT INTO stations (station_no, station, name, site, platform) VALUES (?, ?, ?, ?, ?)')
    .run(no, station, name, site, platform);
  database.prepare('INSERT INTO heads (station_no, epoch, seq, hash, frozen) VALUES (?, 1, 0, ?, 0)').run(no, bytesOf(hash));
  for (const key of keys) chains.keepKey(no, key, log().logId, index);
  const used = database
    .prepare('UPDATE enrolments SET request = ?, station_no = ? WHERE code_hash = ? AND station_no IS NULL')
    .run(effect.request, no, effect.codeHash);
  if (used.changes !== 1) throw new Error('an enrolment code was used twice');
}
