import type { ContainerView } from '../../contract/containment.ts';

/**
 * The drives of a lot as CSV (RFC 4180): what stands on the packing list. It names no person and no customer.
 * A cell that a table program would take for a formula is led in by an apostrophe.
 */
export function lotList(view: ContainerView): string {
  const rows = view.drives.map(({ serial, model, state, outcome, subject }) => {
    const lacking = view.unproven.find(({ item }) => item === subject);
    return [serial, model ?? '', state, outcome ?? '', lacking === undefined ? '' : (lacking.detail ?? lacking.why), subject];
  });
  return [['serial', 'model', 'state', 'outcome', 'lacking', 'subject'], ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
