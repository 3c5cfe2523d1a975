import * as client from 'openid-client';
import { toBase64url } from '../../domain/bytes.ts';
import type { RandomBytes } from '../../keys/random.ts';
import type { Vouched } from './accounts.ts';
import { ConsoleRefusal } from './refusal.ts';

/** A standard OpenID provider, as its administrator set this registry up there. */
export interface Provider {
  /** In addresses: lower-case letters, digits, dashes. */
  readonly id: string;
  /** On the button. */
  readonly name: string;
  /** Issuer; its discovery document is at `/.well-known/openid-configuration` below. TLS unless it is on loopback. */
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client. */
  readonly clientSecret?: string | undefined;
  /** `openid profile email` unless said. */
  readonly scope?: string | undefined;
}

/** A sign-in that was begun and has so long to come back. */
const pendingLifeMs = 10 * 60 * 1000;
const mostPending = 1_000;
const timeoutS = 10;

interface Pending {
  readonly provider: Provider;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly returnTo: string;
  readonly untilMs: number;
}

export interface OidcSignIn {
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** Where to lead the browser, and the secret for the cookie that it has to bring back. `returnTo` is registered at the provider. */
  begin(id: string, returnTo: string, nowMs: number): Promise<{ readonly url: string; readonly ticket: string }>;
  /** Who came back. `search` is the query as it arrived. @throws ConsoleRefusal; its `why` is `denied` where the person or the provider said no */
  finish(ticket: string | undefined, search: string, nowMs: number): Promise<Vouched>;
}

/** Signing in at any standard OpenID provider: code flow with PKCE, state and nonce. Holds begun sign-ins in memory. */
export function openOidcSignIn(providers: readonly Provider[], randomBytes: RandomBytes): OidcSignIn {
  const pending = new Map<string, Pending>();
  const known = new Map<string, Promise<client.Configuration>>();

  function configuration(provider: Provider): Promise<client.Configuration> {
    const found = known.get(provider.id) ?? discover(provider);
    known.set(provider.id, found);
    // A provider that was away is asked again next time.
    found.catch(() => known.delete(provider.id));
    return found;
  }

  return {
    providers: providers.map(({ id, name }) => ({ id, name })),

    async begin(id, returnTo, nowMs) {
      const provider = providers.find((one) => one.id === id);
      if (provider === undefined) throw new ConsoleRefusal('not_found', 'there is no such provider');
      const config = await reached(() => configuration(provider));
      const one: Pending = {
        provider,
        verifier: client.randomPKCECodeVerifier(),
        state: client.randomState(),
        nonce: client.randomNonce(),
        returnTo,
        untilMs: nowMs + pendingLifeMs,
      };
      const ticket = toBase64url(randomBytes(32));
      for (const [key, { untilMs }] of pending) if (untilMs <= nowMs || pending.size >= mostPending) pending.delete(key);
      pending.set(ticket, one);
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: returnTo,
        scope: provider.scope ?? 'openid profile email',
        code_challenge: await client.calculatePKCECodeChallenge(one.verifier),
        code_challenge_method: 'S256',
        state: one.state,
        nonce: one.nonce,
      });
      return { url: url.href, ticket };
    },

    async finish(ticket, search, nowMs) {
      const one = ticket === undefined ? undefined : pending.get(ticket);
      if (ticket === undefined || one === undefined || one.untilMs <= nowMs)
        throw new ConsoleRefusal('wrong_sign_in', 'this sign-in was not begun in this browser, or took too long; begin again');
      // Good once, whatever comes of it.
      pending.delete(ticket);
      const config = await reached(() => configuration(one.provider));
      const claims = await vouchedBy(config, one, search);
      return {
        provider: one.provider.id,
        issuer: claims.iss,
        account: claims.sub,
        label: textOf(claims['email']) ?? textOf(claims['preferred_username']) ?? claims.sub,
        name: textOf(claims['name']) ?? textOf(claims['preferred_username']) ?? textOf(claims['email']) ?? claims.sub,
      };
    },
  };
}

async function vouchedBy(config: client.Configuration, one: Pending, search: string): Promise<client.IDToken> {
  const address = new URL(one.returnTo);
  address.search = search;
  try {
    const tokens = await client.authorizationCodeGrant(config, address, {
      pkceCodeVerifier: one.verifier,
      expectedState: one.state,
      expectedNonce: one.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new Error('no ID token');
    return claims;
  } catch (cause) {
    const denied = cause instanceof client.AuthorizationResponseError && cause.error === 'access_denied';
    const detail = `${one.provider.name} did not vouch for this sign-in; begin again`;
    const refusal = new ConsoleRefusal('wrong_sign_in', detail, denied ? { why: 'denied' } : {});
    refusal.cause = cause;
    throw refusal;
  }
}

async function reached<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (cause) {
    const refusal = new ConsoleRefusal(
      'slow_down',
      'the provider does not answer as an OpenID provider; try again, or use a local account',
      {
        retryMs: 5_000,
      },
    );
    refusal.cause = cause;
    throw refusal;
  }
}

function discover(provider: Provider): Promise<client.Configuration> {
  const issuer = new URL(provider.issuer);
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(issuer.hostname);
  return client.discovery(
    issuer,
    provider.clientId,
    provider.clientSecret === undefined ? { token_endpoint_auth_method: 'none' } : provider.clientSecret,
    provider.clientSecret === undefined ? client.None() : client.ClientSecretBasic(provider.clientSecret),
    // Deprecated to stand out: plain HTTP is for a provider on this machine alone.
    { timeout: timeoutS, ...(loopback ? { execute: [client.allowInsecureRequests] } : {}) },
  );
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim.trim() !== '' ? claim.trim().slice(0, 200) : undefined;
}
