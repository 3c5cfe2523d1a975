import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { startPostgres, whyNoPostgres } from '../kit/postgres.ts';
import { besideRegistry, besideStation, sweepBeside } from './beside.ts';
import { flipsOf, sqliteBench } from './flips.ts';
import { imageOf, opened } from './image.ts';
import { ledgerIn, loggedTables, smallLedger } from './ledger.ts';
import { sweepPostgres } from './postgres-sweep.ts';
import { sweepBytes } from './raw.ts';
import { registryTarget, stationTarget } from './raw-targets.ts';
import { smallStation, stationIn } from './station.ts';
import { outcomeName, type PartOutcome, partPlan, type Sizes } from './whole-plan.ts';

/* One part of the whole sweep, as `main.ts` starts it: not one of the tests that every run plays. */

const plan = partPlan.parse(JSON.parse(process.env['CUSTOS_TAMPER'] ?? '{}'));
const { dir, seed, every, from } = plan;
const [stationDir, registryDir] = [join(dir, 'station'), join(dir, 'registry')];
const part = { seed, every, from, ...(plan.to === undefined ? {} : { to: plan.to }) };
const progress = (at: number): void => void process.stderr.write(`${plan.of}: at ${at}\n`);

/** The stores, and how large they are. */
async function make(): Promise<Sizes> {
  mkdirSync(stationDir, { recursive: true });
  mkdirSync(registryDir, { recursive: true });
  const [station, ledger] = [await smallStation(stationDir), await smallLedger(registryDir)];
  const registry = imageOf(ledger.file);
  const bench = sqliteBench(opened(registry));
  let flips = 0;
  for (const table of loggedTables) flips += [...flipsOf(await bench.cells(table), 1)].length;
  return { station: imageOf(station.file).length, registry: registry.length, beside: 1, postgres: flips };
}

async function play(): Promise<PartOutcome> {
  switch (plan.of) {
    case 'make':
      return [];
    case 'station':
      return [{ file: 'station.db', tally: bare(await sweepBytes({ target: stationTarget(stationIn(stationDir)), ...part }, progress)) }];
    case 'registry':
      return [
        { file: 'registry.sqlite', tally: bare(await sweepBytes({ target: registryTarget(ledgerIn(registryDir)), ...part }, progress)) },
      ];
    case 'beside': {
      const outcome: PartOutcome = [];
      for (const [store, beside] of Object.entries({
        station: besideStation(stationIn(stationDir)),
        registry: besideRegistry(ledgerIn(registryDir)),
      }))
        for (const name of beside.files) outcome.push({ file: `${store}: ${name}`, tally: bare(await sweepBeside(beside, name, part)) });
      return outcome;
    }
    case 'postgres': {
      const reason = whyNoPostgres();
      if (reason !== undefined) throw new Error(reason);
      const server = await startPostgres();
      try {
        return [
          {
            file: 'PostgreSQL, by cells',
            tally: bare(await sweepPostgres(server, ledgerIn(registryDir), { ...part, stride: 1 }, progress)),
          },
        ];
      } finally {
        await server.stop();
      }
    }
  }
}

const bare = ({ by, missed }: PartOutcome[number]['tally']): PartOutcome[number]['tally'] => ({ by: { ...by }, missed: [...missed] });

test(`${plan.of} is swept`, async () => {
  if (plan.of === 'make') writeFileSync(join(dir, 'sizes.json'), JSON.stringify(await make()));
  else writeFileSync(join(dir, outcomeName(plan)), JSON.stringify(await play()));
});
