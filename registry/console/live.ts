import type { ServerResponse } from 'node:http';
import { readers } from '../../contract/console/drives.ts';
import type { Change } from '../../contract/console/reports.ts';
import { type Asker, covers } from '../people/rights.ts';
import type { After, RegistryClock, Report } from '../ports.ts';
import type { Projector } from '../projector/projector.ts';
import type { SqlDatabase } from '../sql/port.ts';
import { optionalText, text } from '../sql/rows.ts';
import type { Handlers } from './call.ts';

export interface LiveParts {
  readonly sql: SqlDatabase;
  readonly logId: number;
  readonly projector: Pick<Projector, 'onMoved' | 'all'>;
  readonly clock: Pick<RegistryClock, 'nowMs'>;
  readonly after: After;
  readonly report: Report;
  /** The asker as things stand now: roles may end while a page is open. */
  readonly again: (asker: Asker, nowMs: number) => Promise<Asker | undefined>;
  /** What has to be done with what came in before pages are told of it. */
  readonly before: () => Promise<void>;
}

export interface Live {
  readonly handlers: Handlers<'live.follow'>;
  /** Ends every stream. */
  close(): void;
}

/** Changes gather so long before pages are told, in ms. */
const gatherMs = 250;
/** A word now and then, so that a proxy does not take a quiet stream for a dead one. */
const breathMs = 20_000;
const mostStreams = 500;
const mostEvents = 2_000;
const mostSubjects = 100;

interface Stream {
  readonly response: ServerResponse;
  readonly asker: Asker;
}

/** Tells open pages what changed, so that they fetch it again. One reading of the log serves all of them. */
export function openLive(parts: LiveParts): Live {
  const { sql, logId, after } = parts;
  const streams = new Set<Stream>();
  let told: number | undefined;
  let cancel: (() => void) | undefined;
  let closed = false;

  const end = (stream: Stream): void => {
    streams.delete(stream);
    stream.response.end();
  };

  async function tell(): Promise<void> {
    await parts.before();
    const size = shownSize(parts);
    const from = told ?? size;
    told = Math.max(from, size);
    if (size <= from || streams.size === 0) return;
    const what = await kindsSince(sql, logId, from);
    const rows = await sql.query(
      `SELECT d.subject, d.site, dt.tenant FROM console_drives d LEFT JOIN drive_tenants dt ON dt.subject = d.subject
        WHERE d.changed >= $1 ORDER BY d.changed DESC LIMIT ${mostEvents}`,
      [from],
    );
    const nowMs = parts.clock.nowMs();
    for (const stream of streams) {
      const asker = await parts.again(stream.asker, nowMs);
      if (asker === undefined) {
        end(stream);
        continue;
      }
      // The roles that may look at drives say which of them a page hears of.
      const looking = asker.grants.filter(({ role }) => (readers as readonly string[]).includes(role));
      const subjects = rows
        .filter((row) => covers(looking, { site: text(row, 'site'), tenant: optionalText(row, 'tenant') }))
        .slice(0, mostSubjects)
        .map((row) => text(row, 'subject'));
      stream.response.write(`data: ${JSON.stringify({ at_ms: nowMs, size, what, subjects } satisfies Change)}\n\n`);
    }
  }

  const stopFollowing = parts.projector.onMoved(() => {
    if (closed || cancel !== undefined) return;
    cancel = after(gatherMs, () => {
      cancel = undefined;
      tell().catch((cause: unknown) => {
        parts.report('Open pages could not be told of a change. They ask again when they are used.', cause);
      });
    });
  });

  const breath = breathing(streams, after);

  return {
    handlers: {
      'live.follow': async ({ asker, reply }) => {
        told ??= shownSize(parts);
        reply.hijack();
        const response = reply.raw;
        response.writeHead(200, {
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
          'x-content-type-options': 'nosniff',
        });
        response.write(': following\n\n');
        const stream: Stream = { response, asker };
        const [oldest] = streams;
        if (streams.size >= mostStreams && oldest !== undefined) end(oldest);
        streams.add(stream);
        response.once('close', () => streams.delete(stream));
        if (closed) end(stream);
        else breath.start();
        return reply;
      },
    },
    close() {
      closed = true;
      stopFollowing();
      cancel?.();
      breath.stop();
      for (const stream of streams) end(stream);
    },
  };
}

/** Keeps quiet streams open while there are any. */
function breathing(streams: ReadonlySet<Stream>, after: After): { start(): void; stop(): void } {
  let cancel: (() => void) | undefined;
  const next = (): void => {
    cancel = after(breathMs, () => {
      cancel = undefined;
      for (const { response } of streams) response.write(': still here\n\n');
      if (streams.size > 0) next();
    });
  };
  return {
    start() {
      if (cancel === undefined) next();
    },
    stop: () => cancel?.(),
  };
}

/** How much of the log the pages can show. The log itself is ahead of its projections, and what is told too early is told to nobody. */
function shownSize({ projector, logId }: LiveParts): number {
  const at = projector.all().filter(({ state, position }) => state === 'live' && position.logId === logId);
  return at.length === 0 ? 0 : Math.min(...at.map(({ position }) => position.next));
}

/** What the newest events are about, in the words of the pages. */
async function kindsSince(sql: SqlDatabase, logId: number, from: number): Promise<Change['what']> {
  const rows = await sql.query(
    `SELECT DISTINCT t.type FROM (SELECT type_no FROM events WHERE log_id = $1 AND log_index >= $2 ORDER BY log_index LIMIT ${mostEvents}) e
       JOIN types t ON t.type_no = e.type_no`,
    [logId, from],
  );
  return [...new Set(rows.flatMap((row) => kindsOf(text(row, 'type'))))];
}

function kindsOf(type: string): Change['what'] {
  const [family] = type.split('.');
  switch (family) {
    case 'custody':
    case 'drive':
    case 'erase':
    case 'verify':
    case 'validation':
    case 'certificate':
    // Drives are found by what they lie in.
    case 'item':
    case 'lot':
      return ['drives'];
    case 'conflict':
      return ['conflicts', 'drives'];
    case 'station':
    case 'chain':
    case 'key':
      return ['stations'];
    case 'epoch':
    case 'quarantine':
      return ['stations', 'waiting'];
    case 'role':
    case 'person':
      return ['people'];
    case 'policy':
      return ['policies'];
    case undefined:
    default:
      return [];
  }
}
