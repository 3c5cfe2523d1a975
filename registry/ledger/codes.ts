import type { Bytes } from '../../domain/bytes.ts';
import { fromBase64url, toBase64url } from '../../domain/bytes.ts';
import type { StationRole } from '../../domain/facts/control.ts';
import { stationRole } from '../../domain/facts/control.ts';
import { namedHash } from '../../domain/ledger/hash.ts';
import type { SqlDatabase, SqlReader, Statement } from '../sql/port.ts';
import { number, optionalText } from '../sql/rows.ts';

/** How long a one-time code is good. */
export const codeLifeMs = 24 * 60 * 60 * 1000;

/** What a one-time code is for. */
export interface CodeUse {
  /** The site of whoever comes with it, whatever the machine calls its place; the machine's own word when absent. */
  readonly site?: string | undefined;
  /** `bench` unless told. */
  readonly role?: StationRole | undefined;
  /** Lets in at once, without six words: for the operator of the registry itself. */
  readonly approves?: boolean | undefined;
  /** Good for a new epoch of this station, which has lost its keys, and for nothing else. */
  readonly forStation?: string | undefined;
  /** The officer who made it. */
  readonly madeBy?: string | undefined;
}

export interface CodeRow {
  readonly expiresMs: number;
  readonly site?: string;
  readonly role: StationRole;
  readonly approves: boolean;
  readonly forStation?: string;
  /** Name of the request that used it. */
  readonly usedBy?: string;
}

/** A code is 128 random bits; only its hash is kept. */
export function hashOfCode(code: string): Bytes {
  return namedHash('custody-code/v1', fromBase64url(code) ?? new Uint8Array());
}

/** Makes a one-time code. */
export async function makeCode(sql: SqlDatabase, random: Bytes, nowMs: number, use: CodeUse): Promise<string> {
  const code = toBase64url(random);
  await sql.apply([
    {
      text: `INSERT INTO enrolments (code_hash, expires_ms, site, role, approves, for_station, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      params: [
        hashOfCode(code),
        nowMs + codeLifeMs,
        use.site ?? null,
        use.role ?? 'bench',
        use.approves === true ? 1 : 0,
        use.forStation ?? null,
        use.madeBy ?? null,
      ],
    },
  ]);
  return code;
}

export async function codeRow(sql: SqlReader, code: string): Promise<CodeRow | undefined> {
  const [row] = await sql.query('SELECT expires_ms, site, role, approves, for_station, request FROM enrolments WHERE code_hash = $1', [
    hashOfCode(code),
  ]);
  if (row === undefined) return undefined;
  const [site, forStation, usedBy] = [optionalText(row, 'site'), optionalText(row, 'for_station'), optionalText(row, 'request')];
  return {
    expiresMs: number(row, 'expires_ms'),
    role: stationRole.parse(row['role']),
    approves: number(row, 'approves') === 1,
    ...(site === undefined ? {} : { site }),
    ...(forStation === undefined ? {} : { forStation }),
    ...(usedBy === undefined ? {} : { usedBy }),
  };
}

/** Spends a code on a request. Two requests at once cannot both have it. */
export function spent(code: string, request: string): Statement {
  return {
    text: 'UPDATE enrolments SET request = $2 WHERE code_hash = $1 AND request IS NULL',
    params: [hashOfCode(code), request],
    changes: 1,
  };
}
