import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { behindOf, endOfLog, outletPlaces, replayFrom } from '../../registry/outlets/places.ts';
import { openPostgresStore } from '../../registry/postgres/store.ts';
import { openSqliteStore } from '../../registry/sqlite/store.ts';
import type { RegistryStore } from '../../registry/store.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { machineClock } from '../machine/clock.ts';
import { settingsOf } from '../registry/options.ts';
import type { SettingValues } from '../registry/settings.ts';

/** `custos registry outlets`: how far webhooks and syslog were told of the log, and telling them again. */
export function registryOutletsCommand(): Command {
  return new Command('outlets')
    .alias('webhooks')
    .description(
      'Webhooks and syslog: how far each was told of the log. Stop the registry first; while it runs, its console shows the same.',
    )
    .addCommand(
      new Command('list')
        .description('One line for each: name, state, next entry, entries behind, events taken, why the last attempt failed.')
        .action((_options: unknown, command: Command) =>
          withStore(settingsOf(command).values, async ({ sql }) => {
            const end = await endOfLog(sql);
            for (const place of await outletPlaces(sql)) {
              const { name, state, position, taken, why = '' } = place;
              process.stdout.write(`${[name, state, position.next, behindOf(place, end), taken, why].join('\t').trimEnd()}\n`);
            }
          }),
        ),
    )
    .addCommand(
      new Command('replay')
        .argument('<name>', 'the outlet, as the settings call it')
        .requiredOption('--from <index>', 'the first entry that it is told again')
        .description('Set an outlet to a place in the log, from where it is told all again, also one that was given up.')
        .action((name: string, options: { readonly from: string }, command: Command) =>
          withStore(settingsOf(command).values, async ({ sql }) => {
            const from = /^[0-9]{1,15}$/.test(options.from) ? Number(options.from) : Number.NaN;
            try {
              await replayFrom(sql, name, from, machineClock.wallMs());
            } catch (cause) {
              if (cause instanceof RangeError) throw new CannotStart(`${name} stays where it is: ${cause.message}.`, { cause });
              throw cause;
            }
            process.stdout.write(`${name} is told the log from entry ${from} on, as soon as the registry runs.\n`);
          }),
        ),
    );
}

async function withStore({ data, database }: SettingValues, run: (store: RegistryStore) => Promise<void>): Promise<void> {
  const file = join(data, 'registry.sqlite');
  if (database === undefined && !existsSync(file)) throw new CannotStart(`There is no registry in ${data}. Nothing was changed.`);
  const store = database === undefined ? openSqliteStore(file) : await openPostgresStore(database);
  try {
    await run(store);
  } finally {
    await store.close();
  }
}
