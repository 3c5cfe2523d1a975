import { run } from 'node:test';
import { resultMarks, suiteEndedLine } from '../results.ts';

/*
 * Runs one suite inside the guest, in this process: under emulation every further process costs a second. One line a
 * test, the reason below where it failed.
 */

const suite = process.argv[2];
if (suite === undefined) throw new Error('name a suite');

let failed = 0;
for await (const event of run({ files: [suite], isolation: 'none', concurrency: false })) {
  if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
  const { name, skip, details } = event.data;
  if (details.type === 'suite') continue;
  const seconds = `(${(details.duration_ms / 1000).toFixed(1)} s)`;
  if (skip !== undefined && skip !== false) print(`${resultMarks.skipped}${name}: ${String(skip)}`);
  else if (event.type === 'test:pass') print(`${resultMarks.passed}${name} ${seconds}`);
  else {
    failed += 1;
    print(`${resultMarks.failed}${name} ${seconds}\n${reasonOf(event.data.details.error)}`);
    // The suite itself: what it had started when it broke would keep us waiting for ever.
    if (name === suite) break;
  }
}
print(suiteEndedLine);
// A helper or a socket that a failed test left behind must not keep the guest up.
process.exit(failed === 0 ? 0 : 1);

function reasonOf(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  return (cause.stack ?? cause.message).replaceAll(/^/gm, '      ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
