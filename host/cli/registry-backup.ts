import { resolve } from 'node:path';
import { Command } from 'commander';
import { drillBackup, type DrillReport } from '../../registry/backup/drill.ts';
import { type Outlook, restoreBackup } from '../../registry/backup/restore.ts';
import { takeBackup } from '../../registry/backup/take.ts';
import { guardOf } from '../../registry/move/move.ts';
import { machineClock } from '../machine/clock.ts';
import { settingsOf } from '../registry/options.ts';
import { placeOfSettings } from './registry-move.ts';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const progress = (says: string): void => void process.stderr.write(`${says}\n`);

/** `custos registry backup`: the whole registry as one folder. */
export function registryBackupCommand(): Command {
  return new Command('backup')
    .description('Back the registry up into an empty folder, also while it runs.')
    .argument('<dir>', 'a folder that is empty or not there yet')
    .option('--without-keys', "leave the registry's keys out, for those who keep them elsewhere; without them nothing can be signed again")
    .action(async (dir: string, options: { readonly withoutKeys?: boolean }, command: Command) => {
      const { values } = settingsOf(command);
      const withKeys = options.withoutKeys !== true;
      const manifest = await takeBackup({
        place: placeOfSettings(values),
        dir: resolve(dir),
        withKeys,
        nowMs: machineClock.wallMs(),
        progress,
      });
      const bytes = manifest.files.reduce((sum, { size }) => sum + size, 0);
      say(
        `${manifest.log}: ${manifest.entries} entries, ${manifest.files.length} files, ${Math.ceil(bytes / 1_048_576)} MiB in ${resolve(dir)}.`,
      );
      say(
        withKeys
          ? 'It holds the keys of the registry and personal data: whoever has it can sign as this registry. Keep it as you keep those.'
          : 'It holds personal data, and no keys: keep those safe elsewhere, for without them no registry goes on from it.',
      );
      say('Try it with custos registry drill.');
    });
}

const outlooks: Readonly<Record<Outlook, string>> = {
  goes_on: 'The registry goes on from here: start it. Stations bring again what they had sent since.',
  behind:
    'The guard file says that more was signed than this backup holds. A registry started here can be read; it signs nothing and takes nothing, so that there are never two stories under one signature. Put newer data back if there is any: a standby, a later backup, the old disk.',
  unguarded:
    'There is no guard file here, so nobody knows whether something newer was signed. A registry started here can be read; it signs nothing and takes nothing. Put the guard file back from where it was kept. Only if you know that nothing was signed after this backup, restore again into an empty place with --nothing-newer.',
};

/** `custos registry restore`: a backup into an empty place. */
export function registryRestoreCommand(): Command {
  return new Command('restore')
    .description('Restore a backup into an empty place: an empty PostgreSQL database, or a data folder without a log.')
    .argument('<dir>', 'the folder of the backup')
    .option('--nothing-newer', 'I know that this registry signed nothing after the backup: make a guard file from it where there is none')
    .addHelpText('after', '\nExit codes: 0 the registry goes on from here, 30 restored for reading only, 1 nothing was restored.')
    .action(async (dir: string, options: { readonly nothingNewer?: boolean }, command: Command) => {
      const place = placeOfSettings(settingsOf(command).values);
      const { manifest, outlook, signed } = await restoreBackup({
        dir: resolve(dir),
        place,
        nothingNewer: options.nothingNewer === true,
        progress,
      });
      say(`${manifest.log}: ${manifest.entries} entries restored and checked, newest checkpoint ${manifest.checkpoint.size}.`);
      if (signed !== undefined) say(`Guard file ${guardOf(place)}: ${signed} entries were signed.`);
      say(outlooks[outlook]);
      process.exitCode = outlook === 'goes_on' ? 0 : 30;
    });
}

const drillCodes: Readonly<Record<DrillReport['verdict'], number>> = { whole: 0, differs: 20, unproven: 30 };

/** `custos registry drill`: would this backup help? */
export function registryDrillCommand(): Command {
  return new Command('drill')
    .description('Restore a backup into a temporary place, check all of it, and prove that it is the beginning of the log as it is now.')
    .argument('<dir>', 'the folder of the backup')
    .option('--live <url>', 'the running registry; without it the guard file alone is asked')
    .option('--log-key <vkey>', "the log's key as you pinned it; the one in the backup when not given")
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExit codes: 0 whole and proven, 20 something differs, 30 it restores and nothing proves whose it is, 1 it cannot be read.',
    )
    .action(
      async (dir: string, options: { readonly live?: string; readonly logKey?: string; readonly json?: boolean }, command: Command) => {
        const { guardDir } = placeOfSettings(settingsOf(command).values);
        const report = await drillBackup({ dir: resolve(dir), live: options.live, logKey: options.logKey, guardDir, progress });
        if (options.json === true)
          say(JSON.stringify({ ...report, manifest: { ...report.manifest, files: report.manifest.files.length } }));
        else for (const line of inWords(report)) say(line);
        process.exitCode = drillCodes[report.verdict];
      },
    );
}

function inWords({ verdict, manifest, doubts, newer, liveSize }: DrillReport): readonly string[] {
  const lines = doubts.map((doubt) => `In doubt: ${doubt}.`);
  if (verdict !== 'differs')
    lines.push(
      `${manifest.entries} entries restore, every one checked, and the tree has the root that was signed at size ${manifest.checkpoint.size}.`,
    );
  if (verdict === 'whole') lines.push(`It is the beginning of the log as it is now, at size ${liveSize ?? manifest.entries}.`);
  if (newer !== undefined)
    lines.push(
      newer === 0
        ? 'Nothing is newer than this backup.'
        : `${newer} entries are newer: after a loss they would have to come again, from a standby, a later backup, or the stations.`,
    );
  if (verdict === 'differs')
    lines.push('Do not rely on this backup. Keep it as it is, take another one, and look into the log with custos registry fsck.');
  return lines;
}
