import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { framedPort, longestMessageBytes } from '../../../hardware/helper/frames.ts';

function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}

test('messages come out whole and in order however the bytes are cut', async () => {
  const input = new PassThrough();
  const { port, closed } = framedPort(input, new PassThrough());
  const heard: unknown[] = [];
  port.on('message', (event) => heard.push(event?.data));
  const bytes = Buffer.concat(['one', '', 'drü ☃', 'x'.repeat(70_000)].map(frame));
  for (let at = 0; at < bytes.length; at += 997) input.write(bytes.subarray(at, at + 997));
  input.end();
  expect(await closed).toEqual({ why: 'ended' });
  expect(heard).toEqual(['one', '', 'drü ☃', 'x'.repeat(70_000)]);
});

test('what is posted can be read by the other end', async () => {
  const wire = new PassThrough();
  const sender = framedPort(new PassThrough(), wire);
  const receiver = framedPort(wire, new PassThrough());
  const heard = new Promise((resolve) => {
    receiver.port.on('message', (event) => {
      resolve(event?.data);
    });
  });
  sender.port.postMessage('{"a":"ü"}');
  expect(await heard).toBe('{"a":"ü"}');
  expect(() => {
    sender.port.postMessage(new Uint8Array(1));
  }).toThrow(TypeError);
});

test('a length beyond the limit and a cut message break the port instead of being waited for', async () => {
  const long = new PassThrough();
  const broken = framedPort(long, new PassThrough());
  let closes = 0;
  broken.port.on('close', () => {
    closes += 1;
  });
  const head = Buffer.alloc(4);
  head.writeUInt32BE(longestMessageBytes + 1);
  long.write(head);
  expect(await broken.closed).toEqual({ why: 'broken' });
  long.end();
  const cut = new PassThrough();
  const torn = framedPort(cut, new PassThrough());
  cut.end(frame('hello').subarray(0, 6));
  expect(await torn.closed).toEqual({ why: 'broken' });
  expect(closes).toBe(1);
});
