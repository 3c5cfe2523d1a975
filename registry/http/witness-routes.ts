import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mediaTypes } from '../../contract/registry.ts';
import { fromUtf8 } from '../../domain/bytes.ts';
import type { Ledger } from '../registry.ts';
import type { openCosigned } from '../witness/cosigned.ts';
import type { openWitness } from '../witness/witness.ts';
import { at } from './at.ts';
import { sentBody } from './carrier.ts';
import { sendProblem } from './problem.ts';

/** Longest request, in bytes: a note and 63 hashes. */
const mostBytes = 65_536 + 4_096;

/**
 * Witnessing, both ways: `POST /add-checkpoint` as c2sp.org/tlog-witness has it, where other logs are known here; and
 * cosignatures on own checkpoints, which whoever has them may bring. What is signed needs no signed request.
 */
export function addWitnessRoutes(
  app: FastifyInstance,
  ledger: Pick<Ledger, 'log' | 'integrator'>,
  parts: { readonly witness: ReturnType<typeof openWitness> | undefined; readonly cosigned: ReturnType<typeof openCosigned> },
): void {
  const { witness, cosigned } = parts;
  if (witness !== undefined)
    app.route({
      ...at('witness.add_checkpoint'),
      handler: async (request, reply) => {
        const answer = await witness.addCheckpoint(textOf(request));
        switch (answer.kind) {
          case 'cosigned':
            return reply.type(mediaTypes.text).send(answer.line);
          case 'behind':
            return reply.code(409).type('text/x.tlog.size').send(`${answer.size}\n`);
          case 'refused':
            return reply.code(answer.status).type(mediaTypes.text).send(`${answer.why}\n`);
        }
      },
    });

  app.route<{ Params: { log: string } }>({
    ...at('log.cosign'),
    handler: async (request, reply) => {
      if (request.params.log !== String(ledger.log.logId)) return sendProblem(reply, 'not_found', 'no such log');
      const taken = await cosigned.take(textOf(request));
      if (taken.kind === 'taken') return reply.type(mediaTypes.json).send(JSON.stringify({ taken: taken.cosignatures }));
      if (taken.why === 'not_ours') return sendProblem(reply, 'not_found', 'this log never signed that checkpoint');
      return sendProblem(
        reply,
        'malformed',
        taken.why === 'malformed' ? 'not a checkpoint with signatures' : 'no good cosignature by a witness that is known here',
      );
    },
  });

  app.route<{ Params: { log: string } }>({
    ...at('log.cosigned'),
    handler: async (request, reply) => {
      const published = ledger.integrator.published();
      const note =
        request.params.log === String(ledger.log.logId) && published !== undefined ? await cosigned.newest(published.size) : undefined;
      if (note === undefined)
        return sendProblem(reply, 'not_found', 'no checkpoint of this log is cosigned by a witness that is known here');
      return reply.type(mediaTypes.text).header('cache-control', 'max-age=2').send(note);
    },
  });
}

/** What is too long or no text is none: it has not the form of anything asked for here. */
function textOf(request: FastifyRequest): string {
  const body = sentBody(request);
  return body.length > mostBytes ? '' : (fromUtf8(body) ?? '');
}
