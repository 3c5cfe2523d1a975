import { fsck, type FsckReport } from '../../registry/fsck/fsck.ts';
import { openGuardFile } from '../../registry/ledger/guard-file.ts';
import { openForReading } from '../../registry/reading.ts';
import type { PostgresServer } from '../kit/postgres.ts';
import { loggedTables, smallLedger, unsaid } from './ledger.ts';
import { postgresBench } from './postgres.ts';
import { rememberingVerifier } from './remember.ts';
import { inSet, type Swept, sweepCells } from './sweep.ts';

/** The sweep of cells over a small ledger in a database of its own. */
export async function sweepPostgres(
  server: PostgresServer,
  { stride, every }: { readonly stride: number; readonly every: number },
): Promise<Swept> {
  const url = await server.database('tamper');
  const { guard } = await smallLedger(url);
  const verifier = rememberingVerifier();
  const check = async (): Promise<FsckReport['findings']> => {
    const sql = await openForReading(url);
    try {
      return (await fsck({ sql, guard: openGuardFile(guard), verifier, projections: [] })).findings;
    } finally {
      await sql.close();
    }
  };
  const bench = await postgresBench(url);
  try {
    const before = await check();
    if (before.length > 0) throw new Error(`a whole ledger has findings: ${JSON.stringify(before)}`);
    return await sweepCells(bench, { tables: loggedTables, stride, every, isUnsaid: inSet(unsaid), check });
  } finally {
    await bench.close();
  }
}
