import type { FastifyInstance } from 'fastify';
import type { HealthAnswer, StatusAnswer, TimeAnswer } from '../../contract/registry.ts';
import { mediaTypes } from '../../contract/registry.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { timeSigningBytes } from '../../domain/ledger/clock.ts';
import { policyInForce } from '../ledger/grants.ts';
import { heldOf } from '../ledger/quarantine-rows.ts';
import { stationsNamed } from '../ledger/requests.ts';
import type { Ledger } from '../registry.ts';
import { at } from './at.ts';
import { carrierOf } from './carrier.ts';
import { sendProblem } from './problem.ts';
import { limits } from './push-routes.ts';

/** How the registry stands: to a station, to a clock, to whoever watches it. */
export function addStateRoutes(app: FastifyInstance, ledger: Ledger): void {
  const { store, keys, clock, integrator } = ledger;
  const auth = { store, verifier: keys.verifier, clock };

  app.route({
    ...at('status.look'),
    handler: async (request, reply) => {
      const carrier = await carrierOf(auth, request, reply);
      if (carrier === undefined) return reply;
      const row = await store.station(carrier);
      if (row === undefined) throw new Error('a station has a key and no chain');
      return reply.type(mediaTypes.json).send({
        api: 1,
        min_event_v: 1,
        reg: ledger.registryName,
        log: ledger.log.name,
        head: row.head,
        frozen: row.frozen,
        size: await store.logSize(),
        covered: integrator.published()?.size ?? 0,
        limits,
        policy: await policyInForce(store.sql),
        quarantined: await heldOf(store.sql, row.stationNo),
        role: (await stationsNamed(store.sql, [carrier])).get(carrier)?.role,
        alarms: [...(await ledger.alarms())],
      } satisfies StatusAnswer);
    },
  });

  app.route<{ Querystring: { nonce?: string } }>({
    ...at('time.look'),
    handler: async (request, reply) => {
      const { nonce } = request.query;
      if (typeof nonce !== 'string' || !/^[A-Za-z0-9_-]{22}$/.test(nonce))
        return sendProblem(reply, 'malformed', 'a nonce has 22 base64url characters');
      const ms = clock.nowMs();
      return reply
        .header('cache-control', 'no-store')
        .send({ nonce, ms, sig: toBase64url(keys.ack.sign(timeSigningBytes(nonce, ms))) } satisfies TimeAnswer);
    },
  });

  app.route({
    ...at('health.alarms'),
    handler: async (_request, reply) => {
      const alarm = integrator.alarm();
      const answer: HealthAnswer = { ok: alarm === undefined, alarms: [...(await ledger.alarms())] };
      return reply
        .code(alarm === undefined ? 200 : 503)
        .type(mediaTypes.json)
        .send(answer);
    },
  });
}
