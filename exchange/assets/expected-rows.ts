import type { ImportPlan } from './import-file.ts';
import type { RowVerdict } from './plan.ts';

/** A drive that a file says will come, as an expected list takes it (`expected.listed`). */
export interface ExpectedFromFile {
  readonly serial: string;
  readonly wwn?: string;
  readonly model?: string;
  readonly host?: string;
  readonly slot?: string;
}

const longestModel = 64;

/**
 * The drives that a file lists, for an expected list: every row that could be read, whatever an inventory thinks of it. A
 * row that could not be read is a drive that would be missing from the list, so such a file gives none.
 */
export function expectedRowsOf(
  plan: Pick<ImportPlan, 'verdicts'>,
):
  | { readonly kind: 'rows'; readonly rows: readonly ExpectedFromFile[] }
  | { readonly kind: 'refused'; readonly verdicts: readonly RowVerdict[] } {
  // Planned against nothing, a row is new, refused, or at odds with another row of the same file.
  const unread = plan.verdicts.filter(({ kind }) => kind !== 'new');
  if (unread.length > 0) return { kind: 'refused', verdicts: unread };
  const rows = plan.verdicts.flatMap((verdict): readonly ExpectedFromFile[] => {
    if (verdict.kind !== 'new') return [];
    const { serial, wwn, model, host, slot } = verdict.asset;
    return [
      {
        serial,
        ...(wwn === undefined ? {} : { wwn }),
        // A model only helps a maker's rule for serials; one that is too long for a fact is left out, not cut.
        ...(model === undefined || model.length > longestModel ? {} : { model }),
        ...(host === undefined ? {} : { host }),
        ...(slot === undefined ? {} : { slot }),
      },
    ];
  });
  return { kind: 'rows', rows };
}
