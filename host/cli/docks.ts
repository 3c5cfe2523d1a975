import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import type { Bay, Identified } from '../../contract/helper.ts';
import { dockFindingWords, dockGradeWords } from '../../domain/drive/dock.ts';
import type { Plan, PlanRefusal } from '../../domain/policy/plan.ts';
import { usualDataRoot } from '../data-folder.ts';
import { hostDocks, whyNoHostDocks } from '../machine/host-docks.ts';
import { startHelper } from '../machine/helpers.ts';
import { planFor, probe, probeLines } from './probe.ts';

interface DocksOptions {
  readonly drive: readonly string[];
  readonly probe?: string;
  readonly data?: string;
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
    .option('--probe <device>', 'explain one drive step by step: a node such as /dev/sdb, a port, an image or a loop device')
    .option('--data <dir>', 'take the names of bays from the station that keeps its data here')
    .option('--json', 'print JSON: one array, or one object with --probe')
    .action(async (options: DocksOptions) => {
      if (options.probe !== undefined) return await explain(options.probe, options.json === true);
      const found = await lookOnce(options);
      if (options.json !== true) for (const line of whyNoHostDocks()) process.stdout.write(`${line}\n`);
      if (options.json === true) process.stdout.write(`${JSON.stringify(found)}\n`);
      else if (found.length === 0)
        process.stdout.write("No drives on this machine's own buses. Disk images and loop devices are shown with --drive PATH.\n");
      else for (const line of found.flatMap(linesOf)) process.stdout.write(`${line}\n`);
    });
}

/** Exits 1 when the drive could not be found or asked: what failed is told either way. */
async function explain(what: string, json: boolean): Promise<void> {
  const report = await probe(what);
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${probeLines(report).join('\n')}\n`);
  if (report.identified?.kind !== 'identified') process.exitCode = 1;
}

/** One bay with what its drive said, and what policy would order for it. */
interface Listed {
  readonly bay: Bay;
  readonly identified?: Identified;
  readonly plan?: Plan | PlanRefusal;
}

async function lookOnce({ drive, data }: DocksOptions): Promise<readonly Listed[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'custos-docks-'));
  const bays = join(resolve(data ?? usualDataRoot()), 'bays.json');
  const helper = startHelper({ drives: drive, host: hostDocks(bays), spent: join(scratch, 'spent') });
  try {
    for await (const look of await helper.client.look()) {
      if (look.kind === 'failed') throw new Error(`The docks could not be looked at: ${look.why}`);
      return await Promise.all(
        look.bays.map(async (bay) =>
          // A guarded drive of the host can be asked who it is; a guarded image has nobody to ask.
          bay.occupied && (bay.guarded === undefined || bay.taught !== undefined)
            ? listed(bay, await helper.client.identify({ port: bay.port }))
            : { bay },
        ),
      );
    }
    return [];
  } finally {
    await helper.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function listed(bay: Bay, identified: Identified): Listed {
  return identified.kind === 'identified' ? { bay, identified, plan: planFor(identified) } : { bay, identified };
}

/** A bay on one line, and under it what its drive supports and what policy would order. */
function linesOf({ bay, identified, plan }: Listed): readonly string[] {
  const offered =
    identified?.kind === 'identified'
      ? identified.capabilities.techniques.flatMap((one) => (one.kind === 'offered' ? [one.technique] : []))
      : [];
  return [
    lineOf(bay, identified),
    ...dockLines(identified),
    ...(offered.length === 0 ? [] : [`    supports ${offered.join(', ')}`]),
    ...(plan === undefined ? [] : [`    ${orderWords(plan)}`]),
  ];
}

/** The grade of a USB dock, with the findings that it rests on. */
function dockLines(identified: Identified | undefined): readonly string[] {
  if (identified?.dock === undefined) return [];
  const { grade, reason, findings } = identified.dock;
  const why = reason === undefined ? '' : ` ${dockFindingWords[reason].what} (${findings.join(', ')})`;
  return [`    dock grade ${grade}: ${dockGradeWords[grade]}${why}`];
}

function orderWords(plan: Plan | PlanRefusal): string {
  if (plan.kind !== 'plan') return `policy would refuse: ${plan.why}; bound for ${plan.boundFor}`;
  return `policy ${plan.policy.id} would order ${plan.order.technique} (${plan.order.method})`;
}

function lineOf(bay: Bay, identified: Identified | undefined): string {
  if (!bay.occupied) return `${bay.port}  ${bay.dock}  empty`;
  const guard = bay.guarded === undefined ? [] : [`protected: ${bay.guarded}`];
  return [bay.port, bay.dock, ...(identified === undefined ? [] : [wordsOf(identified)]), ...guard].join('  ');
}

function wordsOf(identified: Identified): string {
  if (identified.kind === 'silent') return `silent: ${identified.why} (${identified.detail})`;
  const { model, serial, capacity_bytes } = identified.identity;
  return `${model}  ${serial}  ${capacity_bytes} bytes`;
}
