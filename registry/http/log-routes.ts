import type { FastifyInstance } from 'fastify';
import { mediaTypes } from '../../contract/registry.ts';
import { hashPattern } from '../../domain/ledger/hash.ts';
import { entryBundle, parseTilePath, tileWidth } from '../../domain/ledger/tiles.ts';
import { formatLogProof } from '../../domain/ledger/tlog-proof.ts';
import { inclusionProof } from '../../domain/ledger/tree.ts';
import { withTiles } from '../ledger/integrator.ts';
import { entryBeside } from '../ledger/quarantine.ts';
import type { Ledger } from '../registry.ts';
import { at } from './at.ts';
import { carrierOf } from './carrier.ts';
import { sendProblem } from './problem.ts';

const coverRetryMs = 500;

/** What is read: the log as C2SP lays it out, proofs, evidence. */
export function addLogRoutes(app: FastifyInstance, ledger: Ledger): void {
  const { store, keys, clock, integrator } = ledger;
  const auth = { store, verifier: keys.verifier, clock };
  const notSigning = 'this log signs nothing until someone looks at it';

  /** How much of the tree is shown: what was signed. While nothing is signed, what the data says was signed, for recovery. */
  async function coveredSize(): Promise<number> {
    const published = integrator.published();
    if (published !== undefined || integrator.alarm() === undefined) return published?.size ?? 0;
    return (await store.newestCheckpoint())?.size ?? 0;
  }

  app.route<{ Params: { log: string } }>({
    ...at('log.checkpoint'),
    handler: async (request, reply) => {
      if (request.params.log !== String(ledger.log.logId)) return sendProblem(reply, 'not_found', 'no such log');
      const published = integrator.published();
      if (published === undefined)
        return sendProblem(
          reply,
          integrator.alarm() === undefined ? 'not_found' : 'read_only',
          integrator.alarm() === undefined ? 'no checkpoint yet' : notSigning,
        );
      return reply.type(mediaTypes.text).header('cache-control', 'max-age=2').send(published.note);
    },
  });

  app.route<{ Params: { log: string; '*': string } }>({
    ...at('log.tile'),
    handler: async (request, reply) => {
      const name = parseTilePath(`tile/${request.params['*']}`);
      if (name === undefined || request.params.log !== String(ledger.log.logId)) return sendProblem(reply, 'not_found', 'no such tile');
      const { level, index, width } = name;
      const covered = await coveredSize();
      if (level === 'entries') {
        if ((await carrierOf(auth, request, reply)) === undefined) return reply;
        const first = index * tileWidth;
        const entries = first + width <= covered ? await store.entries(first, width) : [];
        if (entries.length !== width) return sendProblem(reply, 'not_found', 'no such bundle');
        return sendImmutable(entryBundle(entries));
      }
      const bytes = (index * tileWidth + width) * tileWidth ** level <= covered ? await store.tile(level, index, width) : undefined;
      return bytes === undefined ? sendProblem(reply, 'not_found', 'no such tile') : sendImmutable(bytes);

      function sendImmutable(bytes: Uint8Array): typeof reply {
        return reply
          .type(mediaTypes.tile)
          .header('cache-control', 'max-age=31536000, immutable')
          .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      }
    },
  });

  app.route<{ Params: { hash: string } }>({
    ...at('log.proof'),
    handler: async (request, reply) => {
      if ((await carrierOf(auth, request, reply)) === undefined) return reply;
      const index = hashPattern.test(request.params.hash) ? await store.indexOf(request.params.hash) : undefined;
      if (index === undefined) return sendProblem(reply, 'not_found', 'no such event in this log');
      const published = integrator.published();
      if (published === undefined && integrator.alarm() !== undefined) return sendProblem(reply, 'read_only', notSigning);
      if (published === undefined || index >= published.size)
        return sendProblem(reply, 'not_covered', 'in the log, and not under a checkpoint yet', { retry_ms: coverRetryMs });
      const [entry] = await store.entries(index, 1);
      const path = await withTiles(store, published.size, (node) => inclusionProof(index, published.size, node));
      if (entry === undefined || path === undefined) throw new Error('an entry under a checkpoint, or its tiles, cannot be read');
      return reply.type(mediaTypes.text).send(formatLogProof({ index, path, checkpoint: published.note, extra: entry }));
    },
  });

  app.route<{ Params: { hash: string } }>({
    ...at('evidence.look'),
    handler: async (request, reply) => {
      if ((await carrierOf(auth, request, reply)) === undefined) return reply;
      const entry = hashPattern.test(request.params.hash) ? await entryBeside(store, request.params.hash) : undefined;
      return entry === undefined
        ? sendProblem(reply, 'not_found', 'no such evidence')
        : reply.type(mediaTypes.json).send(Buffer.from(entry));
    },
  });
}
