import { availableParallelism, loadavg } from 'node:os';
import type { BenchCase, BenchRoom } from './bench-case.ts';
import { appendCase } from './cases/append.ts';
import { bundleCase, certificateCase } from './cases/certificate.ts';
import { driveCase } from './cases/drive.ts';
import { pushCase } from './cases/push.ts';
import { storeCase } from './cases/store.ts';
import { registryCase } from './registry/registry-case.ts';
import { historyCase } from './registry/history-case.ts';
import { readArguments, usage } from './command-line.ts';
import type { Figure } from './figures.ts';
import { lineOf } from './figures.ts';
import { OwnFolder } from './own-folder.ts';
import { table } from './table.ts';

const cases: readonly BenchCase[] = [driveCase, storeCase, appendCase, pushCase, certificateCase, bundleCase, registryCase, historyCase];

async function main(): Promise<number> {
  const asked = readArguments(process.argv.slice(2));
  if (asked.kind === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if (asked.kind === 'wrong') {
    process.stderr.write(`${asked.says}\n\n${usage}`);
    return 2;
  }
  const wants = (name: string): boolean => asked.only.length === 0 || asked.only.some((begin) => name.startsWith(begin));
  const chosen = cases.filter(({ group, names }) => (asked.groups.length === 0 || asked.groups.includes(group)) && names.some(wants));
  if (chosen.length === 0) {
    process.stderr.write(
      `No figure of what was asked for begins with ${asked.only.join(' or ')}. There are: ${cases.flatMap(({ names }) => names).join(', ')}.\n`,
    );
    return 2;
  }
  const folder = new OwnFolder();
  try {
    const room: BenchRoom = {
      folder,
      rounds: asked.rounds ?? 5,
      driveRounds: asked.rounds ?? 3,
      sizeBytes: asked.sizeMib * 1024 * 1024,
      historyEvents: asked.historyEvents,
      wants,
      say: (line) => void process.stderr.write(`${line}\n`),
    };
    const before = loadavg();
    const figures: Figure[] = [];
    for (const each of chosen) figures.push(...(await each.run(room)));
    process.stdout.write(
      asked.json ? `${JSON.stringify(figures.map(lineOf), undefined, 2)}\n` : `${table(figures)}${load(before, loadavg())}`,
    );
    return 0;
  } finally {
    folder.remove();
  }
}

/** What else the machine had to do stands in every figure. */
function load(before: readonly number[], after: readonly number[]): string {
  const words = (averages: readonly number[]): string => averages.map((one) => one.toFixed(1)).join(', ');
  return `Load averages (1, 5, 15 minutes) before: ${words(before)}; after: ${words(after)}; processors: ${availableParallelism()}.\n`;
}

process.exitCode = await main();
