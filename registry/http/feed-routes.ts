import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mediaTypes } from '../../contract/registry.ts';
import type { FeedEnd, SubjectEnd, WatchAnswer } from '../../contract/registry-feed.ts';
import { feedLimits } from '../../contract/registry-feed.ts';
import { subjectPattern } from '../../domain/ledger/ids.ts';
import { type FeedPage, lineOf, type Question, scanFeed } from '../feed/scan.ts';
import { type Tellable, tellable } from '../feed/tellable.ts';
import { openWaitingRoom, type WaitingRoom } from '../feed/waiting.ts';
import { unwatch, watch } from '../feed/watches.ts';
import type { After } from '../ports.ts';
import { everySite } from '../projections/feed.ts';
import { newestCustody, subjectCount, subjectPage } from '../projections/subjects.ts';
import type { Ledger } from '../registry.ts';
import { number } from '../sql/rows.ts';
import { at } from './at.ts';
import { carrierOf } from './carrier.ts';
import { sendProblem } from './problem.ts';

const retryMs = 1_000;
const longRetryMs = 60_000;

/** What stations follow: their feed, the history of a subject, what they watch. @returns how many wait for something new */
export function addFeedRoutes(app: FastifyInstance, ledger: Ledger, after: After): () => number {
  const room = openWaitingRoom(after);
  const forget = ledger.projector.onMoved(room.look);
  app.addHook('preClose', (done) => {
    forget();
    room.close();
    done();
  });
  addFeed(app, ledger, room);
  addHistory(app, ledger);
  addWatches(app, ledger);
  return room.waiting;
}

function addFeed(app: FastifyInstance, ledger: Ledger, room: WaitingRoom): void {
  const { store, clock } = ledger;
  const log = tellable(ledger, ['feed', 'subjects']);

  app.route<{ Querystring: Record<string, unknown> }>({
    ...at('feed.follow'),
    handler: async (request, reply) => {
      const who = await askerOf(ledger, request, reply);
      if (who === undefined) return reply;
      const asked = numbersOf(request.query, { after: -1, limit: feedLimits.entries, wait: 0 });
      if (
        asked === undefined ||
        asked.limit < 1 ||
        asked.limit > feedLimits.entries ||
        asked.wait < 0 ||
        asked.wait > feedLimits.waitSeconds
      )
        return sendProblem(reply, 'malformed', 'after, limit or wait is no number that the feed takes');
      const refusal = refuse(reply, log, ['not_signed', 'stopped']);
      if (refusal !== undefined) return refusal;
      // Told now, it would go past what stations of its site wrote before, for good.
      if (who.siteNo === everySite)
        return sendProblem(reply, 'busy', 'the enrolment of this station is being taken in', { retry_ms: retryMs });
      if (asked.after >= (await store.logSize()))
        return sendProblem(reply, 'cursor_ahead', 'this log is shorter than what was read of it before');
      const endMs = clock.monoMs() + asked.wait * 1000;
      for (let from = asked.after; ;) {
        const generation = log.generation();
        const page = await pageFrom({ ...who, logId: ledger.log.logId, after: from, last: log.last(), limit: asked.limit });
        if (log.generation() !== generation) return sendProblem(reply, 'busy', 'the feed is being made anew', { retry_ms: retryMs });
        const { lines, ...end } = page;
        const leftMs = endMs - clock.monoMs();
        const answer = (): FastifyReply => sendLines(reply, lines, { ...end, subjects: [...end.subjects], ...log.checkpoint() });
        if (lines.length > 0 || page.more || leftMs <= 0) return answer();
        const waited = await room.wait(
          String(who.stationNo),
          () => log.last() > page.next,
          leftMs,
          (leave) => reply.raw.once('close', leave),
        );
        if (waited === 'full') return sendProblem(reply, 'slow_down', 'this station waits for its feed already', { retry_ms: retryMs });
        if (waited === 'over') return answer();
        from = page.next;
      }
    },
  });

  function pageFrom(question: Question): Promise<FeedPage> {
    if (question.last > question.after) return scanFeed(store.sql, question);
    return Promise.resolve({ lines: [], next: question.after, more: false, subjects: [] });
  }
}

function addHistory(app: FastifyInstance, ledger: Ledger): void {
  const { store, keys, clock } = ledger;
  const log = tellable(ledger, ['subjects']);

  app.route<{ Params: { subject: string }; Querystring: Record<string, unknown> }>({
    ...at('subjects.events'),
    handler: async (request, reply) => {
      if ((await carrierOf({ store, verifier: keys.verifier, clock }, request, reply)) === undefined) return reply;
      const { subject } = request.params;
      const asked = numbersOf(request.query, { after: -1, limit: feedLimits.subjectEvents });
      if (!subjectPattern.test(subject) || asked === undefined || asked.limit < 1 || asked.limit > feedLimits.subjectEvents)
        return sendProblem(reply, 'malformed', 'no subject, or after or limit is no number that is taken here');
      const refusal = refuse(reply, log, ['not_signed', 'stopped', 'building']);
      if (refusal !== undefined) return refusal;
      const generation = log.generation();
      const { logId } = ledger.log;
      const { after, limit } = asked;
      const last = log.last();
      const page = await subjectPage(store.sql, subject, { logId, after, limit: limit + 1 });
      const covered = page.filter(({ index }) => index <= last);
      const told = covered.slice(0, limit);
      const custody = await newestCustody(store.sql, logId, subject, last);
      const end: SubjectEnd = {
        next: told.at(-1)?.index ?? after,
        more: covered.length > limit,
        count: await subjectCount(store.sql, logId, subject, last),
        ...(custody === undefined ? {} : { custody: custody.hash }),
        ...log.checkpoint(),
      };
      if (log.generation() !== generation) return sendProblem(reply, 'busy', 'histories are being made anew', { retry_ms: retryMs });
      return sendLines(
        reply,
        told.map((event) => lineOf(event)),
        end,
      );
    },
  });
}

function addWatches(app: FastifyInstance, ledger: Ledger): void {
  const { sql } = ledger.store;

  for (const id of ['watch.add', 'watch.remove'] as const)
    app.route<{ Params: { subject: string } }>({
      ...at(id),
      handler: async (request, reply) => {
        const who = await askerOf(ledger, request, reply);
        if (who === undefined) return reply;
        const { subject } = request.params;
        if (!subjectPattern.test(subject)) return sendProblem(reply, 'malformed', 'not the id of a subject');
        const watched = id === 'watch.add';
        const count = watched ? await watch(sql, who.stationNo, subject) : await unwatch(sql, who.stationNo, subject);
        if (count === undefined)
          return sendProblem(reply, 'too_large', `a station watches at most ${feedLimits.watches} subjects; take one off first`);
        return reply.type(mediaTypes.json).send({ subject, watched, count } satisfies WatchAnswer);
      },
    });
}

/** Who asks; undefined when the refusal was sent. */
export async function askerOf(
  { store, keys, clock }: Ledger,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Pick<Question, 'stationNo' | 'siteNo'> | undefined> {
  const carrier = await carrierOf({ store, verifier: keys.verifier, clock }, request, reply);
  if (carrier === undefined) return undefined;
  const row = await store.station(carrier);
  if (row === undefined) throw new Error('a station has a key and no chain');
  const [site] = await store.sql.query('SELECT site_no FROM feed_stations WHERE station = $1', [carrier]);
  return { stationNo: row.stationNo, siteNo: site === undefined ? everySite : number(site, 'site_no') };
}

/** Says so when nothing can be told for one of these reasons. */
function refuse(
  reply: FastifyReply,
  log: Tellable,
  reasons: readonly NonNullable<ReturnType<Tellable['standstill']>>[],
): FastifyReply | undefined {
  const reason = log.standstill();
  if (reason === undefined || !reasons.includes(reason)) return undefined;
  switch (reason) {
    case 'not_signed':
      return sendProblem(reply, 'read_only', 'this log signs nothing until someone looks at it', { retry_ms: longRetryMs });
    case 'stopped':
      return sendProblem(reply, 'busy', 'what is told here stopped at an error; the log itself goes on', { retry_ms: longRetryMs });
    case 'building':
      return sendProblem(reply, 'busy', 'histories are being made anew', { retry_ms: retryMs });
  }
}

function sendLines(reply: FastifyReply, lines: readonly string[], end: FeedEnd | SubjectEnd): FastifyReply {
  return reply
    .type(mediaTypes.push)
    .header('cache-control', 'no-store')
    .send(`${[...lines, JSON.stringify(end)].join('\n')}\n`);
}

/** Whole numbers of a query, with what stands for those that are absent; undefined when one is anything else. */
function numbersOf<Name extends string>(
  query: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<Name, number>>,
): Readonly<Record<Name, number>> | undefined {
  const values: Record<Name, number> = { ...defaults };
  for (const name of Object.keys(defaults) as Name[]) {
    const text = query[name];
    if (text === undefined) continue;
    if (typeof text !== 'string' || !/^(-1|0|[1-9][0-9]{0,14})$/.test(text)) return undefined;
    values[name] = Number(text);
  }
  return values;
}
