import { fromBase64url } from '../../domain/bytes.ts';
import type { z } from 'zod';
import type { admissionGround, dismissalGround } from '../../domain/facts/control.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import type { RegistryClock } from '../ports.ts';
import { RowsDiffer, type SqlReader, type Statement } from '../sql/port.ts';
import { bytes } from '../sql/rows.ts';
import type { LogPlace, ReadStore, RegistryStore } from '../store.ts';
import type { ControlFact, ControlWriter } from './control.ts';
import type { Decided } from './enrol.ts';
import { decidedOtherwise } from './enrol.ts';
import type { HeldEvent } from './quarantine-rows.ts';
import { heldEvent } from './quarantine-rows.ts';
import { attachmentOf } from './recovered.ts';

/** What an officer decides about an event that came by a revoked key. */
export type Verdict =
  | { readonly kind: 'admit'; readonly ground: z.infer<typeof admissionGround> }
  | { readonly kind: 'dismiss'; readonly ground: z.infer<typeof dismissalGround> };

/**
 * Decides about a held event. Admitted, it counts from the control event on that attaches it; it never becomes part of
 * its chain. Dismissed, it is kept all the same. Deciding the same again gives the same answer.
 */
export async function decideHeld(
  parts: { readonly store: RegistryStore; readonly control: ControlWriter; readonly clock: RegistryClock },
  decision: { readonly hash: string; readonly verdict: Verdict; readonly officer?: string | undefined; readonly note?: string | undefined },
): Promise<Decided<{ readonly kind: 'done'; readonly event: string }>> {
  const { store, control, clock } = parts;
  const { hash, verdict, officer, note } = decision;
  const held = await heldEvent(store.sql, hash);
  if (held === undefined) return { kind: 'refused', code: 'not_found', detail: 'no such event in quarantine' };
  if (held.state !== 'held') return decidedOtherwise;
  const opened = openEntry(held.entry);
  if (opened.kind === 'refused') throw new Error('quarantine holds an entry that does not open');
  const { subject } = opened.entry.event;
  try {
    const entry = await control.write(
      {
        ...factOf(held, verdict),
        att: [attachmentOf(held.entry)],
        ...(subject === undefined ? {} : { subject }),
        actor: officer,
        note,
      },
      (place) => [
        decided(held, verdict, officer, clock.nowMs(), place),
        ...(verdict.kind === 'admit' ? held.sealed.map((value) => opensWith(value, place)) : []),
      ],
    );
    return { kind: 'done', event: entry.hash };
  } catch (cause) {
    if (cause instanceof RowsDiffer) return decidedOtherwise;
    throw cause;
  }
}

function factOf({ station, epoch, seq, hash }: HeldEvent, verdict: Verdict): ControlFact {
  switch (verdict.kind) {
    case 'admit':
      return { type: 'quarantine.admitted', body: { station, epoch, seq, event: hash, ground: verdict.ground } };
    case 'dismiss':
      return { type: 'quarantine.dismissed', body: { station, epoch, seq, event: hash, ground: verdict.ground } };
  }
}

function decided(
  { stationNo, epoch, hash }: HeldEvent,
  { kind }: Verdict,
  officer: string | undefined,
  nowMs: number,
  { logId, index }: LogPlace,
): Statement {
  return {
    text: `UPDATE quarantine SET state = $4, decided_by = $5, decided_ms = $6, log_id = $7, log_index = $8
            WHERE station_no = $1 AND epoch = $2 AND hash = $3 AND state = 'held'`,
    params: [stationNo, epoch, hash, kind === 'admit' ? 'admitted' : 'dismissed', officer ?? null, nowMs, logId, index],
    changes: 1,
  };
}

/** A sealed value of an admitted event is kept with the event that admits it, apart from what the officer sealed there. */
function opensWith([field, salt, value]: HeldEvent['sealed'][number], { logId, index }: LogPlace): Statement {
  return {
    text: 'INSERT INTO sealed (log_id, log_index, field, salt, value) VALUES ($1, $2, $3, $4, $5)',
    params: [logId, index, `entry.${field}`, fromBase64url(salt) ?? null, value],
  };
}

/** An entry that is kept beside the log: a refused branch, an event told again, or one in quarantine. */
export async function entryBeside(store: Pick<ReadStore, 'evidence' | 'sql'>, hash: string): Promise<Uint8Array | undefined> {
  return (await store.evidence(hash)) ?? (await inTable(store.sql, 'recovered', hash)) ?? inTable(store.sql, 'quarantine', hash);
}

async function inTable(sql: SqlReader, table: 'recovered' | 'quarantine', hash: string): Promise<Uint8Array | undefined> {
  const [row] = await sql.query(`SELECT entry FROM ${table} WHERE hash = $1`, [hash]);
  return row === undefined ? undefined : bytes(row, 'entry');
}
