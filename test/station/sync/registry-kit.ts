import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { OpenRegistry } from '../../../registry/open.ts';
import { newBootId, openRegistry } from '../../../registry/open.ts';
import { randomBytes } from '../../../keys/random.ts';
import type { Pump, PumpNeeds } from '../../../station/sync/pump.ts';
import { createPump } from '../../../station/sync/pump.ts';
import { enrol } from '../../../station/sync/enrol.ts';
import { fetchConnection } from '../../../station/sync/fetch-connection.ts';
import type { Bench } from '../record/bench-kit.ts';
import { realTimer } from '../record/bench-kit.ts';

export const registryName = 'custos.invalid/test';

/** A real registry on loopback. The same folder and port after a restart. */
export async function startRegistry(dataDir: string, port?: number): Promise<OpenRegistry> {
  const boot = newBootId();
  return openRegistry({
    dataDir,
    name: registryName,
    clock: { nowMs: () => Date.now(), monoMs: () => performance.now(), boot },
    checkpointDelayMs: 20,
    ...(port === undefined ? {} : { port }),
  });
}

/** What a hostile wire may do to one request. */
export type Mischief = 'pass' | 'drop_request' | 'drop_answer' | 'repeat';

export interface Wire {
  readonly url: string;
  /** Decides about each request; `path` as sent. */
  act: (path: string) => Mischief;
  /** Paths that went through, in order. */
  readonly seen: string[];
  target: URL;
  close(): Promise<void>;
}

/** A proxy on loopback that loses and doubles what it is told to. The Host header passes as sent, as signatures cover it. */
export async function startWire(target: string): Promise<Wire> {
  const wire: { -readonly [Name in keyof Wire]: Wire[Name] } = {
    url: '',
    act: () => 'pass',
    seen: [],
    target: new URL(target),
    close: () => Promise.resolve(),
  };
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const path = incoming.url ?? '';
      const mischief = wire.act(path);
      if (mischief === 'drop_request') return void outgoing.destroy();
      wire.seen.push(`${incoming.method ?? ''} ${path}`);
      const send = (then: (status: number, body: Buffer) => void): void => {
        const out = forward(
          { host: wire.target.hostname, port: wire.target.port, method: incoming.method, path, headers: incoming.headers },
          (answer) => {
            const parts: Buffer[] = [];
            answer.on('data', (part: Buffer) => parts.push(part));
            answer.on('end', () => then(answer.statusCode ?? 500, Buffer.concat(parts)));
          },
        );
        out.on('error', () => outgoing.destroy());
        out.end(Buffer.concat(chunks));
      };
      const pass = (status: number, body: Buffer): void => void outgoing.writeHead(status).end(body);
      switch (mischief) {
        case 'pass':
          return send(pass);
        case 'drop_answer':
          return send(() => outgoing.destroy());
        case 'repeat':
          return send(() => send(pass));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  wire.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has a TCP address
  wire.close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return wire;
}

export const quick = { firstBackOffMs: 5, lastBackOffMs: 40, lookWhileWaitingMs: 20, lookWhenIdleMs: 50, callMs: 3_000 } as const;

/** A pump on the real clock of this machine; a bench's hand clock would look hours away to the registry. */
export function pumpOf(bench: Bench, more: Partial<PumpNeeds> = {}): Pump {
  return createPump({
    store: bench.store,
    keys: bench.keys,
    connect: (url) => fetchConnection(url),
    clock: { wallMs: () => Date.now(), monoMs: () => performance.now() },
    timer: realTimer,
    random: { bytes: randomBytes },
    log: { note: (what, fields) => void bench.notes.push(`${what} ${JSON.stringify(fields ?? {})}`) },
    waits: quick,
    ...more,
  });
}

export async function enrolBench(bench: Bench, registry: OpenRegistry, url: string): Promise<void> {
  const code = await registry.enrolmentCode();
  const outcome = await enrol(bench, { connection: fetchConnection(url), url, code, name: 'Bench 1', site: 'Site 3', platform: 'linux' });
  if (outcome.kind !== 'enrolled') throw new Error(JSON.stringify(outcome));
}

/** Waits until something holds, or fails after a few seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Every own entry of the station in the registry's log, in log order. */
export async function loggedOf(
  registry: OpenRegistry,
  station: string,
): Promise<readonly { readonly seq: number; readonly hash: string }[]> {
  const { openEntry } = await import('../../../domain/ledger/entry.ts');
  const size = await registry.ledger.store.logSize();
  const entries = await registry.ledger.store.entries(0, size);
  return entries.flatMap((bytes) => {
    const opened = openEntry(new Uint8Array(bytes));
    if (opened.kind === 'refused') throw new Error(opened.code);
    const { event, hash } = opened.entry;
    return event.station === station ? [{ seq: event.seq, hash }] : [];
  });
}

export const dataDirOf = (folder: string, name: string): string => join(folder, name);
