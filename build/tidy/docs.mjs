import { posix } from 'node:path';
import { eachMatch } from './tree.mjs';

const isDoc = (path) => /^(README|CONTRIBUTING)\.md$/.test(path) || (path.startsWith('docs/') && path.endsWith('.md'));

/** What looks like a file or folder of ours in running text: `domain/custody/life.ts`, `renderer/words/`. */
const looksLikePath = /^(?:[\w.@-]+\/)+(?:[\w.@-]+)?$|^[\w.-]+\.(?:ts|tsx|mjs|json|json5|md|sql|html)$/;
const built = /^(dist|node_modules|tools\/node\/node_modules)\//;

function exists(tree, path) {
  const clean = path.replace(/\/$/, '');
  return tree.paths.has(clean) || [...tree.paths].some((known) => known.startsWith(`${clean}/`));
}

/** The folders that the tree has at its top: a name under none of them is somebody else's (a package, a system path). */
function rooms(tree) {
  return new Set([...tree.paths].filter((path) => path.includes('/')).map((path) => path.split('/')[0]));
}

export const docsRules = [
  {
    rule: 'missing-file',
    check: (tree) => {
      const ours = rooms(tree);
      return tree.files
        .filter((file) => isDoc(file.path))
        .flatMap((file) =>
          eachMatch(file, /(?<!`)`([^`\n]+)`(?!`)/g, ([, named]) => {
            const path = named.replace(/:\d+$/, '').replace(/^\.\//, '');
            if (!looksLikePath.test(path) || built.test(path) || !path.includes('/')) return undefined;
            if (!ours.has(path.split('/')[0]) || exists(tree, path)) return undefined;
            return `names ${named}, which does not exist`;
          }),
        );
    },
  },
  {
    rule: 'broken-link',
    check: (tree) =>
      tree.files
        .filter((file) => isDoc(file.path))
        .flatMap((file) =>
          eachMatch(file, /\]\(\s*<?([^)\s>]+)>?[^)]*\)/g, ([, target]) => {
            if (/^[a-z][a-z0-9+.-]*:/i.test(target) || target.startsWith('#')) return undefined;
            const path = posix.normalize(posix.join(posix.dirname(file.path), decodeURIComponent(target.split('#')[0])));
            return exists(tree, path) || path === '.' ? undefined : `links to ${target}, which does not exist`;
          }),
        ),
  },
];
