import { implement } from '@orpc/server';
import { bridge, type Receipt } from '../../contract/bridge.ts';
import { done, refused } from '../receipt.ts';
import type { PeopleOutcome, SignInOutcome } from '../people/people.ts';
import { peopleElsewhere } from '../people/elsewhere.ts';
import type { Room } from '../room.ts';
import { shownPerson } from '../views/people-view.ts';

/** The first supervisor. */
export function setUpCalls({ people, parts }: Room) {
  const os = implement(bridge).setUp;
  return {
    first: os.first.handler(async ({ input }) => receiptOf(await people.first({ ...input, mode: parts.mode }))),
    newBadge: os.newBadge.handler(() => ({ badge: people.newBadge() })),
  };
}

/** Who is at the bench. */
export function sessionCalls({ people }: Room) {
  const os = implement(bridge).session;
  return {
    signIn: os.signIn.handler(async ({ input }) => receiptOf(await people.signIn(input))),
    signOut: os.signOut.handler(() => receiptOf(people.signOut())),
  };
}

/** Who may be at the bench. */
export function peopleCalls({ people, parts }: Room) {
  const os = implement(bridge).people;
  return {
    list: os.list.handler(() => parts.store.people.all().map(shownPerson)),
    elsewhere: os.elsewhere.handler(() => [...peopleElsewhere(parts.authority?.(), parts.store.facts.chain()?.identity.station)]),
    enrol: os.enrol.handler(async ({ input }) => receiptOf(await people.enrol(input))),
    end: os.end.handler(({ input }) => receiptOf(people.end(input.person))),
  };
}

function receiptOf(outcome: PeopleOutcome | SignInOutcome): Receipt {
  return outcome.kind === 'refused' ? refused(outcome.why, outcome.detail) : done(outcome.facts);
}
