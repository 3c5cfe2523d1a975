import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

/* Takes one lock out of a copy of the product at a time: the test that is named for it must fail there. */

const root = fileURLToPath(new URL('../../', import.meta.url));
const product = [
  'domain',
  'contract',
  'certificate',
  'keys',
  'hardware',
  'db',
  'exchange',
  'station',
  'registry',
  'host',
  'build/tsconfig',
  'test/kit',
];

interface Sabotage {
  readonly name: string;
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly test: string;
  readonly title: string;
}

const sabotages: readonly Sabotage[] = [
  {
    name: 'lock',
    what: 'the identity lock',
    file: 'domain/drive/lock.ts',
    from: "verdict: against.length === 0 ? 'open' : 'shut'",
    to: "verdict: 'open'",
    test: 'test/station/bench/lock.test.ts',
    title: 'a drive under a label that is not its own is stopped before any command',
  },
  {
    name: 'gate',
    what: 'the release gate',
    file: 'domain/custody/moves.ts',
    from: '  const read = readFact(proposed.type, proposed.body);\n',
    to: "  const read = readFact(proposed.type, proposed.body);\n  if (read.kind === 'fact') return { kind: 'legal' };\n",
    test: 'test/station/custody/gate.test.ts',
    title: 'a drive without proof is not released',
  },
  {
    name: 'verification',
    what: 'the verification',
    file: 'domain/erase/judge.ts',
    from: "return { kind: 'failed', reasons }",
    to: "return { kind: 'verified', reasons }",
    test: 'test/station/erase/pretending.test.ts',
    title: 'a drive that says it has erased and did not is caught by its markers',
  },
];

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), failureMessages: z.array(z.string()).nullish() })),
    }),
  ),
});
type Outcome = { readonly status: string; readonly failureMessages?: readonly string[] | null | undefined };

const dir = mkdtempSync(join(tmpdir(), 'custos-sabotage-'));

function copyTo(tree: string, tests: readonly string[]): void {
  for (const folder of product) cpSync(join(root, folder), join(dir, tree, folder), { recursive: true });
  cpSync(join(root, 'package.json'), join(dir, tree, 'package.json'));
  for (const file of tests) {
    mkdirSync(dirname(join(dir, tree, file)), { recursive: true });
    cpSync(join(root, file), join(dir, tree, file));
  }
}

/** Runs the named tests of all trees in one process of its own. @returns what ran, by tree and file */
function runAll(): Promise<ReadonlyMap<string, Outcome>> {
  writeFileSync(
    join(dir, 'vitest.config.mjs'),
    "export default { test: { include: ['*/test/**/*.test.ts'], maxWorkers: 2, testTimeout: 30_000 } };\n",
  );
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'dir');
  const out = join(dir, 'report.json');
  const args = [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--root',
    dir,
    '--reporter=json',
    '--outputFile',
    out,
    '-t',
    `(${sabotages.map(({ title }) => title).join('|')})`,
  ];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: dir, timeout: 110_000 }, () => {
      try {
        const { testResults } = report.parse(JSON.parse(readFileSync(out, 'utf8')));
        const ran = testResults.map(
          ({ name, assertionResults }) =>
            [name, assertionResults.filter(({ status }) => status === 'passed' || status === 'failed')] as const,
        );
        resolve(
          new Map(
            ran.flatMap(([name, [first]]) =>
              first === undefined ? [] : [[name.slice(name.indexOf('custos-sabotage-')).split('/').slice(1).join('/'), first]],
            ),
          ),
        );
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

describe('a product with one lock taken out', () => {
  let outcomes: ReadonlyMap<string, Outcome>;
  beforeAll(async () => {
    copyTo(
      'whole',
      sabotages.map((one) => one.test),
    );
    for (const { name, file, from, to, test: testFile } of sabotages) {
      copyTo(name, [testFile]);
      const path = join(dir, name, file);
      const parts = readFileSync(path, 'utf8').split(from);
      if (parts.length !== 2) throw new Error(`${file} does not hold what is to be taken out, once: ${from}`);
      writeFileSync(path, parts.join(to));
    }
    outcomes = await runAll();
  }, 120_000);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test.for(sabotages)('a whole copy passes the test that is named for $what', ({ test: file }) => {
    expect(outcomes.get(`whole/${file}`)).toMatchObject({ status: 'passed' });
  });

  test.for(sabotages)('without $what its named test fails', ({ name, test: file }) => {
    const outcome = outcomes.get(`${name}/${file}`);
    expect(outcome?.status).toBe('failed');
    // It fails on what it says, not because the copy is broken.
    expect(outcome?.failureMessages?.join('')).toMatch(/AssertionError/);
  });
});
