export interface Quarter {
  /** `2026 Q3`. */
  readonly name: string;
  /** First and last day, `YYYY-MM-DD`. */
  readonly first: string;
  readonly last: string;
}

/** The quarter of a moment and those before it, newest first, by this computer's calendar. */
export function quartersBefore(ms: number, quarters: number): readonly Quarter[] {
  const now = new Date(ms);
  const newest = now.getFullYear() * 4 + Math.floor(now.getMonth() / 3);
  return Array.from({ length: quarters }, (_, back) => {
    const at = newest - back;
    const year = Math.floor(at / 4);
    const quarter = at % 4;
    const lastDay = new Date(year, quarter * 3 + 3, 0).getDate();
    return {
      name: `${year} Q${quarter + 1}`,
      first: `${year}-${two(quarter * 3 + 1)}-01`,
      last: `${year}-${two(quarter * 3 + 3)}-${two(lastDay)}`,
    };
  });
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
