import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import Provider from 'oidc-provider';
import { onTestFinished } from 'vitest';

const secret = 'a secret of this test';

/** How the console is told of the provider. */
export interface KnownProvider {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A real OpenID provider on loopback, with its own development pages for signing in and agreeing; it ends with the test. */
export async function startProvider(returnTo: string): Promise<KnownProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  // Another site than the registry at 127.0.0.1, as a provider is: cookies and origins are held to that.
  const issuer = `http://localhost:${address.port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'console', client_secret: secret, redirect_uris: [returnTo], response_types: ['code'] }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: false,
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `${id} by name`, email: `${id}@people.invalid` }),
    }),
    cookies: { keys: ['cookie key of this test'] },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { id: 'house', name: 'House', issuer, clientId: 'console', clientSecret: secret };
}

/** A port that was free a moment ago: a registry has to be told to its provider before it listens. */
export async function freePort(): Promise<number> {
  const server = createSocketServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
