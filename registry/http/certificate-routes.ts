import type { FastifyInstance } from 'fastify';
import { mediaTypes } from '../../contract/registry.ts';
import { certificateId } from '../../domain/facts/facts.ts';
import { formatLogProof } from '../../domain/ledger/tlog-proof.ts';
import { inclusionProof } from '../../domain/ledger/tree.ts';
import { tellable } from '../feed/tellable.ts';
import { withTiles } from '../ledger/integrator.ts';
import { openThrottle } from '../people/throttle.ts';
import { type CertificateEvent, certificateOf } from '../projections/certificates.ts';
import type { Ledger } from '../registry.ts';
import { at } from './at.ts';
import { sendProblem } from './problem.ts';

/** Questions by one address in a minute: a reader asks about a shipment, not about everything. */
const mostAsked = { tries: 300, windowMs: 60_000 } as const;

/**
 * `GET /v1/certificates/<id>`, for anybody who holds a certificate: how it stands, and a proof for each event that says
 * so. It names no drive and no person; ids are drawn at random, so nobody comes by one without the paper.
 */
export function addCertificateRoutes(app: FastifyInstance, ledger: Ledger): void {
  const { store, clock, integrator } = ledger;
  const log = tellable(ledger, ['certificates']);
  const asked = openThrottle(mostAsked);

  app.route<{ Params: { id: string } }>({
    ...at('certificates.look'),
    handler: async (request, reply) => {
      const nowMs = clock.monoMs();
      const waitMs = asked.waitMs(request.ip, nowMs);
      if (waitMs > 0) return sendProblem(reply, 'slow_down', 'too many questions from one address', { retry_ms: waitMs });
      asked.failed(request.ip, nowMs);
      if (log.standstill() !== undefined)
        return sendProblem(reply, 'busy', 'the list of certificates is not up to date', { retry_ms: 1_000 });
      const row = certificateId.safeParse(request.params.id).success ? await certificateOf(store.sql, request.params.id) : undefined;
      const published = integrator.published();
      const isTold = ({ logId, index }: CertificateEvent): boolean => logId === ledger.log.logId && index <= log.last();
      if (row === undefined || published === undefined || !isTold(row.issued))
        return sendProblem(reply, 'not_found', 'no certificate of this id under a checkpoint of this log');
      const { outcome, sha256 } = row.issued;
      const revoked = row.revoked !== undefined && isTold(row.revoked) ? row.revoked : undefined;
      const status = revoked === undefined ? 'valid' : revoked.supersededBy === undefined ? 'revoked' : 'superseded';
      const { size, note } = published;
      const proven = async ({ index, hash }: CertificateEvent): Promise<object> => {
        const path = await withTiles(store, size, (node) => inclusionProof(index, size, node));
        if (path === undefined) throw new Error('the tiles under a checkpoint cannot be read');
        return { event: hash, log_index: index, proof: formatLogProof({ index, path, checkpoint: note }) };
      };
      return reply
        .type(mediaTypes.json)
        .header('cache-control', 'max-age=60')
        .send(
          JSON.stringify({
            certificate: request.params.id,
            status,
            outcome,
            sha256,
            ...(revoked?.supersededBy === undefined ? {} : { superseded_by: revoked.supersededBy }),
            ...(revoked === undefined ? {} : { reason: revoked.reason }),
            issued: await proven(row.issued),
            ...(revoked === undefined ? {} : { revoked: await proven(revoked) }),
          }),
        );
    },
  });
}
