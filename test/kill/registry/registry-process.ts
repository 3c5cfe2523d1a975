import { newBootId, openRegistry } from '../../../registry/open.ts';

/** A registry to be killed: `dataDir port database-url|-`. Says its URL and a one-time code on one line when it listens. */
const [dataDir = '', port = '0', database = '-'] = process.argv.slice(2);
const registry = await openRegistry({
  dataDir,
  ...(database === '-' ? {} : { databaseUrl: database }),
  name: 'custos.invalid/kill',
  clock: { nowMs: () => Date.now(), monoMs: () => performance.now(), boot: newBootId() },
  port: Number(port),
  checkpointDelayMs: 5,
});
process.stdout.write(`${registry.url} ${await registry.enrolmentCode()}\n`);
