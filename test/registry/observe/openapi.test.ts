import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { consoleRoutes } from '../../../contract/console/routes.ts';
import { ledgerRoutes, type LedgerRouteId } from '../../../contract/ledger-routes.ts';
import { openApi } from '../../../contract/openapi.ts';
import { type Route, routeAddress } from '../../../contract/route.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import { formatVkey, noteKey } from '../../../domain/ledger/note.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { randomBytes } from '../../../keys/random.ts';
import { Browser, claim, firstAdmin, personWith, startConsole, stationAt, subjectOf } from '../console-kit.ts';
import { call, enrol, pushBody, startRegistry, tempDir, type TestStation } from '../kit.ts';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: z.core.JSONSchema.JSONSchema }>> }>
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, z.core.JSONSchema.JSONSchema>> };
}

const document = openApi() as unknown as Document; // its shape is what this file holds it to

function operations(): Map<string, Operation> {
  return new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    ),
  );
}

/**
 * Every route as the server itself lists them. What answers to HEAD because it answers to GET is left out, and of a route
 * that ends in `*` the list holds no more than that.
 */
function served(registry: OpenRegistry): ReadonlySet<string> {
  const found = new Set<string>();
  const open: string[] = [];
  for (const line of registry.app.printRoutes({ commonPrefix: false, includeHooks: false }).split('\n')) {
    const read = /^([\s│]*)(?:├──|└──) (\S*?)(?: \(([A-Z, ]+)\))?$/u.exec(line);
    if (read === null) continue;
    const [, indent = '', piece = '', methods = ''] = read;
    open.length = Math.round(indent.length / 4);
    open.push(piece);
    const path = open.join('').replaceAll(/:([a-z0-9_]+)/g, '{$1}');
    for (const method of methods.split(', ').filter((one) => one !== '')) found.add(`${method} ${path}`);
  }
  return new Set([...found].filter((one) => !one.startsWith('HEAD ') || one === 'HEAD /v1/blobs/{sha256}'));
}

/** Holds an answer to what the document says of it. */
async function fits(id: string, response: Response): Promise<void> {
  const operation = [...operations().values()].find((each) => each.operationId === id);
  const said = operation?.responses[response.status] ?? operation?.responses['default'];
  const media = (response.headers.get('content-type') ?? '').split(';')[0];
  const [, content] = Object.entries(said?.content ?? {}).find(([type]) => type.split(';')[0] === media) ?? [];
  if (content === undefined) throw new Error(`${id} answered ${response.status} as ${media}, which the document does not tell`);
  const text = await response.text();
  if (content.schema.type !== 'string') expectFit(id, content.schema, JSON.parse(text));
  const line = (content.schema as { 'x-line'?: z.core.JSONSchema.JSONSchema })['x-line'];
  if (line !== undefined) for (const each of text.trim().split('\n')) expectFit(id, line, JSON.parse(each));
}

function expectFit(id: string, schema: z.core.JSONSchema.JSONSchema, value: unknown): void {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(schema.$ref ?? '')?.[1];
  const whole = name === undefined ? schema : document.components.schemas[name];
  if (whole === undefined) throw new Error(`${id}: no schema ${name}`);
  const read = z.fromJSONSchema(whole).safeParse(value);
  expect(read.success, `${id}: ${read.error?.message} ${JSON.stringify(value).slice(0, 300)}`).toBe(true);
}

describe('the OpenAPI document', () => {
  it('holds every route that the server has, and no other', async () => {
    const registry = await startRegistry(tempDir(), {
      witness: { logs: [formatVkey(noteKey('elsewhere.invalid/log', generateSigner().publicKey))] },
    });
    const told = [...operations().keys()].map((each) => (each.endsWith('/{path}') ? 'GET *' : each));
    expect([...served(registry)].toSorted()).toEqual(told.toSorted());
    expect(registry.app.hasRoute({ method: 'GET', url: ledgerRoutes['log.tile'].path })).toBe(true);
    expect(await (await fetch(`${registry.url}/v1/openapi.json`)).json()).toEqual(JSON.parse(JSON.stringify(openApi())));
  });

  it('names every operation once, and gives each path parameter a place', () => {
    const ids = [...operations().values()].map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, methods] of Object.entries(document.paths)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const operation of Object.values(methods)) {
        const { parameters = [] } = operation as { parameters?: readonly { readonly in: string; readonly name: string }[] };
        expect(parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(wanted);
      }
    }
  });

  it('tells what machines are answered', async () => {
    const registry = await startRegistry(tempDir());
    const { station } = await enrol(registry);
    const subject = subjectOf('S1');
    station.seal({ type: 'drive.seen', subject, body: {} });
    const ask = async (id: LedgerRouteId, params: Readonly<Record<string, string>> = {}, query = {}, body?: Uint8Array<ArrayBuffer>) => {
      const route: Route = ledgerRoutes[id];
      const address = routeAddress(route, params, query).replace('*', params['*'] ?? '*');
      await fits(id, await call(registry, station, route.method, address, body));
    };
    await ask('push.send', {}, {}, pushBody(station.id, 1, [{ entry: entryOf(station) }]));
    await ask('push.send', {}, {}, Uint8Array.from(Buffer.from('{}')));
    await registry.ledger.integrator.settle();
    await registry.ledger.projector.settled(2);
    await ask('status.look');
    await ask('time.look', {}, { nonce: toBase64url(randomBytes(16)) });
    await ask('time.look', {}, { nonce: 'short' });
    for (const id of ['health.alarms', 'health.alive', 'health.ready', 'api.look'] as const) await ask(id);
    await ask('log.checkpoint', { log: '1' });
    await ask('log.tile', { log: '1', '*': '0/000.p/2' });
    await ask('log.cosigned', { log: '1' });
    await ask('log.proof', { hash: entryOf(station).hash });
    await ask('feed.follow', {}, { after: -1, limit: 10 });
    await ask('subjects.events', { subject });
    await ask('watch.add', { subject });
    await ask('watch.remove', { subject });
    await ask('evidence.look', { hash: 'A'.repeat(43) });
    await ask('certificates.look', { id: `cert_${'a'.repeat(20)}` });
    await ask('enrol.look', { request: 'A'.repeat(43) });
    await ask('enrol.ask', {}, {}, Uint8Array.from(Buffer.from('{}')));
    const code = await registry.ledger.desk.makeCode({});
    const key = (): string => toBase64url(generateSigner().publicKey);
    const asked = { code, event_key: key(), transport_key: key(), next: key(), name: 'Bench', site: 'Hall', platform: 'linux' };
    await ask('enrol.ask', {}, {}, Uint8Array.from(Buffer.from(JSON.stringify(asked))));
  });

  it('tells what the console is answered', async () => {
    const registry = await startConsole();
    const admin = await firstAdmin(registry);
    const station = await stationAt(registry, 'Hall A');
    await claim(registry, station, [{ serial: 'S100', owner: 'Owner One' }, { serial: 'S101' }]);
    const all = (['supervisor', 'auditor', 'admin', 'custodian'] as const).map((role) => ({ role }));
    const { browser } = await personWith(admin, all);
    const params = { subject: subjectOf('S100'), station: station.id };
    for (const id of [
      'session.look',
      'people.list',
      'programs.list',
      'people.strangers',
      'tenants.list',
      'policies.list',
      'reads.list',
      'drives.find',
      'drives.look',
      'conflicts.list',
      'stations.list',
      'stations.look',
      'enrolments.list',
      'epochs.list',
      'quarantine.list',
      'overview.look',
      'ageing.look',
      'readiness.look',
    ] as const)
      await fits(id, await browser.raw(consoleRoutes[id], { params, query: id === 'drives.find' ? { q: 'S1' } : {} }));
    await fits('people.list', await new Browser(registry.url).raw(consoleRoutes['people.list']));
  });
});

function entryOf(station: TestStation) {
  const [entry] = station.chain;
  if (entry === undefined) throw new Error('nothing was sealed');
  return entry;
}
