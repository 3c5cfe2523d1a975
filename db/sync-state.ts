import type Database from 'better-sqlite3';
import type { SyncState, SyncStore } from '../contract/ports.ts';

interface Row {
  readonly phase: SyncState['phase'];
  readonly url: string | null;
  readonly reg: string | null;
  readonly log: string | null;
  readonly log_key: string | null;
  readonly ack_key: string | null;
  readonly control_key: string | null;
  readonly diverges_at: number | null;
  readonly acked_seq: number;
  readonly acked_hash: string;
  readonly batch: number;
  readonly tries: number;
  readonly not_before_ms: number;
  readonly last_contact_ms: number | null;
  readonly offset_ms: number | null;
  readonly offset_at_ms: number | null;
  readonly problem: string | null;
}

/** The one row that says how the sync stands. */
export function openState(db: Database.Database): Pick<SyncStore, 'state' | 'keep'> {
  const row = db.prepare<[], Row>('SELECT * FROM sync');
  const put = db.prepare(
    `UPDATE sync SET phase = @phase, batch = @batch, tries = @tries, not_before_ms = @not_before_ms, last_contact_ms = @last_contact_ms,
       offset_ms = @offset_ms, offset_at_ms = @offset_at_ms, problem = @problem,
       url = @url, reg = @reg, log = @log, log_key = @log_key, ack_key = @ack_key, control_key = @control_key,
       diverges_at = @diverges_at`,
  );
  const state = (): SyncState => {
    const now = row.get();
    if (now === undefined) throw new Error('the row of sync is gone');
    return stateOf(now);
  };
  const keep = (change: Partial<SyncState>): void => {
    const next = { ...state(), ...change };
    put.run({
      phase: next.phase,
      batch: next.batch,
      tries: next.tries,
      not_before_ms: Math.round(next.notBeforeMs),
      last_contact_ms: next.lastContactMs ?? null,
      offset_ms: next.offset?.offsetMs ?? null,
      offset_at_ms: next.offset?.measuredAtMs ?? null,
      problem: next.problem ?? null,
      url: next.pins?.url ?? null,
      reg: next.pins?.reg ?? null,
      log: next.pins?.log ?? null,
      log_key: next.pins?.logKey ?? null,
      ack_key: next.pins?.ackKey ?? null,
      control_key: next.pins?.controlKey ?? null,
      diverges_at: next.divergesAt ?? null,
    });
  };
  return { state, keep };
}

function stateOf(now: Row): SyncState {
  return {
    phase: now.phase,
    pins:
      now.url === null || now.reg === null || now.log === null || now.log_key === null || now.ack_key === null
        ? undefined
        : { url: now.url, reg: now.reg, log: now.log, logKey: now.log_key, ackKey: now.ack_key, controlKey: now.control_key ?? '' },
    acked: { seq: now.acked_seq, hash: now.acked_hash },
    batch: now.batch,
    tries: now.tries,
    notBeforeMs: now.not_before_ms,
    lastContactMs: now.last_contact_ms ?? undefined,
    offset: now.offset_ms === null || now.offset_at_ms === null ? undefined : { offsetMs: now.offset_ms, measuredAtMs: now.offset_at_ms },
    divergesAt: now.diverges_at ?? undefined,
    problem: now.problem ?? undefined,
  };
}
