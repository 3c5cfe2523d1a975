import type { FastifyInstance } from 'fastify';
import type { PushAnswer } from '../../contract/registry.ts';
import { mediaTypes, pushLimits } from '../../contract/registry.ts';
import { signAck } from '../../domain/ledger/ack.ts';
import { emptyRoot } from '../../domain/ledger/tree.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { policyInForce } from '../ledger/grants.ts';
import { acceptPush } from '../ledger/push.ts';
import type { Ledger } from '../registry.ts';
import { carrierOf, plainBody } from './carrier.ts';
import { sendProblem } from './problem.ts';

export const limits = { max: pushLimits.events, min_ms: 0 } as const;

/** What stations add to the log. */
export function addPushRoutes(app: FastifyInstance, ledger: Ledger): void {
  const { store, keys, clock, integrator } = ledger;

  app.post('/v1/push', async (request, reply) => {
    // First: data that was put back may not know the carrier any more, and to tell it `auth` would stop it for good.
    if (integrator.alarm() !== undefined)
      return sendProblem(reply, 'read_only', 'this log signs nothing until someone looks at it', { retry_ms: 60_000 });
    const carrier = await carrierOf({ store, verifier: keys.verifier, clock }, request, reply);
    if (carrier === undefined) return reply;
    const body = plainBody(request);
    if (body === undefined) return sendProblem(reply, 'too_large', 'the body is over the limit, or its content coding is broken');
    const nowMs = clock.nowMs();
    const outcome = await acceptPush({ store, registryName: ledger.registryName, verifier: keys.verifier, nowMs }, body);
    if (outcome.kind === 'refused') {
      if (outcome.code === 'fork') void ledger.control.reportForks();
      return sendProblem(reply, outcome.code, outcome.detail, {
        index: outcome.index,
        head: outcome.head,
        quarantined: outcome.quarantined,
      });
    }
    if (outcome.accepted > 0) integrator.wake();
    await lookAtSeen(outcome.entries.map(({ event }) => event));
    const { head, headIndex } = outcome;
    const ack =
      headIndex === undefined
        ? undefined
        : signAck(
            { log: ledger.log.name, station: outcome.station, ...head, index: headIndex, atMs: nowMs },
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
  });

  /** A station that saw a tree head we never signed was shown another log, or another registry is at work. The event stays logged. */
  async function lookAtSeen(events: readonly Event[]): Promise<void> {
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
}
