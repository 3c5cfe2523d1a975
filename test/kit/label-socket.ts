import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A printer on the network as far as a station can tell: it takes what comes on a TCP port of loopback. */
export class LabelSocket {
  readonly port: number;
  readonly #server: Server;
  readonly #labels: string[];

  private constructor(server: Server, labels: string[]) {
    this.#server = server;
    this.#labels = labels;
    this.port = (server.address() as AddressInfo).port; // it listens on TCP
  }

  /** @param breaks cuts the line when the first bytes are there */
  static async open({ port = 0, breaks = false }: { readonly port?: number; readonly breaks?: boolean } = {}): Promise<LabelSocket> {
    const labels: string[] = [];
    const server = createServer((socket) => {
      const parts: Buffer[] = [];
      socket.on('error', () => undefined);
      socket.on('data', (part) => {
        parts.push(part);
        if (breaks) socket.resetAndDestroy();
      });
      socket.on('end', () => {
        labels.push(Buffer.concat(parts).toString('utf8'));
        socket.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return new LabelSocket(server, labels);
  }

  /** What came whole, label by label. */
  get labels(): readonly string[] {
    return this.#labels;
  }

  close(): Promise<void> {
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }
}

/** A port of loopback on which nobody listens. */
export async function deadPort(): Promise<number> {
  const socket = await LabelSocket.open();
  await socket.close();
  return socket.port;
}
