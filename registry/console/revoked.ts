import { openEntry } from '../../domain/ledger/entry.ts';
import { decideHeld } from '../ledger/quarantine.ts';
import { revokeKey } from '../ledger/revocation.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { coversSite, type Scope } from '../people/rights.ts';
import type { RegistryClock } from '../ports.ts';
import type { SqlDatabase, SqlReader, SqlRow } from '../sql/port.ts';
import { bytes, number, text } from '../sql/rows.ts';
import type { RegistryStore } from '../store.ts';
import { type Acts, decidedOr } from './acts.ts';
import type { Handlers } from './call.ts';
import { cut, pageSize, readCursor } from './cursor.ts';
import { Params, withinScope } from './scope-sql.ts';

export interface RevokedParts {
  readonly sql: SqlDatabase;
  readonly store: RegistryStore;
  readonly acts: Acts;
  readonly clock: RegistryClock;
}

/** Keys that are revoked, and the facts that came by them and wait for a decision. */
export function revokedHandlers({
  sql,
  store,
  acts,
  clock,
}: RevokedParts): Handlers<'keys.revoke' | 'quarantine.list' | 'quarantine.admit' | 'quarantine.dismiss'> {
  return {
    'keys.revoke': async ({ params, body, asker, scope }) => {
      await ownStation(sql, params.station, scope);
      const [own] = await sql.query(
        'SELECT k.keyid FROM keys k JOIN stations s ON s.station_no = k.station_no WHERE s.station = $1 AND k.keyid = $2 LIMIT 1',
        [params.station, params.keyid],
      );
      if (own === undefined) throw new ConsoleRefusal('not_found', 'this station has no such key');
      const { event } = decidedOr(
        await revokeKey(
          { store, control: acts.control },
          { keyId: params.keyid, reason: body.reason, trust: body.trust, officer: asker.person },
        ),
      );
      return { event: await acts.seen(event) };
    },
    'quarantine.list': async ({ query, scope }) => {
      const limit = query.limit ?? pageSize;
      const [atMs = -1, hash = ''] = query.after === undefined ? [] : readCursor(query.after, ['number', 'string']);
      const params = new Params();
      const within = withinScope(
        scope.map(({ sites }) => ({ sites, tenants: ['*'] })),
        { site: 's.site' },
        params,
      );
      const rows = await sql.query(
        `SELECT q.hash, q.epoch, q.seq, q.recv_ms, q.entry, q.state, s.station, s.name, s.site
           FROM quarantine q JOIN stations s ON s.station_no = q.station_no
          WHERE q.state = 'held' AND ${within} AND (q.recv_ms, q.hash) > (${params.add(atMs)}, ${params.add(hash)})
          ORDER BY q.recv_ms, q.hash LIMIT ${params.add(limit + 1)}`,
        params.values,
      );
      const { shown, ...more } = cut(rows, limit, (row) => [number(row, 'recv_ms'), text(row, 'hash')]);
      return { rows: shown.map(heldRow), ...more };
    },
    'quarantine.admit': async ({ params, body, asker, scope }) => {
      await ownHeld(sql, params.entry, scope);
      const decision = {
        hash: params.entry,
        verdict: { kind: 'admit', ground: body.ground },
        officer: asker.person,
        note: body.note,
      } as const;
      const { event } = decidedOr(await decideHeld({ store, control: acts.control, clock }, decision));
      return { event: await acts.seen(event) };
    },
    'quarantine.dismiss': async ({ params, body, asker, scope }) => {
      await ownHeld(sql, params.entry, scope);
      const decision = {
        hash: params.entry,
        verdict: { kind: 'dismiss', ground: body.ground },
        officer: asker.person,
        note: body.note,
      } as const;
      const { event } = decidedOr(await decideHeld({ store, control: acts.control, clock }, decision));
      return { event: await acts.seen(event) };
    },
  };
}

async function ownStation(sql: SqlReader, station: string, scope: Scope): Promise<void> {
  const [row] = await sql.query('SELECT site FROM stations WHERE station = $1', [station]);
  if (row === undefined || !coversSite(scope, text(row, 'site')))
    throw new ConsoleRefusal('not_found', 'there is no such station among those that you may see');
}

async function ownHeld(sql: SqlReader, entry: string, scope: Scope): Promise<void> {
  const [row] = await sql.query('SELECT s.site FROM quarantine q JOIN stations s ON s.station_no = q.station_no WHERE q.hash = $1', [
    entry,
  ]);
  if (row === undefined || !coversSite(scope, text(row, 'site')))
    throw new ConsoleRefusal('not_found', 'no such fact waits among those that you may see');
}

function heldRow(row: SqlRow) {
  const opened = openEntry(bytes(row, 'entry'));
  if (opened.kind === 'refused') throw new Error('quarantine holds an entry that does not open');
  const { type, subject } = opened.entry.event;
  return {
    entry: text(row, 'hash'),
    station: text(row, 'station'),
    name: text(row, 'name'),
    site: text(row, 'site'),
    epoch: number(row, 'epoch'),
    seq: number(row, 'seq'),
    type,
    ...(subject === undefined ? {} : { subject }),
    at_ms: number(row, 'recv_ms'),
    why: 'key_revoked',
  };
}
