import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request was turned away. */
export type Refused = 'foreign_host' | 'foreign_origin' | 'no_pass';

/**
 * Decides who may talk to a page server on loopback. An address with a one-time token is given out once on the
 * terminal; the first visit turns it into a cookie that only this origin gets back. Host and Origin are checked
 * on every request, so that a page from elsewhere, or a name that was re-pointed at 127.0.0.1, gets nothing.
 */
export class Doorkeeper {
  readonly #tokens = new Set<string>();
  readonly #passes = new Set<string>();

  /** A new one-time token for an address. */
  issueToken(): string {
    const token = randomBytes(24).toString('base64url');
    this.#tokens.add(token);
    return token;
  }

  /** Spends a token for a pass, or answers undefined when it was never issued or is spent. */
  spend(token: string): string | undefined {
    if (!this.#tokens.delete(token)) return undefined;
    const pass = randomBytes(24).toString('base64url');
    this.#passes.add(pass);
    return pass;
  }

  /** Checks where a request says it comes from and, unless it is only here to spend a token, its pass. */
  check(request: IncomingMessage, port: number): Refused | undefined {
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    if (request.headers.host === undefined || !hosts.includes(request.headers.host)) return 'foreign_host';
    const origin = request.headers.origin;
    if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) return 'foreign_origin';
    return this.#hasPass(request.headers.cookie) ? undefined : 'no_pass';
  }

  #hasPass(cookies: string | undefined): boolean {
    const found = /(?:^|;\s*)custos=([A-Za-z0-9_-]{32})(?:;|$)/.exec(cookies ?? '')?.[1];
    if (found === undefined) return false;
    const asked = Buffer.from(found);
    for (const pass of this.#passes) if (timingSafeEqual(Buffer.from(pass), asked)) return true;
    return false;
  }
}
