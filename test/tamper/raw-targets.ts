import type Database from 'better-sqlite3';
import { projections } from '../../registry/projections/all.ts';
import { fsckOpened } from '../../host/machine/station-fsck.ts';
import { fsck } from '../../registry/fsck/fsck.ts';
import { openGuardFile } from '../../registry/ledger/guard-file.ts';
import type { Guard } from '../../registry/ports.ts';
import type { Projection } from '../../registry/projector/projection.ts';
import { sqliteSql } from '../../registry/sqlite/sql-port.ts';
import { imageOf, opened } from './image.ts';
import { smallLedger, unsaid as unsaidOfLedger, unsaidTables } from './ledger.ts';
import type { RawPlan } from './raw.ts';
import { rememberingVerifier } from './remember.ts';
import { smallStation, unsaid as unsaidOfStation } from './station.ts';

type Target = Pick<RawPlan, 'image' | 'check' | 'isUnsaid'>;

/** The file of a station with its keys and guard beside it. */
export async function stationTarget(): Promise<Target> {
  const { file, keys } = await smallStation();
  const verifier = rememberingVerifier();
  return {
    image: imageOf(file),
    check: (database) => Promise.resolve(fsckOpened(database, keys, undefined, verifier).findings),
    isUnsaid: (table, column, key) => unsaidOfStation.has(`${table}.${column}`) || unsaidOfStation.has(`${table}.${column}:${key}`),
  };
}

/** The file of a registry. A projection is made anew only when its rows differ and nothing else was found: that takes long. */
export async function registryTarget(): Promise<Target> {
  const { file, guard } = await smallLedger();
  const record = openGuardFile(guard).read();
  const kept: Pick<Guard, 'read'> = { read: () => record };
  const verifier = rememberingVerifier();
  const image = imageOf(file);
  const original = opened(image);
  const before = new Map(projections.map((projection) => [projection.name, rowsOf(original, projection)]));
  original.close();
  return {
    image,
    async check(database) {
      const parts = { sql: sqliteSql(database), guard: kept, verifier, isSqlite: true };
      const { findings } = await fsck({ ...parts, projections: [] });
      if (findings.length > 0) return findings;
      const changed = projections.filter((projection) => rowsOf(database, projection) !== before.get(projection.name));
      return changed.length === 0 ? [] : (await fsck({ ...parts, projections: changed })).findings;
    },
    isUnsaid: (table, column, key) =>
      unsaidTables.has(table) || unsaidOfLedger.has(`${table}.${column}`) || unsaidOfLedger.has(`${table}.${column}:${key}`),
  };
}

function rowsOf(database: Database.Database, { tables }: Projection): string {
  return tables
    .map(({ name, key }) => JSON.stringify(database.prepare(`SELECT * FROM ${name} ORDER BY ${key.join(', ')}`).all()))
    .join('|');
}
