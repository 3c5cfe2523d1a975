import { describe, expect, it } from 'vitest';
import { openMetrics } from '../../../host/registry/metrics.ts';
import { newBootId } from '../../../registry/open.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import { sealEvent } from '../../../domain/ledger/entry.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import { silentAfterMs } from '../../../registry/console/stations.ts';
import { claim, followed, stationAt } from '../console-kit.ts';
import { call, push, startRegistry, taken, tempDir } from '../kit.ts';

/** How a registry stands, in numbers, on whichever store is open. */
export function measuresSuite(kind: 'sqlite' | 'postgres'): void {
  describe('how a registry stands', () => {
    it('is told in numbers that follow what happens', async () => {
      let movedMs = 0;
      const clock = { nowMs: () => Date.now() + movedMs, monoMs: () => performance.now(), boot: newBootId() };
      const registry = await startRegistry(tempDir(), { clock, console: {} });
      const first = await registry.measures();
      expect(first).toMatchObject({ isSigning: true, alarms: [], conflictsOpen: 0, quarantined: 0, bodiesHalfOpen: 0, feedsWaiting: 0 });
      expect(first.stations).toEqual({ all: 0, frozen: 0, silent: 0, longestMs: 0, lagMs: 0 });
      expect(first.pushes).toEqual({ events: 0, abreast: 0, carriers: 0, bodyBytes: 0 });
      if (kind === 'postgres') expect(first.pool?.all).toBeGreaterThan(0);
      else expect(first.pool).toBeUndefined();

      const here = await stationAt(registry, 'Hall A');
      const there = await stationAt(registry, 'Hall B');
      await claim(registry, here, [{ serial: 'S1' }]);
      // The same drive is claimed elsewhere by somebody who knows nothing of the first claim.
      await claim(registry, there, [{ serial: 'S1' }]);
      // A second story of one chain.
      const [told] = here.chain;
      if (told === undefined) throw new Error('nothing was sealed');
      const other = sealEvent({ event: { ...told.event, body: { ...told.event.body, place: 'Cage 2' } }, signers: [here.event] });
      expect(await push(registry, here, [other])).toMatchObject({ code: 'fork' });
      // What the registry itself tells of both comes on its own time.
      await expect.poll(async () => (await registry.measures()).uncoveredMs).toBe(0);
      await followed(registry);
      const before = await registry.ledger.store.logSize();
      const now = await registry.measures();
      expect(now).toMatchObject({ conflictsOpen: 1, stations: { all: 2, frozen: 1, silent: 0 } });
      expect(now.entries).toBeGreaterThanOrEqual(before);
      expect(now.entries).toBeLessThanOrEqual(await registry.ledger.store.logSize());
      expect(now.covered).toBeLessThanOrEqual(now.entries);
      expect(now.checkpointMs).toBeGreaterThan(0);
      expect(now.projections.map(({ name }) => name)).toContain('console');
      expect(now.projections.filter(({ isStopped }) => isStopped)).toEqual([]);

      const code = await registry.ledger.desk.makeCode({ site: 'Hall A', role: 'bench' });
      const key = (): string => toBase64url(generateSigner().publicKey);
      const asked = { code, event_key: key(), transport_key: key(), next: key(), name: 'Bench', site: 'Hall A', platform: 'linux' };
      expect(await registry.ledger.desk.enrol(asked)).toMatchObject({ kind: expect.not.stringMatching('refused') as string });
      expect((await registry.measures()).waiting).toEqual({ enrolments: 1, epochs: 0 });
      movedMs = silentAfterMs + 60_000;
      expect((await registry.measures()).stations).toMatchObject({ all: 2, silent: 2, longestMs: 0 });
    });

    it('tells how long an entry has waited for a checkpoint', async () => {
      let movedMs = 0;
      const clock = { nowMs: () => Date.now() + movedMs, monoMs: () => performance.now(), boot: newBootId() };
      // Timers come, but not the one of the integrator.
      const registry = await startRegistry(tempDir(), { clock, checkpointDelayMs: 86_400_000 });
      const station = await stationAt(registry, 'Hall A');
      taken(await push(registry, station, [station.seal()]));
      movedMs = 40_000;
      expect((await registry.measures()).uncoveredMs).toBeGreaterThanOrEqual(40_000);
    });

    it('counts the feeds that wait', async () => {
      const registry = await startRegistry(tempDir(), { console: {} });
      const station = await stationAt(registry, 'Hall A');
      await followed(registry);
      const last = (await registry.ledger.store.logSize()) - 1;
      const waiting = call(registry, station, 'GET', `/v1/feed?after=${last}&wait=25`).catch(() => undefined);
      await expect.poll(async () => (await registry.measures()).feedsWaiting).toBe(1);
      await registry.close();
      await waiting;
    });

    it('makes every number a metric, and none of them when the database is away', async () => {
      const registry = await startRegistry(tempDir(), { console: {} });
      const station = await stationAt(registry, 'Hall Nightjar');
      await claim(registry, station, [{ serial: 'ZX81' }]);
      const metrics = openMetrics();
      const text = await metrics.expose(() => registry.measures());
      const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
      expect([value('custos_database_up'), value('custos_signing'), value('custos_stations')]).toEqual([1, 1, 1]);
      expect(value('custos_log_entries')).toBeGreaterThan(0);
      expect(value('custos_log_entries')).toBeLessThanOrEqual(await registry.ledger.store.logSize());
      expect(text).toMatch(/^custos_projection_behind_entries\{projection="console"\} \d+$/m);
      expect(text).not.toMatch(/Nightjar|ZX81|st_[0-9a-f]/);
      if (kind === 'postgres') expect(text).toMatch(/^custos_database_connections\{state="waiting"\} 0$/m);
      const away = await metrics.expose(() => Promise.reject(new Error('away')));
      expect(away).toMatch(/^custos_database_up 0$/m);
      expect(away).not.toMatch(/^custos_(log_entries|stations|signing|projection_behind_entries)\b/m);
    });
  });
}
