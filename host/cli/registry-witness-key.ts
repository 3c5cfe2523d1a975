import { join } from 'node:path';
import { Command } from 'commander';
import { formatWitnessVkey, witnessKey } from '../../domain/ledger/cosignature.ts';
import { openKeyFile } from '../../keys/key-file.ts';
import { witnessName } from '../../registry/witness/open.ts';
import { settingsOf } from '../registry/options.ts';

/** `custos registry witness-key`: what other registries write into `witnesses` to believe this one's cosignatures. */
export function registryWitnessKeyCommand(): Command {
  return new Command('witness-key')
    .description(
      "Print this registry's own witness key as a vkey, for the setting 'witnesses' of the registries whose checkpoints it cosigns. Makes the key where there is none; the registry may be running.",
    )
    .action((_options: unknown, command: Command) => {
      const { name, data } = settingsOf(command).values;
      if (name === undefined) command.error("error: the setting 'name' is missing: give --name <name>, or name it in the file");
      const { publicKey } = openKeyFile(join(data, 'keys', 'witness.json'));
      process.stdout.write(`${formatWitnessVkey(witnessKey(witnessName(name), publicKey))}\n`);
    });
}
