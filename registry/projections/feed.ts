import { toHex } from '../../domain/bytes.ts';
import { isControlEvent } from '../../domain/ledger/chain.ts';
import type { Event } from '../../domain/ledger/event.ts';
import type { LoggedEvent, Projection } from '../projector/projection.ts';
import { inList, insertRows, type SqlReader, type SqlValue, type Statement } from '../sql/port.ts';
import { bytes, number, text } from '../sql/rows.ts';
import { stationRows } from './stations-in.ts';
import { subjectKey } from './subjects.ts';

/** Stands for every site in `site_feed`. */
export const everySite = 0;

/** Events that every station needs to check the signatures of others: they bring keys, or end them. */
const keyTypes: ReadonlySet<string> = new Set(['person.enrolled', 'person.ended', 'session.opened', 'session.closed', 'key.rotated']);
/** After one of these the drive is where the event says, and nowhere else. */
const claimTypes: ReadonlySet<string> = new Set(['custody.claimed', 'custody.received', 'custody.released', 'drive.destroyed']);

/**
 * Which entries a site is fed: what the registry itself wrote and what brings keys; what stations of the site wrote; and
 * of each subject that concerns the site everything from that event on. A subject concerns the site of its newest claim
 * and the sites it was offered to since; the claim that ends this is fed to them as well, so that the giver learns of the
 * taking.
 */
export const feedProjection: Projection = {
  name: 'feed',
  version: 1,
  tables: [
    { name: 'feed_sites', key: ['site_no'] },
    { name: 'feed_stations', key: ['station'] },
    { name: 'feed_people', key: ['person', 'site_no'] },
    { name: 'feed_views', key: ['subject', 'site_no'] },
    { name: 'site_feed', key: ['log_id', 'site_no', 'log_index'] },
  ],
  async apply(events, db) {
    const places = await loadPlaces(db, events);
    const views = await loadViews(db, events);
    const rows: SqlValue[][] = [];
    for (const { logId, index, event } of events) {
      places.learn(event);
      if (isControlEvent(event) || keyTypes.has(event.type)) rows.push([logId, everySite, index, 0]);
      else for (const [site, came] of views.fed(event, places)) rows.push([logId, site, index, came ? 1 : 0]);
    }
    return [...places.changes(), ...views.changes(), ...insertRows('site_feed', ['log_id', 'site_no', 'log_index', 'came'], rows)];
  },
};

/** Sites, and who belongs to them, as the log has told so far. */
interface Places {
  learn(event: Event): void;
  ofStation(station: string): number | undefined;
  ofPerson(person: string): readonly number[];
  changes(): readonly Statement[];
}

async function loadPlaces(db: SqlReader, events: readonly LoggedEvent[]): Promise<Places> {
  const sites = new Map((await db.query('SELECT site_no, site FROM feed_sites')).map((row) => [text(row, 'site'), number(row, 'site_no')]));
  const stations = new Map((await stationRows(db, 'feed_stations', events)).map((row) => [text(row, 'station'), number(row, 'site_no')]));
  const people = new Map<string, Set<number>>();
  const [first, ...others] = new Set(events.flatMap(({ event }) => peopleIn(event)));
  if (first !== undefined) {
    const { list, params } = inList([first, ...others], 1);
    for (const row of await db.query(`SELECT person, site_no FROM feed_people WHERE person IN ${list} ORDER BY person, site_no`, params))
      add(people, text(row, 'person'), number(row, 'site_no'));
  }
  const fresh = { sites: [] as SqlValue[][], stations: [] as SqlValue[][], people: [] as SqlValue[][] };

  function siteNo(site: string): number {
    const known = sites.get(site);
    if (known !== undefined) return known;
    const no = sites.size + 1;
    sites.set(site, no);
    fresh.sites.push([no, site]);
    return no;
  }
  return {
    learn(event) {
      const { type, body, station } = event;
      if (isControlEvent(event) && type === 'station.enrolled') {
        const { station: enrolled, site } = body;
        if (typeof enrolled !== 'string' || typeof site !== 'string' || stations.has(enrolled)) return;
        stations.set(enrolled, siteNo(site));
        fresh.stations.push([enrolled, siteNo(site)]);
      }
      const person = body['person'];
      if (typeof person !== 'string') return;
      const homes: number[] = [];
      if (type === 'person.enrolled') homes.push(...[stations.get(station) ?? []].flat());
      if (isControlEvent(event) && type === 'role.granted' && Array.isArray(body['sites']))
        homes.push(...body['sites'].filter((site) => typeof site === 'string').map(siteNo));
      for (const home of homes) if (add(people, person, home)) fresh.people.push([person, home]);
    },
    ofStation: (station) => stations.get(station),
    ofPerson: (person) => [...(people.get(person) ?? [])],
    changes: () => [
      ...insertRows('feed_sites', ['site_no', 'site'], fresh.sites),
      ...insertRows('feed_stations', ['station', 'site_no'], fresh.stations),
      ...insertRows('feed_people', ['person', 'site_no'], fresh.people),
    ],
  };
}

/** Which sites see a subject, before and after each event. */
interface Views {
  /** The sites that are fed this event, each with whether the subject came into its view with a past it does not know. */
  fed(event: Event, places: Places): ReadonlyMap<number, boolean>;
  changes(): readonly Statement[];
}

async function loadViews(db: SqlReader, events: readonly LoggedEvent[]): Promise<Views> {
  const now = new Map<string, Set<number>>();
  const stored = new Map<string, ReadonlySet<number>>();
  const [first, ...others] = new Set(events.flatMap(({ event }) => event.subject ?? []));
  if (first !== undefined) {
    const { list, params } = inList([subjectKey(first), ...others.map(subjectKey)], 1);
    for (const row of await db.query(`SELECT subject, site_no FROM feed_views WHERE subject IN ${list}`, params))
      add(now, toHex(bytes(row, 'subject')), number(row, 'site_no'));
    for (const [subject, sites] of now) stored.set(subject, new Set(sites));
  }
  return {
    fed(event, places) {
      const own = places.ofStation(event.station);
      const fed = new Map<number, boolean>();
      if (own !== undefined) fed.set(own, false);
      if (event.subject === undefined) return fed;
      const key = toHex(subjectKey(event.subject));
      const before = now.get(key) ?? new Set<number>();
      const after = sitesAfter(event, before, own, places);
      for (const site of before) fed.set(site, false);
      for (const site of after) fed.set(site, !before.has(site) && (before.size > 0 || site !== own));
      now.set(key, after);
      return fed;
    },
    changes() {
      const gone: Statement[] = [];
      const come: SqlValue[][] = [];
      for (const [key, sites] of now) {
        const subject = Uint8Array.from(Buffer.from(key, 'hex'));
        const had = stored.get(key) ?? new Set();
        for (const site of had)
          if (!sites.has(site)) gone.push({ text: 'DELETE FROM feed_views WHERE subject = $1 AND site_no = $2', params: [subject, site] });
        for (const site of sites) if (!had.has(site)) come.push([subject, site]);
      }
      return [...gone, ...insertRows('feed_views', ['subject', 'site_no'], come)];
    },
  };
}

function sitesAfter(event: Event, before: ReadonlySet<number>, own: number | undefined, places: Places): Set<number> {
  const { type, body } = event;
  const namedBy = (member: unknown): readonly number[] => (typeof member === 'string' ? places.ofPerson(member) : []);
  if (claimTypes.has(type)) return new Set([...(own === undefined ? [] : [own]), ...namedBy(body['holder'])]);
  if (type === 'custody.offered') return new Set([...before, ...namedBy(body['to'])]);
  return new Set(before);
}

/** Everyone whose site may matter to an event. */
function peopleIn({ body }: Event): readonly string[] {
  return [body['person'], body['holder'], body['to']].filter((each) => typeof each === 'string');
}

function add<Key>(map: Map<Key, Set<number>>, key: Key, value: number): boolean {
  const set = map.get(key) ?? new Set();
  map.set(key, set);
  if (set.has(value)) return false;
  set.add(value);
  return true;
}
