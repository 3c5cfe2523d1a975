import { implement } from '@orpc/server';
import { bridge } from '../../contract/bridge.ts';
import { policies } from '../../domain/policy/policies.ts';
import { policyInForce } from '../policy/adopted.ts';
import { ownSite } from '../policy/own-site.ts';
import { policyRefOf } from '../../domain/policy/policy.ts';
import { mayCause } from '../../domain/people/duties.ts';
import { cancelErase, startErase, validateErase } from '../erase/commands.ts';
import { startRecheck } from '../erase/recheck.ts';
import { startStamp } from '../stamp/stamping.ts';
import { done, refused } from '../receipt.ts';
import type { Room } from '../room.ts';
import { inStep, signedIn, withSecond } from './acting.ts';

/** Starting, cancelling and validating an erase, and looking at its result again. */
export function eraseCalls(room: Room) {
  const os = implement(bridge).erase;
  const { parts, jobs } = room;
  return {
    start: os.start.handler(({ input }) => withSecond(room, input.witness, (hands) => startErase(room, hands, input))),
    cancel: os.cancel.handler(({ input }) => signedIn(room, (hands) => cancelErase(jobs, hands, input))),
    recheck: os.recheck.handler(({ input }) => signedIn(room, (hands) => startRecheck(room, hands, input))),
    stamp: os.stamp.handler(({ input }) => signedIn(room, (hands) => startStamp(room, hands, input))),
    validate: os.validate.handler(({ input }) =>
      input.validator === undefined
        ? signedIn(room, (hands) => validateErase(parts, jobs, hands, input))
        : inStep(room, input.validator, (actor) => validateErase(parts, jobs, { actor }, input)),
    ),
  };
}

/** The policies that this build knows, and which one the station goes by. */
export function policyCalls(room: Room) {
  const os = implement(bridge).policy;
  return {
    list: os.list.handler(() => {
      const own = room.parts.policy();
      const adopted = policyRefOf(own).hash;
      const listed = policies.some((each) => policyRefOf(each).hash === adopted) ? policies : [own, ...policies];
      return listed.map((policy) => ({
        id: policy.id,
        version: policy.version,
        name: policy.name,
        adopted: policyRefOf(policy).hash === adopted,
      }));
    }),
    adopt: os.adopt.handler(({ input }) =>
      signedIn(room, ({ actor }) => {
        const policy = policies.find((known) => known.id === input.id);
        if (policy === undefined) return refused('no_plan');
        // Where the registry has put one in force, it is the one for everybody at this site.
        const authority = room.parts.authority?.();
        if (policyInForce(authority, ownSite(room.parts.store, authority)) !== undefined) return refused('policy_by_registry');
        if (!mayCause('policy.adopted', actor)) return refused('role_missing');
        return done(room.parts.recorder.record([{ type: 'policy.adopted', body: policyRefOf(policy), actor: actor.id }]));
      }),
    ),
  };
}
