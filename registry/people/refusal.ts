import type { ConsoleProblemCode } from '../../contract/console/parts.ts';

/** A console route says no. What was asked for did not happen. */
export class ConsoleRefusal extends Error {
  readonly code: ConsoleProblemCode;
  readonly why: string | undefined;
  readonly retryMs: number | undefined;

  constructor(code: ConsoleProblemCode, detail: string, more: { readonly why?: string; readonly retryMs?: number } = {}) {
    super(detail);
    this.name = 'ConsoleRefusal';
    this.code = code;
    this.why = more.why;
    this.retryMs = more.retryMs;
  }
}
