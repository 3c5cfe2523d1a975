import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CannotStart } from '../../host/assemble/cannot-start.ts';
import { consoleOptions, sayConsole } from '../../host/cli/registry-console.ts';
import { Browser, cheap, firstAdmin, startConsole } from '../registry/console-kit.ts';

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'custos-console-file-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function fileOf(value: unknown, mode = 0o600): string {
  const file = join(folder(), 'console.json');
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  chmodSync(file, mode);
  return file;
}

const house = { id: 'house', name: 'House', issuer: 'https://id.invalid', clientId: 'console' };

it('reads providers, address and limits, and serves pages only when they are built', () => {
  const file = fileOf({ publicUrl: 'https://registry.invalid', providers: [house], limitHours: { to_erase: 12 } });
  const options = consoleOptions(file, folder());
  expect(options).toMatchObject({ publicUrl: 'https://registry.invalid', providers: [house], limits: { to_erase: 43_200_000 } });
  expect(options.pages).toBeUndefined();
  const pages = folder();
  writeFileSync(join(pages, 'console.html'), '');
  expect(consoleOptions(undefined, pages)).toMatchObject({ pages: { folder: pages, index: 'console.html' }, providers: [], limits: {} });
});

it.each([
  ['no JSON', '{'],
  ['a misspelt setting', { publicURL: 'https://registry.invalid' }],
  ['a step that is none', { limitHours: { to_polish: 1 } }],
  ['an address with a path', { publicUrl: 'https://registry.invalid/console' }],
  ['a provider without an issuer', { providers: [{ ...house, issuer: 'id.invalid' }] }],
  ['two providers of one id', { providers: [house, house] }],
])('starts nothing on %s', (_what, value) => {
  expect(() => consoleOptions(fileOf(value))).toThrow(CannotStart);
});

it('takes no secret from a file that others can read', (ctx) => {
  ctx.skip(process.platform === 'win32', 'files have no such modes here');
  const secret = { providers: [{ ...house, clientSecret: 'a secret of this test' }] };
  expect(() => consoleOptions(fileOf(secret, 0o644))).toThrow(/chmod 600/);
  expect(consoleOptions(fileOf(secret)).providers).toHaveLength(1);
});

it('says the code of the first administrator until there is one, and a code that works', async () => {
  const options = { ...consoleOptions(undefined, folder()), passwordCost: cheap };
  const registry = await startConsole(options);
  const said: string[] = [];
  await sayConsole(registry, options, (line) => said.push(line));
  const code = /: (\S+)$/.exec(said.at(-1) ?? '')?.[1];
  expect(said[0]).toContain(registry.url);
  const browser = new Browser(registry.url);
  await browser.ask('session.set_up', { body: { code, login: 'first', name: 'First Admin', password: 'correct horse battery' } });
  const after: string[] = [];
  await sayConsole(registry, options, (line) => after.push(line));
  expect(after).toHaveLength(1);
  await expect(firstAdmin(registry)).rejects.toThrow();
}, 20_000);
