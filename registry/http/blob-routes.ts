import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mediaTypes } from '../../contract/registry.ts';
import { blobLimits } from '../../contract/registry-feed.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import type { BlobShelf } from '../blobs/shelf.ts';
import { isToldTo, toldSizes } from '../projections/blobs.ts';
import type { Ledger } from '../registry.ts';
import { at } from './at.ts';
import { sentBody } from './carrier.ts';
import { askerOf } from './feed-routes.ts';
import { sendProblem } from './problem.ts';

/** Parts that are taken at once: their bytes are in memory until they are on disk. */
const putsAtOnce = 4;
const retryMs = 2_000;

type Params = { Params: { sha256: string } };

/** Attachments: what entries name by size and SHA-256, part by part. */
export function addBlobRoutes(app: FastifyInstance, ledger: Ledger, shelf: BlobShelf): void {
  addPut(app, ledger, shelf);
  addGet(app, ledger, shelf);
}

function addPut(app: FastifyInstance, ledger: Ledger, shelf: BlobShelf): void {
  const { sql } = ledger.store;
  let puts = 0;
  const counted = new WeakSet<FastifyRequest>();

  app.route<Params>({
    ...at('blobs.put'),
    bodyLimit: blobLimits.partBytes,
    onRequest: async (request, reply) => {
      if (puts >= putsAtOnce) return sendProblem(reply, 'busy', 'other attachments are being taken', { retry_ms: retryMs });
      puts += 1;
      counted.add(request);
      reply.raw.once('close', () => {
        if (counted.delete(request)) puts -= 1;
      });
      return undefined;
    },
    handler: async (request, reply) => {
      const who = await askerOf(ledger, request, reply);
      if (who === undefined) return reply;
      const sha256 = readHash(request.params.sha256);
      const range = rangeOf(request.headers['content-range'], sentBody(request));
      if (sha256 === undefined || range === undefined)
        return sendProblem(reply, 'malformed', 'no hash, or Content-Range does not fit the bytes that came');
      if (range.total > blobLimits.blobBytes) return sendProblem(reply, 'too_large', 'an attachment has at most 256 MiB');
      const sizes = await toldSizes(sql, sha256);
      if (!sizes.has(range.total)) return sendProblem(reply, 'not_found', 'no entry of the log names an attachment of this hash and size');
      const outcome = await shelf.put({ sha256, bytes: sentBody(request), ...range, by: String(who.stationNo) });
      switch (outcome.kind) {
        case 'stored':
          return reply.code(201).type(mediaTypes.json).send({ have: range.total, stored: true });
        case 'more':
          return reply.code(202).type(mediaTypes.json).send({ have: outcome.have, stored: false });
        case 'gap':
          return sendProblem(reply, 'gap', 'go on where the parts before this one end', { index: outcome.have });
        case 'wrong_hash':
          return sendProblem(reply, 'malformed', 'all parts together have another hash; they were thrown away, begin again');
        case 'too_many':
          return sendProblem(reply, 'slow_down', 'finish the attachments that were begun first', { retry_ms: retryMs });
      }
    },
  });
}

function addGet(app: FastifyInstance, ledger: Ledger, shelf: BlobShelf): void {
  for (const id of ['blobs.get', 'blobs.head'] as const)
    app.route<Params>({
      ...at(id),
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const who = await askerOf(ledger, request, reply);
        if (who === undefined) return reply;
        const sha256 = readHash(request.params.sha256);
        // Who is not told of the entry is not told that there is such a file either.
        const mayRead = sha256 !== undefined && (await isToldTo(ledger.store.sql, sha256, who.siteNo));
        const size = mayRead ? await shelf.size(sha256) : undefined;
        if (sha256 === undefined || size === undefined) return sendProblem(reply, 'not_found', 'no such attachment here');
        return sendBlob(request, reply, shelf, sha256, size);
      },
    });
}

function sendBlob(request: FastifyRequest, reply: FastifyReply, shelf: BlobShelf, sha256: Bytes, size: number): FastifyReply {
  const asked = /^bytes=([0-9]{1,9})-([0-9]{1,9})$/.exec(request.headers.range ?? '');
  const from = asked === null ? 0 : Number(asked[1]);
  const to = asked === null ? size - 1 : Math.min(Number(asked[2]), size - 1);
  if (asked !== null && (from > to || from >= size)) return sendProblem(reply, 'malformed', 'the attachment ends before this range');
  if (asked !== null) void reply.code(206).header('content-range', `bytes ${from}-${to}/${size}`);
  void reply
    .type(mediaTypes.tile)
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, max-age=31536000, immutable')
    .header('content-length', to - from + 1);
  if (request.method === 'HEAD' || size === 0) return reply.send('');
  return reply.send(shelf.read(sha256, from, to));
}

/** `bytes 0-99/1000`, held against what came; undefined when it does not fit. One part alone needs no header. */
function rangeOf(header: string | undefined, bytes: Bytes): { readonly from: number; readonly total: number } | undefined {
  if (header === undefined) return { from: 0, total: bytes.length };
  const [, first, last, total] = (/^bytes ([0-9]{1,9})-([0-9]{1,9})\/([0-9]{1,9})$/.exec(header) ?? []).map(Number);
  if (first === undefined || last === undefined || total === undefined) return undefined;
  return last - first + 1 === bytes.length && last < total ? { from: first, total } : undefined;
}
