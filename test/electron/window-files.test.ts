import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerWindowFile, fileOf } from '../../electron/window-files.ts';

describe('the files behind the window', () => {
  const folder = mkdtempSync(join(tmpdir(), 'custos-files-'));
  const root = join(folder, 'renderer');
  const get = (url: string, method = 'GET') => answerWindowFile(root, { url, method });

  beforeAll(() => {
    mkdirSync(join(root, 'assets'), { recursive: true });
    writeFileSync(join(root, 'index.html'), '<p>window</p>');
    writeFileSync(join(root, 'assets', 'a-1.js'), '1');
    writeFileSync(join(root, 'secret.key'), 'key');
    writeFileSync(join(folder, 'outside.json'), '{}');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['app://custos/', 'app://custos/practice', 'app://custos/practice/drives', 'app://custos/index.html'])(
    'shows the page at %s',
    async (url) => {
      const answer = await get(url);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(await answer.text()).toBe('<p>window</p>');
    },
  );

  it('serves an asset by its kind', async () => {
    const answer = await get('app://custos/assets/a-1.js');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  });

  it.each([
    'app://custos/../outside.json',
    'app://custos/..%2foutside.json',
    'app://custos/%2e%2e/outside.json',
    'app://custos/assets/..%2f..%2foutside.json',
    'app://custos/..%5coutside.json',
    'app://custos/%2fetc/passwd',
    'app://custos/C:%5cwindows',
    'app://custos/index.html%00.js',
    'app://custos/index.html::$DATA',
    'app://custos/%E0%A4%A',
    'app://custos/.hidden',
    'app://custos/secret.key',
    'app://custos/assets',
    'app://evil/index.html',
    'https://custos/index.html',
  ])('refuses %s', async (url) => expect((await get(url)).status).toBe(404));

  it('answers only GET', async () => expect((await get('app://custos/', 'POST')).status).toBe(404));

  it('never names a segment that climbs', () => expect(fileOf('app://custos/a/%2e%2e%2fb')).toBeUndefined());
});
