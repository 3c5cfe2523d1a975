import { join } from 'node:path';
import { loadavg } from 'node:os';
import { consoleHeader } from '../../../contract/console/parts.ts';
import { type ConsoleRouteId, consoleRoutes } from '../../../contract/console/routes.ts';
import { routeAddress } from '../../../contract/route.ts';
import { defaultPolicy } from '../../../domain/policy/policies.ts';
import { newBootId, openRegistry, type OpenRegistry } from '../../../registry/open.ts';
import { startPostgres } from '../../kit/postgres.ts';
import { quantile, timedMs } from '../figures.ts';
import { OwnFolder } from '../own-folder.ts';
import { eventsOfADrive, fillRegistry, serialAt, sites, subjectAt } from './fill.ts';

/*
 * How long the console's calls take over a large log: `node test/bench/console/main.ts [EVENTS] [sqlite|postgres]`.
 * Fills a registry of its own, signs people in, and asks each question a page asks, as often as the table says.
 */

const rounds = 15;
const goalMs = 200;
const password = 'correct horse battery';
const cheap = { memoryKib: 8, passes: 1, lanes: 1 } as const;

interface Call {
  readonly name: string;
  readonly id: ConsoleRouteId;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
}

/** What the pages ask, with the longest answers that they ask for. */
function callsOf(drives: number, tenant: string): readonly Call[] {
  const middle = Math.floor(drives / 2);
  const find = (name: string, query: Call['query']): Call => ({
    name: `Drives, ${name}`,
    id: 'drives.find',
    query: { limit: 50, ...query },
  });
  return [
    { name: 'Overview', id: 'overview.look' },
    find('the first 50', {}),
    find('a serial', { q: serialAt(middle) }),
    find('four characters', { q: serialAt(middle).slice(0, 4) }),
    find('by state', { state: 'in_custody' }),
    find('one site', { site: 'Rome' }),
    find('one tenant', { tenant }),
    find('a state at one site of one tenant', { state: 'quarantined', site: 'Rome', tenant }),
    { name: 'A drive', id: 'drives.look', params: { subject: subjectAt(middle) } },
    { name: 'Overdue, counts', id: 'ageing.look' },
    { name: 'Overdue, drives', id: 'ageing.list', query: { limit: 50 } },
    { name: 'Conflicts', id: 'conflicts.list', query: { limit: 50 } },
    { name: 'Stations', id: 'stations.list', query: { limit: 50 } },
    { name: 'Quarantine', id: 'quarantine.list', query: { limit: 50 } },
    { name: 'Audit readiness', id: 'readiness.look' },
    { name: 'Read log', id: 'reads.list', query: { limit: 50, tenant } },
    { name: 'People', id: 'people.list', query: { limit: 50 } },
    { name: 'Tenants', id: 'tenants.list' },
    { name: 'Policies', id: 'policies.list', query: { limit: 50 } },
    { name: 'Past drives, the first part', id: 'policies.replay', body: { policy: defaultPolicy } },
  ];
}

/** A browser's cookie, and calls with it. */
class Desk {
  readonly #url: string;
  #cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  async ask(id: ConsoleRouteId, { params = {}, query = {}, body }: Omit<Call, 'name' | 'id'> = {}): Promise<unknown> {
    const route = consoleRoutes[id];
    const response = await fetch(`${this.#url}${routeAddress(route, params, query)}`, {
      method: route.method,
      headers: {
        cookie: this.#cookie,
        origin: this.#url,
        [consoleHeader]: '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${id}: ${text}`);
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.#cookie = cookie.slice(0, cookie.indexOf(';'));
    return JSON.parse(text);
  }
}

/** Somebody who may see everything, and somebody of one site and one tenant. */
async function desksOf(registry: OpenRegistry): Promise<{ readonly desks: ReadonlyMap<string, Desk>; readonly tenant: string }> {
  const admin = new Desk(registry.url);
  await admin.ask('session.set_up', { body: { code: await registry.console.setUpCode(), login: 'first', name: 'First Admin', password } });
  const { rows } = consoleRoutes['tenants.list'].answer.parse(await admin.ask('tenants.list'));
  const tenant = rows[0]?.tenant ?? '*';
  const desks = new Map<string, Desk>();
  for (const [name, reach] of [
    ['everything', { sites: ['*'], tenants: ['*'] }],
    ['one site, one tenant', { sites: [sites[1]], tenants: [tenant] }],
  ] as const) {
    const login = `person${desks.size}`;
    const { person } = consoleRoutes['people.add'].answer.parse(
      await admin.ask('people.add', { body: { name: login, way: { way: 'local', login, password } } }),
    );
    for (const role of ['auditor', 'supervisor'])
      await admin.ask('people.grant', { params: { person }, body: { role, ...reach, until_ms: Date.now() + 86_400_000 } });
    const desk = new Desk(registry.url);
    await desk.ask('session.local', { body: { login, password } });
    desks.set(name, desk);
  }
  return { desks, tenant };
}

/** Prints a row for each call and each person. @returns how many were slower than the goal */
async function measure(registry: OpenRegistry, drives: number): Promise<number> {
  const { desks, tenant } = await desksOf(registry);
  let slow = 0;
  process.stdout.write('| Call | Who sees | Median ms | Slowest of 15 ms |\n|---|---|---|---|\n');
  for (const call of callsOf(drives, tenant))
    for (const [who, desk] of desks) {
      if (call.id === 'drives.look' && who !== 'everything') continue;
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) times.push(await timedMs(() => desk.ask(call.id, call)));
      const [middle, most] = [quantile(times, 0.5), Math.max(...times)];
      if (middle > goalMs) slow += 1;
      process.stdout.write(`| ${call.name} | ${who} | ${middle.toFixed(1)} | ${most.toFixed(1)} |\n`);
    }
  return slow;
}

async function main(): Promise<number> {
  const events = Number(process.argv[2] ?? 1_000_000);
  const store = process.argv[3] ?? 'sqlite';
  const folder = new OwnFolder();
  const server = store === 'postgres' ? await startPostgres() : undefined;
  const clock = { nowMs: () => Date.now(), monoMs: () => performance.now(), boot: newBootId() };
  const registry = await openRegistry({
    dataDir: join(folder.path, 'registry'),
    name: 'custos.invalid/bench',
    ...(server === undefined ? {} : { databaseUrl: await server.database('console') }),
    clock,
    console: { passwordCost: cheap },
    report: (what, cause) => void process.stderr.write(`${what} ${String(cause)}\n`),
  });
  try {
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    const ms = await timedMs(() => fillRegistry(registry, events, Date.now(), say));
    say(`filled with ${events} events in ${Math.round(ms / 1000)} s`);
    const slow = await measure(registry, Math.ceil(events / eventsOfADrive));
    process.stdout.write(
      `\n${events} events of ${Math.ceil(events / eventsOfADrive)} drives, ${store}; load ${loadavg()
        .map((each) => each.toFixed(1))
        .join(' ')}; ${slow} over ${goalMs} ms\n`,
    );
    return slow === 0 ? 0 : 1;
  } finally {
    await registry.close();
    await server?.stop();
    folder.remove();
  }
}

process.exitCode = await main();
