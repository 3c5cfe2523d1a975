import type { Refusal } from '../../contract/bridge.ts';
import type { Clock, LocalChange, NewKey, PersonRow, PinVault, Random, StationStore } from '../../contract/ports.ts';
import { toBase64url } from '../../domain/bytes.ts';
import type { RecordedFact } from '../../domain/custody/life.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import { technicianId } from '../../domain/ledger/ids.ts';
import type { PersonId, Role } from '../../domain/people/roles.ts';
import type { Draft } from '../record/draft.ts';
import type { Recorder } from '../record/recorder.ts';
import { RecordRefused } from '../record/refused.ts';
import type { OpenSession, Sessions } from '../record/sessions.ts';
import { badgeDigest, newBadge } from './badge.ts';
import { peopleLimits } from './limits.ts';
import { tryPin } from './pin-check.ts';
import { sessionGrantBytes } from '../../domain/ledger/session-grant.ts';

export interface PeopleNeeds {
  readonly store: Pick<StationStore, 'facts' | 'people' | 'secrets'>;
  readonly recorder: Recorder;
  readonly sessions: Sessions;
  readonly vault: PinVault;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly random: Random;
}

export interface Credentials {
  readonly badge: string;
  readonly pin: string;
}

export interface NewPerson extends Credentials {
  readonly name: string;
  readonly roles: readonly Role[];
}

export interface Refused {
  readonly kind: 'refused';
  readonly why: Refusal;
  readonly detail?: string;
}
export type PeopleOutcome = { readonly kind: 'done'; readonly facts: readonly RecordedFact[]; readonly person: PersonId } | Refused;
export type SignInOutcome =
  { readonly kind: 'signed_in'; readonly person: PersonRow; readonly untilMs: number; readonly facts: readonly RecordedFact[] } | Refused;

/** A second person's consent to one step. */
export interface Step {
  readonly kind: 'step';
  readonly person: PersonRow;
  /** Ends the short session once the step is written or given up. Ending twice changes nothing. */
  end(): void;
}

/** All that the person who sets a station up may do; clashes of roles are refused at the step itself. */
const firstRoles: readonly Role[] = ['supervisor', 'admin', 'technician', 'custodian', 'witness', 'validator'];

export interface People {
  /** True once the first person is enrolled. */
  isSetUp(): boolean;
  newBadge(): string;
  /** Names the station and enrols its first supervisor. The caller signs in next. */
  first(
    input: Credentials & { readonly site: string; readonly station: string; readonly mode: 'real' | 'practice'; readonly name: string },
  ): Promise<PeopleOutcome>;
  /** By the person who is signed in, a supervisor or admin. */
  enrol(person: NewPerson): Promise<PeopleOutcome>;
  /** A new badge and PIN for somebody who is known: the way out of a lock. */
  renew(person: string, credentials: Credentials): Promise<PeopleOutcome>;
  end(person: string): PeopleOutcome;
  signIn(credentials: Credentials): Promise<SignInOutcome>;
  /** Nothing to do is a refusal: `not_signed_in`. */
  signOut(): PeopleOutcome;
  /** Who is at the bench now; undefined after sign-out and expiry. */
  current(): { readonly person: PersonRow; readonly untilMs: number } | undefined;
  /** Closes the sessions of people who are nobody here any more: the registry ended them. */
  closeEnded(): readonly RecordedFact[];
  /** Opens a short session for one step by somebody else (or the person who is signed in, by PIN again). */
  step(credentials: Credentials): Promise<Step | Refused>;
}

export function createPeople(needs: PeopleNeeds): People {
  const { store, sessions, random } = needs;
  let bench: string | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  // One at a time: two tries at once must count as two, and two enrolments must see each other's badge.
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const next = turn.then(act, act);
    turn = next.catch(() => undefined);
    return next;
  };
  const isSetUp = (): boolean => store.people.all().length > 0;
  const current: People['current'] = () => {
    const session = bench === undefined ? undefined : sessions.of(bench);
    const person = session === undefined ? undefined : store.people.byId(session.person);
    if (session === undefined || person?.active !== true) return undefined;
    return { person, untilMs: session.untilMs };
  };
  return {
    isSetUp,
    newBadge: () => newBadge(random),
    current,
    first: (input) =>
      inTurn(async () => {
        if (isSetUp()) return { kind: 'refused', why: 'already_set_up' };
        const naming: Draft = { type: 'station.named', body: { site: input.site, station: input.station, mode: input.mode } };
        return enrolOne(needs, { ...input, roles: firstRoles }, undefined, [naming]);
      }),
    enrol: (person) =>
      inTurn(async () => {
        const by = supervisor(current());
        return by.kind === 'refused' ? by : enrolOne(needs, person, by.person.id);
      }),
    renew: (id, credentials) =>
      inTurn(async () => {
        const by = supervisor(current());
        if (by.kind === 'refused') return by;
        const known = store.people.byId(id);
        if (known?.active !== true) return { kind: 'refused', why: 'person_unknown' };
        return enrolOne(
          needs,
          { ...credentials, name: known.name, roles: known.byLog?.enrolled ?? known.roles },
          by.person.id,
          [],
          known.id,
        );
      }),
    end: (id) => endOne(needs, current(), id),
    signIn: (credentials) =>
      inTurn(async () => {
        const opened = await openSession(needs, credentials, peopleLimits.sessionMs);
        if (opened.kind === 'refused') return opened;
        const left = bench !== undefined && bench !== opened.person.id ? closeSession(needs, bench) : [];
        bench = opened.person.id;
        return { kind: 'signed_in', person: opened.person, untilMs: opened.session.untilMs, facts: [...left, ...opened.facts] };
      }),
    signOut() {
      const now = current();
      if (now === undefined) return { kind: 'refused', why: 'not_signed_in' };
      bench = undefined;
      return { kind: 'done', facts: closeSession(needs, now.person.id), person: now.person.id };
    },
    closeEnded() {
      const gone = store.people.all().filter(({ id, active }) => !active && sessions.of(id) !== undefined);
      return gone.flatMap(({ id }) => closeSession(needs, id));
    },
    step: (credentials) => inTurn(() => openStep(needs, credentials)),
  };
}

function supervisor(now: ReturnType<People['current']>): { readonly kind: 'by'; readonly person: PersonRow } | Refused {
  if (now === undefined) return { kind: 'refused', why: 'not_signed_in' };
  const may = now.person.roles.includes('supervisor') || now.person.roles.includes('admin');
  return may ? { kind: 'by', person: now.person } : { kind: 'refused', why: 'role_missing', detail: 'supervisor' };
}

/** Makes the person's key, wraps it, and writes person and wrapped key in one transaction. */
async function enrolOne(
  needs: PeopleNeeds,
  input: NewPerson,
  by: PersonId | undefined,
  before: readonly Draft[] = [],
  known?: PersonId,
): Promise<PeopleOutcome> {
  const { store, vault, recorder, random } = needs;
  const name = input.name.trim();
  const taken = (digest: string): boolean => (store.secrets.byBadge(digest)?.person ?? known) !== known;
  if (name === '' && known === undefined) return { kind: 'refused', why: 'name_missing' };
  if (input.badge.trim().length < peopleLimits.shortestBadge) return { kind: 'refused', why: 'badge_unknown' };
  if ([...input.pin].length < peopleLimits.shortestPin) return { kind: 'refused', why: 'pin_too_short' };
  const digest = badgeDigest(input.badge, store.secrets, random);
  if (taken(digest)) return { kind: 'refused', why: 'badge_taken' };
  const person = known ?? technicianId(random.bytes(16));
  const wrapped = await wrapNew(vault, input.pin);
  const enrolled: Draft = {
    type: 'person.enrolled',
    body: { person, roles: [...new Set(input.roles)], key: toBase64url(wrapped.signer.publicKey) },
    // The badge itself opens doors: what is sealed is what this station finds it by.
    sealed: { name, badge: digest },
    actor: by,
  };
  const local: LocalChange = { kind: 'person_key', person, badgeDigest: digest, wrapped: wrapped.text };
  return { kind: 'done', facts: recorder.record([...before, enrolled], [local]), person };
}

async function wrapNew(vault: PinVault, pin: string): Promise<{ readonly signer: Signer; readonly text: string }> {
  const key: NewKey = vault.newKey();
  try {
    return { signer: key.signer, text: await vault.wrap(pin, key.seed) };
  } finally {
    key.seed.fill(0);
  }
}

function endOne(needs: PeopleNeeds, now: ReturnType<People['current']>, id: string): PeopleOutcome {
  const by = supervisor(now);
  if (by.kind === 'refused') return by;
  const person = needs.store.people.byId(id);
  if (person?.active !== true) return { kind: 'refused', why: 'person_unknown' };
  const others = needs.store.people.all().filter((each) => each.active && each.id !== id && each.roles.includes('supervisor'));
  if (others.length === 0) return { kind: 'refused', why: 'illegal_move', detail: 'last_supervisor' };
  const facts = needs.recorder.record(
    [{ type: 'person.ended', body: { person: person.id }, actor: by.person.id }],
    [{ kind: 'drop_person_key', person: person.id }],
  );
  return { kind: 'done', facts: [...facts, ...closeSession(needs, person.id)], person: person.id };
}

async function openSession(
  needs: PeopleNeeds,
  { badge, pin }: Credentials,
  lifeMs: number,
): Promise<
  { readonly kind: 'opened'; readonly person: PersonRow; readonly session: OpenSession; readonly facts: readonly RecordedFact[] } | Refused
> {
  const { store, clock, vault, recorder, sessions } = needs;
  const owner = ownerOf(needs, badge);
  if (owner.kind === 'refused') return owner;
  const { person } = owner;
  const tried = await tryPin(needs, owner.record, pin, canBeHelped(needs, person.id));
  if (tried.kind === 'refused') return tried;
  const chain = store.facts.chain();
  if (chain === undefined) throw new RecordRefused('no_chain', 'the station belongs to no chain yet');
  const earlier = sessions.of(person.id);
  const made = vault.newKey();
  made.seed.fill(0); // a session key is never kept
  const untilMs = clock.wallMs() + lifeMs;
  const sessionKey = toBase64url(made.signer.publicKey);
  const { station, epoch } = chain.identity;
  const grant = tried.signer.sign(sessionGrantBytes({ station, epoch, person: person.id, sessionKey, untilMs }));
  const session: OpenSession = { person: person.id, signer: made.signer, untilMs };
  sessions.open(session); // the event that opens a session is signed by it already
  try {
    const body = { session_key: sessionKey, until_ms: untilMs, method: 'badge_pin', key_sig: toBase64url(grant) };
    const opened: Draft = { type: 'session.opened', body, actor: person.id };
    const closed: Draft[] =
      earlier === undefined
        ? []
        : [{ type: 'session.closed', body: { session_key: toBase64url(earlier.signer.publicKey) }, actor: person.id }];
    return { kind: 'opened', person, session, facts: recorder.record([opened, ...closed]) };
  } catch (cause) {
    if (earlier === undefined) sessions.close(person.id);
    else sessions.open(earlier);
    throw cause;
  }
}

/** Whether somebody else here may give this person a new PIN. */
function canBeHelped({ store }: PeopleNeeds, id: string): boolean {
  return store.people
    .all()
    .some((each) => each.active && each.id !== id && (each.roles.includes('supervisor') || each.roles.includes('admin')));
}

function ownerOf(
  needs: PeopleNeeds,
  badge: string,
):
  | { readonly kind: 'owner'; readonly person: PersonRow; readonly record: NonNullable<ReturnType<StationStore['secrets']['byBadge']>> }
  | Refused {
  const record = needs.store.secrets.byBadge(badgeDigest(badge, needs.store.secrets, needs.random));
  const person = record === undefined ? undefined : needs.store.people.byId(record.person);
  if (record === undefined || person?.active !== true) return { kind: 'refused', why: 'badge_unknown' };
  return { kind: 'owner', person, record };
}

/** Whoever has a session at the bench keeps it: the PIN alone is asked again. */
async function openStep(needs: PeopleNeeds, credentials: Credentials): Promise<Step | Refused> {
  const owner = ownerOf(needs, credentials.badge);
  if (owner.kind === 'refused') return owner;
  if (needs.sessions.of(owner.person.id) !== undefined) {
    const tried = await tryPin(needs, owner.record, credentials.pin, canBeHelped(needs, owner.person.id));
    return tried.kind === 'refused' ? tried : { kind: 'step', person: owner.person, end: () => undefined };
  }
  const opened = await openSession(needs, credentials, peopleLimits.stepMs);
  if (opened.kind === 'refused') return opened;
  return {
    kind: 'step',
    person: opened.person,
    end() {
      // Somebody who signed in meanwhile has another session now, and keeps it.
      if (needs.sessions.of(opened.person.id)?.signer === opened.session.signer) closeSession(needs, opened.person.id);
    },
  };
}

/** Writes the end of a session, signed by it one last time, and forgets its key. */
function closeSession(needs: PeopleNeeds, person: string): readonly RecordedFact[] {
  const session = needs.sessions.of(person);
  if (session === undefined) return [];
  try {
    return needs.recorder.record([{ type: 'session.closed', body: { session_key: toBase64url(session.signer.publicKey) }, actor: person }]);
  } finally {
    needs.sessions.close(person);
  }
}
