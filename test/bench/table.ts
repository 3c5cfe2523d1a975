import type { Figure } from './figures.ts';
import { lineOf, median, rounded } from './figures.ts';

/** Figures for a person: medians with the least and most of the rounds, then what each side is. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const line = lineOf(figure);
    return [line.name, spread(figure.ours), spread(figure.peer), line.unit, `${line.ratio}x`];
  });
  const all = [['name', 'ours (min–max)', 'peer (min–max)', 'unit', 'ratio'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length))) ?? [];
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = figures.flatMap(({ name, oursIs, peerIs, limit, unit }) => [
    '',
    name,
    `  ours:  ${oursIs}`,
    `  peer:  ${peerIs}`,
    ...(limit === undefined ? [] : [`  limit: ${limit.what}: ${spread(limit.values)} ${unit}`]),
  ]);
  return [...lines, '', 'A ratio above 1 means that ours is better.', ...notes, ''].join('\n');
}

function spread(values: readonly number[]): string {
  return `${rounded(median(values))} (${rounded(Math.min(...values))}–${rounded(Math.max(...values))})`;
}
