import type { BenchCase, BenchRoom } from './bench-case.ts';
import { appendCase } from './cases/append.ts';
import { certificateCase } from './cases/certificate.ts';
import { mediumCase } from './cases/medium.ts';
import { pushCase } from './cases/push.ts';
import { storeCase } from './cases/store.ts';
import { readArguments, usage } from './command-line.ts';
import type { Figure } from './figures.ts';
import { lineOf } from './figures.ts';
import { OwnFolder } from './own-folder.ts';
import { table } from './table.ts';

const cases: readonly BenchCase[] = [mediumCase, storeCase, appendCase, pushCase, certificateCase];

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
  const chosen = cases.filter(({ names }) => names.some(wants));
  if (chosen.length === 0) {
    process.stderr.write(
      `No figure begins with ${asked.only.join(' or ')}. There are: ${cases.flatMap(({ names }) => names).join(', ')}.\n`,
    );
    return 2;
  }
  const folder = new OwnFolder();
  try {
    const room: BenchRoom = {
      folder,
      rounds: asked.rounds,
      sizeBytes: asked.sizeMib * 1024 * 1024,
      wants,
      say: (line) => void process.stderr.write(`${line}\n`),
    };
    const figures: Figure[] = [];
    for (const each of chosen) figures.push(...(await each.run(room)));
    process.stdout.write(asked.json ? `${JSON.stringify(figures.map(lineOf), undefined, 2)}\n` : table(figures));
    return 0;
  } finally {
    folder.remove();
  }
}

process.exitCode = await main();
