import type { FastifyInstance, FastifyReply } from 'fastify';
import { mediaTypes } from '../../contract/registry.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { formatReceipt, type SignedRoot, signRoot } from '../../domain/cose/receipt.ts';
import { hashPattern } from '../../domain/ledger/hash.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import { entryBundle, parseTilePath, tileWidth } from '../../domain/ledger/tiles.ts';
import { formatLogProof } from '../../domain/ledger/tlog-proof.ts';
import { inclusionProof } from '../../domain/ledger/tree.ts';
import { type Integrator, withTiles } from '../ledger/integrator.ts';
import { entryBeside } from '../ledger/quarantine.ts';
import type { RegistryClock, RegistryKeys } from '../ports.ts';
import type { LogRow, ReadStore } from '../store.ts';
import { at } from './at.ts';
import { carrierOf } from './carrier.ts';
import { sendProblem } from './problem.ts';

const coverRetryMs = 500;

/** What the log is read from: by the process that writes it, or by one beside it. */
export interface LogReading {
  readonly log: Pick<LogRow, 'logId'>;
  readonly store: ReadStore;
  /** Without the log's key no receipt is signed. */
  readonly keys: Pick<RegistryKeys, 'verifier'> & { readonly log?: Signer };
  readonly clock: RegistryClock;
  readonly integrator: Pick<Integrator, 'published' | 'alarm'>;
}

/** What is read: the log as C2SP lays it out, proofs, evidence. */
export function addLogRoutes(app: FastifyInstance, ledger: LogReading): void {
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

  const receiptOf = receipts(keys.log);
  app.route<{ Params: { hash: string }; Querystring: { format?: string } }>({
    ...at('log.proof'),
    handler: async (request, reply) => {
      const { format } = request.query;
      if (format !== undefined && format !== 'cose') return sendProblem(reply, 'malformed', 'a proof comes as text, or with format=cose');
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
      if (format === 'cose') return sendReceipt(reply, receiptOf, { ...published, index, path });
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

/** A leaf of a released tree with its path. */
interface ProvenLeaf {
  readonly size: number;
  readonly root: Bytes;
  readonly index: number;
  readonly path: readonly Bytes[];
}
type ReceiptOf = ((leaf: ProvenLeaf) => Bytes | undefined) | undefined;

/** Makes receipts; each released root is signed once for all receipts under it, and no other root is. */
function receipts(logKey: Signer | undefined): ReceiptOf {
  if (logKey === undefined) return undefined;
  let newest: (SignedRoot & { readonly root: Bytes }) | undefined;
  return ({ root, size, index, path }) => {
    if (newest?.root !== root) newest = { root, ...signRoot(root, logKey) };
    return formatReceipt(newest, { size, index, path });
  };
}

function sendReceipt(reply: FastifyReply, receiptOf: ReceiptOf, leaf: ProvenLeaf): FastifyReply {
  if (receiptOf === undefined)
    return sendProblem(reply, 'read_only', 'this process has no key to sign a receipt with; its proof as text is given here');
  const receipt = receiptOf(leaf);
  return receipt === undefined
    ? sendProblem(reply, 'not_covered', 'a receipt needs a tree of two entries', { retry_ms: coverRetryMs })
    : reply.type(mediaTypes.cose).send(Buffer.from(receipt));
}
