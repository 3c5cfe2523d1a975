import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { consoleRoutes } from '../../contract/console/routes.ts';
import { pushAnswer } from '../../contract/registry.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import { dayMs, type EndedContract, holdListDays, ninetyAndNinety, whyKept } from '../../domain/retention/clock.ts';
import { randomBytes } from '../../keys/random.ts';
import { newBootId, type OpenRegistry } from '../../registry/open.ts';
import { endedContracts, holdsListedMs, retentionQueries, standingOfTenant } from '../../registry/retention/clocks.ts';
import { text } from '../../registry/sql/rows.ts';
import { claim, firstAdmin, followed, holder, personWith, startConsole, stationAt, subjectOf } from './console-kit.ts';
import { call, pushBody, type PushLineInput, push, taken, tempDir, type TestStation } from './kit.ts';
import { plansIn } from './plans.ts';

/** A station of the simulation: what it wrote and could not push yet. */
interface Bench {
  readonly station: TestStation;
  waiting: PushLineInput[];
}

const shortId = (n: number): string => String(n).padStart(22, '0');
const certificate = (n: number): string => `cert_${String(n).padStart(20, '0')}`;

/** Numbers from 0 to 1 by a seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A registry whose clock is moved by hand, with benches that are told the same time. */
async function year(seed: number) {
  const startMs = Date.now() - 400 * dayMs;
  let nowMs = startMs;
  const clock = { nowMs: () => nowMs, monoMs: () => performance.now(), boot: newBootId() };
  const registry = await startConsole({}, tempDir(), { clock });
  const benches: Bench[] = [];
  for (const site of ['North', 'South', 'East']) benches.push({ station: await stationAt(registry, site), waiting: [] });
  const write = ({ station, waiting }: Bench, type: string, body: object, serial?: string, owner?: string): void => {
    const salt = Uint8Array.from(randomBytes(32));
    const time = {
      wall: new Date(nowMs).toISOString(),
      hlc: '01a203989d530000',
      boot: 'b1',
      mono: 1,
      src: 'none',
      off: 0,
      age: 0,
    } as const;
    const about = serial === undefined ? {} : { subject: subjectOf(serial), actor: holder };
    const sealed = owner === undefined ? {} : { sealed: { owner: commitment('owner', salt, owner) } };
    const entry = station.seal({ type, body: body as never, time, ...about, ...sealed });
    waiting.push(owner === undefined ? { entry } : { entry, private: { owner: { salt: toBase64url(salt), value: owner } } });
  };
  const connect = async (bench: Bench): Promise<void> => {
    write(bench, 'station.heartbeat', { version: '1' });
    const body = pushBody(bench.station.id, bench.waiting[0]?.entry.event.seq ?? 1, bench.waiting);
    const answer = await call(registry, bench.station, 'POST', '/v1/push', body, { createdMs: nowMs });
    pushAnswer.parse(await answer.json());
    bench.waiting = [];
  };
  const claimed = (bench: Bench, serial: string, owner: string | undefined): void => {
    const body = { holder, place: 'Cage 1', reason: 'failed', data_class: 'restricted', destination: 'maker', serial, label: { serial } };
    write(bench, 'custody.claimed', body, serial, owner);
  };
  return {
    registry,
    benches,
    write,
    connect,
    claimed,
    random: numbers(seed),
    now: () => nowMs,
    pass: (ms: number) => (nowMs += ms),
    startMs,
  };
}

async function tenantOf(registry: OpenRegistry, name: string): Promise<string> {
  const [row] = await registry.ledger.store.sql.query('SELECT tenant FROM tenants WHERE name = $1', [name]);
  return row === undefined ? '' : text(row, 'tenant');
}

export function retentionSuite(): void {
  describe('retention', () => {
    it('a year with holds and stations that are away: what is deleted was free, and the report says what truly was', async () => {
      const { registry, benches, write, connect, claimed, random, now, pass, startMs } = await year(7);
      const { sql } = registry.ledger.store;
      const drives = Array.from({ length: 36 }, (_, n) => ({
        serial: `Y${n}`,
        bench: benches[n % 3] as Bench,
        owner: n % 9 === 8 ? undefined : 'Acme',
      }));
      for (const { bench, serial, owner } of drives) claimed(bench, serial, owner);
      for (const bench of benches) await connect(bench);
      await followed(registry);
      const tenant = await tenantOf(registry, 'Acme');
      const endedMs = startMs + 10 * dayMs;
      pass(10 * dayMs);
      await registry.ledger.control.write({
        type: 'contract.ended',
        body: { tenant, ended_ms: endedMs, keep_days: 90, delete_by_days: 180 },
      });
      const contract: EndedContract = { tenant, ended_ms: endedMs, rule: ninetyAndNinety };
      // The truth, as the benches know it at once.
      const holds: { serial: string; hold: string; placed_ms: number; lifted_ms?: number }[] = [];
      const deleted = new Map<string, number>();
      let refusedForOldList = 0;
      for (let day = 10; day < 365; day += 5) {
        pass(5 * dayMs);
        for (const { serial, bench } of drives) {
          const standing = holds.find((hold) => hold.serial === serial && hold.lifted_ms === undefined);
          if (standing === undefined && day < 250 && random() < 0.006) {
            const hold = shortId(holds.length);
            holds.push({ serial, hold, placed_ms: now() });
            write(bench, 'hold.placed', { hold, ground: 'litigation' }, serial);
          } else if (standing !== undefined && (day > 300 || random() < 0.08)) {
            standing.lifted_ms = now();
            write(bench, 'hold.lifted', { hold: standing.hold }, serial);
          }
        }
        for (const [at, bench] of benches.entries()) if (day > 310 || random() > [0.1, 0.3, 0.6][at]!) await connect(bench);
        await followed(registry);
        const [listed, standing] = [await holdsListedMs(sql), await standingOfTenant(sql, contract, now())];
        for (const { serial, bench, owner } of drives) {
          if (deleted.has(serial) || random() > 0.1) continue;
          const why = whyKept({
            tenant: owner === undefined ? undefined : tenant,
            subject: subjectOf(serial),
            contract,
            holds: standing.holds,
            listed_ms: listed,
            now: now(),
          });
          if (why === 'hold_list_old') refusedForOldList += 1;
          if (why !== undefined) continue;
          deleted.set(serial, now());
          write(
            bench,
            'certificate.issued',
            { certificate: certificate(deleted.size), outcome: 'sanitized', sha256: 'A'.repeat(43) },
            serial,
          );
        }
      }
      for (const bench of benches) await connect(bench);
      await followed(registry);
      expect(refusedForOldList).toBeGreaterThan(0);
      expect(holds.length).toBeGreaterThan(3);
      expect(deleted.size).toBeGreaterThan(20);
      for (const [serial, atMs] of deleted) {
        const own = holds.filter((hold) => hold.serial === serial);
        // A list that is believed for three days may miss what an offline station wrote in them, never more.
        expect(
          own.filter(({ placed_ms: placed, lifted_ms: lifted = Infinity }) => placed < atMs - holdListDays * dayMs && atMs < lifted),
        ).toEqual([]);
        expect(drives.find((drive) => drive.serial === serial)?.owner).toBe('Acme');
        expect(atMs - endedMs).toBeGreaterThanOrEqual(90 * dayMs);
      }
      const { report } = await standingOfTenant(sql, contract, now());
      expect(report.lines).toHaveLength(drives.filter(({ owner }) => owner !== undefined).length);
      expect(report.tenant_unknown.toSorted()).toEqual(
        drives
          .filter(({ owner }) => owner === undefined)
          .map(({ serial }) => subjectOf(serial))
          .toSorted(),
      );
      const said = new Map(report.lines.map((line) => [line.subject, line]));
      for (const { serial } of drives) {
        const line = said.get(subjectOf(serial));
        if (line !== undefined) expect(line.deleted_ms).toBe(deleted.get(serial));
        if (line !== undefined && !deleted.has(serial)) expect(['kept', 'due', 'overdue', 'held']).toContain(line.outcome);
      }
      expect(report.met).toBe(false);
      expect(await registry.ledger.projector.check('retention')).toMatchObject({ kind: 'equal' });
    });

    it('an officer ends a contract, sees the clock, takes the report, and takes the end back', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const station = await stationAt(registry, 'North');
      await claim(registry, station, [{ serial: 'R1', owner: 'Acme' }, { serial: 'R2', owner: 'Acme' }, { serial: 'R3' }]);
      const about = (serial: string) => ({ subject: subjectOf(serial), actor: holder });
      const entries = [
        station.seal({
          type: 'certificate.issued',
          body: { certificate: certificate(1), outcome: 'sanitized', sha256: 'A'.repeat(43) },
          ...about('R1'),
        }),
        station.seal({ type: 'hold.placed', body: { hold: shortId(1), ground: 'regulator' }, ...about('R2') }),
      ];
      taken(await push(registry, station, entries));
      await followed(registry);
      const { browser } = await personWith(admin, [{ role: 'supervisor' }]);
      const { browser: local } = await personWith(admin, [{ role: 'supervisor', sites: ['North'] }]);
      const tenant = await tenantOf(registry, 'Acme');
      const params = { tenant };
      const ended = Date.now() - 160 * dayMs;
      expect((await admin.refused('retention.end', { params, body: { ended_ms: ended } })).code).toBe('role');
      expect((await local.refused('retention.end', { params, body: { ended_ms: ended } })).code).toBe('not_found');
      expect((await browser.refused('retention.end', { params, body: { ended_ms: Date.now() + dayMs } })).code).toBe('refused');
      expect((await browser.refused('retention.end', { params, body: { ended_ms: ended, keep_days: 200 } })).code).toBe('malformed');
      expect((await browser.refused('retention.report', { params, query: { as: 'csv' } })).code).toBe('not_found');
      await browser.ask('retention.end', { params, body: { ended_ms: ended } });
      const look = await browser.ask('retention.list');
      expect(look).toMatchObject({ unknown: 1, rows: [{ name: 'Acme', day: 160, warning: 30, keep_days: 90, delete_by_days: 180 }] });
      expect(look.holds_known_ms).toBeGreaterThan(Date.now() - dayMs);
      expect(look.rows[0]?.counts).toMatchObject({ held: 1, due: 0 });
      expect((await local.ask('retention.list')).rows).toEqual([]);
      const file = await browser.raw(consoleRoutes['retention.report'], { params, query: { as: 'csv' } });
      const rows = parse<Record<string, string>>(await file.text(), { columns: true });
      expect(Object.fromEntries(rows.map(({ serial = '', hold }) => [serial, hold]))).toEqual({ R1: '', R2: shortId(1), R3: '' });
      expect(rows.find(({ serial }) => serial === 'R3')?.['outcome']).toBe('tenant_unknown');
      const whole = await (await browser.raw(consoleRoutes['retention.report'], { params, query: { as: 'json' } })).json();
      expect(whole).toMatchObject({ format: 'custos-retention/v1', met: false, rule: { keep_days: 90 }, unknown: [{ serial: 'R3' }] });
      await browser.ask('retention.resume', { params });
      expect((await browser.ask('retention.list')).rows).toEqual([]);
      expect(await endedContracts(registry.ledger.store.sql)).toEqual([]);
    });

    it('puts a whole tenant on hold: its clock stops, another officer lifts it, and the log has no name', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const station = await stationAt(registry, 'North');
      await claim(registry, station, [
        { serial: 'H1', owner: 'Acme' },
        { serial: 'H2', owner: 'Bolt' },
      ]);
      await followed(registry);
      const { browser: first } = await personWith(admin, [{ role: 'supervisor' }]);
      const { browser: second } = await personWith(admin, [{ role: 'supervisor' }]);
      const { browser: local } = await personWith(admin, [{ role: 'supervisor', sites: ['North'] }]);
      const tenant = await tenantOf(registry, 'Acme');
      const params = { tenant };
      const endedMs = Date.now() - 100 * dayMs;
      await first.ask('retention.end', { params, body: { ended_ms: endedMs } });
      expect((await local.refused('retention.hold', { params, body: { ground: 'regulator' } })).code).toBe('not_found');
      await first.ask('retention.hold', { params, body: { ground: 'regulator', note: 'Letter of the 3rd' } });
      const held = await second.ask('retention.list');
      expect(held).toMatchObject({ holds: [{ name: 'Acme', ground: 'regulator' }], rows: [{ counts: { held: 1, due: 0 } }] });
      expect((await local.ask('retention.list')).holds).toEqual([]);
      const lift = { params: { tenant, hold: held.holds[0]?.hold ?? '' }, body: {} };
      expect((await first.refused('retention.lift', lift)).code).toBe('refused');
      await second.ask('retention.lift', lift);
      expect((await second.refused('retention.lift', lift)).code).toBe('not_found');
      expect(await second.ask('retention.list')).toMatchObject({ holds: [], rows: [{ counts: { held: 0, due: 1 } }] });
      const { sql } = registry.ledger.store;
      const rows = await sql.query("SELECT field FROM sealed s WHERE field IN ('note', 'key') ORDER BY field, log_index");
      // The contract that ended has a mark with its key too.
      expect(rows.map((row) => text(row, 'field'))).toEqual(['key', 'key', 'note']);
      expect(await registry.ledger.projector.check('retention')).toMatchObject({ kind: 'equal' });
    });

    it('reads the drives of a tenant by key', async () => {
      const registry = await startConsole();
      const { sql } = registry.ledger.store;
      const plans = await plansIn(sql);
      const asked = [
        [retentionQueries.drives, ['tn_1', 10]],
        [retentionQueries.holds, ['tn_1']],
        [retentionQueries.tenantHolds, ['tn_1']],
        [retentionQueries.unknown, [10]],
      ] as const;
      for (const [query, params] of asked) {
        const plan = await plans.of(query, params);
        expect(plan, plan).not.toMatch(plans.isSqlite ? /\bSCAN (?!d USING)/ : /Seq Scan/);
      }
    });
  });
}
