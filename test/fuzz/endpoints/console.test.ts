import { expect, test } from 'vitest';
import { consoleProblem } from '../../../contract/console/parts.ts';
import { consoleHeader } from '../../../contract/console/parts.ts';
import { consoleRoutes } from '../../../contract/console/routes.ts';
import { type Route, routeAddress } from '../../../contract/route.ts';
import { type Browser, firstAdmin, startConsole } from '../../registry/console-kit.ts';
import { followed } from '../../registry/feed-kit.ts';
import { randomOf } from '../random.ts';
import { counts } from './judge.ts';
import { bodies } from './requests.ts';

const odd = ['x', '..', '%00', 'A'.repeat(43), '-1', "' OR 1=1 --", 'tc_'.padEnd(35, '0'), 'd1_'.padEnd(35, '0')];

/** A call as the signed-in person's browser makes it, with any bytes. */
function ask(browser: Browser, route: Route, address: string, more: RequestInit): Promise<Response> {
  return fetch(`${browser.url}${address}`, {
    method: route.method,
    redirect: 'manual',
    signal: AbortSignal.timeout(30_000),
    ...more,
    headers: {
      cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      origin: browser.url,
      [consoleHeader]: '1',
      'content-type': 'application/json',
      ...more.headers,
    },
  });
}

test(
  'whatever a signed-in person sends to the console is refused in words, in bounded memory, and writes nothing',
  { timeout: 180_000 },
  async () => {
    const registry = await startConsole();
    const browser = await firstAdmin(registry);
    await followed(registry);
    const random = randomOf(3, 'console endpoints');
    const before = await counts(registry);
    const memory = process.memoryUsage.rss();
    let asked = 0;
    // Only what takes a body can be given a bad one; the sign-in routes have their own bounds, which would end the test early.
    const taking = Object.entries<Route>(consoleRoutes).filter(([id, route]) => route.body !== undefined && !id.startsWith('session.'));
    expect(taking.length).toBeGreaterThan(8);
    for (const [id, route] of taking)
      for (const { name, body, headers } of bodies) {
        const params = Object.fromEntries([...route.path.matchAll(/:([a-z_]+)/gi)].map(([, part = '']) => [part, random.pick(odd)]));
        const response = await ask(browser, route, routeAddress(route, params, {}), { body, headers: headers ?? {} });
        const text = await response.text();
        asked += 1;
        expect(response.status, `${id} with ${name}: ${text.slice(0, 200)}`).toBeGreaterThanOrEqual(400);
        expect(response.status, `${id} with ${name}: ${text.slice(0, 200)}`).toBeLessThan(500);
        const read = consoleProblem.safeParse(JSON.parse(text));
        expect(read.success, `${id} with ${name}: ${text.slice(0, 200)}`).toBe(true);
      }
    expect(asked).toBeGreaterThan(100);
    expect(await counts(registry)).toEqual(before);
    expect(process.memoryUsage.rss() - memory).toBeLessThan(400 * 1024 * 1024);
    expect(await browser.ask('session.look')).toBeDefined();
  },
);

test('a session that another page uses, or that is told without its header, changes nothing', { timeout: 60_000 }, async () => {
  const registry = await startConsole();
  const browser = await firstAdmin(registry);
  await followed(registry);
  const before = await counts(registry);
  const body = JSON.stringify({ name: 'Person 2', way: { way: 'local', login: 'person2', password: 'correct horse battery' } });
  const route: Route = consoleRoutes['people.add'];
  for (const headers of [{ origin: 'https://elsewhere.invalid' }, { [consoleHeader]: '' }, { cookie: '' }]) {
    const response = await ask(browser, route, routeAddress(route, {}, {}), { body, headers });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
  }
  expect(await counts(registry)).toEqual(before);
});
