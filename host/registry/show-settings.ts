import { stringify } from 'smol-toml';
import type { EffectiveSettings } from './read-settings.ts';
import { envOf, flagOf, type Setting, settingRows } from './settings.ts';

/** The settings in force as a configuration file, each with where it came from. A secret is said to be there, no more. */
export function showSettings({ values, from }: EffectiveSettings): string {
  const lines = settingRows.map(([key, row]) => {
    const value = values[key];
    if (value === undefined) return `# ${key} is not set`;
    if (row.secret === true) return `# ${key} is set and hidden    # ${from[key]}`;
    return `${assignment(key, value)}    # ${from[key]}`;
  });
  return `${lines.join('\n')}\n`;
}

/** A configuration file that sets nothing and explains everything: `packaging/registry/registry.toml`. */
export function sampleConfig(): string {
  const head = [
    '# Settings of `custos registry`. What stands here is what counts without a line; take the # away to say otherwise.',
    '# A flag counts before a variable of the environment, that before this file. docs/operating.md explains each.',
  ];
  const rows = settingRows.flatMap(([key, row]) => [
    '',
    `# ${row.doc}`,
    `#${assignment(key, row.usualWords === undefined ? (row.usual ?? '') : '')}`,
  ]);
  return `${[...head, ...rows].join('\n')}\n`;
}

/** The rows of the table in docs/operating.md. */
export function settingsTable(): readonly string[] {
  return settingRows.map(([key, row]) => {
    const flags = [flagOf(key), ...(row.secret === true ? [`${flagOf(key)}-file`] : [])].map((flag) => `\`${flag}\``).join(', ');
    const variables = [envOf(key, row), ...(row.secret === true ? [`${envOf(key, row)}_FILE`] : [])]
      .map((name) => `\`${name}\``)
      .join(', ');
    return `| \`${key}\` | ${flags} | ${variables} | ${kindWords(row)} | ${usualWords(row)} | ${row.doc} |`;
  });
}

function kindWords({ kind, secret }: Setting): string {
  const words = { text: 'text', whole: 'whole number', list: 'list' }[kind];
  return secret === true ? `${words}, secret` : words;
}

/** The default as people read it; empty where there is none. */
export function usualWords({ usual, usualWords: words }: Setting): string {
  if (words !== undefined) return words;
  return usual === undefined || (Array.isArray(usual) && usual.length === 0) ? '' : `\`${String(usual)}\``;
}

function assignment(key: string, value: unknown): string {
  return stringify({ [key]: value }).trim();
}
