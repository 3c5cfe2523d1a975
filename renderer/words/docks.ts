import { dockFindingWords, dockGradeWords, type DockFinding, type DockLetter } from '../../domain/drive/dock.ts';
import type { Mark } from './states.ts';

/** What was held against a dock, the gravest first. */
export function dockReason(findings: readonly DockFinding[]): string {
  const [first] = findings;
  return first === undefined ? 'nothing stands against it.' : dockFindingWords[first].what;
}

export interface DockWords {
  readonly mark: Mark;
  /** Short enough for a bay tile. */
  readonly word: string;
  /** What is wrong. */
  readonly what: string;
  /** What the grade leaves to do. */
  readonly leaves: string;
  /** What to do next. */
  readonly next: string;
}

const marks: Readonly<Record<DockLetter, Mark>> = { A: 'proven', B: 'waiting', C: 'unknown', D: 'stopped' };

/** A dock's grade in words. */
export function dockWords({ grade, reason }: { readonly grade: DockLetter; readonly reason?: DockFinding | undefined }): DockWords {
  const finding = reason === undefined ? undefined : dockFindingWords[reason];
  return {
    mark: marks[grade],
    word: `Dock ${grade}`,
    what: finding?.what ?? 'Nothing stands against this dock.',
    leaves: dockGradeWords[grade],
    next: finding?.next ?? '',
  };
}
