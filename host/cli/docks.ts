import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Bay, Identified } from '../../contract/helper.ts';
import { startHelper } from '../machine/helpers.ts';

interface DocksOptions {
  readonly drive: readonly string[];
  readonly json?: boolean;
}

/** `custos docks`: what sits where, who it says it is, and why it may not be touched. Changes nothing. */
export function docksCommand(): Command {
  return new Command('docks')
    .description('List docks and the drives in them. Reads only.')
    .option(
      '--drive <path>',
      'look at a disk image or a loop device; may be given again',
      (value: string, before: readonly string[]) => [...before, value],
      [] as readonly string[],
    )
    .option('--json', 'print one JSON array')
    .action(async (options: DocksOptions) => {
      const found = await lookOnce(options.drive);
      if (options.json === true) process.stdout.write(`${JSON.stringify(found)}\n`);
      else if (found.length === 0)
        process.stdout.write(
          'No docks. This version serves disk images and loop devices (--drive PATH) and virtual docks (practice, demo).\n',
        );
      else for (const { bay, identified } of found) process.stdout.write(`${lineOf(bay, identified)}\n`);
    });
}

async function lookOnce(drives: readonly string[]): Promise<readonly { readonly bay: Bay; readonly identified?: Identified }[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'custos-docks-'));
  const helper = startHelper({ drives, spent: join(scratch, 'spent') });
  try {
    for await (const look of await helper.client.look()) {
      if (look.kind === 'failed') throw new Error(`The docks could not be looked at: ${look.why}`);
      return await Promise.all(
        look.bays.map(async (bay) =>
          bay.occupied && bay.guarded === undefined ? { bay, identified: await helper.client.identify({ port: bay.port }) } : { bay },
        ),
      );
    }
    return [];
  } finally {
    await helper.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function lineOf(bay: Bay, identified: Identified | undefined): string {
  const who =
    identified === undefined
      ? bay.occupied
        ? `protected: ${bay.guarded ?? 'unknown'}`
        : 'empty'
      : identified.kind === 'silent'
        ? `silent: ${identified.why} (${identified.detail})`
        : `${identified.identity.model}  ${identified.identity.serial}  ${identified.identity.capacity_bytes} bytes`;
  return `${bay.port}  ${bay.dock}  ${who}`;
}
