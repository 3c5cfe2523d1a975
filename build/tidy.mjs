// Checks the tree against the house rules that no linter knows: `node build/tidy.mjs [folder]`.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { root } from './setup/places.mjs';
import { docsRules } from './tidy/docs.mjs';
import { fileRules } from './tidy/files.mjs';
import { moduleRules } from './tidy/modules.mjs';
import { readTree } from './tidy/tree.mjs';

const rules = [...fileRules, ...moduleRules, ...docsRules];

/**
 * @param {string} folder
 * @returns {import('./tidy.d.mts').Finding[]} what breaks a rule, by path and line
 */
export function tidy(folder) {
  const tree = readTree(folder);
  const found = rules.flatMap(({ rule, check }) => check(tree).map((finding) => ({ rule, ...finding })));
  return found.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}

/** The names of all rules. */
export const ruleNames = rules.map(({ rule }) => rule);

function main(folder) {
  const found = tidy(folder);
  for (const { path, line, rule, words } of found) process.stdout.write(`${path}:${line}  ${words}  (${rule})\n`);
  return found.length === 0 ? 0 : 1;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv[2] ?? root);
}
