export function ensureWindow(): Promise<void>;
export function ensureShell(): Promise<void>;
/** A hash over names and bytes of files and folders below `base`. */
export function hashOf(base: string, inputs: readonly string[]): string;
