/** What is known about this machine when `start` chooses. */
export interface Facts {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The Electron binary, where there is one. */
  readonly electron: string | undefined;
  /** Whether Electron's own download was tried in this run. */
  readonly download: 'not-tried' | 'failed';
  /** True for `start --browser`. */
  readonly wantsBrowser: boolean;
}

export type Choice =
  | { readonly kind: 'window'; readonly electron: string }
  | { readonly kind: 'download' }
  | { readonly kind: 'browser'; readonly why: string };

export function chooseWindow(facts: Facts): Choice;
