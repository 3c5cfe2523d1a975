import type { FastifyInstance } from 'fastify';
import { openApi } from '../../contract/openapi.ts';
import { mediaTypes, type ReadyReason } from '../../contract/registry.ts';
import { at } from './at.ts';
import { sendProblem } from './problem.ts';

const retryMs = 5_000;

/** For supervisors, balancers and whoever writes a client: does it live, can it work, what may be asked. */
export function addProbeRoutes(app: FastifyInstance, ready: () => Promise<readonly ReadyReason[]>): void {
  app.route({
    ...at('health.alive'),
    handler: async (_request, reply) => reply.type(mediaTypes.json).header('cache-control', 'no-store').send({ ok: true }),
  });

  app.route({
    ...at('health.ready'),
    handler: async (_request, reply) => {
      void reply.header('cache-control', 'no-store');
      const reasons = await ready();
      if (reasons.length === 0) return reply.type(mediaTypes.json).send({ ready: true });
      const code = reasons.includes('read_only') ? 'read_only' : 'busy';
      return sendProblem(reply, code, `not ready: ${reasons.join(', ')}`, { retry_ms: retryMs, reasons });
    },
  });

  let document: string | undefined;
  app.route({
    ...at('api.look'),
    handler: async (_request, reply) => {
      document ??= JSON.stringify(openApi());
      return reply.type(mediaTypes.json).header('cache-control', 'max-age=3600').send(document);
    },
  });
}
