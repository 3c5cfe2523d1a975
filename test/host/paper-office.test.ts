import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { paperOffice } from '../../host/paper/office.ts';
import { inspectPdf } from '../../keys/pades/inspect.ts';
import { issue, liveTo } from '../certificate/kit.ts';
import { Authority, hasTool, run } from '../keys/organisation-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'custos-office-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const certificate = issue(liveTo('sanitized')).text;
const clock = { wallMs: () => Date.now() };

describe('the papers of a station', () => {
  it('are signed while the key can be used, and come unsigned and say so while it cannot', async (ctx) => {
    ctx.skip(!hasTool('openssl') || !hasTool('pdftotext'), 'openssl and pdftotext are not both installed');
    const key = join(folder, 'key.pem');
    const troubles: string[] = [];
    const render = paperOffice({ key }, clock, (why) => troubles.push(why));
    const kind = async (): Promise<{ readonly kind: string; readonly words: string }> => {
      const pdf = await render(certificate);
      writeFileSync(join(folder, 'paper.pdf'), pdf);
      return { kind: (await inspectPdf(pdf, { atMs: Date.now() })).kind, words: run('pdftotext', [join(folder, 'paper.pdf'), '-']) };
    };
    const before = await kind();
    expect(before.kind).toBe('unsigned');
    expect(before.words).toContain('key could not be used when it was made');
    expect(before.words).not.toContain(folder);
    expect(troubles).toEqual([`${key} is not there.`]);
    writeFileSync(key, readFileSync(new Authority(join(folder, 'ca')).issue('seal').together), { mode: 0o600 });
    const after = await kind();
    expect(after).toMatchObject({ kind: 'sound', words: expect.stringContaining('This PDF is signed by Acme Zürich seal') });
    expect(troubles).toHaveLength(1);
  });

  it('say that they are not signed where no key was named', async () => {
    const pdf = await paperOffice(undefined, clock, () => undefined)(certificate);
    expect(await inspectPdf(pdf, { atMs: 0 })).toMatchObject({ kind: 'unsigned' });
  });
});
