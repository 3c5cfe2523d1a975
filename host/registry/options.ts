import type { Command } from 'commander';
import { type EffectiveSettings, readSettings } from './read-settings.ts';
import { configFile, envOf, flagOf, settingRows } from './settings.ts';
import { usualWords } from './show-settings.ts';

/** Adds a flag for every setting, and `--config`. Defaults are not told to the parser: the file has to come between. */
export function addSettingFlags(command: Command): Command {
  command.option(`${configFile.flag} <file>`, `read settings from this TOML file (${configFile.env})`);
  for (const [key, row] of settingRows) {
    const usual = usualWords(row).replaceAll('`', '');
    command.option(
      `${flagOf(key)} ${row.hint}`,
      `${row.doc} (${[envOf(key, row), ...(usual === '' ? [] : [`usually ${usual}`])].join('; ')})`,
    );
    if (row.secret === true) command.option(`${flagOf(key)}-file <file>`, `the same, from a file (${envOf(key, row)}_FILE)`);
  }
  return command;
}

/**
 * The settings of `custos registry` or of one of its sub-commands, from flags before and after its name, the
 * environment and the file.
 *
 * @throws CannotStart
 */
export function settingsOf(command: Command, env: Readonly<Record<string, string | undefined>> = process.env): EffectiveSettings {
  const given = command.optsWithGlobals<Record<string, unknown>>();
  const text = (key: string): string | undefined => {
    const value = given[key.replace(/_([a-z])/g, (_whole, letter: string) => letter.toUpperCase())];
    return typeof value === 'string' ? value : undefined;
  };
  const flags = Object.fromEntries(
    settingRows.flatMap(([key, row]) => [key, ...(row.secret === true ? [`${key}_file`] : [])]).map((key) => [key, text(key)]),
  );
  return readSettings({ flags, env, config: text('config') });
}
