import { implement, ORPCError } from '@orpc/server';
import { bridge, type Receipt } from '../contract/bridge.ts';
import type { PersonRow } from '../contract/ports.ts';
import type { DriveState } from '../domain/custody/words.ts';
import { policies } from '../domain/policy/policies.ts';
import { policyRefOf } from '../domain/policy/policy.ts';
import { readScan } from './bench/scan.ts';
import type { CertificateDesk } from './certificates/desk.ts';
import { attemptCommand } from './bench/commands.ts';
import type { Hands } from './custody/attempt.ts';
import * as custody from './custody/commands.ts';
import { cancelErase, startErase, validateErase } from './erase/commands.ts';
import { follow } from './feed/changes.ts';
import { claimDrive } from './intake/claim.ts';
import type { Credentials, Step } from './people/people.ts';
import { done, refused } from './receipt.ts';
import type { Room } from './room.ts';
import { benchView } from './views/bench-view.ts';
import { driveView } from './views/drive-view.ts';
import { shownPerson } from './views/people-view.ts';
import { RecordRefused } from './record/refused.ts';

/** Plugging and unplugging virtual drives; a real station has none. */
export interface VirtualHands {
  plug(port: string): Promise<boolean>;
  unplug(port: string): Promise<boolean>;
}

type Refused = Extract<Receipt, { kind: 'refused' }>;

/** The whole surface of the station towards its window, every call of `contract/bridge.ts` once. */
export function stationRouter(room: Room, certificates: CertificateDesk, virtual: VirtualHands | undefined) {
  const { parts, docks, desk, jobs, people } = room;
  const os = implement(bridge);
  const wait = (ms: number): Promise<void> => new Promise((resolve) => parts.timer.after(ms, resolve));

  /** Runs a command for the person signed in; what the store or the gate refuses becomes a refusal too. */
  const signedIn = (act: (hands: Hands) => Receipt): Receipt => {
    const session = people.current();
    return session === undefined ? refused('not_signed_in') : told(room, () => act({ actor: session.person }));
  };
  /** The same with a second person at the step, who shows badge and PIN. */
  const withSecond = async (credentials: Credentials | undefined, act: (hands: Hands) => Receipt): Promise<Receipt> => {
    const session = people.current();
    if (session === undefined) return refused('not_signed_in');
    if (credentials === undefined) return told(room, () => act({ actor: session.person }));
    return inStep(room, credentials, (second) => act({ actor: session.person, witness: second }));
  };

  return os.router({
    bench: {
      feed: os.bench.feed.handler(({ signal }) => follow(() => benchView(room), parts.changes, wait, signal)),
      scan: os.bench.scan.handler(({ input }) =>
        readScan(room, { command: (command) => attemptCommand(room, command), bindAgain: () => room.bindAgain() }, input),
      ),
      clearScan: os.bench.clearScan.handler(() => {
        desk.clear();
        parts.changes.notify();
        return done([]);
      }),
    },
    setUp: {
      first: os.setUp.first.handler(({ input }) => peopleReceipt(people.first({ ...input, mode: parts.mode }))),
      newBadge: os.setUp.newBadge.handler(() => ({ badge: people.newBadge() })),
    },
    session: {
      signIn: os.session.signIn.handler(async ({ input }) => {
        const outcome = await people.signIn(input);
        return outcome.kind === 'refused' ? refused(outcome.why, outcome.detail) : receiptOf(outcome.facts);
      }),
      signOut: os.session.signOut.handler(() => peopleReceipt(people.signOut())),
    },
    people: {
      list: os.people.list.handler(() => parts.store.people.all().map(shownPerson)),
      enrol: os.people.enrol.handler(({ input }) => peopleReceipt(people.enrol(input))),
      end: os.people.end.handler(({ input }) => peopleReceipt(people.end(input.person))),
    },
    drives: {
      find: os.drives.find.handler(({ input }) => findDrives(room, input)),
      feed: os.drives.feed.handler(({ input, signal }) => {
        if (driveView(room, input.subject) === undefined) throw new ORPCError('NOT_FOUND', { message: 'drive_unknown' });
        return follow(() => present(driveView(room, input.subject)), parts.changes, wait, signal);
      }),
    },
    custody: {
      claim: os.custody.claim.handler(({ input }) => {
        const receipt = signedIn((hands) => claimDrive(parts, desk, hands, input));
        if (receipt.kind === 'done') room.bindAgain();
        return receipt;
      }),
      offer: os.custody.offer.handler(({ input }) => signedIn((hands) => custody.offer(parts, hands, input))),
      withdraw: os.custody.withdraw.handler(({ input }) => signedIn((hands) => custody.withdraw(parts, hands, input))),
      receive: os.custody.receive.handler(({ input }) =>
        input.receiver === undefined
          ? signedIn(({ actor }) => custody.receive(parts, actor, input))
          : inStep(room, input.receiver, (receiver) => custody.receive(parts, receiver, input)),
      ),
      move: os.custody.move.handler(({ input }) => signedIn((hands) => custody.moveTo(parts, hands, input))),
      redirect: os.custody.redirect.handler(({ input }) => signedIn((hands) => custody.redirect(parts, hands, input))),
      quarantine: os.custody.quarantine.handler(({ input }) => signedIn((hands) => custody.quarantine(parts, hands, input))),
      readmit: os.custody.readmit.handler(({ input }) => {
        const receipt = signedIn((hands) => custody.readmit(parts, hands, input));
        if (receipt.kind === 'done') room.bindAgain();
        return receipt;
      }),
      release: os.custody.release.handler(({ input }) => signedIn((hands) => custody.release(parts, hands, input))),
      destroy: os.custody.destroy.handler(({ input }) => withSecond(input.witness, (hands) => custody.destroy(parts, jobs, hands, input))),
    },
    erase: {
      start: os.erase.start.handler(({ input }) => withSecond(input.witness, (hands) => startErase(parts, docks, jobs, hands, input))),
      cancel: os.erase.cancel.handler(({ input }) => signedIn((hands) => cancelErase(jobs, hands, input))),
      validate: os.erase.validate.handler(({ input }) =>
        input.validator === undefined
          ? signedIn((hands) => validateErase(parts, jobs, hands, input))
          : inStep(room, input.validator, (actor) => validateErase(parts, jobs, { actor }, input)),
      ),
    },
    policy: {
      list: os.policy.list.handler(() => {
        const now = policyRefOf(parts.policy());
        return policies.map((policy) => ({ id: policy.id, version: policy.version, name: policy.name, adopted: policyRefOf(policy).hash === now.hash }));
      }),
      adopt: os.policy.adopt.handler(({ input }) =>
        signedIn(({ actor }) => {
          const policy = policies.find((known) => known.id === input.id);
          if (policy === undefined) return refused('no_plan');
          if (!actor.roles.includes('supervisor') && !actor.roles.includes('admin')) return refused('role_missing');
          return receiptOf(parts.recorder.record([{ type: 'policy.adopted', body: policyRefOf(policy), actor: actor.id }]));
        }),
      ),
    },
    certificates: {
      json: os.certificates.json.handler(({ input }) => certificates.json(input.id)),
      pdf: os.certificates.pdf.handler(({ input }) => certificates.pdf(input.id)),
    },
    practice: {
      plug: os.practice.plug.handler(({ input }) => plugOrNot(virtual?.plug(input.port))),
      unplug: os.practice.unplug.handler(({ input }) => plugOrNot(virtual?.unplug(input.port))),
    },
  });
}

export type StationRouter = ReturnType<typeof stationRouter>;

async function inStep(room: Room, credentials: Credentials, act: (person: PersonRow) => Receipt): Promise<Receipt> {
  const step: Step | Refused = await room.people.step(credentials);
  if (step.kind === 'refused') return step;
  try {
    return told(room, () => act(step.person));
  } finally {
    step.end();
  }
}

/** A refusal by the recorder is an answer like any other: nothing was written. */
function told(room: Room, act: () => Receipt): Receipt {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof RecordRefused)) throw error;
    if (error.code === 'illegal') return refused(error.why ?? 'illegal_move', error.message);
    if (error.code === 'no_session') return refused('session_ended');
    if (error.code === 'store_failed') return refused('store_failed', error.message);
    throw error;
  } finally {
    room.parts.changes.notify();
  }
}

function receiptOf(facts: readonly { readonly hash: string }[]): Receipt {
  return { kind: 'done', events: facts.map((fact) => fact.hash) };
}

async function peopleReceipt(outcome: ReturnType<Room['people']['signOut']> | Promise<ReturnType<Room['people']['signOut']>>): Promise<Receipt> {
  const settled = await outcome;
  return settled.kind === 'refused' ? refused(settled.why, settled.detail) : receiptOf(settled.facts);
}

async function plugOrNot(plugged: Promise<boolean> | undefined): Promise<Receipt> {
  if (plugged === undefined) return refused('practice_only');
  return (await plugged) ? done([]) : refused('bay_unknown');
}

function findDrives(room: Room, asked: { readonly query: string; readonly states?: readonly DriveState[] | undefined; readonly limit: number }) {
  return room.parts.store.drives
    .find(asked.query, { limit: asked.limit, ...(asked.states === undefined ? {} : { states: asked.states }) })
    .map((row) => ({
      subject: row.subject,
      serial: row.serial,
      state: row.state,
      since_ms: row.sinceMs,
      ...(row.model === undefined ? {} : { model: row.model }),
      ...(row.holder === undefined ? {} : { holder: room.parts.store.people.byId(row.holder)?.name ?? row.holder }),
      ...(row.place === undefined ? {} : { place: row.place }),
      ...(row.outcome === undefined ? {} : { outcome: row.outcome }),
    }));
}

/** A view that was there when the feed began: facts are never taken away, so it stays. */
function present<T>(view: T | undefined): T {
  if (view === undefined) throw new Error('a drive that had a record lost it');
  return view;
}
