import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PushAnswer } from '../../contract/registry.ts';
import { mediaTypes, pushLimits } from '../../contract/registry.ts';
import { signAck } from '../../domain/ledger/ack.ts';
import { emptyRoot } from '../../domain/ledger/tree.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { policyInForce } from '../ledger/grants.ts';
import { openBodyBudget } from '../gates/body-budget.ts';
import { peekHeader } from '../gates/peek.ts';
import { type GateLimits, gateLimits, openPushGate, type PushGate } from '../gates/push-gate.ts';
import { acceptPush, type PushOutcome } from '../ledger/push.ts';
import { nobody, type Observer } from '../observe/observer.ts';
import type { Ledger } from '../registry.ts';
import { at } from './at.ts';
import { carrierOf, isGzip, plainBody, sentBody } from './carrier.ts';
import { sendProblem } from './problem.ts';

export const limits = { max: pushLimits.events, min_ms: 0 } as const;

/** How soon to try again when there is no room for another body, in ms. */
const bodyRetryMs = 1_000;

/** What waits at the door for pushes now. */
export type GateLoad = ReturnType<PushGate['load']> & { readonly bodyBytes: number };

/** What stations add to the log. @returns a look at what waits */
export function addPushRoutes(
  app: FastifyInstance,
  ledger: Ledger,
  { gateAt = gateLimits, observe = nobody }: { readonly gateAt?: GateLimits | undefined; readonly observe?: Observer | undefined },
): () => GateLoad {
  const { store, keys, clock, integrator } = ledger;
  const gate = openPushGate(gateAt, () => clock.monoMs());
  const room = bodyRoom(gateAt);
  const { pushed } = observe;

  app.route({
    ...at('push.send'),
    ...room.hooks,
    handler: async (request, reply) => {
      // First: data that was put back may not know the carrier any more, and to tell it `auth` would stop it for good.
      if (integrator.alarm() !== undefined)
        return sendProblem(reply, 'read_only', 'this log signs nothing until someone looks at it', { retry_ms: 60_000 });
      const carrier = await carrierOf({ store, verifier: keys.verifier, clock }, request, reply);
      if (carrier === undefined) return reply;
      const header = peekHeader(sentBody(request), isGzip(request) === true);
      const asked = gate.ask(carrier, header?.count ?? 0);
      if (asked.kind === 'refused')
        return sendProblem(reply, asked.code, 'more events wait than can be verified at once; nothing of this request was taken', {
          retry_ms: asked.retryMs,
        });
      try {
        await asked.turn;
        const body = await plainBody(request);
        if (body === undefined) return sendProblem(reply, 'too_large', 'the body is over the limit, or its content coding is broken');
        const outcome = await acceptPush({ store, registryName: ledger.registryName, verifier: keys.verifier, nowMs: clock.nowMs() }, body);
        if (outcome.kind !== 'refused') pushed(outcome);
        return await answer(ledger, reply, outcome);
      } finally {
        asked.leave();
      }
    },
  });
  return () => ({ ...gate.load(), bodyBytes: room.heldBytes() });
}

/** Hooks that give a push room for its body before a byte of it is read, and take the room back when it is answered. */
function bodyRoom(gateAt: GateLimits) {
  const budget = openBodyBudget(gateAt.bodyBytes);

  const rooms = new WeakMap<FastifyRequest, () => void>();

  async function leaveRoom(request: FastifyRequest): Promise<void> {
    rooms.get(request)?.();
    return Promise.resolve();
  }

  /** Before a byte of the body is read. */
  async function makeRoom(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const told = Number(request.headers['content-length'] ?? pushLimits.bodyBytes);
    const giveBack = budget.take(Math.min(told, pushLimits.bodyBytes));
    if (giveBack === undefined) return sendProblem(reply, 'busy', 'too much is being sent at once', { retry_ms: bodyRetryMs });
    rooms.set(request, giveBack);
    // Also when the sender goes away in the middle.
    reply.raw.once('close', giveBack);
    return undefined;
  }

  return { hooks: { onRequest: makeRoom, onResponse: leaveRoom }, heldBytes: budget.heldBytes };
}

async function answer({ store, keys, clock, ...ledger }: Ledger, reply: FastifyReply, outcome: PushOutcome): Promise<FastifyReply> {
  if (outcome.kind === 'refused') {
    if (outcome.code === 'fork') void ledger.control.reportForks();
    return sendProblem(reply, outcome.code, outcome.detail, {
      index: outcome.index,
      head: outcome.head,
      quarantined: outcome.quarantined,
    });
  }
  if (outcome.accepted > 0) ledger.integrator.wake();
  await lookAtSeen(
    { store, clock },
    outcome.entries.map(({ event }) => event),
  );
  const { head, headIndex } = outcome;
  const ack =
    headIndex === undefined
      ? undefined
      : signAck(
          { log: ledger.log.name, station: outcome.station, ...head, index: headIndex, atMs: clock.nowMs() },
          ledger.registryName,
          keys.ack,
        );
  return reply.type(mediaTypes.json).send({
    head,
    accepted: outcome.accepted,
    duplicates: outcome.duplicates,
    ...(outcome.firstIndex === undefined ? {} : { first_index: outcome.firstIndex }),
    log: ledger.log.name,
    ...(ack === undefined ? {} : { ack }),
    policy: await policyInForce(store.sql),
    limits,
  } satisfies PushAnswer);
}

/** A station that saw a tree head we never signed was shown another log, or another registry is at work. The event stays logged. */
async function lookAtSeen({ store, clock }: Pick<Ledger, 'store' | 'clock'>, events: readonly Event[]): Promise<void> {
  // Most events of a push saw the same checkpoint.
  const first = new Map(events.toReversed().map((event) => [`${event.seen.size} ${event.seen.root}`, event]));
  for (const { seen, station, seq } of first.values()) {
    const own = seen.size === 0 ? emptyRoot : await store.checkpointRoot(seen.size);
    if (own !== undefined && hashText(own) === seen.root) continue;
    await store.raiseAlarm(
      'split_view',
      `${station} ${seq} saw ${seen.size} ${seen.root}, here it is ${own === undefined ? 'not signed' : hashText(own)}`,
      clock.nowMs(),
    );
  }
}
