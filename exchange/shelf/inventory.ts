import Database from 'better-sqlite3';
import { type Asset, type AssetField, assetFields, assetKey } from '../assets/asset.ts';
import type { ImportPlan } from '../assets/import-file.ts';
import type { KnownAsset } from '../assets/plan.ts';
import type { ErasureReport } from '../reports/report.ts';

/**
 * What other systems told: a file of its own beside the station's. Nothing in it is evidence and nothing in custody
 * rests on it; it can be made anew from the originals.
 */
export interface Inventory {
  bySerial(key: string): readonly KnownAsset[];
  byTag(tag: string): string | undefined;
  count(): number;
  /** All assets in the order of their serials, one at a time. */
  all(): Iterable<Asset>;
  /** Changes with every import that was carried out. */
  version(): number;
  /**
   * Carries out the rows of a plan that are `new`, in one transaction: all of them or none. Conflicts and refused rows
   * stay where they are: in the plan. `against` is the version that the plan was made against.
   */
  apply(
    plan: ImportPlan,
    file: { readonly name: string; readonly wallMs: number },
    against: number,
  ): 'applied' | 'stale_plan' | 'applied_before';
  /** Reports of other tools about a drive, oldest first. */
  reports(key: string): readonly KeptReport[];
  keepReports(reports: readonly ErasureReport[], file: { readonly sha256: string; readonly wallMs: number }): number;
  close(): void;
}

export interface KeptReport {
  readonly report: ErasureReport;
  /** base64url, of the file that it was read from. */
  readonly sha256: string;
}

const schema = `
CREATE TABLE files (
  sha256 TEXT NOT NULL, layout TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, wall_ms INTEGER NOT NULL,
  taken INTEGER NOT NULL, PRIMARY KEY (sha256, layout)
) STRICT, WITHOUT ROWID;
CREATE TABLE assets (
  key TEXT PRIMARY KEY, ${assetFields.map((field) => `${field} TEXT${field === 'serial' ? ' NOT NULL' : ''}`).join(', ')},
  file TEXT NOT NULL, line INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX assets_tag ON assets (asset_tag) WHERE asset_tag IS NOT NULL;
CREATE TABLE reports (
  key TEXT NOT NULL, sha256 TEXT NOT NULL, part INTEGER NOT NULL, report TEXT NOT NULL, wall_ms INTEGER NOT NULL,
  PRIMARY KEY (key, sha256, part)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 2;
`;

/** An inventory from before amounts were read. */
const amountsAdded = `BEGIN; ALTER TABLE assets ADD COLUMN price TEXT; ALTER TABLE assets ADD COLUMN credit TEXT; PRAGMA user_version = 2; COMMIT`;

/** The file is of a newer release, or no inventory. It was left as it is. */
export class InventoryRefused extends Error {
  override readonly name = 'InventoryRefused';
}

/** Opens the inventory, made when it is missing. One process at a time. Throws `InventoryRefused`. */
export function openInventory(path: string): Inventory {
  const db = openFile(path);
  const asset = db.prepare<[string], Record<AssetField, string | null>>(`SELECT ${assetFields.join(', ')} FROM assets WHERE key = ?`);
  const every = db.prepare<[], Record<AssetField, string | null>>(`SELECT ${assetFields.join(', ')} FROM assets ORDER BY key`);
  const tag = db.prepare<[string], string>('SELECT serial FROM assets WHERE asset_tag = ? LIMIT 1').pluck();
  const total = db.prepare<[], number>('SELECT count(*) FROM assets').pluck();
  const taken = db.prepare<[], number>('SELECT count(*) FROM files').pluck();
  const before = db.prepare<[string, string], number>('SELECT 1 FROM files WHERE sha256 = ? AND layout = ?').pluck();
  const reports = db.prepare<[string], { report: string; sha256: string }>(
    'SELECT report, sha256 FROM reports WHERE key = ? ORDER BY wall_ms, sha256, part',
  );
  const addReport = db.prepare('INSERT OR IGNORE INTO reports (key, sha256, part, report, wall_ms) VALUES (?, ?, ?, ?, ?)');
  return {
    bySerial: (key) => {
      const row = asset.get(key);
      return row === undefined ? [] : [{ from: 'import', asset: assetIn(row) }];
    },
    byTag: (text) => tag.get(text),
    count: () => total.get() ?? 0,
    *all() {
      for (const row of every.iterate()) yield assetIn(row);
    },
    version: () => taken.get() ?? 0,
    apply: db.transaction((plan: ImportPlan, file: { readonly name: string; readonly wallMs: number }, against: number) => {
      if (before.get(plan.survey.sha256, plan.layout) !== undefined) return 'applied_before';
      if ((taken.get() ?? 0) !== against) return 'stale_plan';
      applyRows(db, plan, file);
      return 'applied';
    }),
    reports: (key) => reports.all(key).map(({ report, sha256 }) => ({ report: JSON.parse(report) as ErasureReport, sha256 })), // written below
    keepReports: db.transaction((all: readonly ErasureReport[], file: { readonly sha256: string; readonly wallMs: number }) =>
      all.reduce((sum, report, part) => {
        const key = report.serial === undefined ? '' : assetKey({ serial: report.serial });
        return sum + addReport.run(key, file.sha256, part, JSON.stringify(report), file.wallMs).changes;
      }, 0),
    ),
    close: () => void db.close(),
  };
}

function applyRows(db: Database.Database, plan: ImportPlan, file: { readonly name: string; readonly wallMs: number }): void {
  const columns = ['key', ...assetFields, 'file', 'line'];
  const add = db.prepare(`INSERT INTO assets (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
  // Only where nothing stands: a value that is here is never written over, whatever the plan says.
  const fill = new Map(
    assetFields.map((field) => [field, db.prepare(`UPDATE assets SET ${field} = ? WHERE key = ? AND ${field} IS NULL`)]),
  );
  let count = 0;
  for (const verdict of plan.verdicts) {
    if (verdict.kind !== 'new') continue;
    const key = assetKey(verdict.asset);
    if (verdict.adds.length === 0) {
      add.run(key, ...assetFields.map((field) => verdict.asset[field] ?? null), plan.survey.sha256, verdict.line);
    }
    for (const field of verdict.adds) fill.get(field)?.run(verdict.asset[field], key);
    count += 1;
  }
  db.prepare('INSERT INTO files (sha256, layout, name, size, wall_ms, taken) VALUES (?, ?, ?, ?, ?, ?)').run(
    plan.survey.sha256,
    plan.layout,
    file.name,
    plan.survey.sizeBytes,
    file.wallMs,
    count,
  );
}

function assetIn(row: Record<AssetField, string | null>): Asset {
  const told = assetFields.flatMap((field) => (row[field] === null ? [] : [[field, row[field]] as const]));
  return { serial: row.serial ?? '', ...Object.fromEntries(told) };
}

function openFile(path: string): Database.Database {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 0 });
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('secure_delete = ON');
    db.pragma('trusted_schema = OFF');
    db.exec('BEGIN EXCLUSIVE; COMMIT');
    const version = db.pragma('user_version', { simple: true });
    if (version === 0) db.exec(`BEGIN; ${schema} COMMIT`);
    else if (version === 1) db.exec(amountsAdded);
    else if (version !== 2) throw new InventoryRefused(`${path} was written by a newer Custos. Nothing was changed; use that one.`);
    return db;
  } catch (cause) {
    db?.close();
    if (!(cause instanceof Database.SqliteError)) throw cause;
    const why = cause.code.startsWith('SQLITE_BUSY') ? 'is in use by another process; close it first' : `cannot be opened (${cause.code})`;
    throw new InventoryRefused(`${path} ${why}. Nothing was changed.`, { cause });
  }
}
