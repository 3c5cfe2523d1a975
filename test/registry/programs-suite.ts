import { describe, expect, it } from 'vitest';
import { consoleRoutes } from '../../contract/console/routes.ts';
import { onlyTells, type Route, routeAddress } from '../../contract/route.ts';
import type { Role } from '../../domain/people/roles.ts';
import { randomBytes } from '../../keys/random.ts';
import { openPrograms, programCalls, wrongTokens } from '../../registry/people/programs.ts';
import { type Browser, claim, firstAdmin, personWith, startConsole, stationAt, subjectOf } from './console-kit.ts';
import { nowhere } from './console-suite.ts';

const dayMs = 86_400_000;

/** A program as far as the console goes: a token, and nothing that only a browser would send. */
async function call(url: string, token: string, route: Pick<Route, 'method' | 'path'>, more: Parameters<Browser['raw']>[1] = {}) {
  return fetch(`${url}${routeAddress(route, more.params, more.query)}`, {
    method: route.method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${token}`,
      ...(more.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...more.headers,
    },
    ...(more.body === undefined ? {} : { body: JSON.stringify(more.body) }),
  });
}

async function codeOf(response: Response): Promise<string> {
  if (response.headers.get('content-type')?.startsWith('application/problem+json') !== true) {
    await response.body?.cancel();
    return 'may';
  }
  const { code, why = '' } = (await response.json()) as { code: string; why?: string };
  return `${code} ${why}`.trim();
}

async function programWith(admin: Browser, grants: readonly { readonly role: Role; readonly tenants?: readonly string[] }[]) {
  const until = Date.now() + dayMs;
  const { person, token } = await admin.ask('programs.add', { body: { name: 'Evidence collector', until_ms: until } });
  for (const { role, tenants = ['*'] } of grants)
    await admin.ask('people.grant', { params: { person }, body: { role, sites: ['*'], tenants, until_ms: until } });
  return { person, token };
}

/** What holds for programs whatever the database. */
export function programsSuite(): void {
  describe('a program with an access token', () => {
    it('may ask what its roles may ask, and do nothing in anybody’s name', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const roleless = await programWith(admin, []);
      const supervisor = await programWith(admin, [{ role: 'supervisor' }]);
      const [found, wanted]: [string[], string[]] = [[], []];
      for (const [id, route] of Object.entries<Route>(consoleRoutes))
        for (const [name, { token }, roles] of [
          ['roleless', roleless, []],
          ['supervisor', supervisor, ['supervisor']],
        ] as const) {
          const response = await call(registry.url, token, route, {
            params: nowhere,
            ...(route.method === 'GET' ? {} : { body: {} }),
          });
          const free = route.who === 'anyone' || route.roles.length === 0 || roles.some((role) => route.roles.includes(role));
          const code = await codeOf(response);
          found.push(`${id} ${name}: ${code.startsWith('role') ? code : 'may'}`);
          wanted.push(`${id} ${name}: ${onlyTells(route) ? (free ? 'may' : 'role') : 'role program'}`);
        }
      expect(found).toEqual(wanted);
      expect(await (await call(registry.url, supervisor.token, consoleRoutes['session.look'])).json()).toMatchObject({
        kind: 'person',
        name: 'Evidence collector',
        way: 'program',
        grants: [{ role: 'supervisor' }],
      });
    });

    it('sees the drives of its tenants, and the read log knows it by its name', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      await claim(registry, await stationAt(registry, 'North'), [
        { serial: 'N1ACME', owner: 'Acme' },
        { serial: 'N2OTHER', owner: 'Other' },
      ]);
      const acme = (await admin.ask('tenants.list')).rows.find(({ name }) => name === 'Acme')?.tenant ?? '';
      const { person, token } = await programWith(admin, [{ role: 'auditor', tenants: [acme] }]);
      const look = (serial: string) => call(registry.url, token, consoleRoutes['drives.look'], { params: { subject: subjectOf(serial) } });
      expect([(await look('N1ACME')).status, (await look('N2OTHER')).status]).toEqual([200, 404]);
      // A question that is sent as a body asks for no header of a page.
      const csv = await (await call(registry.url, token, consoleRoutes['drives.export'], { query: { as: 'csv' }, body: {} })).text();
      expect([csv.includes('N1ACME'), csv.includes('N2OTHER')]).toEqual([true, false]);
      const { rows } = await admin.ask('reads.list', { query: { person } });
      expect(rows.map((row) => [row.what, row.person.name, row.tenants])).toEqual([
        ['drives.export', 'Evidence collector', [acme]],
        ['drives.look', 'Evidence collector', [acme]],
      ]);
    });

    it('is known by a hash, is no account, and never an administrator', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const { person, token } = await programWith(admin, [{ role: 'auditor' }]);
      const kept = JSON.stringify(await registry.ledger.store.sql.query('SELECT * FROM programs'));
      expect([kept.includes(person), kept.includes(token.slice('custos_'.length))]).toEqual([true, false]);
      expect((await admin.ask('people.list')).rows.map(({ name }) => name)).toEqual(['First Admin']);
      const until_ms = Date.now() + dayMs;
      const role = { params: { person }, body: { role: 'admin', sites: ['*'], tenants: ['*'], until_ms } };
      expect(await admin.refused('people.grant', role)).toMatchObject({ code: 'refused', why: 'program' });
      const way = { way: 'local', login: 'sneak', password: 'correct horse battery' };
      expect(await admin.refused('people.add', { body: { name: 'Sneak', person, way } })).toMatchObject({
        code: 'refused',
        why: 'program',
      });
      const late = { body: { name: 'For ever', until_ms: Date.now() + 400 * dayMs } };
      expect(await admin.refused('programs.add', late)).toMatchObject({ code: 'refused', why: 'until' });
      const { browser } = await personWith(admin, [{ role: 'supervisor' }]);
      expect((await browser.refused('programs.add', { body: { name: 'Mine', until_ms } })).code).toBe('role');
    });

    it('is let in no more once its token was taken back, also not by the cookie of whoever sends it', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const { person, token } = await programWith(admin, [{ role: 'auditor' }]);
      const look = () => call(registry.url, token, consoleRoutes['drives.find']);
      expect((await look()).status).toBe(200);
      expect((await admin.ask('programs.list')).rows).toMatchObject([{ person, active: true, grants: [{ role: 'auditor' }] }]);
      const following = await call(registry.url, token, consoleRoutes['live.follow']);
      await admin.ask('people.end', { params: { person }, body: { reason: 'The tool was replaced.' } });
      // The roles that end are news, and whoever may hear no more of any is hung up on.
      expect(await following.text()).toMatch(/^: following/);
      const refused = await look();
      expect(refused.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
      expect(await codeOf(refused)).toBe('wrong_sign_in token');
      expect((await admin.ask('programs.list')).rows).toMatchObject([{ person, name: 'Evidence collector', active: false, grants: [] }]);
      const both = await admin.raw(consoleRoutes['people.list'], { headers: { authorization: `Bearer ${token}` } });
      expect(await codeOf(both)).toBe('wrong_sign_in token');
      // A bearer that is not ours is a proxy's own business: the cookie counts, and what guards it.
      const headers = { authorization: 'Bearer eyJhbGciOi.of.another', 'x-custos-console': '' };
      expect((await admin.raw(consoleRoutes['people.list'], { headers })).status).toBe(200);
      const add = await admin.raw(consoleRoutes['tenants.add'], { headers, body: { name: 'Acme' } });
      expect(await codeOf(add)).toBe('origin');
    });

    it('waits when it asks too often, ends on its day, and wrong tokens wait by address', async () => {
      const registry = await startConsole();
      const { sql } = registry.ledger.store;
      const programs = openPrograms(sql, randomBytes);
      const program = { person: `tc_${'1'.repeat(32)}`, name: 'Tool', madeBy: `tc_${'2'.repeat(32)}`, untilMs: 10 * dayMs };
      const { token, statements } = programs.adding(program, dayMs);
      await sql.apply(statements);
      const [here, there] = ['192.0.2.1', '192.0.2.2'];
      for (let asked = 0; asked < programCalls.tries; asked += 1) await programs.admit(token, here, dayMs);
      await expect(programs.admit(token, here, dayMs + 1)).rejects.toMatchObject({ code: 'slow_down', retryMs: 59_999 });
      await programs.admit(token, here, dayMs + programCalls.windowMs);
      expect(await programs.isOpen(program.person, 10 * dayMs - 1)).toBe(true);
      expect(await programs.isOpen(program.person, 10 * dayMs)).toBe(false);
      await expect(programs.admit(token, there, 10 * dayMs)).rejects.toMatchObject({ code: 'wrong_sign_in' });
      for (let asked = 0; asked < wrongTokens.tries; asked += 1)
        await expect(programs.admit('custos_none', here, 2 * dayMs)).rejects.toMatchObject({ code: 'wrong_sign_in' });
      await expect(programs.admit(token, here, 2 * dayMs)).rejects.toMatchObject({ code: 'slow_down' });
      await programs.admit(token, there, 2 * dayMs);
    });
  });
}
