import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { consoleRoutes } from '../../contract/console/routes.ts';
import { figureQueries } from '../../registry/console/figures.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { type Step, step } from '../domain/custody/story.ts';
import { type Browser, firstAdmin, followed, personWith, startConsole, stationAt, subjectOf } from './console-kit.ts';
import { push, taken, type TestStation } from './kit.ts';
import { plansIn } from './plans.ts';

async function tell(registry: OpenRegistry, station: TestStation, serial: string, steps: readonly Step[]): Promise<void> {
  const entries = steps.map(({ type, body, actor, witness }) =>
    station.seal({
      type,
      body: body as never,
      subject: subjectOf(serial),
      ...(actor === undefined ? {} : { actor }),
      ...(witness === undefined ? {} : { witness }),
    }),
  );
  taken(await push(registry, station, entries));
  await followed(registry);
}

const of = (given: Step, more: object): Step => ({ ...given, body: { ...given.body, ...more } });
const seen = (model: string, firmware: string, dock: string): Step => {
  const whole = step.seen();
  return of(whole, { dock, identity: { ...(whole.body['identity'] as object), model, firmware } });
};
const typed = (destination: string): Step => of(step.claim(destination), { label: {}, typed: 'damaged' });
const released = (way: string): Step => ({ type: 'custody.released', body: { way, exception: 'E'.repeat(43) } });
const destroyed: Step = { type: 'drive.destroyed', body: { technique: 'shred' } };

async function filled(): Promise<{
  readonly registry: OpenRegistry;
  readonly auditor: Browser;
  readonly northern: Browser;
  readonly tenant: Browser;
}> {
  const registry = await startConsole();
  const admin = await firstAdmin(registry);
  const [north, south] = [await stationAt(registry, 'North'), await stationAt(registry, 'South')];
  await tell(registry, north, 'F1', [step.claim('maker'), seen('M1', 'A', 'dock 1'), step.finish(), step.verify(), released('maker')]);
  await tell(registry, north, 'F2', [step.claim('maker'), seen('M1', 'B', 'dock 1'), step.fail(), destroyed]);
  await tell(registry, north, 'F3', [typed('maker'), seen('M2', 'A', 'dock 2'), step.finish(), step.verify(1, 'failed')]);
  await tell(registry, south, 'F4', [typed('maker'), seen('M1', 'B', 'dock 2'), step.fail(), step.finish(2), step.interrupt(3)]);
  await tell(registry, south, 'F4', [{ type: 'custody.destination', body: { destination: 'reuse' } }]);
  const { browser: auditor } = await personWith(admin, [{ role: 'auditor' }]);
  const { browser: northern } = await personWith(admin, [{ role: 'supervisor', sites: ['North'] }]);
  const { browser: tenant } = await personWith(admin, [{ role: 'auditor', tenants: [`tn_${'a'.repeat(32)}`] }]);
  return { registry, auditor, northern, tenant };
}

/** Figures over months, whatever the database. */
export function figuresSuite(): void {
  describe('figures', () => {
    it('count how erases end by model, firmware and dock, within the sites of who asks', async () => {
      const { auditor, northern, tenant } = await filled();
      const none = { done: 0, failed: 0, stopped: 0, verified: 0, unverified: 0, refuted: 0 };
      expect((await auditor.ask('failures.look')).rows).toEqual([
        { ...none, name: 'M1', done: 2, failed: 2, stopped: 1, verified: 1 },
        { ...none, name: 'M2', done: 1, refuted: 1 },
      ]);
      expect(
        (await auditor.ask('failures.look', { query: { by: 'firmware' } })).rows.map((row) => [row.name, row.firmware, row.failed]),
      ).toEqual([
        ['M1', 'B', 2],
        ['M2', 'A', 0],
        ['M1', 'A', 0],
      ]);
      expect((await northern.ask('failures.look', { query: { by: 'dock' } })).rows).toEqual([
        { ...none, name: 'dock 1', done: 1, failed: 1, verified: 1 },
        { ...none, name: 'dock 2', done: 1, refuted: 1 },
      ]);
      expect((await northern.ask('failures.look', { query: { site: 'South' } })).rows).toEqual([]);
      // Whoever sees one tenant sees no count that holds the drives of others.
      expect((await tenant.ask('failures.look')).rows).toEqual([]);
      expect((await auditor.ask('failures.look', { query: { from: '2099-01' } })).rows).toEqual([]);
    });

    it('count labels that were scanned, by step', async () => {
      const { auditor } = await filled();
      expect((await auditor.ask('scans.look')).rows).toEqual([
        { step: 'dock', how: 'scanned', acts: 4 },
        { step: 'intake', how: 'scanned', acts: 2 },
        { step: 'intake', how: 'typed_damaged', acts: 2 },
      ]);
    });

    it('tell what became of drives that were bound for their maker, and how long the others wait', async () => {
      const { auditor, northern } = await filled();
      const all = await auditor.ask('returns.look');
      expect(all.waiting.map(({ drives }) => drives)).toEqual([1, 0, 0, 0]);
      expect(all.months).toMatchObject([{ bound: 4, sent: 1, destroyed: 1, elsewhere: 1 }]);
      const northOnly = await northern.ask('returns.look');
      expect(northOnly.models).toEqual([
        { model: '', bound: 3, sent: 0, destroyed: 0, elsewhere: 0 },
        { model: 'M1', bound: 0, sent: 1, destroyed: 1, elsewhere: 0 },
      ]);
    });

    it('add up what makers gave and refused by currency, and name drives whose window ends', async () => {
      const { registry, auditor, tenant } = await filled();
      const station = await stationAt(registry, 'East');
      const eur = (minor: number) => ({ minor, currency: 'EUR' });
      const expecting = async (serial: string, more: object): Promise<string> => {
        const entry = station.seal({ type: 'credit.expected', body: { maker: 'maker-a', ...more } as never, subject: subjectOf(serial) });
        taken(await push(registry, station, [entry]));
        return entry.hash;
      };
      await tell(registry, station, 'F6', [step.claim('maker')]);
      const one = await expecting('F6', { amount: eur(1000), until_ms: 1000, late_fee: eur(180) });
      const two = await expecting('F7', { amount: eur(500) });
      await expecting('F8', { amount: { minor: 70, currency: 'CHF' } });
      const came = (expected: string, amount: object): Step => ({ type: 'credit.received', body: { expected, amount } });
      await tell(registry, station, 'F6', [came(one, eur(400)), came(one, { minor: 5, currency: 'USD' }), came(two, eur(9))]);
      await tell(registry, station, 'F7', [came(two, eur(200)), { type: 'credit.refused', body: { expected: two, why: 'damaged' } }]);
      const { credits } = await auditor.ask('returns.look');
      const of = { maker: 'maker-a', month: credits.rows[0]?.month };
      expect(credits.rows).toEqual([
        { ...of, currency: 'CHF', drives: 1, expected_minor: 70, received_minor: 0, refused_minor: 0, open_minor: 70 },
        { ...of, currency: 'EUR', drives: 2, expected_minor: 1500, received_minor: 600, refused_minor: 300, open_minor: 600 },
      ]);
      expect(credits.refusals).toEqual([{ maker: 'maker-a', currency: 'EUR', drives: 1, why: 'damaged', minor: 300 }]);
      expect(credits.late).toEqual([{ maker: 'maker-a', currency: 'EUR', drives: 1, over: 1, minor: 180, first_ms: 1000 }]);
      await tell(registry, station, 'F6', [released('maker')]);
      expect((await auditor.ask('returns.look')).credits.late).toEqual([]);
      expect((await tenant.ask('returns.look')).credits.rows).toEqual([]);
      expect(await registry.ledger.projector.check('tallies')).toMatchObject({ kind: 'equal' });
      const csv = await auditor.raw(consoleRoutes['figures.save'], { params: { figure: 'credits' }, query: { as: 'csv' } });
      expect(await csv.text()).toContain('maker-a,EUR,2,1500,600,300,600');
    });

    it('are saved as CSV and JSON with the same numbers', async () => {
      const { auditor } = await filled();
      const saved = async (figure: string, query: Readonly<Record<string, string>>): Promise<string> =>
        (await auditor.raw(consoleRoutes['figures.save'], { params: { figure }, query })).text();
      const rows: unknown = parse(await saved('failures', { as: 'csv', by: 'firmware' }), { columns: true });
      expect(rows).toMatchObject([{ name: 'M1', firmware: 'B', failed: '2' }, { name: 'M2' }, { name: 'M1', done: '1' }]);
      expect(await saved('scans', { as: 'csv' })).toBe('step,how,acts\ndock,scanned,4\nintake,scanned,2\nintake,typed_damaged,2\n');
      const whole: unknown = JSON.parse(await saved('returns', { as: 'json' }));
      expect(whole).toMatchObject({ format: 'custos-figures/v1', figure: 'returns', months: [{ bound: 4 }] });
      // Nothing here draws papers, and that is said; the figures can still be had.
      expect(await saved('failures', { as: 'pdf' })).toContain('without what draws papers');
      const late = await auditor.raw(consoleRoutes['ageing.save'], { query: { as: 'csv' } });
      expect(await late.text()).toMatch(/^by,name,drives,overdue,overdue_tomorrow\nstep,to_dock,\d/);
      const audit = await auditor.raw(consoleRoutes['readiness.save'], { query: { as: 'json' } });
      expect(await audit.json()).toMatchObject({ format: 'custos-readiness/v1', drives: expect.any(Number) });
      const sheet = await auditor.raw(consoleRoutes['readiness.save'], { query: { as: 'csv' } });
      expect(await sheet.text()).toMatch(/^rule,weight,count,about\n/);
    });

    it('stand as the log says after being made anew, and are read by key', async () => {
      const { registry } = await filled();
      // Facts that change nothing by themselves, told one after the other and made anew in one go.
      await tell(registry, await stationAt(registry, 'West'), 'F5', [step.fail()]);
      await tell(registry, await stationAt(registry, 'East'), 'F5', [destroyed]);
      expect(await registry.ledger.projector.check('tallies')).toMatchObject({ kind: 'equal' });
      const { sql } = registry.ledger.store;
      const plans = await plansIn(sql);
      const scope = [{ sites: ['*'], tenants: ['*'] }];
      const asked = { scope, from: '2026-01' };
      const queries = [
        figureQueries.failures('dock', asked),
        figureQueries.acts(asked),
        figureQueries.returns('model', asked),
        figureQueries.waiting({ scope: [{ sites: ['North'], tenants: ['*'] }] }, 0),
      ];
      for (const [query, params] of queries) {
        const plan = await plans.of(query, params);
        if (plans.isSqlite) expect(plan).toMatch(/SEARCH \w+_tallies USING PRIMARY KEY|USING COVERING INDEX tally_drives_bound/);
        else expect(plan).not.toMatch(/Seq Scan/);
      }
    });
  });
}
