import { toBase64url } from '../../domain/bytes.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { pagesOf } from '../sql/pages.ts';
import type { SqlReader, SqlRow } from '../sql/port.ts';
import { bytes, number, optionalNumber, optionalText, text } from '../sql/rows.ts';
import type { Find } from './findings.ts';
import type { Lookup } from './lookup.ts';
import { isSigned } from './set-aside.ts';
import type { Walked } from './walk.ts';

/** What the tables beside the entries are held against. */
export interface Told {
  readonly walked: Walked;
  readonly lookup: Lookup;
}

/** Every chain's head is where the log says, and frozen only where it forked. */
export async function checkHeads(sql: SqlReader, { walked, lookup }: Told, find: Find): Promise<void> {
  for (const row of await sql.query('SELECT station, epoch, seq, hash, frozen FROM heads JOIN stations USING (station_no)')) {
    const station = text(row, 'station');
    const last = walked.heads.get(station);
    const [epoch, seq, hash] = [number(row, 'epoch'), number(row, 'seq'), hashText(new Uint8Array(bytes(row, 'hash')))];
    const isLast = seq === 0 ? last === undefined || last.epoch < epoch : last?.epoch === epoch && last.seq === seq && last.hash === hash;
    if (!isLast || (seq === 0 && station !== controlStation && !(await opens(lookup, hash, station))))
      find('heads', `heads ${station}`, `the head ${epoch} ${seq} is not where the log says`);
    await frozenAsTold(sql, walked, { station, epoch, frozen: row['frozen'] === true || row['frozen'] === 1 ? 1 : 0 }, find);
  }
}

/** A chain without an event hangs on the control event that opened its epoch. */
async function opens(lookup: Lookup, hash: string, station: string): Promise<boolean> {
  const opened = (await lookup.byHash(hash))?.event;
  return opened?.station === controlStation && JSON.stringify(opened.body).includes(`"${station}"`);
}

/** A chain stands still when a fork of its epoch was told and no later epoch opened; a change of that flag alone is found here. */
async function frozenAsTold(
  sql: SqlReader,
  { forks }: Walked,
  head: { readonly station: string; readonly epoch: number; readonly frozen: number },
  find: Find,
): Promise<void> {
  const rows = await sql.query('SELECT count(*) AS n FROM evidence JOIN stations USING (station_no) WHERE station = $1 AND epoch = $2', [
    head.station,
    head.epoch,
  ]);
  const kept = rows[0] === undefined ? 0 : number(rows[0], 'n');
  const told = forks.filter((body) => body['station'] === head.station && body['epoch'] === head.epoch).length;
  if ((head.frozen === 1) !== kept + told > 0)
    find(
      'heads',
      `heads ${head.station}`,
      head.frozen === 1 ? 'the chain is frozen and no fork of it is known' : 'the chain forked and is not frozen',
    );
}

/** Every key was brought by the event that its row names, and every station by the event that enrolled it. */
export async function checkStations(sql: SqlReader, told: Told, find: Find): Promise<void> {
  const rows = await sql.query('SELECT station_no, station, name, site, platform, role FROM stations');
  const names = new Map(rows.map((row) => [number(row, 'station_no'), text(row, 'station')]));
  for await (const page of pagesOf(sql, { name: 'keys', key: ['station_no', 'keyid', 'use'] }))
    for (const row of page) await checkKey(row, names.get(number(row, 'station_no')) ?? 'nobody', told, find);
  const enrolled = new Map(told.walked.enrolled);
  for (const row of rows) {
    const station = text(row, 'station');
    if (station === 'registry') continue;
    const body = { role: 'bench', ...enrolled.get(station) };
    enrolled.delete(station);
    for (const column of ['name', 'site', 'platform', 'role'] as const)
      if (Object.entries(body).find(([name]) => name === column)?.[1] !== text(row, column))
        find('stations', `stations ${station}`, `${column} is not what the log says`);
  }
  for (const station of enrolled.keys()) find('stations', `stations ${station}`, 'the log enrolled it and it is not kept');
}

async function checkKey(row: SqlRow, station: string, { walked, lookup }: Told, find: Find): Promise<void> {
  const use = text(row, 'use');
  const where = `keys ${station} ${use}`;
  const key = toBase64url(new Uint8Array(bytes(row, 'public_key')));
  const event = (await lookup.at(number(row, 'log_index')))?.event;
  if (event === undefined || !brought(event, { station, use, key }))
    find('keys', where, 'the event that its row names did not bring this key, for this use, to this station');
  await endedAsTold(row, station, { walked, lookup }, (says) => {
    find('keys', where, says);
  });
}

/** Did this event bring this key? */
function brought(
  { type, station: author, body }: Event,
  row: { readonly station: string; readonly use: string; readonly key: string },
): boolean {
  switch (type) {
    case 'log.opened':
      return row.station === controlStation && row.use === 'event' && body['control_key'] === row.key;
    case 'station.enrolled':
    case 'epoch.opened': {
      const keys = body['keys'];
      return (
        body['station'] === row.station &&
        typeof keys === 'object' &&
        keys !== null &&
        Object.entries(keys).some(([use, key]) => use === row.use && key === row.key)
      );
    }
    case 'key.rotated':
      return author === row.station && row.use === 'event' && body['key'] === row.key;
    case 'key.added':
      return row.use === body['use'] && body['key'] === row.key;
    case 'person.enrolled':
      return author === row.station && row.use === 'person' && body['key'] === row.key;
    case 'session.opened':
      return author === row.station && row.use === 'session' && body['session_key'] === row.key;
    default:
      return false;
  }
}

/** Rows that belong to no log or no station cannot be found by it any more. */
export async function checkOrphans(sql: SqlReader, find: Find): Promise<void> {
  for (const [table, column, to] of orphans) {
    const [row] = await sql.query(`SELECT count(*) AS n FROM ${table} WHERE ${column} NOT IN (SELECT ${column} FROM ${to})`);
    if (row !== undefined && number(row, 'n') > 0) find('index', table, `${number(row, 'n')} rows belong to nothing in ${to}`);
  }
  const [row] = await sql.query('SELECT count(*) AS n FROM stations WHERE station_no NOT IN (SELECT station_no FROM heads)');
  if (row !== undefined && number(row, 'n') > 0) find('heads', 'heads', `${number(row, 'n')} stations have no head`);
}

const orphans = [
  ...['events', 'runs', 'tiles', 'checkpoints', 'sealed', 'keys'].map((table) => [table, 'log_id', 'logs'] as const),
  ...['events', 'runs', 'heads', 'keys', 'evidence', 'quarantine', 'recovered'].map((table) => [table, 'station_no', 'stations'] as const),
];

/** What ends a key is an event: the row names it, and none is left out. */
async function endedAsTold(row: SqlRow, station: string, { walked, lookup }: Told, find: (says: string) => void): Promise<void> {
  const [id, ended, index] = [text(row, 'keyid'), optionalText(row, 'ended'), optionalNumber(row, 'ended_index')];
  const by = index === undefined ? undefined : (await lookup.at(index))?.event;
  const isTold =
    ended === 'revoked'
      ? by?.type === 'key.revoked' && by.body['keyid'] === id
      : ended === 'rotated'
        ? by?.type === 'key.rotated' && by.station === station
        : ended === 'replaced'
          ? by?.type === 'epoch.opened' && by.body['station'] === station
          : index === undefined;
  if (!isTold) find('no event in the log ends this key as its row says');
  if (walked.revoked.has(id) && ended === undefined) find('the log revoked this key and its row does not know');
  const next = optionalText(row, 'next');
  if (next !== undefined && !walked.followers.has(next)) find('no event names the key that may follow');
}

/** Branches that are not in the log: each opens, forks from what the log holds, and was told where its row says. */
export async function checkEvidence(
  sql: SqlReader,
  { walked, lookup, verifier }: Told & { readonly verifier: SignatureVerifier },
  find: Find,
): Promise<void> {
  const names = new Map(
    (await sql.query('SELECT station_no, station FROM stations')).map((row) => [number(row, 'station_no'), text(row, 'station')]),
  );
  for await (const page of pagesOf(sql, { name: 'evidence', key: ['station_no', 'epoch', 'hash'] }))
    for (const row of page) {
      const [hash, logged] = [hashText(new Uint8Array(bytes(row, 'hash'))), hashText(new Uint8Array(bytes(row, 'logged')))];
      const where = `evidence ${hash}`;
      const opened = openEntry(new Uint8Array(bytes(row, 'entry')));
      if (opened.kind === 'refused' || opened.entry.hash !== hash) find('evidence', where, 'the entry kept is not the one of this hash');
      else {
        const { event } = opened.entry;
        const station = names.get(number(row, 'station_no'));
        if (event.station !== station || event.epoch !== number(row, 'epoch') || event.seq !== number(row, 'seq'))
          find('evidence', where, 'it stands at another place');
        if (!(await isSigned(sql, opened.entry, verifier))) find('evidence', where, 'a signature of it is wrong, or its key is not kept');
      }
      if ((await lookup.byHash(logged)) === undefined) find('evidence', where, 'what it forked from is not in the log');
      const index = optionalNumber(row, 'control_index');
      const told = index === undefined ? undefined : (await lookup.at(index))?.event;
      if (index !== undefined && (told?.type !== 'chain.forked' || told.body['diverging'] !== hash || told.body['logged'] !== logged))
        find('evidence', where, 'the event that tells of it tells of another');
      if (index === undefined && walked.forks.some((body) => body['diverging'] === hash))
        find('evidence', where, 'the log tells of it and its row does not know');
    }
}
