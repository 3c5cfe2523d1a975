import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { CannotStart } from '../assemble/cannot-start.ts';
import { usualDataRoot } from '../data-folder.ts';
import { fsckStationFolder } from '../machine/station-fsck.ts';

interface FsckCliOptions {
  readonly data?: string;
  readonly practice?: boolean;
  readonly json?: boolean;
}

/** `custos fsck`: is what this station keeps what it once signed? For a registry there is `custos registry fsck`. */
export function fsckCommand(): Command {
  return new Command('fsck')
    .description(
      'Read everything that this station keeps and hold it against its own signed events. Changes nothing; stop the station first.',
    )
    .option('--data <dir>', 'where the station keeps its data')
    .option('--practice', 'the practice station of that folder')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExit codes: 0 all as it was signed, 20 something differs, 1 nothing could be checked.')
    .action((options: FsckCliOptions) => {
      const base = resolve(options.data ?? usualDataRoot());
      const folder = options.practice === true ? join(base, 'practice') : base;
      // Not `openDataFolder`: what is looked at is not made.
      if (!existsSync(join(folder, 'station.db'))) throw new CannotStart(`There is no station in ${folder}. Nothing was written.`);
      const report = fsckStationFolder({
        database: join(folder, 'station.db'),
        keys: join(folder, 'keys'),
        root: folder,
        progress: (says) => void process.stderr.write(`${says}\n`),
      });
      const { events, unchecked, findings, left } = report;
      if (options.json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
      else {
        const lines = findings.map(({ check, where, says }) => `${check}: ${where}: ${says}.`);
        if (left > 0) lines.push(`… and ${left} more of the same kinds.`);
        if (unchecked > 0)
          lines.push(`${unchecked} events are signed by keys that are not on this machine; their signatures were left out.`);
        lines.push(
          findings.length === 0
            ? `${events} events read: everything is as it was signed.`
            : `${events} events read, ${findings.length + left} findings. Keep this folder as it is: what the registry has acknowledged is safe there. Compare with a backup before the station works on.`,
        );
        process.stdout.write(`${lines.join('\n')}\n`);
      }
      process.exitCode = findings.length === 0 ? 0 : 20;
    });
}
