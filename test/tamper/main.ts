import { parseArgs } from 'node:util';
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

/*
 * The tamper test: `npm run test:tamper -- --of station|registry|postgres|all --what cells|bytes|both --every N --seed S`.
 * Without `--every` each cell and each byte is changed in turn; gaps inside of pages, where SQLite keeps nothing, at each 64th byte.
 */

const { values } = parseArgs({
  options: {
    of: { type: 'string', default: 'all' },
    what: { type: 'string', default: 'both' },
    every: { type: 'string', default: '1' },
    'gap-every': { type: 'string', default: '64' },
    seed: { type: 'string', default: '1' },
  },
});
const [every, gapEvery, seed] = [values.every, values['gap-every'], values.seed].map(Number) as [number, number, number]; // three texts, three numbers
if (![every, gapEvery, seed].every((number) => Number.isSafeInteger(number) && number > 0)) {
  process.stderr.write('--every, --gap-every and --seed are whole numbers from 1 on.\n');
  process.exit(2);
}
const wants = (name: string): boolean => values.of === name || values.of === 'all';
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
let failed = 0;

function tell(of: string, { tried, columns, missed }: Swept): void {
  failed += missed.length;
  say(`${of}: ${tried} cells of ${columns} columns changed, ${missed.length} not found`);
  for (const line of missed) say(`          ${line}`);
}

if (values.what !== 'bytes') {
  const verifier = rememberingVerifier();
  if (wants('station')) {
    const { file, keys } = await smallStation();
    const database = opened(imageOf(file));
    const check = () => Promise.resolve(fsckOpened(database, keys, undefined, verifier).findings);
    const plan = { tables: tablesOf(database), stride: 4, every, isUnsaid: inSet(unsaidOfStation), check };
    tell('station, cells', await sweepCells(sqliteBench(database), plan));
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
if (values.what !== 'cells')
  for (const [name, target] of [
    ['station', stationTarget],
    ['registry', registryTarget],
  ] as const) {
    if (!wants(name)) continue;
    const plan = { ...(await target()), seed, every, gapEvery };
    const { fates, missed, gapsLeft } = await sweepBytes(plan, (done) => void process.stderr.write(`${name}: ${done} bytes changed\n`));
    failed += missed.length;
    const counts = Object.entries(fates).map(([fate, count]) => `${count} ${fate}`);
    say(`${name}, file of ${plan.image.length} bytes: ${counts.join(', ')}; ${gapsLeft} more bytes are gaps of pages`);
    for (const line of missed) say(`          ${line}`);
  }
process.exit(failed === 0 ? 0 : 1);
