import { toBase64url } from '../../domain/bytes.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import type { Json } from '../../domain/ledger/canonical.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import type { SqlReader, SqlRow } from '../sql/port.ts';
import { bytes, number, optionalNumber, optionalText, text } from '../sql/rows.ts';
import type { Find } from './findings.ts';
import { isControl, type ReadLog } from './read-log.ts';

/** Heads, runs and the index by subject: each row, and no row missing. */
export async function checkChains(sql: SqlReader, logId: number, log: ReadLog, find: Find): Promise<void> {
  for (const row of await sql.query('SELECT station, epoch, seq, hash, frozen FROM heads JOIN stations USING (station_no)')) {
    const station = text(row, 'station');
    const last = log.heads.get(station)?.entry;
    const [epoch, seq, hash] = [number(row, 'epoch'), number(row, 'seq'), hashText(new Uint8Array(bytes(row, 'hash')))];
    const opened = log.byHash.get(hash);
    const isLast =
      seq === 0
        ? last === undefined || last.event.epoch < epoch
        : last?.event.epoch === epoch && last.event.seq === seq && last.hash === hash;
    const isOpened =
      seq > 0 || (opened !== undefined && isControl(opened) && JSON.stringify(opened.entry.event.body).includes(`"${station}"`));
    if (!isLast || (!isOpened && station !== 'registry'))
      find('heads', `heads ${station}`, `the head ${epoch} ${seq} is not where the log says`);
    await frozenAsTold(sql, log, { station, epoch, frozen: row['frozen'] === true || row['frozen'] === 1 ? 1 : 0 }, find);
  }
  const told = new Map<number, string>();
  for (const { index, entry } of log.entries) told.set(index, `${entry.event.station} ${entry.event.epoch} ${entry.event.seq}`);
  const covered = new Set<number>();
  const runs = await sql.query(
    'SELECT first_index, n, station, epoch, first_seq FROM runs JOIN stations USING (station_no) WHERE log_id = $1',
    [logId],
  );
  for (const row of runs) {
    const [first, n, seq] = [number(row, 'first_index'), number(row, 'n'), number(row, 'first_seq')];
    for (let i = 0; i < Math.min(n, log.leaves.length + 1); i++) {
      const is = `${text(row, 'station')} ${number(row, 'epoch')} ${seq + i}`;
      if (told.get(first + i) !== is || covered.has(first + i)) find('runs', `runs ${first}`, `index ${first + i} is not ${is}`);
      covered.add(first + i);
    }
  }
  if (covered.size !== log.leaves.length) find('runs', 'runs', `${log.leaves.length - covered.size} events are in no run`);
}

/** A chain stands still when a fork of its epoch was told and no later epoch opened; a change of that flag alone is found here. */
async function frozenAsTold(
  sql: SqlReader,
  log: ReadLog,
  head: { readonly station: string; readonly epoch: number; readonly frozen: number },
  find: Find,
): Promise<void> {
  const rows = await sql.query('SELECT count(*) AS n FROM evidence JOIN stations USING (station_no) WHERE station = $1 AND epoch = $2', [
    head.station,
    head.epoch,
  ]);
  const kept = rows[0] === undefined ? 0 : number(rows[0], 'n');
  const told = log.entries.filter(
    ({ entry: { event } }) => event.type === 'chain.forked' && event.body['station'] === head.station && event.body['epoch'] === head.epoch,
  ).length;
  if ((head.frozen === 1) !== kept + told > 0)
    find(
      'heads',
      `heads ${head.station}`,
      head.frozen === 1 ? 'the chain is frozen and no fork of it is known' : 'the chain forked and is not frozen',
    );
}

/** Every key was brought by the event that its row names, and every station by the event that enrolled it. */
export async function checkStations(sql: SqlReader, log: ReadLog, find: Find): Promise<void> {
  const at = new Map(log.entries.map((read) => [read.index, read.entry]));
  for (const row of await sql.query(
    'SELECT station, keyid, public_key, use, log_index, next, ended, ended_index FROM keys JOIN stations USING (station_no)',
  )) {
    const where = `keys ${text(row, 'station')} ${text(row, 'use')}`;
    const key = toBase64url(new Uint8Array(bytes(row, 'public_key')));
    const event = at.get(number(row, 'log_index'))?.event;
    if (event === undefined || !brought(event, { station: text(row, 'station'), use: text(row, 'use'), key }))
      find('keys', where, 'the event that its row names did not bring this key, for this use, to this station');
    endedAsTold(row, log, where, find);
  }
  const enrolled = new Map(
    log.entries.flatMap(({ entry: { event } }) =>
      event.type === 'station.enrolled' ? [[String(event.body['station']), event.body] as const] : [],
    ),
  );
  const rows = await sql.query('SELECT station, name, site, platform, role FROM stations');
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
function endedAsTold(row: SqlRow, log: ReadLog, where: string, find: Find): void {
  const [id, station, ended, index] = [
    text(row, 'keyid'),
    text(row, 'station'),
    optionalText(row, 'ended'),
    optionalNumber(row, 'ended_index'),
  ];
  const by = log.entries.find((read) => read.index === index)?.entry.event;
  const isTold =
    ended === 'revoked'
      ? by?.type === 'key.revoked' && by.body['keyid'] === id
      : ended === 'rotated'
        ? by?.type === 'key.rotated' && by.station === station
        : ended === 'replaced'
          ? by?.type === 'epoch.opened' && by.body['station'] === station
          : index === undefined;
  if (!isTold) find('keys', where, 'no event in the log ends this key as its row says');
  const isRevoked = log.entries.some(({ entry: { event } }) => event.type === 'key.revoked' && event.body['keyid'] === id);
  if (isRevoked && ended === undefined) find('keys', where, 'the log revoked this key and its row does not know');
  const next = optionalText(row, 'next');
  if (next !== undefined && !log.entries.some(({ entry: { event } }) => JSON.stringify(event.body).includes(`"${next}"`)))
    find('keys', where, 'no event names the key that may follow');
}

/** Personal values open the commitments of their entries. A value that is not there was erased, which is no fault. */
export async function checkSealed(sql: SqlReader, logId: number, log: ReadLog, find: Find): Promise<void> {
  const at = new Map(log.entries.map((read) => [read.index, read.entry]));
  for (const row of await sql.query('SELECT log_index, field, salt, value FROM sealed WHERE log_id = $1', [logId])) {
    const [index, field] = [number(row, 'log_index'), text(row, 'field')];
    const opens = at.get(index)?.event.sealed?.[field] === commitmentOf(field, new Uint8Array(bytes(row, 'salt')), text(row, 'value'));
    if (!opens) find('sealed', `sealed ${index} ${field}`, 'the value does not open the commitment of its entry');
  }
}

function commitmentOf(field: string, salt: Uint8Array, value: string): string | undefined {
  try {
    const read = JSON.parse(value) as Json;
    return canonicalText(read) === value && salt.length === 32 ? commitment(field, salt, read) : undefined;
  } catch {
    return undefined;
  }
}

/** Branches that are not in the log: each opens, forks from what the log holds, and was told where its row says. */
export async function checkEvidence(sql: SqlReader, log: ReadLog, find: Find): Promise<void> {
  const at = new Map(log.entries.map((read) => [read.index, read.entry]));
  for (const row of await sql.query(
    'SELECT station, epoch, seq, hash, logged, entry, control_index FROM evidence JOIN stations USING (station_no)',
  )) {
    const [hash, logged] = [hashText(new Uint8Array(bytes(row, 'hash'))), hashText(new Uint8Array(bytes(row, 'logged')))];
    const where = `evidence ${hash}`;
    const opened = openEntry(new Uint8Array(bytes(row, 'entry')));
    if (opened.kind === 'refused' || opened.entry.hash !== hash) find('evidence', where, 'the entry kept is not the one of this hash');
    else {
      const { event } = opened.entry;
      if (event.station !== text(row, 'station') || event.epoch !== number(row, 'epoch') || event.seq !== number(row, 'seq'))
        find('evidence', where, 'it stands at another place');
    }
    const index = optionalNumber(row, 'control_index');
    const told = index === undefined ? undefined : at.get(index)?.event;
    if (!log.byHash.has(logged)) find('evidence', where, 'what it forked from is not in the log');
    if (index !== undefined && (told?.type !== 'chain.forked' || told.body['diverging'] !== hash || told.body['logged'] !== logged))
      find('evidence', where, 'the event that tells of it tells of another');
    if (
      index === undefined &&
      log.entries.some(({ entry: { event } }) => event.type === 'chain.forked' && event.body['diverging'] === hash)
    )
      find('evidence', where, 'the log tells of it and its row does not know');
  }
}
