import type { Readable, Writable } from 'node:stream';

/** The longest message either side may send. Reports and looks are a few kilobytes; anything near this is a fault. */
export const longestMessageBytes = 4 * 1024 * 1024;

/** The few members of a message port that oRPC's adapter uses (its Electron form: `on` and `postMessage`). */
export interface FramedPort {
  on<T extends string>(event: T, listener: (event?: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/**
 * Messages over two byte streams: four bytes of length, big-endian, then that many bytes of UTF-8 text.
 * `closed` resolves once, when the other side ended, broke the framing or sent too long a message; by then every
 * `close` listener has run. Nothing is sent after that.
 */
export function framedPort(
  input: Readable,
  output: Writable,
): { readonly port: FramedPort; readonly closed: Promise<{ readonly why: 'ended' | 'broken' }> } {
  const onMessage: ((event?: { data: unknown }) => void)[] = [];
  const onClose: ((event?: { data: unknown }) => void)[] = [];
  let open = true;
  let held: Buffer = Buffer.alloc(0);
  const { promise: closed, resolve } = Promise.withResolvers<{ readonly why: 'ended' | 'broken' }>();

  const end = (why: 'ended' | 'broken'): void => {
    if (!open) return;
    open = false;
    for (const listener of onClose) listener();
    resolve({ why });
  };
  const take = (chunk: Buffer): void => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (open && held.length >= 4) {
      const length = held.readUInt32BE(0);
      if (length > longestMessageBytes) return end('broken');
      if (held.length < 4 + length) return;
      const text = held.toString('utf8', 4, 4 + length);
      held = held.subarray(4 + length);
      for (const listener of onMessage) listener({ data: text });
    }
  };
  input.on('data', (chunk: Buffer) => {
    if (open) take(chunk);
  });
  input.on('end', () => {
    end(held.length === 0 ? 'ended' : 'broken');
  });
  input.on('close', () => {
    end('ended');
  });
  input.on('error', () => {
    end('broken');
  });
  output.on('error', () => {
    end('ended');
  });

  const port: FramedPort = {
    on(event, listener) {
      if (event === 'message') onMessage.push(listener);
      else if (event === 'close') onClose.push(listener);
    },
    postMessage(message) {
      if (typeof message !== 'string') throw new TypeError('only text goes over this port');
      if (!open || !output.writable) return;
      const body = Buffer.from(message, 'utf8');
      if (body.length > longestMessageBytes) throw new RangeError('message is too long');
      const frame = Buffer.allocUnsafe(4 + body.length);
      frame.writeUInt32BE(body.length, 0);
      body.copy(frame, 4);
      output.write(frame);
    },
  };
  return { port, closed };
}
