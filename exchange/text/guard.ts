/** What a spreadsheet takes for the beginning of a formula. */
const formula = /^'*[=+\-@\t\r]/;

/** A cell that no spreadsheet runs: an apostrophe before what would be taken for a formula. `unguarded` takes it off again. */
export function guarded(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

/** Takes the apostrophe of `guarded` off; any other cell stays as it is. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
