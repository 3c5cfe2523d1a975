/** True for a version such as `24.21.0` that every part runs on. */
export function isEnough(version: string): boolean;
export function ensureCarriedNode(): Promise<void>;
