import type { z } from 'zod';
import { consoleHeader, type ConsoleProblem, consoleProblem } from '../../contract/console/parts.ts';
import { type ConsoleRouteId, type ConsoleRoutes, consoleRoutes } from '../../contract/console/routes.ts';
import { type AnswerOf, type Route, routeAddress } from '../../contract/route.ts';
import { enrolAnswer } from '../../contract/registry.ts';
import { toBase64url } from '../../domain/bytes.ts';
import type { Attachment } from '../../domain/ledger/event.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import type { Role } from '../../domain/people/roles.ts';
import { generateSigner } from '../../keys/ed25519.ts';
import { randomBytes } from '../../keys/random.ts';
import type { ConsoleOptions } from '../../registry/console/open.ts';
import type { OpenRegistry, OpenRegistryOptions } from '../../registry/open.ts';
import { pushBody, type PushLineInput, send, startRegistry, stationOf, taken, tempDir, type TestStation } from './kit.ts';

/** A password hash that costs nothing, for tests alone. */
export const cheap = { memoryKib: 8, passes: 1, lanes: 1 } as const;
export const password = 'correct horse battery';

export function startConsole(
  more: ConsoleOptions = {},
  dir = tempDir(),
  options: Partial<OpenRegistryOptions> = {},
): Promise<OpenRegistry> {
  return startRegistry(dir, { console: { passwordCost: cheap, ...more }, ...options });
}

interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A browser as far as the console goes: it keeps cookies and says where a call comes from. */
export class Browser {
  readonly url: string;
  readonly cookies = new Map<string, string>();

  constructor(url: string) {
    this.url = url;
  }

  async raw(route: Pick<Route, 'method' | 'path'>, { params = {}, query = {}, body, headers = {} }: Asked = {}): Promise<Response> {
    const response = await fetch(`${this.url}${routeAddress(route, params, query)}`, {
      method: route.method,
      redirect: 'manual',
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        origin: this.url,
        [consoleHeader]: '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    this.keep(response);
    return response;
  }

  keep(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }

  /** Calls a route that must answer, and holds the answer to its schema. */
  async ask<Id extends ConsoleRouteId>(id: Id, asked: Asked = {}): Promise<AnswerOf<ConsoleRoutes[Id]>> {
    const response = await this.raw(consoleRoutes[id], asked);
    const value: unknown = await response.json();
    if (!response.ok) throw new Error(`${id}: ${JSON.stringify(value)}`);
    const schema: z.ZodType = consoleRoutes[id].answer;
    return schema.parse(value) as AnswerOf<ConsoleRoutes[Id]>; // the schema of this very row
  }

  /** Calls a route that must refuse. */
  async refused(id: ConsoleRouteId, asked: Asked = {}): Promise<ConsoleProblem> {
    const response = await this.raw(consoleRoutes[id], asked);
    if (response.ok) throw new Error(`${id} answered ${response.status}`);
    const problem = consoleProblem.parse(await response.json());
    if (problem.status !== response.status) throw new Error('status and body differ');
    return problem;
  }
}

/** The first administrator, signed in. */
export async function firstAdmin(registry: OpenRegistry): Promise<Browser> {
  const browser = new Browser(registry.url);
  const code = await registry.console.setUpCode();
  await browser.ask('session.set_up', { body: { code, login: 'first', name: 'First Admin', password } });
  return browser;
}

let people = 0;

/** A person with a role at some sites for some tenants, signed in. */
export async function personWith(
  admin: Browser,
  grants: readonly { readonly role: Role; readonly sites?: readonly string[]; readonly tenants?: readonly string[] }[],
): Promise<{ readonly browser: Browser; readonly person: string }> {
  people += 1;
  const login = `person${people}`;
  const { person } = await admin.ask('people.add', { body: { name: `Person ${people}`, way: { way: 'local', login, password } } });
  for (const { role, sites = ['*'], tenants = ['*'] } of grants)
    await admin.ask('people.grant', { params: { person }, body: { role, sites, tenants, until_ms: Date.now() + 86_400_000 } });
  const browser = new Browser(admin.url);
  await browser.ask('session.local', { body: { login, password } });
  return { browser, person };
}

/** A station of a site. */
export async function stationAt(registry: OpenRegistry, site: string, name = `Bench at ${site}`): Promise<TestStation> {
  const [event, transport] = [generateSigner(), generateSigner()];
  const request = {
    code: await registry.enrolmentCode(),
    event_key: toBase64url(event.publicKey),
    transport_key: toBase64url(transport.publicKey),
    next: hashText(sha256(generateSigner().publicKey)),
    name,
    site,
    platform: 'linux',
  };
  const response = await fetch(`${registry.url}/v1/enrol`, { method: 'POST', body: JSON.stringify(request) });
  const answer = enrolAnswer.parse(await response.json());
  if (answer.kind !== 'approved') throw new Error('not approved');
  return stationOf(answer.station, answer.genesis, event, transport);
}

export const holder = `tc_${'a'.repeat(32)}`;

export function subjectOf(serial: string): string {
  return `d1_${Buffer.from(sha256(Uint8Array.from(Buffer.from(serial))))
    .toString('hex')
    .slice(0, 32)}`;
}

/** Takes drives into custody at a station; `owner` is sealed beside the claim. */
export async function claim(
  registry: OpenRegistry,
  station: TestStation,
  drives: readonly { readonly serial: string; readonly owner?: string; readonly place?: string; readonly att?: readonly Attachment[] }[],
): Promise<void> {
  const lines = drives.map(({ serial, owner, place = 'Cage 1', att }): PushLineInput => {
    const salt = randomBytes(32);
    const sealed = owner === undefined ? {} : { sealed: { owner: commitment('owner', Uint8Array.from(salt), owner) } };
    const entry = station.seal({
      type: 'custody.claimed',
      subject: subjectOf(serial),
      actor: holder,
      body: {
        holder,
        place,
        reason: 'failed',
        data_class: 'restricted',
        destination: 'maker',
        serial,
        label: { serial, wwn: `5000${serial.toLowerCase()}`.slice(0, 32) },
      },
      ...sealed,
      ...(att === undefined ? {} : { att: [...att] }),
    });
    return owner === undefined ? { entry } : { entry, private: { owner: { salt: toBase64url(Uint8Array.from(salt)), value: owner } } };
  });
  const first = lines[0]?.entry.event.seq ?? 1;
  taken(await send(registry, station, pushBody(station.id, first, lines)));
  await followed(registry);
}

/** Resolves when the console's views have seen the whole log. */
export async function followed(registry: OpenRegistry): Promise<void> {
  await registry.ledger.projector.settled((await registry.ledger.store.logSize()) - 1);
  await registry.console.caughtUp();
}
