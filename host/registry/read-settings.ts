import { readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import { CannotStart } from '../assemble/cannot-start.ts';
import { isOpenToOthers } from './private-file.ts';
import { configFile, envOf, envPrefix, flagOf, type Setting, type SettingKey, settingRows, type SettingValues } from './settings.ts';

export interface SettingSources {
  /** What the command line gave, by key; a secret's file as `<key>_file`. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file that `--config` names; CUSTOS_REGISTRY_CONFIG when it does not. */
  readonly config?: string | undefined;
}

export interface EffectiveSettings {
  readonly values: SettingValues;
  /** Where each value came from, in words: `--port`, `CUSTOS_REGISTRY_PORT`, `port in /etc/custos/registry.toml`, `default`. */
  readonly from: Readonly<Record<SettingKey, string>>;
}

/** A value with the place that it stands in. */
interface Said {
  readonly value: unknown;
  readonly place: string;
}

const nothing = 'Nothing was started.';

/**
 * The settings in force: a flag counts before the environment, that before the file, that before the default.
 *
 * @throws CannotStart when a key is unknown, a value is not one that the setting takes, or a file cannot be read; the
 *   message names the place and never a secret
 */
export function readSettings({ flags, env, config }: SettingSources): EffectiveSettings {
  const known = new Set(settingRows.flatMap(([key, row]) => (row.secret === true ? [key, `${key}_file`] : [key])));
  const file = openConfig(config ?? env[configFile.env]);
  for (const key of Object.keys(file.values))
    if (!known.has(key)) throw new CannotStart(`${file.path} sets ${key}, which is no setting. ${nothing} ${nearest(key, known)}`.trim());
  refuseUnknownVariables(env);
  const values: Record<string, unknown> = {};
  const from: Record<string, string> = {};
  for (const [key, row] of settingRows) {
    const said =
      pick(key, row, (name) => ofText(row, name, flags[name], flagOf(name))) ??
      pick(key, row, (name) => ofText(row, name, env[variable(key, row, name)], variable(key, row, name))) ??
      pick(key, row, (name) => (name in file.values ? { value: file.values[name], place: `${name} in ${file.path}` } : undefined));
    values[key] = said === undefined ? row.usual : checked(row, said);
    from[key] = said?.place ?? 'default';
  }
  if (file.holdsSecret) refuseOpenFile(file.path, env);
  if ((values['tls_cert'] === undefined) !== (values['tls_key'] === undefined))
    throw new CannotStart(`tls_cert and tls_key go together: one of them is missing. ${nothing}`);
  // Each value passed its own row's schema, and every row was walked.
  return { values: values as unknown as SettingValues, from: from as EffectiveSettings['from'] };
}

function variable(key: string, row: Setting, name: string): string {
  return name === key ? envOf(key, row) : `${envOf(key, row)}_FILE`;
}

/** A secret stands in its place or in a file that is named there, never both. */
function pick(key: string, row: Setting, look: (name: string) => Said | undefined): Said | undefined {
  const plain = look(key);
  const named = row.secret === true ? look(`${key}_file`) : undefined;
  if (named === undefined) return plain;
  if (plain !== undefined)
    throw new CannotStart(`${plain.place} and ${named.place} say the same thing twice. ${nothing} Keep one of them.`);
  if (typeof named.value !== 'string') throw new CannotStart(`${named.place} is no path. ${nothing}`);
  return { value: readText(named.value, named.place).trim(), place: named.place };
}

/** An empty variable is one that nobody set: many launchers cannot leave one out. */
function ofText(row: Setting, name: string, text: string | undefined, place: string): Said | undefined {
  if (text === undefined || text === '') return undefined;
  if (name.endsWith('_file') && row.secret === true) return { value: text, place };
  switch (row.kind) {
    case 'text':
      return { value: text, place };
    case 'whole':
      return { value: /^[0-9]{1,15}$/.test(text) ? Number(text) : text, place };
    case 'list':
      return { value: text.split(',').map((part) => part.trim()), place };
  }
}

function checked(row: Setting, { value, place }: Said): unknown {
  const read = row.schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const what = row.secret === true ? 'its value' : JSON.stringify(value);
  throw new CannotStart(`${place}: ${what} will not do: ${issue?.message ?? 'not of the right kind'}. ${nothing}`);
}

function refuseUnknownVariables(env: SettingSources['env']): void {
  const known = new Set([configFile.env, ...settingRows.flatMap(([key, row]) => [envOf(key, row), `${envOf(key, row)}_FILE`])]);
  for (const name of Object.keys(env))
    if (name.startsWith(envPrefix) && !known.has(name))
      throw new CannotStart(`The variable ${name} is in the environment and is no setting. ${nothing} ${nearest(name, known)}`.trim());
}

interface Config {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly holdsSecret: boolean;
}

function openConfig(path: string | undefined): Config {
  if (path === undefined || path === '') return { path: '', values: {}, holdsSecret: false };
  const text = readText(path, configFile.flag);
  try {
    const values = parse(text);
    return { path, values, holdsSecret: settingRows.some(([key, row]) => row.secret === true && key in values) };
  } catch (cause) {
    // The library's message shows the line itself, which may hold a secret.
    const where = cause instanceof TomlError ? ` at line ${cause.line}, column ${cause.column}` : '';
    throw new CannotStart(`${path} is no TOML${where}. ${nothing}`);
  }
}

function readText(path: string, place: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CannotStart(
      `${place} names ${path}, which cannot be read: ${cause instanceof Error ? cause.message : String(cause)}. ${nothing}`,
    );
  }
}

function refuseOpenFile(path: string, env: SettingSources['env']): void {
  if (!isOpenToOthers(path, env)) return;
  throw new CannotStart(
    `${path} holds a secret and is open to other users of this machine. ${nothing} Close it with chmod 600, or keep the secret in a file of its own.`,
  );
}

/** The known name that differs in the fewest places, when it is close enough to have been meant. */
function nearest(said: string, known: ReadonlySet<string>): string {
  const [best] = [...known].map((name) => ({ name, far: distance(said, name) })).sort((left, right) => left.far - right.far);
  return best === undefined || best.far > 3 ? '' : `Did you mean ${best.name}?`;
}

function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...left].entries()) {
    const next = [at + 1];
    for (const [to, other] of [...right].entries())
      next.push(Math.min((next[to] ?? 0) + 1, (row[to + 1] ?? 0) + 1, (row[to] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}
