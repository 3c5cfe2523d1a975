import type Database from 'better-sqlite3';
import { projections } from '../../registry/projections/all.ts';
import { checkFile as checkStationFile } from '../../db/fsck/file.ts';
import { fsckOpened } from '../../host/machine/station-fsck.ts';
import { checkFile as checkRegistryFile } from '../../registry/fsck/file.ts';
import { fsck } from '../../registry/fsck/fsck.ts';
import { openGuardFile } from '../../registry/ledger/guard-file.ts';
import type { Guard } from '../../registry/ports.ts';
import type { Projection } from '../../registry/projector/projection.ts';
import { sqliteSql } from '../../registry/sqlite/sql-port.ts';
import { imageOf, opened } from './image.ts';
import { type SmallLedger, unsaid as unsaidOfLedger, unsaidTables } from './ledger.ts';
import type { Finding, RawTarget } from './raw.ts';
import { rememberingVerifier } from './remember.ts';
import { type SmallStation, unsaid as unsaidOfStation } from './station.ts';
import { ruleIn } from './sweep.ts';

/** What one look at a file says. */
function saidBy(look: (find: (check: string, where: string, says: string) => void) => unknown): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  return Promise.resolve(look((check, _where, says) => void found.push({ check, says }))).then(() => found);
}

/** The file of a station with its keys and guard beside it. */
export function stationTarget({ file, keys }: SmallStation): RawTarget {
  const verifier = rememberingVerifier();
  return {
    image: imageOf(file),
    look: (database) => saidBy((find) => checkStationFile(database, find)),
    check: (database) => Promise.resolve(fsckOpened(database, keys, undefined, verifier).findings),
    unsaid: (difference) => ruleIn(unsaidOfStation, difference),
  };
}

/** The file of a registry. A projection is made anew only when its rows differ and nothing else was found: that takes long. */
export function registryTarget({ file, guard }: SmallLedger): RawTarget {
  const record = openGuardFile(guard).read();
  const kept: Pick<Guard, 'read'> = { read: () => record };
  const verifier = rememberingVerifier();
  const image = imageOf(file);
  const original = opened(image);
  const before = new Map(projections.map((projection) => [projection.name, rowsOf(original, projection)]));
  original.close();
  return {
    image,
    look: (database) => saidBy((find) => checkRegistryFile(sqliteSql(database), find)),
    async check(database) {
      const parts = { sql: sqliteSql(database), guard: kept, verifier };
      const { findings } = await fsck({ ...parts, projections: [] });
      if (findings.length > 0) return findings;
      const changed = projections.filter((projection) => rowsOf(database, projection) !== before.get(projection.name));
      return changed.length === 0 ? [] : (await fsck({ ...parts, projections: changed })).findings;
    },
    unsaid: (difference) => unsaidTables.get(difference.table) ?? ruleIn(unsaidOfLedger, difference),
  };
}

function rowsOf(database: Database.Database, { tables }: Projection): string {
  return tables
    .map(({ name, key }) => JSON.stringify(database.prepare(`SELECT * FROM ${name} ORDER BY ${key.join(', ')}`).all()))
    .join('|');
}
