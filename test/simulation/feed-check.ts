import { toBase64url, toHex } from '../../domain/bytes.ts';
import { type FeedEnd, feedEnd, feedLine } from '../../contract/registry-feed.ts';
import { readControlFact } from '../../domain/facts/control.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { signRequest } from '../../domain/ledger/request-signature.ts';
import { readEntry } from '../../domain/ledger/entry.ts';
import { subjectKey } from '../../registry/projections/subjects.ts';
import type { Scene } from './invariants.ts';
import type { Log } from './log.ts';
import { authority } from './registry-host.ts';
import type { StationHost } from './station-host.ts';

/** Pages of one reading at most. */
const mostPages = 500;
const toAll: ReadonlySet<string> = new Set(['person.enrolled', 'person.ended', 'session.opened', 'session.closed', 'key.rotated']);
const claims: ReadonlySet<string> = new Set(['custody.claimed', 'custody.received', 'custody.released', 'drive.destroyed']);

/** By site, the indexes that its stations are to be fed, told anew from the words of the protocol. */
export function dueBySite({ entries }: Log): ReadonlyMap<string, ReadonlySet<number>> {
  const due = new Map<string, Set<number>>();
  const stations = new Map<string, string>();
  const people = new Map<string, Set<string>>();
  const views = new Map<string, ReadonlySet<string>>();
  const everywhere = new Set<number>();
  const homesOf = (person: unknown): Iterable<string> => people.get(String(person)) ?? [];
  for (const [index, { event }] of entries.entries()) {
    const { station, type, body, subject } = event;
    const fact = station === controlStation ? readControlFact(type, body) : undefined;
    if (fact?.type === 'station.enrolled') {
      stations.set(fact.body.station, fact.body.site);
      if (!due.has(fact.body.site)) due.set(fact.body.site, new Set());
    }
    const own = stations.get(station);
    if (type === 'person.enrolled' && own !== undefined) {
      const person = String(body['person']);
      people.set(person, new Set([...homesOf(person), own]));
    }
    if (station === controlStation || toAll.has(type)) {
      everywhere.add(index);
      continue;
    }
    const before = subject === undefined ? new Set<string>() : (views.get(subject) ?? new Set<string>());
    let after = before;
    if (claims.has(type)) after = new Set([own ?? '', ...homesOf(body['holder'])]);
    else if (type === 'custody.offered') after = new Set([...before, ...homesOf(body['to'])]);
    if (subject !== undefined) views.set(subject, after);
    for (const site of new Set([own ?? '', ...before, ...(subject === undefined ? [] : after)])) due.get(site)?.add(index);
  }
  for (const indexes of due.values()) for (const index of everywhere) indexes.add(index);
  return due;
}

/** I12: whoever follows the feed is told what is due to its site, each entry once, however the log is cut into pages. */
export async function feedHolds(scene: Scene, log: Log): Promise<void> {
  const due = dueBySite(log);
  const asked = new Set<string>();
  for (const host of scene.stations) {
    if (host.phase().phase !== 'running' || host.past.has('cloned') || scene.observer.rewound) continue;
    const own = due.get(host.site) ?? new Set<number>();
    whatWasPulled(scene, log, host, own);
    // What the registry tells is the same for all of a site, but for what each watches.
    if (asked.has(host.site)) continue;
    asked.add(host.site);
    const wanted = new Set([...own, ...watchedBy(scene, log, host)]);
    const told = await readThrough(scene, log, host);
    for (const index of wanted)
      if (!told.has(index))
        scene.world.broken('I12 no match is missed', `${host.name} was not told of index ${index} of ${log.entries.length}`);
    for (const index of told)
      if (!wanted.has(index)) scene.world.broken('I12 nothing else is told', `${host.name} was told of index ${index}`);
  }
}

/** What the station's own following has brought, while others wrote. */
function whatWasPulled({ world }: Scene, { entries }: Log, { name, running, disk }: StationHost, due: ReadonlySet<number>): void {
  if (running?.puller === undefined) return;
  const problem = running.store.pull.problem();
  if (problem !== undefined) {
    world.broken('I12 an honest feed is believed', `${name}: ${problem}`);
    return;
  }
  const kept = new Map(
    disk.database
      .prepare<[], { at: number; hash: string }>('SELECT log_index AS at, hash FROM pulled')
      .all()
      .map(({ at, hash }) => [at, hash]),
  );
  // What concerns other sites alone may have come while this one's question waits: it need not be read past yet.
  for (const index of due)
    if (kept.get(index) !== entries[index]?.hash)
      world.broken('I12 no match is missed', `${name} follows the feed and does not have index ${index}`);
}

function watchedBy({ registry }: Scene, { entries }: Log, host: StationHost): readonly number[] {
  const station = host.running?.store.facts.chain()?.identity.station ?? '';
  const watched = new Set(
    registry.disk.database
      .prepare<[string], string>('SELECT lower(hex(subject)) FROM watches JOIN stations USING (station_no) WHERE station = ?')
      .pluck()
      .all(station),
  );
  return entries.flatMap(({ event: { subject } }, index) =>
    subject !== undefined && watched.has(toHex(subjectKey(subject))) ? [index] : [],
  );
}

/** Reads everything in pages of odd lengths. @returns the indexes, each of which came once and in order */
async function readThrough({ world, registry }: Scene, { entries }: Log, host: StationHost): Promise<ReadonlySet<number>> {
  const told = new Set<number>();
  let last = -1;
  let after = -1;
  for (let pages = 0, more = true; more && pages < mostPages; pages += 1) {
    const life = registry.lives.findLast(({ power, built }) => power.on && built !== undefined);
    if (life === undefined) return told;
    const request = {
      method: 'GET',
      path: '/v1/feed',
      query: `?after=${after}&limit=${1 + world.random.below(20)}`,
      body: new Uint8Array(),
    } as const;
    const nonce = toBase64url(world.random.bytes(16));
    const headers = signRequest({ parts: { ...request, authority }, createdMs: world.nowMs, nonce, signer: host.keys.transport });
    const answer = await registry.ask(life, { ...request, headers: { ...headers }, timeoutMs: 0 });
    const lines = new TextDecoder().decode(answer?.body).split('\n').slice(0, -1);
    if (answer?.status !== 200) {
      world.broken('I12 the feed answers', `${host.name} got ${answer?.status ?? 'nothing'}: ${lines.join('')}`);
      return told;
    }
    const end: FeedEnd = feedEnd.parse(JSON.parse(lines.pop() ?? ''));
    for (const line of lines) {
      const { i, entry } = feedLine.parse(JSON.parse(line));
      const opened = readEntry(entry);
      if (opened.kind !== 'entry' || opened.entry.hash !== entries[i]?.hash) world.broken('I12 what is told is the log', `index ${i}`);
      if (i <= last) world.broken('I12 no match is doubled', `${host.name} was told of index ${i} after ${last}`);
      last = i;
      told.add(i);
    }
    ({ next: after, more } = end);
  }
  return told;
}
