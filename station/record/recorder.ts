import type { Clock, KeyStore, LocalChange, Log, Random, SealedFact, StationStore } from '../../contract/ports.ts';
import { factOfEntry } from '../../contract/ports.ts';
import type { DriveLife, RecordedFact } from '../../domain/custody/life.ts';
import { evolve, isCustodyType } from '../../domain/custody/life.ts';
import type { Around } from '../../domain/containers/around.ts';
import { type ContainerLife, evolveContainer, hasLeft, isAboutContainer } from '../../domain/containers/life.ts';
import { judgeContainerMove } from '../../domain/containers/moves.ts';
import type { MoveVerdict, ProposedMove } from '../../domain/custody/moves.ts';
import type { ChainHead } from '../../domain/ledger/chain.ts';
import type { ClockOffset, HybridTime } from '../../domain/ledger/clock.ts';
import { eventTimeOf, parseHybrid, tickHybrid } from '../../domain/ledger/clock.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { nothingSeen } from '../../domain/ledger/event.ts';
import { sealEvent } from '../../domain/ledger/entry.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import type { Role } from '../../domain/people/roles.ts';
import type { Draft } from './draft.ts';
import { readBody, sealValues } from './draft.ts';
import { RecordRefused } from './refused.ts';
import type { Sessions } from './sessions.ts';

/** The last word before a fact about a drive is signed; normally `judgeMove`. */
export type Gate = (life: DriveLife | undefined, proposed: ProposedMove) => MoveVerdict;

export interface RecorderNeeds {
  readonly store: Pick<StationStore, 'facts' | 'drives' | 'containers' | 'people' | 'sync'>;
  readonly keys: Pick<KeyStore, 'event'>;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly random: Random;
  readonly gate: Gate;
  readonly log: Log;
}

export interface Recorder {
  /**
   * Writes facts, all or none, in one transaction: when it returns they are on disk, signed and chained.
   * `local` is written in the same transaction. Throws `RecordRefused`; then nothing was written.
   */
  record(drafts: readonly Draft[], local?: readonly LocalChange[]): readonly RecordedFact[];
  /** Tells of facts after their commit. @returns a function that ends it */
  subscribe(listener: (facts: readonly RecordedFact[]) => void): () => void;
  /** False after the store failed once: nothing more is written until the station starts anew. */
  readonly working: boolean;
}

interface Batch {
  head: ChainHead;
  hybrid: HybridTime;
  readonly sealed: SealedFact[];
  readonly lives: Map<string, DriveLife | undefined>;
  readonly custody: Map<string, string>;
  readonly containers: Map<string, ContainerLife | undefined>;
}

export function createRecorder(needs: RecorderNeeds): Recorder {
  const { store, log } = needs;
  const listeners = new Set<(facts: readonly RecordedFact[]) => void>();
  let failed = false;
  return {
    get working() {
      return !failed;
    },
    record(drafts, local = []) {
      if (failed) throw new RecordRefused('store_failed', 'the store failed before; nothing is written until the station starts anew');
      if (drafts.length === 0) throw new RangeError('a record holds at least one fact');
      const sealed = sealBatch(needs, drafts);
      try {
        store.facts.append(sealed, local);
      } catch (cause) {
        failed = true;
        throw new RecordRefused('store_failed', 'the store did not take the facts', { cause });
      }
      const facts = sealed.map(({ entry }) => factOfEntry(entry));
      for (const listener of listeners) {
        try {
          listener(facts);
        } catch (cause) {
          // The facts are on disk: a listener that fails cannot take them back, and must not look like a refusal.
          log.note('listener_failed', { why: String(cause) });
        }
      }
      return facts;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function sealBatch(needs: RecorderNeeds, drafts: readonly Draft[]): readonly SealedFact[] {
  const chain = needs.store.facts.chain();
  if (chain === undefined) throw new RecordRefused('no_chain', 'the station belongs to no chain yet');
  const batch: Batch = {
    head: chain.head,
    hybrid: (chain.hlc === undefined ? undefined : parseHybrid(chain.hlc)) ?? { ms: 0, counter: 0 },
    sealed: [],
    lives: new Map(),
    custody: new Map(),
    containers: new Map(),
  };
  const seen = needs.store.sync.checkpoint();
  const { offset } = needs.store.sync.state();
  const context = {
    reg: chain.identity.reg,
    station: chain.identity.station,
    seen: seen === undefined ? nothingSeen : { size: seen.size, root: seen.root },
    offset: offset === undefined ? undefined : ({ src: 'registry', ...offset } as const),
  };
  for (const [i, draft] of drafts.entries()) {
    // A life is folded here only for a later fact of the same batch, its own or a container's; the store folds all of them anyway.
    const isLast = !drafts.slice(i + 1).some(({ type, subject }) => subject === draft.subject || isAboutContainer(type, subject));
    sealOne(needs, batch, context, draft, isLast);
  }
  return batch.sealed;
}

interface Context {
  readonly reg: string;
  readonly station: string;
  readonly seen: { readonly size: number; readonly root: string };
  readonly offset: ClockOffset | undefined;
}

function sealOne(needs: RecorderNeeds, batch: Batch, context: Context, draft: Draft, isLast: boolean): void {
  const body = readBody(draft);
  const isDrive = draft.subject?.startsWith('d1_') === true;
  const life = draft.subject !== undefined && isDrive ? lifeOf(needs, batch, draft.subject) : undefined;
  if (isDrive) pass(draft, needs.gate(life, proposedOf(needs, draft, body)));
  const isContainer = isAboutContainer(draft.type, draft.subject);
  const around = aroundOf(needs, batch);
  const container = isContainer ? around.container(draft.subject ?? '') : undefined;
  if (isContainer) pass(draft, judgeContainerMove(container, proposedOf(needs, draft, body), around));
  const signers = signersOf(needs, draft);
  const { values, commitments } = sealValues(draft, () => needs.random.bytes(32));
  const wallMs = needs.clock.wallMs();
  const hybrid = tickHybrid(batch.hybrid, wallMs);
  const event: Event = {
    v: 1,
    reg: context.reg,
    station: context.station,
    epoch: batch.head.epoch,
    seq: batch.head.seq + 1,
    prev: batch.head.hash,
    type: draft.type,
    ...(draft.subject === undefined ? {} : { subject: draft.subject }),
    deps: [...depsOf(needs, batch, draft)],
    time: eventTimeOf({ wallMs, hybrid, boot: needs.clock.bootId, monoMs: needs.clock.monoMs(), offset: context.offset }),
    seen: context.seen,
    ...(draft.actor === undefined ? {} : { actor: draft.actor }),
    ...(draft.witness === undefined ? {} : { witness: draft.witness }),
    body,
    ...(commitments === undefined ? {} : { sealed: commitments }),
    ...(draft.att === undefined ? {} : { att: [...draft.att] }),
  };
  const entry = sealEvent({ event, signers });
  batch.sealed.push({ entry, sealed: values });
  batch.head = { epoch: event.epoch, seq: event.seq, hash: entry.hash };
  batch.hybrid = hybrid;
  if (draft.subject === undefined) return;
  if (isCustodyType(draft.type)) batch.custody.set(draft.subject, entry.hash);
  if (isContainer) batch.containers.set(draft.subject, evolveContainer(container, factOfEntry(entry)));
  if (isDrive && !isLast) batch.lives.set(draft.subject, evolve(life, factOfEntry(entry)));
}

function lifeOf(needs: RecorderNeeds, batch: Batch, subject: string): DriveLife | undefined {
  return batch.lives.has(subject) ? batch.lives.get(subject) : needs.store.drives.life(subject);
}

/** What stands in the store and in this batch, beside one container. */
function aroundOf({ store }: Pick<RecorderNeeds, 'store'>, batch: Batch): Around {
  return {
    drive: (subject) => (batch.lives.has(subject) ? batch.lives.get(subject) : store.drives.life(subject)),
    container: (subject) => (batch.containers.has(subject) ? batch.containers.get(subject) : store.containers.life(subject)),
    inside: (item) => insideNow(item, store.containers.inside(item), batch.containers),
  };
}

function insideNow(
  item: string,
  stored: ReturnType<Around['inside']>,
  changed: ReadonlyMap<string, ContainerLife | undefined>,
): ReturnType<Around['inside']> {
  const isStill = (subject: string | undefined): boolean => subject !== undefined && !changed.has(subject);
  const now = [...changed.values()].filter((life) => life !== undefined && !hasLeft(life) && life.items.some((each) => each.item === item));
  const nowIn = (is: 'container' | 'lot'): string | undefined => now.find((life) => life?.what?.is === is)?.subject;
  return {
    container: nowIn('container') ?? (isStill(stored.container) ? stored.container : undefined),
    lot: nowIn('lot') ?? (isStill(stored.lot) ? stored.lot : undefined),
  };
}

function proposedOf(needs: RecorderNeeds, draft: Draft, body: unknown): ProposedMove {
  return {
    type: draft.type,
    body,
    actor: draft.actor,
    actorRoles: rolesOf(needs, draft.actor),
    witness: draft.witness,
    witnessRoles: draft.witness === undefined ? undefined : rolesOf(needs, draft.witness),
    nowMs: needs.clock.wallMs(),
  };
}

function pass(draft: Draft, verdict: MoveVerdict): void {
  if (verdict.kind === 'legal') return;
  throw new RecordRefused(
    'illegal',
    `${draft.type} is refused: ${verdict.why}${verdict.detail === undefined ? '' : ` (${verdict.detail})`}`,
    { why: verdict.why },
  );
}

function rolesOf(needs: RecorderNeeds, person: string | undefined): readonly Role[] {
  if (person === undefined) return [];
  const row = needs.store.people.byId(person);
  return row?.active === true ? row.roles : [];
}

/** The station first, then each person who takes part, by the session key, and whoever else signs along. */
function signersOf(needs: RecorderNeeds, draft: Draft): readonly [Signer, ...Signer[]] {
  const people = [...new Set([draft.actor, draft.witness].filter((each) => each !== undefined))];
  const sessions = people.map((person) => {
    const session = needs.sessions.of(person);
    if (session === undefined) throw new RecordRefused('no_session', `${person} has no open session`);
    return session.signer;
  });
  return [needs.keys.event, ...sessions, ...(draft.cosigner === undefined ? [] : [draft.cosigner])];
}

function depsOf(needs: RecorderNeeds, batch: Batch, draft: Draft): readonly string[] {
  const given = draft.deps ?? [];
  if (draft.subject === undefined || !isCustodyType(draft.type)) return given;
  const head = batch.custody.get(draft.subject) ?? needs.store.facts.newestCustodyEvent(draft.subject);
  return head === undefined ? given : [head, ...given.filter((each) => each !== head)];
}
