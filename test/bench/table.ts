import type { Figure } from './figures.ts';
import { lineOf, median, rounded } from './figures.ts';

/** Figures for a person: medians with the least and most of the rounds, then what each side is. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const line = lineOf(figure);
    return [line.name, spread(figure.ours), spread(figure.peer), line.unit, `${line.ratio}x`, goalOf(figure)];
  });
  const all = [['name', 'ours (min–max)', 'peer (min–max)', 'unit', 'ratio', 'goal'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length))) ?? [];
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = sameNotes(figures).flatMap(({ names, oursIs, peerIs, limits }) => [
    '',
    names.join(', '),
    `  ours:  ${oursIs}`,
    `  peer:  ${peerIs}`,
    ...limits,
  ]);
  return [...lines, '', 'A ratio above 1 means that ours is better.', ...notes, ''].join('\n');
}

/** Whether the ratio that was set is reached; nothing where none was set. */
function goalOf(figure: Figure): string {
  if (figure.goal === undefined) return '';
  return `≥ ${figure.goal}: ${lineOf(figure).ratio >= figure.goal ? 'reached' : 'missed'}`;
}

interface Note {
  readonly names: readonly string[];
  readonly oursIs: string;
  readonly peerIs: string;
  readonly limits: readonly string[];
}

/** What each side is, said once for all figures that share it. */
function sameNotes(figures: readonly Figure[]): readonly Note[] {
  const notes = new Map<string, Note>();
  for (const { name, oursIs, peerIs, limit, unit } of figures) {
    const limits = limit === undefined ? [] : [`  limit: ${limit.what}: ${spread(limit.values)} ${unit}`];
    const key = [oursIs, peerIs, ...limits].join('\n');
    notes.set(key, { names: [...(notes.get(key)?.names ?? []), name], oursIs, peerIs, limits });
  }
  return [...notes.values()];
}

function spread(values: readonly number[]): string {
  return `${rounded(median(values))} (${rounded(Math.min(...values))}–${rounded(Math.max(...values))})`;
}
