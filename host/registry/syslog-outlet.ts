import { createSocket } from 'node:dgram';
import { connect, isIPv6, type Socket } from 'node:net';
import { hostname } from 'node:os';
import type { FeedEvent } from '../../exchange/out/feed-event.ts';
import { cefSyslogLine, framedSyslog, syslogLine } from '../../exchange/out/syslog.ts';
import type { LoggedEvent } from '../../registry/projector/projection.ts';
import type { Outlet, Sent } from '../../registry/outlets/outlet.ts';
import { version } from '../version.ts';

const connectMs = 10_000;

export interface SyslogSettings extends Pick<Outlet, 'name' | 'begins' | 'takes'> {
  readonly way: 'tcp' | 'udp';
  readonly host: string;
  readonly port: number;
  readonly form: 'rfc5424' | 'cef';
  readonly enterprise: number | undefined;
}

/**
 * Lines over TCP, framed by their length (RFC 6587), or one a datagram over UDP (RFC 5426). Syslog has no answer: a line is
 * taken when the system took it, and one that is lost after that is not told again.
 */
export function syslogOutlet(settings: SyslogSettings): Outlet {
  const { name, begins, takes, way, host, port, form, enterprise } = settings;
  const line = way === 'tcp' ? overTcp(host, port) : overUdp(host, port);
  const origin = { host: hostname(), ...(enterprise === undefined ? {} : { enterprise }) };
  return {
    name,
    way: 'syslog',
    to: `${way}://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    begins,
    takes,
    async send({ events }, signal): Promise<Sent> {
      const lines = events
        .map(feedEventOf)
        .map((each) => (form === 'cef' ? cefSyslogLine(each, origin, version) : syslogLine(each, origin)));
      try {
        await line.write(lines, signal);
        return { kind: 'taken' };
      } catch (cause) {
        return { kind: 'failed', why: cause instanceof Error ? cause.message : String(cause) };
      }
    },
    close: () => {
      line.close();
    },
  };
}

function feedEventOf({ hash, event }: LoggedEvent): FeedEvent {
  const { station, epoch, seq, type, body, subject, actor, witness, time } = event;
  return { hash, station, epoch, seq, type, body, subject, actor, witness, wall: time.wall };
}

interface Line {
  write(lines: readonly string[], signal: AbortSignal): Promise<void>;
  close(): void;
}

function overTcp(host: string, port: number): Line {
  let open: Socket | undefined;

  function connected(signal: AbortSignal): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, signal });
      socket.setTimeout(connectMs, () => socket.destroy(new Error('it did not answer in time')));
      socket.once('connect', () => {
        socket.setTimeout(0);
        open = socket;
        resolve(socket);
      });
      socket.once('error', reject);
      // A collector that went away is noticed before the next line, where the system tells.
      socket.once('end', () => socket.destroy());
      socket.once('close', () => {
        if (open === socket) open = undefined;
        reject(new Error('the connection was closed'));
      });
      socket.resume();
    });
  }

  return {
    async write(lines, signal) {
      const socket = open ?? (await connected(signal));
      const bytes = Buffer.concat(lines.map(framedSyslog));
      await new Promise<void>((resolve, reject) => {
        const late = AbortSignal.any([signal, AbortSignal.timeout(connectMs)]);
        const cut = (): void => {
          socket.destroy();
          reject(new Error('it took nothing in time'));
        };
        late.addEventListener('abort', cut, { once: true });
        socket.once('error', reject);
        socket.write(bytes, (fault) => {
          late.removeEventListener('abort', cut);
          socket.removeListener('error', reject);
          if (fault instanceof Error) reject(fault);
          else resolve();
        });
      });
    },
    close: () => {
      open?.destroy();
    },
  };
}

function overUdp(host: string, port: number): Line {
  return {
    async write(lines) {
      const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
      try {
        for (const line of lines)
          await new Promise<void>((resolve, reject) => {
            socket.once('error', reject);
            socket.send(line, port, host, (fault) => {
              socket.removeListener('error', reject);
              if (fault instanceof Error) reject(fault);
              else resolve();
            });
          });
      } finally {
        socket.close();
      }
    },
    close: () => undefined,
  };
}
