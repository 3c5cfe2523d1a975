import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * A vitest reporter that counts for the closing line: it writes `{ passed, failed, skipped: [{ title, reason }] }` to
 * the file that CUSTOS_TEST_REPORT names. A test says why it is skipped with `ctx.skip('why')`.
 */
export default class Counter {
  onTestRunEnd(modules, unhandled) {
    const report = { passed: 0, failed: unhandled.length > 0 ? 1 : 0, skipped: [] };
    for (const module of modules) count(module, report);
    const path = process.env.CUSTOS_TEST_REPORT;
    if (path) writeFileSync(path, JSON.stringify(report));
  }
}

function count(module, report) {
  const tests = [...module.children.allTests()];
  const file = relative(process.cwd(), module.moduleId);
  let failed = 0;
  for (const test of tests) {
    const result = test.result();
    if (result.state === 'passed') report.passed += 1;
    else if (result.state === 'failed') failed += 1;
    else report.skipped.push({ title: `${file} > ${test.fullName}`, reason: result.note || 'no reason given' });
  }
  // A file that breaks outside of its tests (an import, a hook) counts as one.
  if (failed === 0 && module.state() === 'failed') failed = 1;
  report.failed += failed;
}
