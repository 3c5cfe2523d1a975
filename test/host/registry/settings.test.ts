import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { parse } from 'smol-toml';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CannotStart } from '../../../host/assemble/cannot-start.ts';
import { addSettingFlags, settingsOf } from '../../../host/registry/options.ts';
import { readSettings } from '../../../host/registry/read-settings.ts';
import { flagOf, settingRows } from '../../../host/registry/settings.ts';
import { sampleConfig, settingsTable, showSettings } from '../../../host/registry/show-settings.ts';

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'custos-settings-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function fileOf(text: string, mode = 0o600): string {
  const file = join(folder(), 'registry.toml');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

const url = 'postgres://registry:hush-hush@db.invalid/custos';

describe('where a setting comes from', () => {
  it('is a flag before the environment, that before the file, that before the default', () => {
    const config = fileOf('port = 1\nlimit_enrol = 2\nlog_level = "warn"\n');
    const { values, from } = readSettings({
      flags: { port: '3' },
      env: { CUSTOS_REGISTRY_PORT: '4', CUSTOS_REGISTRY_LIMIT_ENROL: '5', CUSTOS_REGISTRY_HOST: '' },
      config,
    });
    expect(values).toMatchObject({ port: 3, limit_enrol: 5, log_level: 'warn', host: '127.0.0.1' });
    expect(from).toMatchObject({
      port: '--port',
      limit_enrol: 'CUSTOS_REGISTRY_LIMIT_ENROL',
      log_level: `log_level in ${config}`,
      host: 'default',
    });
  });

  it('may be a file that the environment names', () => {
    const file = fileOf('trust_proxy = ["10.0.0.0/8", "2001:db8::1"]');
    expect(readSettings({ flags: {}, env: { CUSTOS_REGISTRY_CONFIG: file } }).values.trust_proxy).toEqual(['10.0.0.0/8', '2001:db8::1']);
    expect(readSettings({ flags: { trust_proxy: '10.0.0.1, 10.0.0.2' }, env: {} }).values.trust_proxy).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('is read from the command line of sub-commands too, before and after their names', async () => {
    const seen: unknown[] = [];
    const build = (): Command =>
      addSettingFlags(new Command('registry'))
        .exitOverride()
        .addCommand(new Command('sub').action((_options, command: Command) => void seen.push(settingsOf(command, {}).values)));
    await build().parseAsync(['--shutdown-seconds', '7', 'sub', '--data', 'here'], { from: 'user' });
    expect(seen).toMatchObject([{ shutdown_seconds: 7, data: 'here' }]);
  });
});

describe('what is not understood', () => {
  it.each([
    ['an unknown key of the file', { flags: {}, env: {}, text: 'prot = 1' }, /sets prot, which is no setting.*mean port\?/],
    ['a table of the file', { flags: {}, env: {}, text: '[limits]\nenrol = 1' }, /sets limits/],
    ['a file that is no TOML', { flags: {}, env: {}, text: 'port = = 1' }, /no TOML at line 1/],
    [
      'a misspelt variable',
      { flags: {}, env: { CUSTOS_REGISTRY_PROT: '1' } },
      /variable CUSTOS_REGISTRY_PROT .*mean CUSTOS_REGISTRY_PORT\?/,
    ],
    ['a port beyond all ports', { flags: { port: '70000' }, env: {} }, /^--port: 70000 will not do/],
    ['a port in words', { flags: {}, env: { CUSTOS_REGISTRY_PORT: 'many' } }, /^CUSTOS_REGISTRY_PORT: "many" will not do/],
    ['a number as text in the file', { flags: {}, env: {}, text: 'port = "80"' }, /^port in .*registry\.toml: "80" will not do/],
    ['a network that is none', { flags: { trust_proxy: '10.0.0.0/40' }, env: {} }, /^--trust-proxy: .*is an address or a network/],
    ['a level nobody knows', { flags: { log_level: 'loud' }, env: {} }, /^--log-level: "loud" will not do/],
    ['a certificate without its key', { flags: { tls_cert: 'cert.pem' }, env: {} }, /tls_cert and tls_key go together/],
    ['a witness that is none', { flags: { witnesses: 'somebody' }, env: {} }, /no vkey of a witness/],
  ])('starts nothing: %s', (_what, { text, ...sources }: { flags: object; env: object; text?: string }, words) => {
    const config = text === undefined ? undefined : fileOf(text);
    const read = () => readSettings({ flags: { ...sources.flags }, env: { ...sources.env }, config });
    expect(read).toThrow(CannotStart);
    expect(read).toThrow(words);
    expect(read).toThrow(/Nothing was started/);
  });

  it('says which file cannot be read', () => {
    expect(() => readSettings({ flags: {}, env: {}, config: '/nowhere/registry.toml' })).toThrow(
      /--config names \/nowhere\/registry\.toml/,
    );
  });
});

describe('a secret', () => {
  it('may come from a file, by flag, environment and configuration alike', () => {
    const secret = join(folder(), 'url');
    writeFileSync(secret, `${url}\n`);
    expect(readSettings({ flags: { database_file: secret }, env: {} }).values.database).toBe(url);
    const byVariable = readSettings({ flags: {}, env: { DATABASE_URL_FILE: secret } });
    expect(byVariable).toMatchObject({ values: { database: url }, from: { database: 'DATABASE_URL_FILE' } });
    expect(readSettings({ flags: {}, env: {}, config: fileOf(`database_file = "${secret}"`, 0o644) }).values.database).toBe(url);
  });

  it('is said once in one place', () => {
    expect(() => readSettings({ flags: {}, env: { DATABASE_URL: url, DATABASE_URL_FILE: '/nowhere' } })).toThrow(/the same thing twice/);
  });

  it('is in no message and not in what is shown', () => {
    const shown = showSettings(readSettings({ flags: { database: url }, env: {} }));
    expect(shown).toContain('database is set and hidden    # --database');
    expect(shown).not.toContain('hush');
    const words: unknown[] = [];
    for (const config of [fileOf('database = "mysql://hush"'), fileOf('database = "postgres://hush')])
      try {
        readSettings({ flags: {}, env: {}, config });
      } catch (cause) {
        words.push(cause);
      }
    expect(words.map(String).join()).toMatch(/database in .*its value will not do.*no TOML at line 1/s);
    expect(words.map(String).join()).not.toContain('hush');
  });

  it('is not taken from a configuration that others can read', (ctx) => {
    ctx.skip(process.platform === 'win32', 'files have no such modes here');
    const file = fileOf(`database = "${url}"`, 0o640);
    expect(() => readSettings({ flags: {}, env: {}, config: file })).toThrow(/chmod 600/);
    // What systemd hands over is closed by its folder, whatever the file's mode shows.
    const env = { CREDENTIALS_DIRECTORY: dirname(file) };
    expect(readSettings({ flags: {}, env, config: file }).values.database).toBe(url);
  });
});

describe('what is made from the table', () => {
  it('shows the settings in force as a file that gives the same settings', () => {
    const said = { name: 'custody.example/acme', trust_proxy: '10.0.0.1,10.0.0.2', port: '81', metrics: '[::1]:9480' };
    const effective = readSettings({ flags: said, env: {} });
    expect(readSettings({ flags: {}, env: {}, config: fileOf(showSettings(effective)) }).values).toEqual(effective.values);
  });

  it('is the sample that is packaged, and every line of it is a setting', () => {
    const sample = readFileSync(new URL('../../../packaging/registry/registry.toml', import.meta.url), 'utf8');
    expect(sample).toBe(sampleConfig());
    const opened = parse(sample.replaceAll(/^#(?=[a-z_]+ = )/gm, ''));
    expect(Object.keys(opened)).toEqual(settingRows.map(([key]) => key));
  });

  it('is the table of docs/operating.md', () => {
    const page = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
    expect(page.split('\n').filter((line) => /^\| `[a-z_]+` \| `--/.test(line))).toEqual(settingsTable());
  });

  it('is the help, row by row', () => {
    const help = addSettingFlags(new Command('registry')).helpInformation();
    expect(settingRows.filter(([key]) => !help.includes(`${flagOf(key)} <`))).toEqual([]);
  });
});
