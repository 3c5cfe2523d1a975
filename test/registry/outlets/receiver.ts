import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { verifyWebhook } from '../../../exchange/out/webhook.ts';

export const secret = new Uint8Array(32).fill(7);

export interface Received {
  readonly id: string;
  readonly position: number;
  readonly next: number;
  readonly run: number;
  readonly indexes: readonly number[];
  readonly types: readonly string[];
}

export interface Receiver {
  readonly url: string;
  /** Deliveries that were taken, whose signatures were good. */
  readonly taken: Received[];
  /** How it answers from now on. */
  status: number;
  attempts: number;
  /** Resolves when it is so, after some delivery or attempt. */
  until(is: () => boolean): Promise<void>;
}

/** A receiver of webhooks that holds every signature against the secret, on a socket of this machine. */
export async function startReceiver(nowS: () => number = () => Math.floor(Date.now() / 1000)): Promise<Receiver> {
  const looks = new Set<() => void>();
  const taken: Received[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      receiver.attempts += 1;
      const body = Buffer.concat(pieces).toString('utf8');
      const header = (name: string): string => String(request.headers[name] ?? '');
      const headers = {
        'webhook-id': header('webhook-id'),
        'webhook-timestamp': header('webhook-timestamp'),
        'webhook-signature': header('webhook-signature'),
      };
      const isGood = verifyWebhook([secret], headers, body, nowS()) === 'good';
      const status = isGood ? receiver.status : 401;
      if (status === 200) taken.push(receivedOf(headers['webhook-id'], body));
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
      for (const look of looks) look();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    taken,
    status: 200,
    attempts: 0,
    until: (is) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!is()) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
      }),
  };
  return receiver;
}

interface Body {
  readonly data: Omit<Received, 'id' | 'indexes' | 'types'> & {
    readonly events: readonly { readonly index: number; readonly event: { readonly type: string } }[];
  };
}

function receivedOf(id: string, body: string): Received {
  const { data } = JSON.parse(body) as Body; // signed by the sender whose form the tests ask about
  const { position, next, run, events } = data;
  return { id, position, next, run, indexes: events.map(({ index }) => index), types: events.map(({ event }) => event.type) };
}
