import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { follow } from '../setup/child.mjs';
import { programOf } from '../setup/modules.mjs';
import { root } from '../setup/places.mjs';
import { lint, tidyTree, typecheck } from './steps.mjs';

const reporter = fileURLToPath(new URL('reporter.mjs', import.meta.url));

const checks = [
  { name: 'type check, with the arrows', run: typecheck },
  { name: 'lint and format', run: lint },
  { name: 'tidy', run: tidyTree },
];

/**
 * Runs the checks and the tests and closes with `N passed, N failed`. With arguments only vitest runs, on what they
 * name, and that is said.
 *
 * @param {readonly string[]} args for vitest: folders, files, `-t pattern`
 * @param {{ only?: 'electron' | 'server' }} [options] one of the tiers that have a configuration of their own
 * @returns {Promise<number>} 0 when nothing failed
 */
export async function runTests(args, options = {}) {
  const total = { passed: 0, failed: 0, skipped: [] };
  const whole = args.length === 0 && options.only === undefined;
  if (whole) await runChecks(total);
  add(total, await runVitest(args, options));
  if (!whole && options.only === undefined) {
    print(`\nOnly vitest ran, on: ${args.join(' ')}. The type check, lint, tidy and all other tests did not.`);
  }
  close(total);
  return total.failed === 0 ? 0 : 1;
}

async function runChecks(total) {
  for (const check of checks) {
    print(`\n${check.name}`);
    const failed = (await check.run()) !== 0;
    print(failed ? `✗ ${check.name} failed` : `✓ ${check.name}`);
    total[failed ? 'failed' : 'passed'] += 1;
  }
}

async function runVitest(args, options) {
  const folder = mkdtempSync(join(tmpdir(), 'custos-test-'));
  const report = join(folder, 'report.json');
  try {
    const config = options.only === undefined ? [] : ['--config', join(root, 'build', `vitest.${options.only}.ts`)];
    const code = await follow(
      process.execPath,
      [programOf('vitest/vitest.mjs'), 'run', ...config, '--reporter=default', `--reporter=${reporter}`, ...args],
      { cwd: root, env: { ...process.env, CUSTOS_TEST_REPORT: report } },
    );
    const told = readReport(report);
    // Vitest may fail without a failed test: a crash, an unhandled error, no file found.
    return code !== 0 && told.failed === 0 ? { ...told, failed: 1 } : told;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: [] }; // it died before it could report
  }
}

function add(total, more) {
  total.passed += more.passed;
  total.failed += more.failed;
  total.skipped.push(...more.skipped);
}

function close(total) {
  if (total.skipped.length > 0) print('');
  for (const skip of total.skipped) print(`skipped: ${skip.title}\n         ${skip.reason}`);
  const skipped = total.skipped.length > 0 ? `, ${total.skipped.length} skipped` : '';
  print(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
