import { readControlFact } from '../../domain/facts/control.ts';
import { type AnyFact, readFact } from '../../domain/facts/facts.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { LoggedEvent, Projection } from '../projector/projection.ts';
import type { Statement } from '../sql/port.ts';

/**
 * What retention clocks run on: contracts that have ended, holds, and when a drive was proven empty. A time is the one
 * that the station tells, but never later than when the registry took the fact: a hold that an offline station placed
 * stood from the day on which it was placed.
 */
export const retentionProjection: Projection = {
  name: 'retention',
  version: 1,
  tables: [
    { name: 'ended_contracts', key: ['tenant'] },
    { name: 'deleted_drives', key: ['subject'] },
    { name: 'drive_holds', key: ['subject', 'hold'] },
    { name: 'tenant_holds', key: ['hold'] },
  ],
  apply: (events) => Promise.resolve(events.flatMap((logged) => statementsOf(logged))),
};

const heard: ReadonlySet<string> = new Set<AnyFact['type']>([
  'hold.placed',
  'hold.lifted',
  'custody.claimed',
  'certificate.issued',
  'certificate.revoked',
]);

function statementsOf(logged: LoggedEvent): readonly Statement[] {
  const { event } = logged;
  if (event.station === controlStation) return ofControl(logged);
  if (event.subject?.startsWith('d1_') !== true || !heard.has(event.type)) return [];
  const read = readFact(event.type, event.body);
  return read.kind === 'fact' ? ofFact(read.fact, event.subject, timeOf(logged)) : [];
}

function timeOf({ event, recvMs }: LoggedEvent): number {
  const saidMs = Date.parse(event.time.wall) + event.time.off;
  return Number.isFinite(saidMs) ? Math.max(0, Math.min(saidMs, recvMs)) : recvMs;
}

function ofControl({ event, recvMs }: LoggedEvent): readonly Statement[] {
  const fact = readControlFact(event.type, event.body);
  if (fact?.type === 'contract.resumed') return [{ text: 'DELETE FROM ended_contracts WHERE tenant = $1', params: [fact.body.tenant] }];
  if (fact?.type === 'tenant.held') {
    const { hold, tenant, ground } = fact.body;
    return [
      {
        text: `INSERT INTO tenant_holds (hold, tenant, ground, actor, placed_ms) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (hold) DO NOTHING`,
        params: [hold, tenant, ground, event.actor ?? null, recvMs],
      },
    ];
  }
  if (fact?.type === 'tenant.freed')
    return [
      {
        text: 'UPDATE tenant_holds SET lifted_ms = $1 WHERE hold = $2 AND tenant = $3 AND lifted_ms IS NULL',
        params: [recvMs, fact.body.hold, fact.body.tenant],
      },
    ];
  if (fact?.type !== 'contract.ended') return [];
  const { tenant, ended_ms: endedMs, keep_days: keepDays, delete_by_days: byDays } = fact.body;
  return [
    {
      text: `INSERT INTO ended_contracts (tenant, ended_ms, keep_days, delete_by_days, actor, said_ms) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (tenant) DO UPDATE SET ended_ms = excluded.ended_ms, keep_days = excluded.keep_days,
               delete_by_days = excluded.delete_by_days, actor = excluded.actor, said_ms = excluded.said_ms`,
      params: [tenant, endedMs, keepDays, byDays, event.actor ?? null, recvMs],
    },
  ];
}

function ofFact(fact: AnyFact, subject: string, atMs: number): readonly Statement[] {
  switch (fact.type) {
    case 'hold.placed':
      return [
        {
          text: `INSERT INTO drive_holds (subject, hold, ground, placed_ms) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (subject, hold) DO NOTHING`,
          params: [subject, fact.body.hold, fact.body.ground, atMs],
        },
      ];
    case 'hold.lifted':
      return [
        {
          text: 'UPDATE drive_holds SET lifted_ms = $1 WHERE subject = $2 AND hold = $3 AND lifted_ms IS NULL',
          params: [atMs, subject, fact.body.hold],
        },
      ];
    case 'certificate.issued':
      if (fact.body.outcome === 'not_sanitized') return [];
      return [
        {
          text: `INSERT INTO deleted_drives (subject, certificate, deleted_ms) VALUES ($1, $2, $3) ON CONFLICT (subject) DO NOTHING`,
          params: [subject, fact.body.certificate, atMs],
        },
      ];
    case 'certificate.revoked':
      // One that another stands for was right about the drive; without one, nothing proves it any more.
      if (fact.body.superseded_by !== undefined) return [];
      return [{ text: 'DELETE FROM deleted_drives WHERE subject = $1 AND certificate = $2', params: [subject, fact.body.certificate] }];
    case 'custody.claimed':
      // It came back: what is on it now nobody has proven gone.
      return [{ text: 'DELETE FROM deleted_drives WHERE subject = $1', params: [subject] }];
    default:
      return [];
  }
}
