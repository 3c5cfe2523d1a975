import { blank, eachMatch } from './tree.mjs';

/** Files longer than this want to be two ideas. A few lines of grace: the rule says "about 300". Tests hold tables. */
const maxLines = 320;
const maxTestLines = 400;

/** Only entry points may read the clock or draw chance; everybody else is given a port for it. */
const mayUseClock = [
  /^host\//,
  /^registry\/(main|open)\.ts$/,
  /^hardware\/(helper|scanners)\/main\.ts$/,
  /^hardware\/simulator\/clock\.ts$/,
  /^test\//,
  /^build\//,
];

const mayExportDefault = [/^vitest\.config\.ts$/, /^build\/(vite|vitest)\.[a-z]+\.ts$/, /^build\/check\/reporter\.mjs$/];

/** Golden bytes and recorded answers of programs are as long as they are. */
const mayBeLong = [/^test\/vectors\//, /\/vectors\//, /\/recorded\//];

/** The rules' own tests have to show what is forbidden. */
const ownTests = /^test\/build\/tidy\.test\.ts$/;

const matches = (patterns, path) => patterns.some((pattern) => pattern.test(path));

export const fileRules = [
  {
    rule: 'long-file',
    check: ({ files }) =>
      files
        .filter((file) => file.code && !matches(mayBeLong, file.path))
        .map((file) => ({ path: file.path, line: 1, lines: file.text.trimEnd().split('\n').length }))
        .filter(({ path, lines }) => lines > (path.startsWith('test/') ? maxTestLines : maxLines))
        .map(({ path, line, lines }) => ({ path, line, words: `${lines} lines; about 300 is the most` })),
  },
  {
    rule: 'clock-and-chance',
    check: ({ files }) =>
      files
        .filter((file) => file.code && !matches(mayUseClock, file.path))
        .flatMap((file) => {
          const bare = { path: file.path, text: blank(file.text, { strings: true }) };
          const clock = /\b(Date\.now|Math\.random|performance\.now)\b|\bnew Date\(\s*\)/g;
          return eachMatch(bare, clock, (match) => `${match[0]} outside of an entry point: take a clock or a source of chance as a port`);
        }),
  },
  {
    rule: 'default-export',
    check: ({ files }) =>
      files
        .filter((file) => file.code && !matches(mayExportDefault, file.path))
        .flatMap((file) => {
          const bare = { path: file.path, text: blank(file.text, { strings: true }) };
          return eachMatch(
            bare,
            /^export\s+default\b|\bexport\s*\{[^}]*\bas default\b/gm,
            () => 'default export: a name that is not written down drifts',
          );
        }),
  },
  {
    rule: 'skipped-test',
    check: ({ files }) =>
      files
        .filter((file) => /\.test\.tsx?$/.test(file.path) && !ownTests.test(file.path))
        .flatMap((file) => {
          const bare = { path: file.path, text: blank(file.text, { strings: false }) };
          const skips = /\b(?:it|test|describe)(?:\.\w+)*\.(skip|only|todo|skipIf|runIf)\b|\b(?:ctx|context|skip)?\.?\bskip\(\s*\)/g;
          return eachMatch(bare, skips, (match) =>
            match[1] === 'only' ? 'a test that silences its neighbours' : "skipped without a reason: write ctx.skip('why') inside the test",
          );
        }),
  },
  {
    rule: 'machine-path',
    check: ({ files }) =>
      files
        .filter((file) => !ownTests.test(file.path))
        .flatMap((file) =>
          eachMatch(
            file,
            /(?<![\w.$}/*-])\/(?:work|root|home\/[a-z][\w.-]*|Users\/[A-Za-z][\w.-]*)(?=\/[\w.])/g,
            (match) => `a path of one machine: ${match[0]}`,
          ),
        ),
  },
  {
    rule: 'lock-resolved',
    check: ({ files }) =>
      files
        .filter((file) => file.path.endsWith('package-lock.json'))
        .flatMap((file) => {
          const found = eachMatch(file, /^\s*"resolved":/gm, () => 'a registry address in the lock: other mirrors could not install it');
          return found.slice(0, 1);
        }),
  },
];
