import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { Command } from 'commander';
import { openRegistry } from '../../registry/open.ts';
import { usualDataRoot } from '../data-folder.ts';
import { machineClock } from '../machine/clock.ts';
import { untilStopped } from './faults.ts';
import { consoleOptions, sayConsole } from './registry-console.ts';
import { registryFsckCommand } from './registry-fsck.ts';

interface RegistryOptions {
  readonly data?: string;
  readonly name?: string;
  readonly database?: string;
  readonly host: string;
  readonly port: string;
  readonly guard?: string;
  readonly codes: string;
  readonly console?: string;
}

/** `custos registry`: the central log, for stations on other machines. */
export function registryCommand(): Command {
  return new Command('registry')
    .description('Start a registry that stations elsewhere belong to.')
    .option('--name <name>', 'name of the registry and of its log, e.g. custody.example/acme; the same at every start')
    .option('--data <dir>', 'keep the log here instead of the usual place')
    .option('--database <url>', 'keep the log in this PostgreSQL database; DATABASE_URL when not given, else a SQLite file in --data')
    .option('--host <address>', 'address to listen on; put a proxy with TLS in front before it is not loopback', '127.0.0.1')
    .option('--port <number>', 'port to listen on', '7480')
    .option('--guard <dir>', 'folder of the guard file; best on another volume than the log')
    .option('--codes <count>', 'print this many one-time codes for stations', '0')
    .option('--console <file>', 'settings of the console as JSON: publicUrl, providers, limitHours')
    .action(async (options: RegistryOptions, command: Command) => {
      const { name } = options;
      // Asked for here, for `fsck` reads it from the data.
      if (name === undefined) command.error("error: required option '--name <name>' not specified");
      await runRegistry({ ...options, name });
    })
    .addCommand(registryFsckCommand());
}

async function runRegistry(options: RegistryOptions & { readonly name: string }): Promise<void> {
  const shown = consoleOptions(options.console);
  const registry = await openRegistry({
    dataDir: options.data ?? join(usualDataRoot(), 'registry-server'),
    databaseUrl: options.database ?? process.env['DATABASE_URL'],
    name: options.name,
    host: options.host,
    port: Number(options.port),
    ...(options.guard === undefined ? {} : { guardDir: options.guard }),
    console: shown,
    clock: { nowMs: machineClock.wallMs, monoMs: machineClock.monoMs, boot: machineClock.bootId },
    report: (what, cause) =>
      process.stderr.write(
        `${JSON.stringify({ at: new Date().toISOString(), what, ...(cause instanceof Error ? { why: cause.message } : {}) })}\n`,
      ),
  });
  const say = (line: string): boolean => process.stdout.write(`${line}\n`);
  say(`Registry ${registry.name} listens on ${registry.url}`);
  say(`Log key, for auditors to pin: ${registry.logVkey}`);
  await sayConsole(registry, shown, say);
  for (let left = Number(options.codes); left > 0; left -= 1)
    say(`One-time code for a station, good for 24 hours: ${await registry.enrolmentCode()}`);
  say('Press Enter for a one-time code for one station, Ctrl+C to stop.');
  const lines = createInterface({ input: process.stdin });
  lines.on('line', () => {
    void registry.enrolmentCode().then((code) => say(`One-time code for a station, good for 24 hours: ${code}`));
  });
  await untilStopped();
  lines.close();
  await registry.close();
}
