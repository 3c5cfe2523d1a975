import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { prepareGuest } from './lab/guest.ts';
import { runGuest } from './lab/run-guest.ts';
import { guests } from './plan.ts';

/*
 * `npm run test:vm`: our tool against emulated drives behind a real kernel, one guest after the other. With names only
 * those guests: `npm run test:vm -- identity erase`. `--list` tells the names.
 */

const { values, positionals } = parseArgs({ options: { list: { type: 'boolean', default: false } }, allowPositionals: true });
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const unknown = positionals.filter((name) => !guests.some((guest) => guest.name === name));
if (values.list) for (const { name } of guests) print(name);
else if (unknown.length > 0) {
  process.stderr.write(`There is no guest ${unknown.join(', ')}. There are: ${guests.map(({ name }) => name).join(', ')}.\n`);
  process.exitCode = 2;
} else process.exitCode = await runAll();

async function runAll(): Promise<number> {
  const root = join(import.meta.dirname, '../..');
  const folder = join(root, 'dist', 'vm');
  if (!existsSync('/usr/bin/qemu-system-x86_64')) throw new Error('qemu-system-x86_64 is not installed');
  const total = { passed: 0, failed: 0, skipped: 0 };
  const begun = performance.now();
  const guest = await prepareGuest(folder);
  await build({ configFile: join(root, 'build', 'vite.vm.ts') });
  const chosen = positionals.length === 0 ? guests : guests.filter(({ name }) => positionals.includes(name));
  for (const plan of chosen) {
    print(`\n${plan.name}`);
    const since = performance.now();
    const tally = await runGuest(plan, guest, { root, folder, print });
    print(`  ${Math.round((performance.now() - since) / 1000)} s`);
    for (const kind of ['passed', 'failed', 'skipped'] as const) total[kind] += tally[kind];
  }
  print(`\n${Math.round((performance.now() - begun) / 1000)} s in all`);
  if (chosen.length < guests.length) print(`Only ${chosen.map(({ name }) => name).join(', ')} ran, of ${guests.length} guests.`);
  print(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0 ? 0 : 1;
}
