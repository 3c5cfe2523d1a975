import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { tokenPattern } from '../../contract/console/programs.ts';
import { toBase64url } from '../../domain/bytes.ts';
import type { RandomBytes } from '../../keys/random.ts';
import { senderOf } from '../http/limits.ts';
import type { SqlDatabase, SqlReader, SqlRow, Statement } from '../sql/port.ts';
import { number, optionalNumber, optionalText, text } from '../sql/rows.ts';
import { ConsoleRefusal } from './refusal.ts';
import { openThrottle } from './throttle.ts';

export interface Program {
  readonly person: string;
  readonly name: string;
  readonly madeBy: string;
  readonly madeMs: number;
  readonly untilMs: number;
  readonly seenMs: number | undefined;
  /** The token was not taken back. */
  readonly active: boolean;
}

/** So often a program may ask within a minute. In memory: each registry behind one name counts for itself. */
export const programCalls = { tries: 600, windowMs: 60_000 } as const;
/** So many tokens that are none may come from one address. Nobody guesses 32 bytes; this keeps them from being looked up for ever. */
export const wrongTokens = { tries: 20, windowMs: 15 * 60_000 } as const;
/** How stale `seen_ms` may grow, so that not every call writes. */
const seenStepMs = 60_000;

/**
 * The access token of a call. Another bearer than one of ours is none: a proxy may speak to itself in the same header,
 * and such a call is held to everything that a browser's is.
 */
export function programToken({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const said = /^bearer +(custos_\S*)$/i.exec(headers.authorization ?? '');
  return said?.[1];
}

/** The access tokens of programs. The program holds 32 random bytes; the table holds their hash. */
export function openPrograms(sql: SqlDatabase, randomBytes: RandomBytes) {
  const [calls, wrong] = [openThrottle(programCalls), openThrottle(wrongTokens)];

  return {
    /** A new token, and what makes a program of the pseudonym that it is for. */
    adding(program: Pick<Program, 'person' | 'name' | 'madeBy' | 'untilMs'>, nowMs: number) {
      const token = `custos_${toBase64url(randomBytes(32))}`;
      const { person, name, madeBy, untilMs } = program;
      const statements: readonly Statement[] = [
        { text: 'INSERT INTO people (person, name, made_ms) VALUES ($1, $2, $3)', params: [person, name, nowMs] },
        {
          text: 'INSERT INTO programs (person, token, made_by, made_ms, until_ms) VALUES ($1, $2, $3, $4, $5)',
          params: [person, hashOf(token), madeBy, nowMs, untilMs],
        },
      ];
      return { token, statements };
    },

    /**
     * The program of a token, and that it has asked now.
     *
     * @param address of the caller, for the count of wrong tokens
     * @throws ConsoleRefusal when the token counts no more or never did, or when too much was asked
     */
    async admit(token: string, address: string, nowMs: number): Promise<Program> {
      const from = senderOf(address);
      held(wrong.waitMs(from, nowMs), 'too many access tokens that are none came from this address');
      const [row] = tokenPattern.test(token) ? await sql.query(`${programsQuery} WHERE token = $1`, [hashOf(token)]) : [];
      const program = row === undefined ? undefined : programOf(row);
      if (program === undefined || !program.active || program.untilMs <= nowMs) {
        wrong.failed(from, nowMs);
        throw new ConsoleRefusal('wrong_sign_in', 'this access token is not known here, has run out, or was taken back', { why: 'token' });
      }
      held(calls.waitMs(program.person, nowMs), 'this program asks too often');
      calls.failed(program.person, nowMs);
      if ((program.seenMs ?? 0) + seenStepMs <= nowMs)
        await sql.apply([{ text: 'UPDATE programs SET seen_ms = $2 WHERE person = $1', params: [program.person, nowMs] }]);
      return program;
    },

    /** Whether a program's token still counts; asking is no call. */
    async isOpen(person: string, nowMs: number): Promise<boolean> {
      const [row] = await sql.query(`${programsQuery} WHERE person = $1`, [person]);
      return row !== undefined && programOf(row).active && programOf(row).untilMs > nowMs;
    },

    /** Programs by name, after a key. */
    async list(after: readonly [string, string], limit: number): Promise<readonly Program[]> {
      const rows = await sql.query(`${programsQuery} WHERE (name, person) > ($1, $2) ORDER BY name, person LIMIT $3`, [...after, limit]);
      return rows.map(programOf);
    },
  };
}

export type Programs = ReturnType<typeof openPrograms>;

/** Whether this pseudonym is a program's. */
export async function isProgram(sql: SqlReader, person: string): Promise<boolean> {
  return (await sql.query('SELECT person FROM programs WHERE person = $1', [person])).length > 0;
}

const programsQuery =
  'SELECT person, name, ended_ms, token, made_by, programs.made_ms, until_ms, seen_ms FROM programs JOIN people USING (person)';

function programOf(row: SqlRow): Program {
  return {
    person: text(row, 'person'),
    name: text(row, 'name'),
    madeBy: text(row, 'made_by'),
    madeMs: number(row, 'made_ms'),
    untilMs: number(row, 'until_ms'),
    seenMs: optionalNumber(row, 'seen_ms'),
    active: optionalText(row, 'token') !== undefined && optionalNumber(row, 'ended_ms') === undefined,
  };
}

function held(waitMs: number, why: string): void {
  if (waitMs > 0) throw new ConsoleRefusal('slow_down', why, { retryMs: waitMs });
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
