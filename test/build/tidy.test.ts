import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ruleNames, tidy } from '../../build/tidy.mjs';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

type Tree = Readonly<Record<string, string>>;

/** What tidy finds in a tree of these files: `rule path:line`. */
function found(tree: Tree): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'custos-tidy-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return tidy(folder).map(({ rule, path, line }) => `${rule} ${path}:${line}`);
}

const lines = (count: number): string => '// a line\n'.repeat(count);

interface Case {
  readonly rule: string;
  readonly title: string;
  readonly bad: Tree;
  readonly at: readonly string[];
  readonly good: Tree;
}

const cases: readonly Case[] = [
  {
    rule: 'dead-file',
    title: 'a module that nothing leads to',
    bad: { 'host/cli/main.ts': `import './used.ts';\n// import './lost.ts'\n`, 'host/cli/used.ts': '', 'host/cli/lost.ts': '' },
    at: ['host/cli/lost.ts:1'],
    good: {
      'host/cli/main.ts': `import './used.ts';\nnew Worker(new URL('./worker.ts', import.meta.url));\n`,
      'host/cli/used.ts': '',
      'host/cli/worker.ts': '',
    },
  },
  {
    rule: 'long-file',
    title: 'a file that is two ideas',
    bad: { 'domain/a/main.ts': lines(321) },
    at: ['domain/a/main.ts:1'],
    good: {
      'domain/a/main.ts': lines(320),
      'docs/long.md': lines(900),
      'test/a.test.ts': lines(400),
      'test/vectors/bytes.test.ts': lines(900),
    },
  },
  {
    rule: 'clock-and-chance',
    title: 'a clock or dice outside of an entry point',
    bad: { 'station/main.ts': `const a = Math.random();\nconst b = Date.now();\nconst c = new Date();\n` },
    at: ['station/main.ts:1', 'station/main.ts:2', 'station/main.ts:3'],
    good: {
      'host/main.ts': 'Date.now();',
      'registry/main.ts': 'Date.now();',
      'station/main.ts': `// Date.now()\nconst said = 'Date.now()';\nconst at = new Date(now);\n`,
    },
  },
  {
    rule: 'default-export',
    title: 'a default export',
    bad: { 'domain/main.ts': 'export default function open() {}\n', 'contract/main.ts': 'const a = 1;\nexport { a as default };\n' },
    at: ['contract/main.ts:2', 'domain/main.ts:1'],
    good: {
      'domain/main.ts': 'export function open() {}\n',
      'vitest.config.ts': 'export default {};\n',
      'build/vite.renderer.ts': 'export default {};\n',
    },
  },
  {
    rule: 'skipped-test',
    title: 'a test that is skipped without a reason, or that silences others',
    bad: {
      'test/a.test.ts': `it.skip('a', () => {});\ndescribe.only('b', () => {});\nit('c', (ctx) => {\n  ctx.skip();\n});\nit.todo('d');\n`,
    },
    at: ['test/a.test.ts:1', 'test/a.test.ts:2', 'test/a.test.ts:4', 'test/a.test.ts:6'],
    good: {
      'test/a.test.ts': `it('c', (ctx) => {\n  ctx.skip(missing !== undefined, missing);\n  ctx.skip('no loop device');\n});\nparser.skip(3);\n`,
    },
  },
  {
    rule: 'machine-path',
    title: 'a path of one machine',
    bad: { 'docs/a.md': 'see /root/x.txt\n', 'host/main.ts': `const at = '/home/alice/custos';\n`, 'README.md': 'cd /work/tree\n' },
    at: ['README.md:1', 'docs/a.md:1', 'host/main.ts:1'],
    good: {
      'docs/a.md': 'see `test/work/a.ts`, https://example.org/work/x and ~/home\n',
      'host/main.ts': `const at = join(home, '.custos');\n`,
    },
  },
  {
    rule: 'lock-resolved',
    title: 'a lock that names one registry',
    bad: { 'package-lock.json': '{\n  "resolved": "https://registry.example/a.tgz"\n}\n' },
    at: ['package-lock.json:2'],
    good: { 'package-lock.json': '{\n  "integrity": "sha512-x"\n}\n' },
  },
  {
    rule: 'missing-file',
    title: 'a document that names a file which is gone',
    bad: { 'docs/a.md': 'one\n`domain/gone.ts` and `domain/nowhere/`\n', 'domain/main.ts': '' },
    at: ['docs/a.md:2', 'docs/a.md:2'],
    good: {
      'docs/a.md': '`domain/main.ts`, `domain/main.ts:12`, `domain/`, `dist/renderer`, `application/json`, `npm start`\n',
      'domain/main.ts': '',
    },
  },
  {
    rule: 'broken-link',
    title: 'a relative link that leads nowhere',
    bad: { 'README.md': '[a](docs/gone.md)\n![b](./gone.png "title")\n' },
    at: ['README.md:1', 'README.md:2'],
    good: { 'README.md': '[a](docs/a.md#part) [b](https://example.org/) [c](#here) [d](docs)\n', 'docs/a.md': '[up](../README.md)\n' },
  },
];

describe.each(cases)('tidy finds $title', ({ rule, bad, at, good }) => {
  const ofRule = (tree: Tree): readonly string[] => found(tree).filter((finding) => finding.startsWith(`${rule} `));
  it('and says where', () => expect(ofRule(bad)).toEqual(at.map((place) => `${rule} ${place}`)));
  it('and lets the rightful case be', () => expect(ofRule(good)).toEqual([]));
});

it('every rule is shown here', () => expect([...new Set(cases.map(({ rule }) => rule))].toSorted()).toEqual([...ruleNames].toSorted()));
