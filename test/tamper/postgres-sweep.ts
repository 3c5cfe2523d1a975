import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fsck, type FsckReport } from '../../registry/fsck/fsck.ts';
import { openGuardFile } from '../../registry/ledger/guard-file.ts';
import { guardOf, moveRegistry, type Place } from '../../registry/move/move.ts';
import { openForReading } from '../../registry/reading.ts';
import type { PostgresServer } from '../kit/postgres.ts';
import { tempDir } from '../registry/kit.ts';
import { loggedTables, type SmallLedger, unsaid } from './ledger.ts';
import { postgresBench } from './postgres.ts';
import { rememberingVerifier } from './remember.ts';
import { type SweepPlan, type Swept, sweepCells } from './sweep.ts';

type Part = Pick<SweepPlan, 'stride' | 'every' | 'from' | 'to'>;

/** The sweep of cells over a ledger that was moved into a database of its own; what is in the folder stays. */
export async function sweepPostgres(
  server: PostgresServer,
  ledger: SmallLedger,
  part: Part,
  progress?: (at: number) => void,
): Promise<Swept> {
  const [url, dir] = [await server.database('tamper'), tempDir()];
  cpSync(ledger.dir, dir, { recursive: true });
  const to: Place = { database: url, dataDir: join(dir, 'moved'), guardDir: join(dir, 'moved', 'guard') };
  const from: Place = { database: join(dir, 'registry.sqlite'), dataDir: dir, guardDir: join(dir, 'guard') };
  await moveRegistry(from, to, () => undefined);
  const verifier = rememberingVerifier();
  const check = async (): Promise<FsckReport['findings']> => {
    const sql = await openForReading(url);
    try {
      return (await fsck({ sql, guard: openGuardFile(guardOf(to)), verifier, projections: [] })).findings;
    } finally {
      await sql.close();
    }
  };
  const bench = await postgresBench(url);
  try {
    const before = await check();
    if (before.length > 0) throw new Error(`a whole ledger has findings: ${JSON.stringify(before)}`);
    return await sweepCells(bench, { ...part, tables: loggedTables, unsaid, check }, progress);
  } finally {
    await bench.close();
  }
}
