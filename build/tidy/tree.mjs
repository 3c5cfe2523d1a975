import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const neverOurs = new Set(['node_modules', 'dist', '.git', '.idea', '.vscode', 'coverage']);
const text =
  /\.(ts|tsx|mts|mjs|cjs|js|json|json5|md|html|css|sql|yml|yaml|txt)$|(^|\/)(run|LICENSE|\.gitignore|\.editorconfig|\.prettierignore)$/;

/**
 * Every file of ours, read once.
 *
 * @param {string} folder
 * @returns {{ paths: Set<string>, files: { path: string, text: string, code: boolean }[] }} paths with forward slashes;
 *   files only those that hold text
 */
export function readTree(folder) {
  const paths = [...walk(folder, '')];
  const files = paths
    .filter((path) => text.test(path))
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8'), code: isCode(path) }));
  return { paths: new Set(paths), files };
}

function* walk(folder, below) {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    if (neverOurs.has(entry.name)) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(folder, path);
    else if (entry.isFile()) yield path;
  }
}

export function isCode(path) {
  return /\.(ts|tsx|mts|mjs|cjs|js)$/.test(path);
}

/**
 * Findings for every match of a pattern, with its line.
 *
 * @param {{ path: string, text: string }} file
 * @param {RegExp} pattern with the g flag
 * @param {(match: RegExpMatchArray) => string | undefined} say undefined when this match breaks nothing
 */
export function eachMatch(file, pattern, say) {
  const found = [];
  for (const match of file.text.matchAll(pattern)) {
    const words = say(match);
    if (words !== undefined) found.push({ path: file.path, line: lineAt(file.text, match.index), words });
  }
  return found;
}

export function lineAt(whole, index) {
  return whole.slice(0, index).split('\n').length;
}

/**
 * The same text with comments, and if asked the contents of strings, blanked out: places and lines stay the same.
 * A scanner, not a parser: a regular expression that holds a quote can mislead it, which shows as a finding to look at.
 */
export function blank(source, { strings }) {
  const parts = /\/\*[\s\S]*?\*\/|(?<![:\\/'"`])\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return source.replace(parts, (part) => {
    const isComment = part.startsWith('/');
    if (!isComment && (!strings || part.startsWith('`'))) return part;
    return part.replace(/[^\n]/g, ' ');
  });
}
