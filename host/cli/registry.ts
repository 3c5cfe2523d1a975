import { Command } from 'commander';
import { openApi } from '../../contract/openapi.ts';
import { addSettingFlags, settingsOf } from '../registry/options.ts';
import { runReader } from '../registry/run-reader.ts';
import { runRegistry } from '../registry/run.ts';
import { showSettings } from '../registry/show-settings.ts';
import { registryBackupCommand, registryDrillCommand, registryRestoreCommand } from './registry-backup.ts';
import { registryFsckCommand } from './registry-fsck.ts';
import { registryMoveCommand } from './registry-move.ts';
import { registryOutletsCommand } from './registry-outlets.ts';
import { registryWitnessKeyCommand } from './registry-witness-key.ts';

/** `custos registry`: the central log, for stations on other machines. */
export function registryCommand(): Command {
  return addSettingFlags(new Command('registry').description('Start a registry that stations elsewhere belong to.'))
    .action(async (_options: unknown, command: Command) => {
      const { values } = settingsOf(command);
      // Asked for here, for the sub-commands read it from the data.
      if (values.name === undefined) command.error("error: the setting 'name' is missing: give --name <name>, or name it in the file");
      const { read_only: writer } = values;
      await (writer === undefined ? runRegistry(values, values.name) : runReader(values, values.name, writer));
    })
    .addCommand(registryConfigCommand())
    .addCommand(registryOpenApiCommand())
    .addCommand(registryFsckCommand())
    .addCommand(registryBackupCommand())
    .addCommand(registryRestoreCommand())
    .addCommand(registryDrillCommand())
    .addCommand(registryMoveCommand())
    .addCommand(registryOutletsCommand())
    .addCommand(registryWitnessKeyCommand());
}

function registryConfigCommand(): Command {
  return new Command('config')
    .description('Print the settings in force, and where each came from. Secrets are not shown. Starts nothing.')
    .action((_options: unknown, command: Command) => {
      process.stdout.write(showSettings(settingsOf(command)));
    });
}

function registryOpenApiCommand(): Command {
  return new Command('openapi')
    .description('Print the OpenAPI document of the registry, which it serves at /v1/openapi.json too.')
    .action(() => {
      process.stdout.write(`${JSON.stringify(openApi(), undefined, 2)}\n`);
    });
}
