import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 20;
const answerMs = 30_000;

interface Message {
  readonly event?: string;
  readonly data?: { readonly device?: string };
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** QEMU's control protocol over the line that the host laid: JSON, a message a line. */
export interface Qmp {
  /** Sends one command, as JSON text, and brings its answer. Throws with QEMU's own words. */
  send(text: string): Promise<unknown>;
  /** Waits until QEMU says that a device is gone. */
  deviceGone(id: string, limitMs: number): Promise<void>;
  close(): Promise<void>;
}

export async function openQmp(): Promise<Qmp> {
  const port = await open('/dev/virtio-ports/qmp', constants.O_RDWR | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(65_536);
  const events: Message[] = [];
  let unread = '';
  let turn: Promise<unknown> = Promise.resolve();

  const more = async (): Promise<boolean> => {
    try {
      const { bytesRead } = await port.read(buffer, 0, buffer.length, null);
      unread += buffer.toString('utf8', 0, bytesRead);
      return bytesRead > 0;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return false;
      throw error;
    }
  };
  const receive = async (limitMs: number): Promise<Message> => {
    const end = Date.now() + limitMs;
    for (;;) {
      const newline = unread.indexOf('\n');
      if (newline >= 0) {
        const line = unread.slice(0, newline);
        unread = unread.slice(newline + 1);
        // QEMU's own words, whose shape its protocol fixes.
        return JSON.parse(line) as Message;
      }
      if (await more()) continue;
      if (Date.now() > end) throw new Error(`QEMU said nothing for ${limitMs} ms`);
      await sleep(pollMs);
    }
  };
  const exchange = async (text: string): Promise<unknown> => {
    await port.write(`${text}\n`);
    for (;;) {
      const message = await receive(answerMs);
      if (message.event !== undefined) events.push(message);
      else if (message.error !== undefined) throw new Error(`${message.error.desc}: ${text}`);
      else if ('return' in message) return message.return;
    }
  };
  /** One command at a time: answers carry no name. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const send = (text: string): Promise<unknown> => inTurn(() => exchange(text));
  await send('{"execute":"qmp_capabilities"}');
  return {
    send,
    deviceGone: (id, limitMs) =>
      inTurn(async () => {
        const end = Date.now() + limitMs;
        for (;;) {
          const at = events.findIndex(({ event, data }) => event === 'DEVICE_DELETED' && data?.device === id);
          if (at >= 0) return void events.splice(at, 1);
          const message = await receive(Math.max(0, end - Date.now()));
          if (message.event !== undefined) events.push(message);
        }
      }),
    close: () => port.close(),
  };
}
