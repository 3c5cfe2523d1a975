import type { StoreFault } from '../contract/ports.ts';

/** A store that cannot be opened. Nothing in it was changed. The message says what to do. */
export class StoreRefused extends Error {
  readonly code: StoreFault;
  constructor(code: StoreFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StoreRefused';
    this.code = code;
  }
}
