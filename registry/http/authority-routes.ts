import type { FastifyInstance, FastifyReply } from 'fastify';
import { enrolRequest, epochRequest, mediaTypes } from '../../contract/registry.ts';
import { fromUtf8 } from '../../domain/bytes.ts';
import { hashPattern } from '../../domain/ledger/hash.ts';
import type { Ledger } from '../registry.ts';
import { at } from './at.ts';
import { carrierOf, sentBody } from './carrier.ts';
import { sendProblem } from './problem.ts';

/** How a machine comes to be a station, and a station to a new epoch. An officer decides in the console. */
export function addAuthorityRoutes(app: FastifyInstance, ledger: Ledger): void {
  const { store, keys, clock, integrator, desk, epochs } = ledger;

  /** Sends the refusal and answers true while nothing may be written. */
  function readOnly(reply: FastifyReply): boolean {
    if (integrator.alarm() === undefined) return false;
    sendProblem(reply, 'read_only', 'this log signs nothing until someone looks at it', { retry_ms: 60_000 });
    return true;
  }

  app.route({
    ...at('enrol.ask'),
    handler: async (request, reply) => {
      if (readOnly(reply)) return reply;
      const parsed = enrolRequest.safeParse(parseJson(sentBody(request)));
      if (!parsed.success)
        return sendProblem(reply, 'malformed', `not an enrolment request: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
      const outcome = await desk.enrol(parsed.data);
      return outcome.kind === 'refused' ? sendProblem(reply, outcome.code, outcome.detail) : sendState(reply, outcome.answer);
    },
  });

  app.route<{ Params: { request: string } }>({
    ...at('enrol.look'),
    handler: async (request, reply) => {
      const state = hashPattern.test(request.params.request) ? await desk.state(request.params.request) : undefined;
      return state === undefined ? sendProblem(reply, 'not_found', 'no such request') : sendState(reply, state);
    },
  });

  app.route({
    ...at('epochs.ask'),
    handler: async (request, reply) => {
      if (readOnly(reply)) return reply;
      const parsed = epochRequest.safeParse(parseJson(sentBody(request)));
      if (!parsed.success)
        return sendProblem(reply, 'malformed', `not a request for an epoch: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
      // A station without its transport key comes with a code instead of a signature.
      const signed = parsed.data.code === undefined;
      const carrier = signed ? await carrierOf({ store, verifier: keys.verifier, clock, once: true }, request, reply) : undefined;
      if (signed && carrier === undefined) return reply;
      const outcome = await epochs.ask(parsed.data, carrier);
      if (outcome.kind === 'asked') return sendState(reply, outcome.answer);
      return sendProblem(reply, outcome.code, outcome.detail, outcome.head === undefined ? {} : { head: outcome.head });
    },
  });

  app.route<{ Params: { request: string } }>({
    ...at('epochs.look'),
    handler: async (request, reply) => {
      const state = hashPattern.test(request.params.request) ? await epochs.state(request.params.request) : undefined;
      return state === undefined ? sendProblem(reply, 'not_found', 'no such request') : sendState(reply, state);
    },
  });
}

function sendState(reply: FastifyReply, state: { readonly kind: string }): FastifyReply {
  return reply
    .code(state.kind === 'waiting' ? 202 : 200)
    .type(mediaTypes.json)
    .header('cache-control', 'no-store')
    .send(state);
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(body) ?? '');
  } catch {
    return undefined;
  }
}
