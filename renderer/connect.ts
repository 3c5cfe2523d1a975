import { createORPCClient, DynamicLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ClientLink } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { Bridge } from '../contract/bridge.ts';

/**
 * One typed client over whatever the host gives: a WebSocket to the page's own origin in a browser, a MessagePort
 * from the preload in Electron. The client outlives reconnects; calls made while the station is away fail at once.
 */
export type Station = ContractRouterClient<Bridge>;

/** Whether the station answers. */
export type Line = 'connecting' | 'open' | 'away';

export interface Connection {
  readonly station: Station;
  line(): Line;
  /** Calls back on every change. Returns a function that stops it. */
  onLine(listener: () => void): () => void;
  close(): void;
}

/** Waits between tries to reach the station again: the last one repeats. */
const backoffMs = [250, 500, 1000, 2000, 4000] as const;

type Link = ClientLink<Record<never, never>>;
interface Lane {
  readonly link: Link;
  readonly opened: Promise<void>;
  readonly closed: Promise<void>;
  close(): void;
}

/** The bridge's address for the page at `location`: the practice station lives under `/practice`. */
export function bridgeAddress(location: { readonly href: string }): string {
  const url = new URL(location.href);
  const practice = url.pathname.startsWith('/practice') || url.searchParams.has('practice');
  return `${url.protocol === 'https:' ? 'wss:' : 'ws:'}//${url.host}${practice ? '/practice/bridge' : '/bridge'}`;
}

/** Connects to the page's own origin and keeps trying for ever. */
export function connectSocket(address: string): Connection {
  return keep(() => {
    const socket = new WebSocket(address);
    return {
      link: new SocketLink({ websocket: socket }),
      opened: new Promise((resolve) => socket.addEventListener('open', () => resolve(), { once: true })),
      closed: new Promise((resolve) => socket.addEventListener('close', () => resolve(), { once: true })),
      close: () => socket.close(),
    };
  });
}

/** Speaks over ports that the preload hands over: the newest one is the station. */
export function connectPorts(target: Window): Connection {
  const waiting: MessagePort[] = [];
  let wake: (() => void) | undefined;
  target.addEventListener('message', (event: MessageEvent<unknown>) => {
    const port = event.ports[0];
    if (event.source !== target || port === undefined || !isHandOver(event.data)) return;
    waiting.splice(0, waiting.length, port);
    wake?.();
  });
  // The preload may have asked before this page listened.
  target.postMessage({ custos: 'ready' }, target.location.origin === 'null' ? '*' : target.location.origin);
  return keep(async () => {
    if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const port = waiting.shift();
    if (port === undefined) throw new Error('woken without a port');
    port.start();
    return {
      link: new PortLink({ port }),
      opened: Promise.resolve(),
      closed: new Promise((resolve) => {
        port.addEventListener('close', () => resolve(), { once: true });
        wake = resolve;
      }),
      close: () => port.close(),
    };
  });
}

function isHandOver(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'custos' in value && value.custos === 'port';
}

function keep(open: () => Lane | Promise<Lane>): Connection {
  let line: Line = 'connecting';
  let lane: Lane | undefined;
  let stopped = false;
  const listeners = new Set<() => void>();
  const say = (next: Line): void => {
    if (line === next) return;
    line = next;
    for (const listener of listeners) listener();
  };
  const run = async (): Promise<void> => {
    for (let tries = 0; !stopped; tries += 1) {
      const next = await open();
      const up = await Promise.race([next.opened.then(() => true), next.closed.then(() => false)]);
      if (up) {
        tries = 0;
        lane = next;
        say('open');
        await next.closed;
        lane = undefined;
      }
      if (stopped) return;
      say('away');
      await new Promise((resolve) => setTimeout(resolve, backoffMs[Math.min(tries, backoffMs.length - 1)]));
    }
  };
  void run();
  const link = new DynamicLink<Record<never, never>>(() => {
    if (lane === undefined) throw new Error('The station does not answer.');
    return lane.link;
  });
  return {
    station: createORPCClient<Station>(link),
    line: () => line,
    onLine: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      stopped = true;
      lane?.close();
    },
  };
}
