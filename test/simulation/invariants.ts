import { toBase64url } from '../../domain/bytes.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { emptyRoot } from '../../domain/ledger/tree.ts';
import { custodyAgrees } from './custody-check.ts';
import { erasedIsGone } from './erasure-check.ts';
import { keysHold } from './keys-check.ts';
import { type Log, readLog } from './log.ts';
import type { Observer } from './observer.ts';
import type { RegistryHost } from './registry-host.ts';
import type { StationHost } from './station-host.ts';
import type { World } from './world.ts';

/** Everything that is held against the rules once all is quiet. */
export interface Scene {
  readonly world: World;
  readonly registry: RegistryHost;
  readonly observer: Observer;
  /** Stations that keep the rules, with their clones. */
  readonly stations: readonly StationHost[];
}

interface HeadRow {
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly hash: Buffer;
  readonly frozen: number;
}

/** Each invariant by its own name; a break of it is said through the world. */
export function holdAll(scene: Scene): Log {
  const log = readLog(scene);
  keysHold(scene, log);
  erasedIsGone(scene, log);
  custodyAgrees(scene, log);
  chains(scene, log);
  roots(scene, log);
  nothingLost(scene, log);
  forks(scene, log);
  rollback(scene, log);
  rebuilt(scene);
  return log;
}

/** I2: in log order each chain counts 1, 2, 3 and names what was before; each epoch begins at a control event. */
function chains({ world, registry }: Scene, { entries }: Log): void {
  const heads = new Map<string, { seq: number; hash: string }>();
  const control = new Set([toBase64url(emptyRoot)]);
  for (const { event, hash } of entries) {
    const chain = `${event.station} ${event.epoch}`;
    const before = heads.get(chain);
    if (event.seq !== (before?.seq ?? 0) + 1) world.broken('I2 seq counts from 1', `${chain}: ${event.seq} after ${before?.seq ?? 0}`);
    if (before === undefined ? !control.has(event.prev) : event.prev !== before.hash)
      world.broken('I2 prev names what was before', `${chain} ${event.seq}`);
    heads.set(chain, { seq: event.seq, hash });
    if (event.station === controlStation) control.add(hash);
  }
  for (const { station, epoch, seq, hash } of headRows(registry)) {
    const last = heads.get(`${station} ${epoch}`);
    if (seq > 0 && (last?.seq !== seq || last.hash !== hash.toString('base64url')))
      world.broken('I2 heads are the last events', `${station} ${epoch} ${seq}`);
  }
}

/** I4 and I5: every root that was ever shown, or is kept, is the root of the log's own beginning. */
function roots({ world, registry, observer }: Scene, log: Log): void {
  if (!observer.rewound)
    for (const [size, root] of observer.checkpoints)
      if (log.roots[size] !== root)
        world.broken('I4 each older checkpoint is a beginning of the log', `size ${size} of ${log.entries.length}`);
  for (const { size, root } of registry.disk.database
    .prepare<[], { size: number; root: Buffer }>('SELECT size, root FROM checkpoints')
    .all())
    if (log.roots[size] !== root.toString('base64')) world.broken('I4 kept checkpoints are roots of the log', `size ${size}`);
  const covered = registry.ledger?.integrator.published()?.size ?? 0;
  if (covered !== log.entries.length) world.broken('I6 all is covered once it is quiet', `${covered} of ${log.entries.length}`);
}

/** I1: what a station has committed, and what the registry has acknowledged, is in the log. */
function nothingLost({ world, registry, observer, stations }: Scene, log: Log): void {
  const frozen = new Set(
    headRows(registry)
      .filter((row) => row.frozen === 1)
      .map(({ station }) => station),
  );
  const told = new Set(
    log.entries.flatMap(({ event }) =>
      event.type === 'event.recovered' && typeof event.body['event'] === 'string' ? [event.body['event']] : [],
    ),
  );
  const isIn = (hash: string): boolean => log.hashes.has(hash) || told.has(hash);
  for (const { station, epoch, seq, hash } of observer.promises)
    if (!isIn(hash) && !(observer.rewound && frozen.has(station)))
      world.broken('I1 nothing acknowledged is lost', `${station} ${epoch} ${seq}`);
  for (const host of stations) {
    const chain = host.chain();
    const { phase, problem } = host.phase();
    const stopped = host.past.size > 0 && (host.given || phase === 'frozen' || phase === 'refused' || frozen.has(chain[0]?.station ?? ''));
    const lost = chain.filter((own) => !isIn(own.hash) && !(own.type === 'event.recovered' && isIn(toldBy(own))));
    if (lost.length > 0 && !stopped && !(observer.rewound && phase !== 'running'))
      world.broken(
        'I1 nothing committed is lost',
        `${host.name} (${phase} ${problem ?? ''}): ${lost.length} of ${chain.length} are not in the log, from seq ${lost[0]?.seq ?? 0} on`,
      );
    if (host.past.size === 0 && phase !== 'running' && phase !== 'none' && !observer.rewound)
      world.broken('I16 an honest station is never stopped', `${host.name}: ${phase} ${problem ?? ''}`);
    if (host.past.size > 0 && !host.given && phase === 'frozen' && !observer.rewound)
      world.broken('I8 who was put back, copied or revoked goes on in a new epoch', `${host.name}: ${problem}`);
    if (host.past.size === 0 && problem !== null && !observer.rewound)
      world.broken('I16 an honest station sees no fault', `${host.name}: ${problem}`);
  }
}

/** What was itself a second telling is told again as what it was first. */
function toldBy({ entry }: { readonly entry: Uint8Array }): string {
  const opened = openEntry(new Uint8Array(entry));
  return opened.kind === 'entry' ? String(opened.entry.event.body['event']) : '';
}

/** I9: a log that was put back with its guard and went on differently is found by the stations, or by what they have seen. */
function rollback({ world, registry, observer, stations }: Scene, log: Log): void {
  if (!observer.rewound) return;
  const told = Number(registry.disk.database.prepare("SELECT count(*) FROM alarms WHERE kind = 'split_view'").pluck().get()) > 0;
  for (const host of stations) {
    const { name, running, past } = host;
    const kept = running?.store.sync.checkpoint();
    if (kept === undefined || past.has('restored') || log.roots[kept.size] === Buffer.from(kept.root, 'base64url').toString('base64'))
      continue;
    const { phase, problem } = host.phase();
    if (phase !== 'running') continue; // stopped and shown
    if (problem !== 'split_view' && problem !== 'log_went_back' && !told)
      world.broken('I9 a rollback is found by a station', `${name} kept size ${kept.size} and sees ${problem ?? 'nothing wrong'}`);
  }
}

/** I7 and I8: where a station tells another story than the log, the chain stands still and both stories are kept. */
function forks({ world, registry, stations, observer }: Scene, log: Log): void {
  const { database } = registry.disk;
  const frozen = new Map(headRows(registry).map((row) => [row.station, row.frozen === 1]));
  const evidence = database
    .prepare<[], { station: string; epoch: number; hash: Buffer; logged: Buffer; told: number | null }>(
      'SELECT station, epoch, hash, logged, control_index AS told FROM evidence JOIN stations USING (station_no)',
    )
    .all();
  for (const { station, hash, told } of evidence) {
    const forked = log.entries.some(({ event }) => event.type === 'chain.forked' && event.body['diverging'] === hash.toString('base64url'));
    if (told === null || !forked) world.broken('I7 both branches are told of', `the fork of ${station} is evidence and not in the log`);
    if (
      frozen.get(station) === false &&
      !log.entries.some(({ event }) => event.type === 'epoch.opened' && event.body['station'] === station)
    )
      world.broken('I7 a forked chain stands still', station);
  }
  for (const host of stations) {
    const other = host.chain().find(({ station, epoch, seq, hash }) => {
      const logged = log.places.get(`${station} ${epoch} ${seq}`);
      return logged !== undefined && logged !== hash;
    });
    if (other === undefined) continue;
    const { phase } = host.phase();
    // What a person has let go on counts from a new epoch; the other story stays where it is.
    const isAnew = log.entries.some(({ event }) => event.type === 'epoch.opened' && event.body['station'] === other.station);
    if (isAnew) continue;
    if (phase === 'running')
      world.broken('I8 a restored or cloned station is stopped', `${host.name} tells another story from seq ${other.seq} on and runs`);
    if (!observer.rewound && frozen.get(other.station) !== true && phase !== 'frozen' && phase !== 'refused')
      world.broken('I8 a restored or cloned station adds nothing silently', `${host.name} ${other.seq}`);
  }
}

/** I11, as far as there are projections: a station's tables are what its events give when they are folded anew. */
function rebuilt({ world, stations }: Scene): void {
  for (const { name, disk, running } of stations) {
    if (running === undefined) continue;
    const dump = (): string =>
      ['drives', 'drive_counts', 'drive_words', 'people']
        .map((table) => JSON.stringify(disk.database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()))
        .join('\n');
    const live = dump();
    running.store.rebuild();
    if (dump() !== live) world.broken('I11 rebuilt is live', `the tables of ${name}`);
  }
}

function headRows(registry: RegistryHost): readonly HeadRow[] {
  return registry.disk.database
    .prepare<[], HeadRow>('SELECT station, epoch, seq, hash, frozen FROM heads JOIN stations USING (station_no)')
    .all();
}
