import { createHash } from 'node:crypto';
import { toBase64url } from '../../domain/bytes.ts';
import type { RandomBytes } from '../../keys/random.ts';
import type { SqlDatabase } from '../sql/port.ts';
import { number, text } from '../sql/rows.ts';

/** However busy: after this one signs in again. */
export const sessionLifeMs = 12 * 60 * 60 * 1000;
/** Left alone so long, a session is over. */
export const sessionIdleMs = 60 * 60 * 1000;
/** How stale `seen_ms` may grow, so that not every look writes. */
const seenStepMs = 60 * 1000;

export interface Session {
  readonly token: string;
  readonly person: string;
  readonly way: 'oidc' | 'local';
  readonly untilMs: number;
}

/** Sessions of the console. The browser holds 32 random bytes; the table holds their hash. */
export function openSessions(sql: SqlDatabase, randomBytes: RandomBytes) {
  return {
    /** Opens one and answers the secret for the cookie. Ended sessions are swept out on the way. */
    async open(person: string, way: 'oidc' | 'local', nowMs: number): Promise<string> {
      const secret = toBase64url(randomBytes(32));
      await sql.apply([
        { text: 'DELETE FROM console_sessions WHERE until_ms <= $1', params: [nowMs] },
        {
          text: 'INSERT INTO console_sessions (token, person, way, made_ms, seen_ms, until_ms) VALUES ($1, $2, $3, $4, $4, $5)',
          params: [hashOf(secret), person, way, nowMs, nowMs + sessionLifeMs],
        },
      ]);
      return secret;
    },

    /** The session of a cookie, if it is open; looking at it keeps it from going idle. */
    async look(secret: string, nowMs: number): Promise<Session | undefined> {
      const token = hashOf(secret);
      const [row] = await sql.query(
        `SELECT person, way, seen_ms, until_ms FROM console_sessions JOIN people USING (person)
          WHERE token = $1 AND until_ms > $2 AND seen_ms > $3 AND ended_ms IS NULL`,
        [token, nowMs, nowMs - sessionIdleMs],
      );
      if (row === undefined) return undefined;
      if (number(row, 'seen_ms') + seenStepMs < nowMs)
        await sql.apply([{ text: 'UPDATE console_sessions SET seen_ms = $2 WHERE token = $1', params: [token, nowMs] }]);
      return {
        token,
        person: text(row, 'person'),
        way: text(row, 'way') === 'local' ? 'local' : 'oidc',
        untilMs: number(row, 'until_ms'),
      };
    },

    /** Whether a session is still open; asking does not keep it from going idle. */
    async isOpen(token: string, nowMs: number): Promise<boolean> {
      const rows = await sql.query('SELECT token FROM console_sessions WHERE token = $1 AND until_ms > $2 AND seen_ms > $3', [
        token,
        nowMs,
        nowMs - sessionIdleMs,
      ]);
      return rows.length > 0;
    },

    async end(token: string): Promise<void> {
      await sql.apply([{ text: 'DELETE FROM console_sessions WHERE token = $1', params: [token] }]);
    },
  };
}

export type Sessions = ReturnType<typeof openSessions>;

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
