import type { Launch } from './launch.ts';

/** Which of the two stations a window talks to. Practice opens when a window first asks for it. */
export type Mode = 'real' | 'practice';

/** From the shell to the station's process. `attach` carries exactly one port, the other end of which is the window's. */
export type ToStation = { readonly kind: 'attach'; readonly mode: Mode } | { readonly kind: 'close' };

/** From the station's process to the shell. */
export type FromStation =
  | { readonly kind: 'ready' }
  /** How many erases run now, real and practice together. */
  | { readonly kind: 'running'; readonly jobs: number }
  /** The station cannot be opened; the words are for a person. */
  | { readonly kind: 'cannot-start'; readonly words: string };

/** The one argument of the station's process. */
export interface StationArguments {
  readonly launch: Launch;
  /** A plain Node for the drive helper: Electron's own binary is not one, its run-as-node switch is fused off. */
  readonly helperNode: string;
}

/** The messages between page, preload and shell, by name. */
export const channels = { ready: 'custos:ready', port: 'custos:port' } as const;
