import { posix } from 'node:path';
import { blank } from './tree.mjs';

/** Programs, tests and configurations: somebody other than an import starts them. */
const entries = [
  /(^|\/)main\.tsx?$/,
  /\.d\.m?ts$/,
  /\.test\.tsx?$/,
  /^vitest\.config\.ts$/,
  /^build\/(vite|vitest)\.[a-z]+\.ts$/,
  // Run by hand: they take the pictures of the stand-ins' states.
  /^test\/renderer\/(console\/)?screens\.ts$/,
  /^electron\/(preload|station-process)\.ts$/,
  /^test\/vm\/suites\/[a-z-]+\.ts$/,
];

const isModule = (path) => /\.(ts|tsx|mts)$/.test(path);

/**
 * A module counts as used when a string in another file leads to it: an import, or a worker's or a child's path.
 * HTML pages name their scripts as well.
 */
function used(tree) {
  const found = new Set();
  for (const file of tree.files) {
    if (!file.code && !/\.(html|json5?)$/.test(file.path)) continue;
    const source = file.code ? blank(file.text, { strings: false }) : file.text;
    for (const [, , string] of source.matchAll(/(['"`])((?:\\.|(?!\1)[^\\\n])*)\1/g)) {
      if (!/\.(ts|tsx|mts)$/.test(string)) continue;
      const fromFile = posix.normalize(posix.join(posix.dirname(file.path), string));
      for (const path of [fromFile, posix.normalize(string)]) if (path !== file.path && tree.paths.has(path)) found.add(path);
    }
  }
  return found;
}

export const moduleRules = [
  {
    rule: 'dead-file',
    check: (tree) => {
      const alive = used(tree);
      return [...tree.paths]
        .filter((path) => isModule(path) && !alive.has(path) && !entries.some((entry) => entry.test(path)))
        .map((path) => ({ path, line: 1, words: 'nothing imports this file and it is no entry point' }));
    },
  },
];
