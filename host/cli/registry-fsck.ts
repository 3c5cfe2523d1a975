import { Command } from 'commander';
import { fsckRegistry } from '../../registry/fsck/open.ts';
import { settingsOf } from '../registry/options.ts';

interface FsckCliOptions {
  readonly json?: boolean;
}

/** `custos registry fsck`: is what the registry keeps what its log says? Takes the settings of `custos registry`. */
export function registryFsckCommand(): Command {
  return new Command('fsck')
    .description('Read everything that the registry keeps and hold it against its log. Changes nothing; stop the registry first.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExit codes: 0 all as the log says, 20 something differs, 1 nothing could be checked.')
    .action(async (options: FsckCliOptions, command: Command) => {
      const { values } = settingsOf(command);
      const { entries, findings, left } = await fsckRegistry({
        dataDir: values.data,
        databaseUrl: values.database,
        guardDir: values.guard,
        progress: (says) => void process.stderr.write(`${says}\n`),
      });
      const say = (line: string): boolean => process.stdout.write(`${line}\n`);
      if (options.json === true) say(JSON.stringify({ entries, findings, left }));
      else {
        for (const { check, where, says } of findings) say(`${check}: ${where}: ${says}.`);
        if (left > 0) say(`… and ${left} more of the same kinds.`);
        say(
          findings.length === 0
            ? `${entries} entries read: everything is as the log says.`
            : `${entries} entries read, ${findings.length + left} findings. Keep this data as it is, and compare with a backup, a mirror, or the stations.`,
        );
      }
      process.exitCode = findings.length === 0 ? 0 : 20;
    });
}
