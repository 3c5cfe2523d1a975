import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { moveRegistry, type Place } from '../../registry/move/move.ts';
import { isPostgres } from '../../registry/reading.ts';
import { settingsOf } from '../registry/options.ts';
import type { SettingValues } from '../registry/settings.ts';

interface MoveCliOptions {
  readonly from: string;
  readonly to: string;
  readonly toData?: string;
  readonly toGuard?: string;
}

/** The database of a registry that is named by an address, a file, or the folder that the file is in. */
function databaseAt(named: string): string {
  return isPostgres(named) || named.endsWith('.sqlite') ? named : join(named, 'registry.sqlite');
}

/** Keys, attachments and guard lie beside a SQLite file, and in the data folder where the database is a server's. */
function placeOf(database: string, data: string, guard: string | undefined): Place {
  const dataDir = isPostgres(database) ? data : dirname(resolve(database));
  return { database, dataDir, guardDir: guard ?? join(dataDir, 'guard') };
}

/** Where the registry is that the settings speak of. */
export function placeOfSettings({ data, database, guard }: SettingValues): Place {
  return { database: database ?? join(data, 'registry.sqlite'), dataDir: data, guardDir: guard ?? join(data, 'guard') };
}

/** `custos registry move`: the same log in another database. */
export function registryMoveCommand(): Command {
  return new Command('move')
    .description('Move the registry to another database: its log is replayed there and checked, and the old one is closed for ever.')
    .requiredOption('--from <url-or-file>', 'where it is: a postgres:// address, registry.sqlite, or the folder of that file')
    .requiredOption('--to <url-or-file>', 'where it goes: an empty database, or a file that is not there yet')
    .option('--to-data <dir>', 'folder for keys and attachments at the new place; beside a SQLite file, else where they are')
    .option('--to-guard <dir>', 'folder of the guard file at the new place; in its data folder, or where it is when that one stays')
    .addHelpText(
      'after',
      '\nStop the registry first. --data names the folder of keys and attachments where --from is a server, --guard the folder of the guard file now.\nCut short, the same command again ends it.',
    )
    .action(async (options: MoveCliOptions, command: Command) => {
      const { values } = settingsOf(command);
      const from = placeOf(databaseAt(options.from), values.data, values.guard);
      const there = databaseAt(options.to);
      const dataDir = options.toData ?? (isPostgres(there) ? from.dataDir : dirname(resolve(there)));
      const stays = resolve(dataDir) === resolve(from.dataDir);
      const guardDir = options.toGuard ?? (stays ? from.guardDir : join(dataDir, 'guard'));
      const to: Place = { database: there, dataDir, guardDir };
      const { log, entries, attachments } = await moveRegistry(from, to, (says) => void process.stderr.write(`${says}\n`));
      const say = (line: string): boolean => process.stdout.write(`${line}\n`);
      say(`${log} is moved: ${entries} entries, ${attachments} attachments. Every checkpoint has the root that was signed.`);
      say(`Start it with --data ${dataDir} --guard ${guardDir}${isPostgres(there) ? ' and the new --database' : ''}.`);
      say(
        'No registry starts on the old database any more. Keep it until the new one has a backup; then destroy it, for it holds the same personal data.',
      );
    });
}
