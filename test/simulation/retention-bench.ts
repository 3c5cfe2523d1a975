import { toBase64url } from '../../domain/bytes.ts';
import { driveId } from '../../domain/ledger/ids.ts';
import { dayMs, type EndedContract, type Hold, holdAt, holdListDays, runMs } from '../../domain/retention/clock.ts';
import type { Draft } from '../../station/record/draft.ts';
import { RecordRefused } from '../../station/record/refused.ts';
import { dueListView } from '../../station/views/due-view.ts';
import { boss, judge, keeper, rolesOf, type Step, step } from '../domain/custody/story.ts';
import { quickKeys } from './keys.ts';
import type { StationHost } from './station-host.ts';
import type { World } from './world.ts';

/** A drive of the story. Without an owner nobody ever says whose it is. */
export interface Drive {
  readonly n: number;
  readonly serial: string;
  readonly subject: string;
  readonly owner: 'Acme Ltd' | 'Bolt' | undefined;
  /** Nobody gets to it before this day. */
  readonly fromDay: number;
  deletedMs?: number;
}

/** What an onlooker sees who hears everything at once. */
export interface Truth {
  contract?: EndedContract;
  /** On a drive where there is a subject, else on the whole tenant. */
  readonly holds: (Omit<Hold, 'tenant' | 'lifted_ms'> & { lifted_ms?: number })[];
  readonly faults: string[];
  /** How often stations refused, by the code. */
  readonly refused: Map<string, number>;
  /** Drives of others that were erased at a station which had not heard of its registry for more than three days. */
  erasedAway: number;
}

const people = Object.keys(rolesOf);
const farMs = 10 * 365 * dayMs;

/** A bench with its drives, on the days on which somebody is there. */
export class RetentionBench {
  readonly host: StationHost;
  readonly drives: readonly Drive[];
  readonly #world: World;
  readonly #truth: Truth;
  #isSetUp = false;

  constructor(world: World, truth: Truth, host: StationHost, drives: readonly Drive[]) {
    this.#world = world;
    this.#truth = truth;
    this.host = host;
    this.drives = drives;
  }

  /** Signs everybody in; the first time they are enrolled, and the drives are taken in. */
  open(): void {
    const { sessions } = this.#running();
    for (const person of people) sessions.open({ person, signer: quickKeys.signer(`person ${person}`), untilMs: this.#nowMs() + farMs });
    if (this.#isSetUp) return;
    this.#isSetUp = true;
    this.#record(
      people.map((person) => ({
        type: 'person.enrolled',
        actor: person,
        body: { person, roles: [...(rolesOf[person] ?? [])], key: toBase64url(quickKeys.signer(`person ${person}`).publicKey) },
      })),
    );
    for (const drive of this.drives)
      this.#record([{ ...about(drive, step.claim()), ...(drive.owner === undefined ? {} : { sealed: { owner: drive.owner } }) }]);
  }

  /** What people do on a visit: holds come and go, and some drives are deleted, as far as the station lets them. */
  work(day: number): void {
    const { random } = this.#world;
    const left = this.drives.filter(({ deletedMs, fromDay }) => deletedMs === undefined && fromDay <= day);
    if (left.length === 0) return;
    this.#holds(random.pick(left), day);
    for (let tries = 0; tries < 3; tries++) {
      const drive = random.pick(left);
      if (drive.deletedMs === undefined) this.#delete(drive);
    }
  }

  #holds(drive: Drive, day: number): void {
    const { random } = this.#world;
    const { holds } = this.#truth;
    const standing = holds.filter(({ subject, lifted_ms: lifted }) => subject === drive.subject && lifted === undefined)[0];
    if (standing === undefined && day < 220 && random.chance(0.15)) {
      const hold = toBase64url(random.bytes(16));
      this.#record([{ type: 'hold.placed', subject: drive.subject, actor: keeper, body: { hold, ground: 'litigation' } }]);
      holds.push({ hold, subject: drive.subject, placed_ms: this.#nowMs() });
    } else if (standing !== undefined && random.chance(0.4)) {
      this.#record([{ type: 'hold.lifted', subject: drive.subject, actor: boss, witness: judge, body: { hold: standing.hold } }]);
      standing.lifted_ms = this.#nowMs();
    }
  }

  /** Erased with everything that proves it, or destroyed. */
  #delete(drive: Drive): void {
    const { n } = drive;
    const isErased = n % 2 === 0;
    const erased = [step.seen(), step.clear(n), step.start(n), step.mark(n), step.finish(n), step.verify(n), step.validate(n)];
    const steps = isErased
      ? [...erased, step.certify(n, n)]
      : [step.offer(), step.receive(), step.destroy(keeper, judge), step.certify(n, n, 'destroyed')];
    try {
      this.#record(steps.map((each) => about(drive, each)));
    } catch (error) {
      if (!(error instanceof RecordRefused) || error.why === undefined) throw error;
      this.#truth.refused.set(error.why, (this.#truth.refused.get(error.why) ?? 0) + 1);
      return;
    }
    drive.deletedMs = this.#nowMs();
    this.#judge(drive, isErased);
  }

  /** Was it right to let this drive go? */
  #judge({ serial, subject, owner }: Drive, isErased: boolean): void {
    const { contract, holds, faults } = this.#truth;
    const now = this.#nowMs();
    const heardMs = this.#running().store.pull.readMs() ?? 0;
    const isOld = now - heardMs > holdListDays * dayMs;
    if (owner === 'Bolt' && isErased && isOld) this.#truth.erasedAway += 1;
    if (owner === 'Bolt' || contract === undefined) return;
    const all = holds.map((hold) => ({ ...hold, tenant: contract.tenant }));
    // What was placed since the station heard of the registry it cannot know; that is three days at most.
    const standing = holdAt(contract.tenant, all, subject, now);
    if (standing !== undefined && (standing.placed_ms < heardMs || standing.subject !== undefined))
      faults.push(`${serial} went under a hold`);
    if (now < contract.ended_ms + 90 * dayMs) faults.push(`${serial} went before day 90`);
    if (owner === undefined) return;
    if (isOld) faults.push(`${serial} went by an old list of holds`);
    if (runMs(contract, all, subject, now) < (90 - holdListDays) * dayMs)
      faults.push(`${serial} went before its clock had run for 90 days`);
  }

  /** The list of what is to be deleted names each drive of the contract that is left here, and no other, the overdue first. */
  look(): void {
    const { store, puller } = this.#running();
    const clock = { wallMs: () => this.#nowMs(), monoMs: () => 0, bootId: 'look' };
    const { rows } = dueListView({ store, clock, authority: () => puller?.authority() });
    if ((puller?.authority()?.tenants.contracts.size ?? 0) === 0) return;
    const left = this.drives.filter(({ owner, deletedMs }) => owner === 'Acme Ltd' && deletedMs === undefined);
    const listed = rows.map(({ drive }) => drive.subject).toSorted();
    if (
      listed.join(' ') !==
      left
        .map(({ subject }) => subject)
        .toSorted()
        .join(' ')
    )
      this.#truth.faults.push(`${this.host.name} lists ${listed.length} of ${left.length} drives`);
    const late = rows.filter(({ due }) => due.kind === 'overdue').length;
    if (rows.slice(0, late).some(({ due }) => due.kind !== 'overdue'))
      this.#truth.faults.push(`${this.host.name} does not list what is overdue first`);
  }

  #record(drafts: readonly Draft[]): void {
    this.#running().recorder.record(drafts);
  }

  #running(): NonNullable<StationHost['running']> {
    if (this.host.running === undefined) throw new Error(`${this.host.name} is switched off`);
    return this.host.running;
  }

  #nowMs(): number {
    return this.host.wallMs;
  }
}

/** Drives of a bench: eight of the contract, of which one is left until it is overdue, two of others, two of nobody known. */
export function drivesOf(
  name: string,
  first: number,
  { from, late, away }: Readonly<Record<'from' | 'late' | 'away', number>>,
): readonly Drive[] {
  return Array.from({ length: 12 }, (_, at) => {
    const serial = `YR${name}${at}`;
    const owner = at < 8 ? ('Acme Ltd' as const) : at < 10 ? ('Bolt' as const) : undefined;
    // One of the contract and one of another come up while the last bench has no line; of the last drive nobody ever asks.
    const fromDay = at === 7 ? late : at === 6 || at === 9 ? away : at === 11 ? Infinity : from;
    return { n: first + at, serial, subject: driveId({ kind: 'ms', model: 'YEAR', serial }), owner, fromDay };
  });
}

/** A step of the story, about this drive. */
function about({ subject, serial }: Drive, { type, body, actor, witness }: Step): Draft {
  const identity = body['identity'];
  return {
    type,
    subject,
    body: {
      ...body,
      ...('serial' in body ? { serial } : {}),
      ...('label' in body ? { label: { serial } } : {}),
      ...(typeof identity === 'object' ? { identity: { ...identity, serial, wwn: undefined } } : {}),
    },
    ...(actor === undefined ? {} : { actor }),
    ...(witness === undefined ? {} : { witness }),
  };
}
