import { join } from 'node:path';
import { createVerifier } from '../../keys/ed25519.ts';
import { openGuardFile } from '../ledger/guard-file.ts';
import { isPostgres, openForReading } from '../reading.ts';
import { checkBeside } from './beside.ts';
import { collect } from './findings.ts';
import { fsck, type FsckReport } from './fsck.ts';

export interface FsckOptions {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
  readonly guardDir?: string | undefined;
  readonly progress?: (says: string) => void;
}

/**
 * Checks a registry that is not running, with its key files and attachments, where `openRegistry` would open it with the same options. Nothing is written,
 * and the data is not brought up to this version. Throws `RegistryRefused` when there is none, when its SQLite file is in
 * use, or when it is of another version.
 */
export async function fsckRegistry({ dataDir, databaseUrl, guardDir, progress }: FsckOptions): Promise<FsckReport> {
  const address = databaseUrl ?? join(dataDir, 'registry.sqlite');
  const sql = await openForReading(address);
  try {
    const guard = openGuardFile(join(guardDir ?? join(dataDir, 'guard'), 'log-1.json'));
    const report = await fsck({
      sql,
      guard,
      verifier: createVerifier(),
      isSqlite: !isPostgres(address),
      ...(progress === undefined ? {} : { progress }),
    });
    // What a damaged file says of its keys cannot be relied on.
    if (report.findings.some(({ check }) => check === 'file')) return report;
    progress?.('Keys and attachments');
    const beside = collect();
    await checkBeside(sql, dataDir, beside.find);
    return { ...report, findings: [...report.findings, ...beside.findings], left: report.left + beside.left() };
  } finally {
    await sql.close();
  }
}
