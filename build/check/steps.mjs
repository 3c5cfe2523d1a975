import { follow } from '../setup/child.mjs';
import { programOf } from '../setup/modules.mjs';
import { root } from '../setup/places.mjs';

const node = (path, args) => follow(process.execPath, [programOf(path), ...args], { cwd: root });

/** The type check, with the arrows: a room sees only the rooms that its tsconfig references. */
export function typecheck(args = []) {
  return node('typescript/bin/tsc', ['-b', '.', 'build', ...args]);
}

/** The linter with type-aware rules, then the formatter's check. */
export async function lint(args = []) {
  const oxlint = await node('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', '--report-unused-disable-directives', ...args]);
  const prettier = await node('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);
  return Math.max(oxlint, prettier);
}

/** Rewrites every file in the house format. */
export function format(args = []) {
  return node('prettier/bin/prettier.cjs', ['--write', '--log-level', 'warn', ...(args.length > 0 ? args : ['.'])]);
}

/** The house rules that no linter knows. */
export function tidyTree() {
  return follow(process.execPath, [new URL('../tidy.mjs', import.meta.url).pathname], { cwd: root });
}
