import type { DockView } from '../../contract/views.ts';
import type { DockedBay } from '../docks/docks.ts';

/** The grade of a bay's dock, as every view shows it. */
export function dockPart(docked: DockedBay | undefined): { readonly dock_grade?: DockView } {
  if (docked?.dock === undefined) return {};
  const { grade, reason } = docked.dock;
  return { dock_grade: { grade, ...(reason !== undefined && { reason }) } };
}
