import { z } from 'zod';
import { type Sketch, sketch } from '../../../domain/policy/sketch.ts';

/** Edits that were not saved, kept for this tab: going to another page, or loading this one again, loses nothing. */

const kept = z.strictObject({ revision: z.int(), name: z.string(), policy: sketch });
export interface Unsaved {
  readonly revision: number;
  readonly name: string;
  readonly policy: Sketch;
}

export function keepUnsaved(draft: string, unsaved: Unsaved | undefined): void {
  if (unsaved === undefined) sessionStorage.removeItem(keyOf(draft));
  else sessionStorage.setItem(keyOf(draft), JSON.stringify(unsaved));
}

export function unsavedOf(draft: string): Unsaved | undefined {
  try {
    const read = kept.safeParse(JSON.parse(sessionStorage.getItem(keyOf(draft)) ?? ''));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

function keyOf(draft: string): string {
  return `custos.draft.${draft}`;
}
