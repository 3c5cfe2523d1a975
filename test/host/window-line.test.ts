import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { servePage } from '../../host/page/serve.ts';
import type { Station } from '../../renderer/connect.ts';
import { hallFor } from '../kit/station.ts';

/* What the window sends over its line: the real page server and socket, as a browser speaks to them. */

const mebibyte = 1024 * 1024;

/** A table with one drive a row, and a column that nobody reads, so that it has this size. */
function csvOf(sizeBytes: number): Buffer {
  const rows = 2000;
  const head = 'serial,remark\n';
  const width = Math.floor((sizeBytes - head.length) / rows);
  const lines = Array.from({ length: rows }, (_, n) => {
    const serial = `LINE${String(n).padStart(8, '0')},`;
    return `${serial}${randomBytes(width)
      .toString('hex')
      .slice(0, width - serial.length - 1)}\n`;
  });
  return Buffer.from(head + lines.join(''));
}

test('a list of nearly 4 MiB goes over the line, and a larger one is refused without breaking it', { timeout: 60_000 }, async () => {
  const hall = await hallFor({});
  await hall.as('technician');
  const page = await servePage({
    root: hall.dir,
    doors: { '/bridge': () => Promise.resolve(hall.assembled.station.router) },
    port: 0,
    onFault: () => undefined,
  });
  onTestFinished(() => page.close());
  const entered = await fetch(page.address(), { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const headers = { cookie, origin: `http://127.0.0.1:${page.port}` };
  const connect = async (): Promise<{ readonly socket: WebSocket; readonly station: Station }> => {
    const socket = new WebSocket(`ws://127.0.0.1:${page.port}/bridge`, { headers });
    onTestFinished(() => socket.terminate());
    await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
    return { socket, station: createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })) }; // the same interface in Node
  };
  const { socket, station } = await connect();
  const read = (bytes: Buffer) => station.expected.read({ name: 'hall.csv', layout: 'csv', base64: bytes.toString('base64') });

  const whole = csvOf(4 * mebibyte - 100);
  expect(whole.length).toBeGreaterThan(3.9 * mebibyte);
  const answer = await read(whole);
  expect(answer).toMatchObject({ kind: 'rows', file: { size: whole.length } });
  if (answer.kind === 'rows') expect(answer.rows).toHaveLength(2000);

  await expect(read(csvOf(4.5 * mebibyte))).rejects.toThrow();
  expect(await station.expected.lists()).toEqual([]);
  expect(socket.readyState).toBe(WebSocket.OPEN);
});
