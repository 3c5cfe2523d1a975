import { describe, expect, it } from 'vitest';
import { consoleRoutes } from '../../contract/console/routes.ts';
import type { Route } from '../../contract/route.ts';
import { role } from '../../domain/people/roles.ts';
import { Browser, claim, firstAdmin, personWith, startConsole, stationAt, subjectOf } from './console-kit.ts';

const rows: readonly (readonly [string, Route])[] = Object.entries(consoleRoutes);
/** A value for each parameter that a path may have; nothing stands behind them. */
export const nowhere = {
  person: `tc_${'0'.repeat(32)}`,
  hash: 'A'.repeat(43),
  subject: `d1_${'0'.repeat(32)}`,
  event: 'A'.repeat(43),
  entry: 'A'.repeat(43),
  id: 'A'.repeat(22),
  station: `st_${'0'.repeat(32)}`,
  keyid: 'ed25519:AAAAAAAAAAAAAAAAAAAAAA',
  request: 'A'.repeat(43),
  provider: 'none',
  outlet: 'none',
  tenant: `tn_${'0'.repeat(32)}`,
  figure: 'scans',
  draft: `dr_${'0'.repeat(32)}`,
  photo: 'A'.repeat(43),
  hold: 'A'.repeat(22),
};

/** What a call came to as far as rights go. The body is empty, so that nothing happens where one is asked for. */
async function outcome(browser: Browser, route: Route): Promise<string> {
  const response = await browser.raw(route, { params: nowhere, ...(route.method === 'GET' ? {} : { body: {} }) });
  if (response.headers.get('content-type') === 'text/event-stream') {
    await response.body?.cancel();
    return 'may';
  }
  const text = await response.text();
  if (response.status !== 401 && response.status !== 403) return 'may';
  const { code } = JSON.parse(text) as { code: string };
  return code === 'sign_in' || code === 'role' ? code : 'may';
}

/** What the row itself says of an asker: somebody with one role, with none, or nobody. */
function byTable(route: Route, asker: string): string {
  if (route.who === 'anyone') return 'may';
  if (asker === 'nobody') return 'sign_in';
  return route.roles.length === 0 || route.roles.some((each) => each === asker) ? 'may' : 'role';
}

/** What holds for the console whatever the database. */
export function consoleSuite(): void {
  describe('rights', () => {
    it('lets each role call the routes that the table gives it, and no other', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const nobody = new Browser(registry.url);
      const { browser: roleless } = await personWith(admin, []);
      const askers = [
        ['nobody', nobody] as const,
        ['no role', roleless] as const,
        ...(await Promise.all(role.options.map(async (each) => [each, (await personWith(admin, [{ role: each }])).browser] as const))),
      ];
      const found: string[] = [];
      const wanted: string[] = [];
      let walked = 0;
      for (const [id, route] of rows) {
        if (id === 'session.end') continue;
        for (const [name, browser] of askers) {
          found.push(`${id} ${name}: ${await outcome(browser, route)}`);
          wanted.push(`${id} ${name}: ${byTable(route, name)}`);
          walked += 1;
        }
      }
      expect(found).toEqual(wanted);
      expect(walked).toBeGreaterThan(300);
    });

    it('shows nobody a drive of another site or of another tenant', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const [north, south] = [await stationAt(registry, 'North'), await stationAt(registry, 'South')];
      await claim(registry, north, [{ serial: 'N1ACME', owner: 'Acme' }, { serial: 'N2OTHER', owner: 'Other' }, { serial: 'N3NOBODY' }]);
      await claim(registry, south, [{ serial: 'S1ACME', owner: ' acme ' }]);
      const { rows: tenants } = await admin.ask('tenants.list');
      const acme = tenants.find(({ name }) => name === 'Acme')?.tenant ?? '';
      expect(tenants.map(({ name, drives }) => [name, drives])).toEqual([
        ['Acme', 2],
        ['Other', 1],
      ]);

      const all = await personWith(admin, [{ role: 'auditor' }]);
      const atNorth = await personWith(admin, [{ role: 'auditor', sites: ['North'] }]);
      const ofAcme = await personWith(admin, [{ role: 'auditor', tenants: [acme] }]);
      const both = await personWith(admin, [{ role: 'auditor', sites: ['North'], tenants: [acme] }]);
      const mixed = await personWith(admin, [
        { role: 'auditor', sites: ['South'] },
        { role: 'technician', sites: ['North'], tenants: [acme] },
      ]);
      const seen = async (browser: Browser): Promise<readonly string[]> =>
        (await browser.ask('drives.find')).rows.map(({ serial }) => serial);
      expect(await seen(all.browser)).toEqual(['N1ACME', 'N2OTHER', 'N3NOBODY', 'S1ACME']);
      expect(await seen(atNorth.browser)).toEqual(['N1ACME', 'N2OTHER', 'N3NOBODY']);
      expect(await seen(ofAcme.browser)).toEqual(['N1ACME', 'S1ACME']);
      expect(await seen(both.browser)).toEqual(['N1ACME']);
      expect(await seen(mixed.browser)).toEqual(['N1ACME', 'S1ACME']);

      const serials = ['N1ACME', 'N2OTHER', 'N3NOBODY', 'S1ACME'];
      for (const [browser, may] of [
        [atNorth.browser, ['N1ACME', 'N2OTHER', 'N3NOBODY']],
        [ofAcme.browser, ['N1ACME', 'S1ACME']],
        [both.browser, ['N1ACME']],
      ] as const) {
        for (const serial of serials) {
          const response = await browser.raw(consoleRoutes['drives.look'], { params: { subject: subjectOf(serial) } });
          expect([serial, response.status]).toEqual([serial, may.some((each) => each === serial) ? 200 : 404]);
        }
        const csv = await (await browser.raw(consoleRoutes['drives.export'], { query: { as: 'csv' }, body: {} })).text();
        expect(serials.filter((serial) => csv.includes(serial))).toEqual(may);
        const { rows: late } = await browser.ask('ageing.list');
        expect(late.map(({ serial }) => serial).sort()).toEqual(may);
        expect((await browser.ask('readiness.look')).drives).toBe(may.length);
        const { states } = await browser.ask('overview.look');
        expect(states.reduce((sum, { drives }) => sum + drives, 0)).toBe(may.length);
      }
    });

    it('gives nobody more than the giver has, and nothing to themselves', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const { browser: small } = await personWith(admin, [{ role: 'admin', sites: ['North'] }]);
      const { person } = await personWith(admin, []);
      const until = Date.now() + 1_000_000;
      const give = (sites: readonly string[], tenants: readonly string[] = ['*']) => ({
        params: { person },
        body: { role: 'auditor', sites, tenants, until_ms: until },
      });
      expect((await small.refused('people.grant', give(['South']))).code).toBe('role');
      expect((await small.refused('people.grant', give(['*']))).code).toBe('role');
      expect((await small.refused('people.grant', give(['North', 'South']))).code).toBe('role');
      await small.ask('people.grant', give(['North']));
      await admin.ask('people.grant', give(['South']));
      // The role stands at a site that is not the small administrator's now, so it cannot be drawn anew or taken there.
      expect((await small.refused('people.grant', give(['North']))).code).toBe('role');
      expect((await small.refused('people.ungrant', { params: { person }, body: { role: 'auditor', reason: 'not mine' } })).code).toBe(
        'role',
      );

      const own = await admin.ask('session.look');
      const self = own.kind === 'person' ? own.person : '';
      const toSelf = await admin.refused('people.grant', { params: { person: self }, body: give(['*']).body });
      expect(toSelf).toMatchObject({ code: 'refused', why: 'same_person' });
    });

    it('counts a role that was ended no more, at once', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const { browser, person } = await personWith(admin, [{ role: 'auditor' }]);
      await browser.ask('drives.find');
      await admin.ask('people.ungrant', { params: { person }, body: { role: 'auditor', reason: 'left the team' } });
      expect((await browser.refused('drives.find')).code).toBe('role');
      await admin.ask('people.end', { params: { person }, body: { reason: 'left the house' } });
      expect((await browser.refused('overview.look')).code).toBe('sign_in');
    });
  });

  describe('the read log', () => {
    it('tells who looked at the drives of a tenant, when and at what, and is itself for few', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const station = await stationAt(registry, 'North');
      await claim(registry, station, [
        { serial: 'A1', owner: 'Acme' },
        { serial: 'B1', owner: 'Other' },
      ]);
      const { browser, person } = await personWith(admin, [{ role: 'custodian' }]);
      const { rows: tenants } = await admin.ask('tenants.list');
      const acme = tenants.find(({ name }) => name === 'Acme')?.tenant ?? '';
      await browser.ask('drives.find', { query: { q: 'a1' } });
      await browser.ask('drives.look', { params: { subject: subjectOf('A1') } });
      await browser.ask('drives.look', { params: { subject: subjectOf('B1') } });
      const { rows: reads } = await admin.ask('reads.list', { query: { tenant: acme } });
      expect(reads.map(({ person: by, what, about, drives, opened }) => [by.person, what, about, drives, opened])).toEqual([
        [person, 'drives.look', subjectOf('A1'), 1, true],
        [person, 'drives.find', 'a1', 1, false],
      ]);
      expect((await browser.refused('reads.list')).code).toBe('role');
      const page = await admin.ask('reads.list', { query: { limit: 2 } });
      expect(page.rows).toHaveLength(2);
      const rest = await admin.ask('reads.list', { query: { limit: 2, after: page.next ?? '' } });
      expect(rest.rows).toHaveLength(1);
      expect(rest.next).toBeUndefined();
    });
  });
}
