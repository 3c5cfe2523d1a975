/** One place that breaks a rule. */
export interface Finding {
  readonly rule: string;
  /** From the tree's root, with forward slashes. */
  readonly path: string;
  readonly line: number;
  readonly words: string;
}

export function tidy(folder: string): Finding[];
export const ruleNames: readonly string[];
