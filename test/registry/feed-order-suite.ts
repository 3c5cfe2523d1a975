import { describe, expect, test } from 'vitest';
import { toBase64url } from '../../domain/bytes.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { feedQueries } from '../../registry/feed/scan.ts';
import { everySite } from '../../registry/projections/feed.ts';
import { indexQueries } from '../../registry/ledger/drive-index.ts';
import { subjectKey, subjectQueries } from '../../registry/projections/subjects.ts';
import { readEvents } from '../../registry/projector/read-log.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { call, enrol, push, startRegistry, taken, tempDir, type TestStation } from './kit.ts';
import { drive, feed, followed, history, person, pushAll, readAll } from './feed-kit.ts';

interface Hall {
  readonly site: string;
  readonly station: TestStation;
  /** Index of the person who belongs there. */
  readonly who: number;
}

/** Pseudo-random numbers from a seed, so that a failing run can be repeated. */
function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function open(): Promise<{ readonly registry: OpenRegistry; readonly halls: readonly Hall[] }> {
  const registry = await startRegistry(tempDir());
  const halls: Hall[] = [];
  for (const [who, site] of ['Hall A', 'Hall A', 'Hall B', 'Hall C'].entries()) {
    const { station } = await enrol(registry, site);
    station.seal({ type: 'person.enrolled', body: { person: person(who), key: toBase64url(generateSigner().publicKey) } });
    await pushAll(registry, station, 0);
    halls.push({ site, station, who });
  }
  return { registry, halls };
}

function sealSome({ station, who }: Hall, roll: ReturnType<typeof dice>, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const subject = drive(roll(6));
    const to = person(roll(4));
    const kinds: readonly Partial<Event>[] = [
      { type: 'station.heartbeat' },
      { type: 'drive.seen', subject },
      { type: 'custody.claimed', subject, body: { holder: person(who) } },
      { type: 'custody.offered', subject, body: { from: person(who), to } },
      { type: 'custody.received', subject, body: { from: to, holder: person(who) } },
      { type: 'drive.destroyed', subject, body: {} },
    ];
    station.seal(kinds[roll(kinds.length)]);
  }
}

/** What the rule of the protocol says of each site, told once more in the plainest way: event by event, from the log. */
async function expected(
  registry: OpenRegistry,
  halls: readonly Hall[],
  watched: ReadonlyMap<string, string>,
): Promise<Map<string, number[]>> {
  const siteOf = new Map(halls.map(({ site, station }) => [station.id, site]));
  const home = new Map(halls.map(({ site, who }) => [person(who), site]));
  const concerns = new Map<string, Set<string>>();
  const told = new Map(halls.map(({ station }) => [station.id, [] as number[]]));
  const { sql, logSize } = registry.ledger.store;
  const size = await logSize();
  for (let next = 0; next < size; next += 100) {
    for (const { index, event } of await readEvents(sql, { logId: 1, next }, 100)) {
      const { type, subject = '', station, body } = event;
      const all = station === 'registry' || type === 'person.enrolled';
      const own = siteOf.get(station) ?? '';
      const before = concerns.get(subject) ?? new Set();
      let after = before;
      if (type === 'custody.claimed' || type === 'custody.received' || type === 'drive.destroyed')
        after = new Set([own, home.get(String(body['holder'])) ?? own]);
      if (type === 'custody.offered') after = new Set([...before, home.get(String(body['to'])) ?? own]);
      if (subject !== '') concerns.set(subject, after);
      for (const hall of halls) {
        const hears = all || hall.site === own || (subject !== '' && (before.has(hall.site) || after.has(hall.site)));
        if (hears || watched.get(hall.station.id) === subject) told.get(hall.station.id)?.push(index);
      }
    }
  }
  return told;
}

/** The feed under writers that never wait for it, and the plans that keep it cheap. */
export function feedOrderSuite(explain: (registry: OpenRegistry, text: string, params: readonly unknown[]) => Promise<string>): void {
  describe('a feed read in any pages while others write', () => {
    test.each([11, 12])('misses nothing and doubles nothing (I12), seed %i', async (seed) => {
      const { registry, halls } = await open();
      const roll = dice(seed);
      const watched = new Map<string, string>();
      for (const { station } of halls.slice(2)) {
        watched.set(station.id, drive(roll(6)));
        await call(registry, station, 'PUT', `/v1/watch/${watched.get(station.id) ?? ''}`);
      }
      let writing = true;
      const write = async (hall: Hall): Promise<void> => {
        for (let round = 0; round < 8; round += 1) {
          const from = hall.station.chain.length;
          sealSome(hall, roll, 1 + roll(12));
          taken(await push(registry, hall.station, hall.station.chain.slice(from)));
        }
      };
      const follow = async ({ station }: Hall): Promise<readonly number[]> => {
        const seen: number[] = [];
        for (let after = -1; ;) {
          const last = !writing;
          const { lines, end } = await feed(registry, station, `?after=${after}&limit=${1 + roll(9)}&wait=${last ? 0 : 1}`);
          seen.push(...lines.map(({ i }) => i));
          after = end.next;
          if (last && !end.more) return seen;
        }
      };
      const following = halls.map(follow);
      await Promise.all(halls.map(write));
      await followed(registry);
      writing = false;
      const seen = await Promise.all(following);
      const told = await expected(registry, halls, watched);
      for (const [i, { station }] of halls.entries()) {
        expect(seen[i]).toEqual(told.get(station.id));
        expect(await readAll(registry, station, 7)).toEqual(told.get(station.id));
      }
      expect(seen.every((indexes) => indexes.length > 10)).toBe(true);
    });

    test('the history of a drive comes whole in pages of any size', async () => {
      const { registry, halls } = await open();
      const roll = dice(5);
      for (const hall of halls) {
        const from = hall.station.chain.length;
        sealSome(hall, roll, 60);
        await pushAll(registry, hall.station, from);
      }
      await followed(registry);
      const [{ station } = halls[0] ?? { station: undefined }] = halls;
      if (station === undefined) throw new Error('no station');
      const whole = (await history(registry, station, drive(3))).lines.map(({ i }) => i);
      expect(whole.length).toBeGreaterThan(10);
      for (const limit of [1, 3, whole.length, whole.length + 1]) {
        const pieces: number[] = [];
        for (let after = -1, more = true; more;) {
          const page = await history(registry, station, drive(3), `?after=${after}&limit=${limit}`);
          pieces.push(...page.lines.map(({ i }) => i));
          ({ next: after, more } = page.end);
        }
        expect(pieces).toEqual(whole);
      }
    });
  });

  test('the plans of feed and history look up, and read nothing that grows with the log', async () => {
    const { registry } = await open();
    const queries: readonly (readonly [string, readonly unknown[]])[] = [
      [subjectQueries.page, [1, subjectKey(drive(1)), -1, 201]],
      [subjectQueries.newestCustody, [1, subjectKey(drive(1)), 10]],
      [subjectQueries.count, [1, subjectKey(drive(1)), 10]],
      [indexQueries.touched, [1, 0, 10]],
      [feedQueries.site, [1, everySite + 1, -1, 10, 501]],
      [feedQueries.watches, [1]],
      [feedQueries.watched, [1, 1, -1, 10, 501]],
    ];
    for (const [text, params] of queries) {
      const plan = await explain(registry, text, params);
      expect(plan).not.toMatch(/SCAN (?!everyone|own|h\b|\()|Seq Scan/);
      expect(plan).toMatch(/SEARCH|Index/);
    }
  });
}
