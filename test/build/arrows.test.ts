import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Which rooms each room may import from. What is not here is an import against the arrows. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  contract: ['domain'],
  certificate: ['domain', 'contract'],
  keys: ['domain', 'contract'],
  hardware: ['domain', 'contract', 'certificate'],
  db: ['domain', 'contract', 'certificate'],
  station: ['domain', 'contract', 'certificate'],
  renderer: ['domain', 'contract', 'certificate'],
  registry: ['domain', 'contract', 'certificate', 'keys'],
  exchange: ['domain', 'contract'],
  host: ['domain', 'contract', 'certificate', 'keys', 'hardware', 'db', 'station', 'registry', 'exchange'],
  electron: ['domain', 'contract', 'host'],
};
/** Rooms that must not know where they run. */
const pure = ['domain', 'contract', 'certificate'];

interface Tsconfig {
  readonly extends?: string;
  readonly compilerOptions?: { readonly types?: readonly string[]; readonly lib?: readonly string[] };
  readonly references?: readonly { readonly path: string }[];
}
const readTsconfig = (path: string): Tsconfig => JSON.parse(readFileSync(join(root, path), 'utf8')) as Tsconfig; // our own files

describe('the arrows between the rooms', () => {
  it.each(Object.entries(arrows))('%s sees exactly %j', (room, sees) => {
    const references = readTsconfig(`${room}/tsconfig.json`).references ?? [];
    expect(references.map(({ path }) => path.replace('../', '')).toSorted()).toEqual([...sees].toSorted());
    expect(readTsconfig(`${room}/tsconfig.json`).extends).toBe('../build/tsconfig/base.json');
  });

  it('every room is part of the type check, and every folder of sources is a room', () => {
    const checked = (readTsconfig('tsconfig.json').references ?? []).map(({ path }) => path).toSorted();
    expect(checked).toEqual([...Object.keys(arrows), 'test'].toSorted());
    const apart = new Set(['build', 'dist', 'docs', 'node_modules', 'packaging', 'tools']);
    const folders = readdirSync(root, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !entry.name.startsWith('.') && !apart.has(entry.name),
    );
    expect(folders.map(({ name }) => name).toSorted()).toEqual(checked);
  });

  it.each(pure)('%s is compiled without Node and without a page', (room) => {
    const base = readTsconfig('build/tsconfig/base.json').compilerOptions;
    const own = readTsconfig(`${room}/tsconfig.json`).compilerOptions;
    expect(own?.types ?? base?.types).toEqual([]);
    expect((own?.lib ?? base?.lib ?? []).filter((lib) => /dom/i.test(lib))).toEqual([]);
  });
});

describe('an import against the arrows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'custos-arrows-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function check(files: Readonly<Record<string, string>>): { readonly code: number | null; readonly words: string } {
    const project = mkdtempSync(join(folder, 'project-'));
    const all: Record<string, string> = {
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({ files: [], references: [{ path: 'lower' }, { path: 'upper' }] }),
      'lower/tsconfig.json': room([]),
      'upper/tsconfig.json': room([{ path: '../lower' }]),
      ...files,
    };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    mkdirSync(join(project, 'build', 'tsconfig'), { recursive: true });
    copyFileSync(join(root, 'build/tsconfig/base.json'), join(project, 'build/tsconfig/base.json'));
    const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', project], { encoding: 'utf8' });
    return { code: tsc.status, words: tsc.stdout };
  }

  const room = (references: readonly { readonly path: string }[]): string =>
    JSON.stringify({
      extends: '../build/tsconfig/base.json',
      compilerOptions: { rootDir: '.', outDir: './out' },
      include: ['**/*.ts'],
      references,
    });

  it('does not stop the build while all point downwards', () => {
    const files = {
      'lower/a.ts': 'export const a: number = 1;\n',
      'upper/b.ts': `import { a } from '../lower/a.ts';\nexport const b: number = a;\n`,
    };
    expect(check(files)).toEqual({ code: 0, words: '' });
  });

  it.each([
    ['a value', `import { b } from '../upper/b.ts';\nexport const a: number = b;\n`],
    ['a type alone', `import type { B } from '../upper/b.ts';\nexport const a: B = 1;\n`],
    ['something re-exported', `export { b } from '../upper/b.ts';\n`],
  ])('fails the build when the lower room takes %s from the upper', (_what, text) => {
    const { code, words } = check({ 'lower/a.ts': text, 'upper/b.ts': 'export const b = 1;\nexport type B = number;\n' });
    expect(code).not.toBe(0);
    // Not listed within the file list of the project: the room does not reference the other.
    expect(words).toMatch(/lower\/a\.ts\(1,\d+\): error TS6307/);
  });

  it('fails the build when a room without Node types names a Node module', () => {
    const { code, words } = check({
      'lower/a.ts': `import { readFileSync } from 'node:fs';\nexport const a = typeof readFileSync;\n`,
      'upper/b.ts': 'export const b = 1;\n',
    });
    expect(code).not.toBe(0);
    expect(words).toContain('node:fs');
  });
});
