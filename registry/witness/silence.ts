import { formatWitnessVkey, type WitnessKey } from '../../domain/ledger/cosignature.ts';
import type { SqlReader } from '../sql/port.ts';
import { number } from '../sql/rows.ts';

/** How a witness that the settings name stands to this log. */
export interface WitnessStanding {
  readonly name: string;
  /** When it made its newest cosignature that is kept here, Unix ms by its own word; undefined for one that never did. */
  readonly cosignedMs: number | undefined;
  /** How long the oldest checkpoint has waited that no cosignature of it covers, in ms; 0 when it covers all. */
  readonly waitingMs: number;
}

/** A witness that lets a checkpoint wait for so long is silent, in ms. */
export const witnessSilentMs = 3 * 24 * 60 * 60 * 1000;

/** How each witness stands, in the order of the settings. */
export type WitnessStandings = (nowMs: number) => Promise<readonly WitnessStanding[]>;

/** Reads how witnesses stand to a log. A log that did not grow makes no witness silent: a cosignature covers all before it. */
export function standingsOf(sql: SqlReader, logId: number, witnesses: readonly WitnessKey[]): WitnessStandings {
  async function standingOf(witness: WitnessKey, nowMs: number): Promise<WitnessStanding> {
    const [newest] = await sql.query('SELECT size, at_s FROM cosignatures WHERE log_id = $1 AND vkey = $2 ORDER BY size DESC LIMIT 1', [
      logId,
      formatWitnessVkey(witness),
    ]);
    const size = newest === undefined ? 0 : number(newest, 'size');
    const [open] = await sql.query('SELECT at_ms FROM checkpoints WHERE log_id = $1 AND size > $2 ORDER BY size LIMIT 1', [logId, size]);
    return {
      name: witness.name,
      cosignedMs: newest === undefined ? undefined : number(newest, 'at_s') * 1000,
      waitingMs: open === undefined ? 0 : Math.max(0, nowMs - number(open, 'at_ms')),
    };
  }
  return (nowMs) => Promise.all(witnesses.map((witness) => standingOf(witness, nowMs)));
}

/** Those that are silent. */
export function silentOf(standings: readonly WitnessStanding[]): readonly WitnessStanding[] {
  return standings.filter(({ waitingMs }) => waitingMs > witnessSilentMs);
}
