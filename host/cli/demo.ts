import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { runDemo } from '../demo/run.ts';
import type { DemoResult } from '../demo/result.ts';

interface DemoCommandOptions {
  readonly json?: boolean;
  readonly keep?: string;
  readonly drive: readonly string[];
  readonly verbose?: boolean;
}

/** `custos demo`: the main job from scan to certificate in the log, on virtual docks, without a window. */
export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'Run the main job on virtual docks: scan, dock, erase, verify, validate, certify, release. Exits 0 only if all of it truly happened.',
    )
    .option('--json', 'print one JSON object at the end and nothing else on standard output')
    .option('--keep <dir>', 'leave drive images, certificates and databases here')
    .option(
      '--drive <path>',
      'also erase this disk image or loop device; its content is overwritten; may be given again',
      (value: string, before: readonly string[]) => [...before, value],
      [] as readonly string[],
    )
    .option('--verbose', 'diagnostics on standard error, one JSON line each')
    .action(async (options: DemoCommandOptions) => {
      const json = options.json === true;
      const tell = (line: string): boolean => (json ? process.stderr : process.stdout).write(`${line}\n`);
      const dir = options.keep === undefined ? mkdtempSync(join(tmpdir(), 'custos-demo-')) : resolve(options.keep);
      try {
        const result = await runDemo({ dir, drives: options.drive.map((path) => resolve(path)), tell, verbose: options.verbose === true });
        if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
        else summarize(result, options.keep === undefined ? undefined : dir);
        process.exitCode = result.ok ? 0 : 1;
      } finally {
        if (options.keep === undefined) rmSync(dir, { recursive: true, force: true });
      }
    });
}

function summarize(result: DemoResult, kept: string | undefined): void {
  const say = (line: string): boolean => process.stdout.write(`${line}\n`);
  say('\nSummary');
  for (const drive of result.drives) {
    const what = drive.level === null ? '' : `${drive.level} by ${drive.technique ?? ''}, ${drive.verification ?? ''}`;
    say(
      `  ${drive.serial.padEnd(22)}${drive.state.padEnd(13)}${drive.certificate ?? 'no certificate'}  log ${drive.logIndex ?? '-'}  ${what}`,
    );
  }
  for (const { name, before, after } of result.planted)
    if (before !== null) say(`  planted records on ${name}: ${before} before, ${after ?? '?'} after`);
  say(`  log ${result.registry.origin}, ${result.registry.size} events, root ${result.registry.root}`);
  for (const fault of result.faults) say(`  NOT TRUE: ${fault}`);
  say(result.ok ? 'All of it happened.' : 'Not all of it happened.');
  if (kept !== undefined) say(`Kept in ${kept}`);
}
