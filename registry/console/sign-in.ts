import type { FastifyRequest } from 'fastify';
import { signInRoutes } from '../../contract/console/sign-in.ts';
import { everywhere } from '../../domain/facts/control.ts';
import { grantRole, grantsOf } from '../ledger/grants.ts';
import type { Accounts } from '../people/accounts.ts';
import type { LocalSignIn } from '../people/local.ts';
import type { OidcSignIn } from '../people/oidc.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { type Programs, programToken } from '../people/programs.ts';
import type { Asker } from '../people/rights.ts';
import type { Sessions } from '../people/sessions.ts';
import type { SqlDatabase } from '../sql/port.ts';
import type { Acts } from './acts.ts';
import type { Handlers } from './call.ts';
import { dropSecret, secretOf, setSecret } from './cookies.ts';
import { inForce } from './grants.ts';
import { ownOrigin } from './origin.ts';

export interface SignInParts {
  readonly registryName: string;
  readonly sql: SqlDatabase;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly local: LocalSignIn;
  readonly oidc: OidcSignIn;
  readonly acts: Acts;
  readonly publicUrl: string | undefined;
  readonly alarm: (kind: string, detail: string, atMs: number) => Promise<void>;
}

/** The first administrator's role has to be given anew within a year, like every other. */
const firstRoleMs = 365 * 24 * 60 * 60 * 1000;

/** Who is signed in, with the roles that count now. */
export function askers({ sql, accounts, sessions, programs }: Pick<SignInParts, 'sql' | 'accounts' | 'sessions'> & { programs: Programs }) {
  return async (request: FastifyRequest, origin: string, nowMs: number): Promise<Asker | undefined> => {
    const token = programToken(request);
    if (token !== undefined) {
      const program = await programs.admit(token, request.ip, nowMs);
      const { person, name, untilMs } = program;
      return { person, name, grants: inForce(await grantsOf(sql, person), nowMs), way: 'program', untilMs, session: person };
    }
    const secret = secretOf(request, 'session', origin);
    const session = secret === undefined ? undefined : await sessions.look(secret, nowMs);
    if (session === undefined) return undefined;
    const person = await accounts.person(session.person);
    if (person === undefined) return undefined;
    const grants = inForce(await grantsOf(sql, session.person), nowMs);
    return { person: person.person, name: person.name, grants, way: session.way, untilMs: session.untilMs, session: session.token };
  };
}

export function signInHandlers(parts: SignInParts): Handlers<keyof typeof signInRoutes> {
  const { accounts, sessions, local, oidc, acts, publicUrl } = parts;
  const originOf = (request: FastifyRequest): string => {
    const origin = ownOrigin(request, publicUrl);
    if (origin === undefined) throw new ConsoleRefusal('origin', 'this call was not made by a page of this registry');
    return origin;
  };
  return {
    'session.look': async ({ asker }) => {
      if (asker !== undefined) {
        const { person, name, grants, way, untilMs } = asker;
        return { kind: 'person', registry: parts.registryName, person, name, grants: [...grants], way, until_ms: untilMs };
      }
      const empty = await accounts.isEmpty();
      return {
        kind: 'nobody',
        registry: parts.registryName,
        providers: oidc.providers.map((provider) => ({ ...provider })),
        local: !empty && (await accounts.hasLocal()),
        set_up: empty,
      };
    },
    'session.local': async ({ body, nowMs, request, reply }) => {
      const person = await local.signIn({ ...body, address: request.ip }, nowMs);
      // With a provider set up, this door is for the day on which the provider is away: it is never opened quietly.
      if (oidc.providers.length > 0) await parts.alarm('break_glass', `${person} signed in with a local account`, nowMs);
      setSecret(reply, 'session', originOf(request), await sessions.open(person, 'local', nowMs));
      return { ok: true };
    },
    'session.oidc': async ({ params, nowMs, request, reply }) => {
      const origin = originOf(request);
      const { url, ticket } = await oidc.begin(params.provider, `${origin}${signInRoutes['session.returned'].path}`, nowMs);
      setSecret(reply, 'ticket', origin, ticket);
      return reply.redirect(url, 303);
    },
    'session.returned': async ({ nowMs, request, reply }) => {
      const origin = originOf(request);
      const search = new URL(request.url, origin).search;
      const vouched = await oidc.finish(secretOf(request, 'ticket', origin), search, nowMs).catch(notVouched);
      dropSecret(reply, 'ticket', origin);
      // A person's own browser was led here: it is led on to a page that says so in words.
      if (typeof vouched === 'string') return reply.redirect(`/?sign-in=${vouched}`, 303);
      const account = await accounts.account('oidc', vouched.issuer, vouched.account);
      const person = account === undefined ? undefined : await accounts.person(account.person);
      if (person === undefined || person.endedMs !== undefined) {
        await accounts.keepStranger(vouched, nowMs);
        return reply.redirect('/?sign-in=no_account', 303);
      }
      setSecret(reply, 'session', origin, await sessions.open(person.person, 'oidc', nowMs));
      return reply.redirect('/', 303);
    },
    'session.set_up': async ({ body, nowMs, request, reply }) => {
      await local.spendSetUpCode(body.code, request.ip, nowMs);
      const person = accounts.newPerson();
      const secret = await local.hash(body.password);
      await parts.sql.apply(
        accounts.adding(
          { person, name: body.name },
          { way: 'local', issuer: '', account: body.login, person, label: body.login, secret },
          nowMs,
        ),
      );
      const first = { person, role: 'admin', sites: [everywhere], tenants: [everywhere], untilMs: nowMs + firstRoleMs } as const;
      await grantRole(acts.control, first, undefined);
      setSecret(reply, 'session', originOf(request), await sessions.open(person, 'local', nowMs));
      return { ok: true };
    },
    'session.end': async ({ asker, request, reply }) => {
      await sessions.end(asker.session);
      dropSecret(reply, 'session', originOf(request));
      return { ok: true };
    },
  };
}

/** Why nobody came back from the provider, as the sign-in page is told. */
function notVouched(cause: unknown): 'denied' | 'away' | 'failed' {
  if (!(cause instanceof ConsoleRefusal)) throw cause;
  if (cause.why === 'denied') return 'denied';
  return cause.code === 'slow_down' ? 'away' : 'failed';
}
