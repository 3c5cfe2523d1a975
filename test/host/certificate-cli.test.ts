import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import koffi from 'koffi';
import { afterAll, beforeAll, describe, expect, it, type TestContext, vi } from 'vitest';
import { readMakerProof } from '../../certificate/maker/check.ts';
import { schemaText } from '../../certificate/schemas.ts';
import { certificateCommand } from '../../host/cli/certificate.ts';
import { saidAndDone } from '../../host/cli/faults.ts';
import { schemaCommand } from '../../host/cli/schema.ts';
import { logged } from '../certificate/asking.ts';
import { issue, liveTo, logOf } from '../certificate/kit.ts';
import { privateWords } from '../certificate/private-words.ts';
import { Authority, hasTool, type IssuedKey, run, saidBy } from '../keys/organisation-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'custos-certificate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const missing = ['openssl', 'pdfsig', 'pdftotext', 'qpdf', 'pdfdetach'].filter((tool) => !hasTool(tool));
const needsTools = ({ skip }: TestContext): void => skip(missing.length > 0, `${missing.join(', ')} not installed`);

interface Answer {
  readonly code: number;
  readonly said: string;
}

/** The command in this process, as `custos` runs it: what it says, and the code that it ends with. */
async function custos(args: readonly string[]): Promise<Answer> {
  let said = '';
  const hear = (text: string | Uint8Array): boolean => {
    said += String(text);
    return true;
  };
  const spies = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
  for (const spy of spies) spy.mockImplementation(hear);
  try {
    const program = new Command('custos').addCommand(certificateCommand()).addCommand(schemaCommand());
    return { code: await saidAndDone(() => program.parseAsync([...args], { from: 'user' })), said };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

const certificate = issue(liveTo('sanitized'));
const text = logged(certificate);
let authority: Authority;
let seal: IssuedKey;
beforeAll(() => {
  writeFileSync(at('cert.json'), text);
  if (missing.length > 0) return;
  authority = new Authority(at('ca'));
  seal = authority.issue('seal');
});

/** Every byte that a reader of this PDF can get at: streams opened, the words, the files inside, and what it says of itself. */
function everythingIn(pdf: string): string {
  run('qpdf', ['--qdf', '--object-streams=disable', pdf, `${pdf}.qdf`]);
  run('pdfdetach', ['-saveall', '-o', folder, pdf]);
  const plain = readFileSync(`${pdf}.qdf`, 'latin1');
  const bytes = [plain, plain.replaceAll('\0', ''), Buffer.from(plain, 'latin1').toString('utf8')];
  // Also with all white space gone: a value may be broken over two lines of the page.
  const words = run('pdftotext', ['-raw', pdf, '-']);
  return [...bytes, words, words.replace(/\s+/g, ' '), words.replace(/\s+/g, ''), run('pdfinfo', [pdf])].join('\n');
}

describe('custos certificate', () => {
  it('prints a paper that says it is not signed, and tells so when it is asked', async (ctx) => {
    needsTools(ctx);
    expect(await custos(['certificate', 'print', at('cert.json'), '--out', at('plain.pdf')])).toMatchObject({ code: 0 });
    expect(run('pdftotext', [at('plain.pdf'), '-'])).toContain('This PDF is not signed by the organisation');
    expect(await custos(['certificate', 'check', at('plain.pdf')])).toMatchObject({
      code: 30,
      said: expect.stringContaining('not signed'),
    });
    // What is there is not written over.
    const before = readFileSync(at('plain.pdf'));
    expect((await custos(['certificate', 'print', at('cert.json'), '--out', at('plain.pdf')])).code).toBe(1);
    expect(readFileSync(at('plain.pdf')).equals(before)).toBe(true);
  });

  it('prints a paper signed by a key in a file, and checks it against a root and a list', async (ctx) => {
    needsTools(ctx);
    expect((await custos(['certificate', 'print', at('cert.json'), '--out', at('signed.pdf'), '--key', seal.together])).code).toBe(0);
    expect(saidBy('pdfsig', [at('signed.pdf')])).toContain('Signature is Valid');
    const words = run('pdftotext', [at('signed.pdf'), '-']);
    expect(words).toContain('This PDF is signed by Acme Zürich seal');
    expect(words).not.toContain('not signed');
    const check = (...more: readonly string[]): Promise<Answer> => custos(['certificate', 'check', at('signed.pdf'), ...more]);
    expect(await check()).toMatchObject({ code: 30, said: expect.stringContaining('give the root') });
    expect(await check('--root', authority.root)).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^VALID {2}Every byte[\s\S]*\nInside {4}VALID {2}Every event is truly signed[\s\S]*NOT PINNED/),
    });
    expect(await check('--root', authority.root, '--revoked', authority.revoke(seal.certificate))).toMatchObject({ code: 10 });
    expect(await check('--root', at('nowhere.pem'))).toMatchObject({ code: 2 });
    const changed = readFileSync(at('signed.pdf'));
    changed[3000] = (changed[3000] ?? 0) ^ 1;
    writeFileSync(at('changed.pdf'), changed);
    expect((await custos(['certificate', 'check', at('changed.pdf'), '--root', authority.root])).code).toBe(20);
  });

  it('signs by a key on a PKCS #11 token', async (ctx) => {
    needsTools(ctx);
    const module = '/usr/lib/softhsm/libsofthsm2.so';
    ctx.skip(!hasTool('softhsm2-util'), 'softhsm2 is not installed');
    mkdirSync(at('tokens'));
    writeFileSync(at('softhsm2.conf'), `directories.tokendir = ${at('tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    const env = { SOFTHSM2_CONF: at('softhsm2.conf') };
    // The library in this process asks the C library, which knows nothing of a worker's own environment.
    const setenv = koffi.load(null).func('int setenv(const char *name, const char *value, int over)') as (
      ...given: readonly unknown[]
    ) => number;
    expect(setenv('SOFTHSM2_CONF', at('softhsm2.conf'), 1)).toBe(0);
    writeFileSync(at('pin'), '1234\n', { mode: 0o600 });
    run('softhsm2-util', ['--init-token', '--free', '--label', 'Seals', '--pin', '1234', '--so-pin', '5678'], env);
    for (const kind of ['rsa', 'ec'] as const) {
      const issued = authority.issue(`token ${kind}`, { kind });
      run(
        'softhsm2-util',
        ['--import', issued.key, '--token', 'Seals', '--label', kind, '--id', kind === 'rsa' ? 'A1' : 'B2', '--pin', '1234'],
        env,
      );
      const print = (out: string, pin: string, chain = issued.certificate): Promise<Answer> => {
        const uri = `pkcs11:token=Seals;object=${kind}?module-path=${module}&pin-source=file:${pin}`;
        return custos(['certificate', 'print', at('cert.json'), '--out', out, '--key', uri, '--chain', chain]);
      };
      expect(await print(at(`${kind}.pdf`), at('pin'))).toMatchObject({ code: 0 });
      const said = saidBy('pdfsig', [at(`${kind}.pdf`)]);
      expect(said).toContain('Signature is Valid');
      expect(said).toContain('Total document signed');
      if (kind === 'ec') continue;
      writeFileSync(at('pin-wrong'), '9999\n', { mode: 0o600 });
      expect(await print(at('none.pdf'), at('pin-wrong'))).toMatchObject({ code: 1, said: expect.stringContaining('refused the PIN') });
      expect(await print(at('none.pdf'), at('pin'), authority.issue('other').certificate)).toMatchObject({
        code: 1,
        said: expect.stringContaining('does not belong'),
      });
    }
  });
});

describe('the proof for the maker on paper', () => {
  it('names nobody and nothing of the customer’s in any of its bytes', async (ctx) => {
    needsTools(ctx);
    expect(await custos(['certificate', 'maker', at('cert.json'), '--out', at('maker')])).toMatchObject({ code: 0 });
    const found = everythingIn(at('maker.pdf')) + readFileSync(at(`${certificate.body.certificate}-maker.json`), 'utf8');
    for (const word of privateWords) {
      expect(found, word).not.toContain(word);
      expect(found, word).not.toContain(word.replace(/\s+/g, ''));
    }
    for (const word of ['ZA17S7HH', 'ST8000NM0055-1RM112', 'Purge, reached', 'SANITIZED', 'log 26']) expect(found, word).toContain(word);
    // The same look at the certificate's own paper finds every one, so it would have found them here.
    await custos(['certificate', 'print', at('cert.json'), '--out', at('whole.pdf')]);
    const whole = everythingIn(at('whole.pdf')) + readFileSync(at(`${certificate.body.certificate}.json`), 'utf8');
    for (const word of privateWords) expect(whole, word).toContain(word);
  });

  it('has the proof inside, letter by letter, and it checks', async (ctx) => {
    needsTools(ctx);
    const inside = readFileSync(at(`${certificate.body.certificate}-maker.json`));
    expect(inside.equals(readFileSync(at('maker.json')))).toBe(true);
    expect(readMakerProof(new Uint8Array(inside))?.says.outcome).toBe('sanitized');
    writeFileSync(at('policy.txt'), `log ${logOf(certificate.station).vkey}\nquorum none\n`);
    expect(await custos(['certificate', 'check', at('maker.json'), '--policy', at('policy.txt')])).toMatchObject({
      code: 0,
      said: expect.stringContaining('held against the key in your policy'),
    });
    expect(await custos(['certificate', 'check', at('maker.pdf'), '--policy', at('policy.txt')])).toMatchObject({
      code: 30,
      said: expect.stringMatching(/^INCOMPLETE {2}This PDF is not signed[\s\S]*Inside {4}VALID {2}A proof for the maker/),
    });
    writeFileSync(at('forged.json'), inside.toString('utf8').replaceAll('ZA17S7HH', 'ZA17S7HX'));
    expect((await custos(['certificate', 'check', at('forged.json')])).code).toBe(20);
  });

  it('is refused for a drive that failed', async () => {
    writeFileSync(at('failed.json'), logged(issue(liveTo('drive_failed'))));
    expect(await custos(['certificate', 'maker', at('failed.json'), '--out', at('failed')])).toMatchObject({
      code: 1,
      said: expect.stringContaining('NOT SANITIZED'),
    });
  });
});

describe('custos schema', () => {
  it('prints the schema of a format', async () => {
    expect((await custos(['schema', 'maker-proof'])).said).toBe(schemaText('maker-proof'));
    expect((await custos(['schema'])).code).toBe(1);
  });
});
