import { expect, test } from 'vitest';
import { fsckOpened } from '../../host/machine/station-fsck.ts';
import { fsck } from '../../registry/fsck/fsck.ts';
import { openGuardFile } from '../../registry/ledger/guard-file.ts';
import { sqliteSql } from '../../registry/sqlite/sql-port.ts';
import { startPostgres, whyNoPostgres } from '../kit/postgres.ts';
import { sqliteBench } from './flips.ts';
import { imageOf, opened } from './image.ts';
import { loggedTables, smallLedger, unsaid as unsaidOfLedger } from './ledger.ts';
import { sweepPostgres } from './postgres-sweep.ts';
import { sweepBytes } from './raw.ts';
import { registryTarget, stationTarget } from './raw-targets.ts';
import { rememberingVerifier } from './remember.ts';
import { smallStation, tablesOf, unsaid as unsaidOfStation } from './station.ts';
import { inSet, type Swept, sweepCells } from './sweep.ts';

import { wholePlan } from './whole-plan.ts';

/* The whole sweep, as `main.ts` starts it: not one of the tests that every run plays. */

const plan = wholePlan.parse(JSON.parse(process.env['CUSTOS_TAMPER'] ?? '{}'));
const { every, gapEvery, seed } = plan;
const wants = (name: string): boolean => plan.of === name || plan.of === 'all';
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
let failed = 0;

function tell(of: string, { tried, columns, missed }: Swept): void {
  failed += missed.length;
  say(`${of}: ${tried} cells of ${columns} columns changed, ${missed.length} not found`);
  for (const line of missed) say(`          ${line}`);
}

test('every change is found', async () => {
  if (plan.what !== 'bytes') {
    const verifier = rememberingVerifier();
    if (wants('station')) {
      const { file, keys } = await smallStation();
      const database = opened(imageOf(file));
      const check = () => Promise.resolve(fsckOpened(database, keys, undefined, verifier).findings);
      const cells = { tables: tablesOf(database), stride: 4, every, isUnsaid: inSet(unsaidOfStation), check };
      tell('station, cells', await sweepCells(sqliteBench(database), cells));
    }
    if (wants('registry')) {
      const { file, guard } = await smallLedger();
      const database = opened(imageOf(file));
      const parts = { sql: sqliteSql(database), guard: openGuardFile(guard), verifier, projections: [] };
      const check = async () => (await fsck(parts)).findings;
      tell(
        'registry, cells',
        await sweepCells(sqliteBench(database), { tables: loggedTables, stride: 4, every, isUnsaid: inSet(unsaidOfLedger), check }),
      );
    }
    const reason = whyNoPostgres();
    if (wants('postgres') && reason !== undefined) say(`postgres: left out, ${reason}`);
    else if (wants('postgres')) {
      const server = await startPostgres();
      try {
        tell('postgres, cells', await sweepPostgres(server, { stride: 4, every }));
      } finally {
        await server.stop();
      }
    }
  }
  if (plan.what !== 'cells')
    for (const [name, target] of [
      ['station', stationTarget],
      ['registry', registryTarget],
    ] as const) {
      if (!wants(name)) continue;
      const bytes = { ...(await target()), seed, every, gapEvery };
      const { fates, missed, gapsLeft } = await sweepBytes(bytes, (done) => void process.stderr.write(`${name}: ${done} bytes changed\n`));
      failed += missed.length;
      const counts = Object.entries(fates).map(([fate, count]) => `${count} ${fate}`);
      say(`${name}, file of ${bytes.image.length} bytes: ${counts.join(', ')}; ${gapsLeft} more bytes are gaps of pages`);
      for (const line of missed) say(`          ${line}`);
    }
  expect(failed).toBe(0);
});
