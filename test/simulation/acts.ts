import { toBase64url } from '../../domain/bytes.ts';
import { conflictsOfDrive, openConflicts, resolveConflict } from '../../registry/ledger/conflicts.ts';
import { eraseValues } from '../../registry/ledger/erasure.ts';
import { heldEvents } from '../../registry/ledger/quarantine-rows.ts';
import { decideHeld } from '../../registry/ledger/quarantine.ts';
import { revokeKey } from '../../registry/ledger/revocation.ts';
import type { Stage } from './incidents.ts';
import type { RegistryHost } from './registry-host.ts';
import type { StationHost } from './station-host.ts';

/* What officers do at the console while things break: end keys, erase values, decide about conflicts and held events. */

type Ledger = NonNullable<RegistryHost['ledger']>;

const officer = 'tc_0000000000000000000000000000000f';

/** An act that the registry may not live to answer: then it has happened, or it has not. */
function atDesk({ world, registry, observer }: Stage, act: (ledger: Ledger) => Promise<string>): void {
  const { ledger } = registry;
  if (ledger === undefined || ledger.integrator.alarm() !== undefined || observer.inHands) return;
  const say = (what: string): void => {
    world.say(`officer ${what}`);
    world.sign();
  };
  act(ledger).then(say, (cause: unknown) => say(`failed: ${cause instanceof Error ? cause.message : String(cause)}`));
}

/** The event key of a station was lost. What it signs from now on is nobody's word. */
export function revoke(stage: Stage, host: StationHost): void {
  const { random } = stage.world;
  const chain = host.running?.store.facts.chain();
  const { phase, acked } = host.phase();
  if (chain === undefined || phase !== 'running') return;
  const trust = random.chance(0.5) ? { epoch: chain.identity.epoch, seq: random.below(acked + 1) } : undefined;
  host.past.add('revoked');
  const asked = { keyId: host.keys.event.keyId, reason: random.pick(['lost', 'stolen'] as const), trust, officer };
  atDesk(stage, async ({ store, control }) => `revokes a key of ${host.name}: ${(await revokeKey({ store, control }, asked)).kind}`);
}

interface SealedRow {
  readonly head: Buffer;
  readonly rest: Buffer;
  readonly field: string;
  readonly value: string;
  readonly salt: Buffer;
}

function eventOf({ head, rest }: SealedRow): string {
  return toBase64url(new Uint8Array(Buffer.concat([head, rest])));
}

/** Somebody wants values about them to go. */
export function erase(stage: Stage): void {
  const { world, registry, observer } = stage;
  const rows = registry.disk.database
    .prepare<[], SealedRow>(
      'SELECT hash8 AS head, hash24 AS rest, field, value, salt FROM sealed JOIN events USING (log_id, log_index) ORDER BY log_index, field',
    )
    .all();
  if (rows.length === 0) return;
  const row = world.random.pick(rows);
  const { field, value, salt } = row;
  const event = eventOf(row);
  observer.erased.push({ event, field, value, salt });
  atDesk(stage, async ({ store, control }) => {
    const { kind } = await eraseValues({ store, control }, { event, fields: [field], ground: 'request_of_the_person', officer });
    return `erases ${field}: ${kind}`;
  });
}

/** Every value that came with events of this type goes. */
export function eraseAll(stage: Stage, type: string): void {
  const { registry, observer } = stage;
  const rows = registry.disk.database
    .prepare<[string], SealedRow>(
      `SELECT hash8 AS head, hash24 AS rest, field, value, salt FROM sealed JOIN events USING (log_id, log_index)
        JOIN types USING (type_no) WHERE types.type = ? ORDER BY log_index, field`,
    )
    .all(type);
  for (const row of rows) {
    const event = eventOf(row);
    observer.erased.push({ event, field: row.field, value: row.value, salt: row.salt });
    atDesk(stage, async ({ store, control }) => {
      const { kind } = await eraseValues({ store, control }, { event, fields: [row.field], ground: 'request_of_the_person', officer });
      return `erases ${row.field} of ${event}: ${kind}`;
    });
  }
}

/** The oldest open conflict is decided on, from what the officer was shown. */
export function resolve(stage: Stage): void {
  const withHolder = stage.world.random.chance(0.6);
  atDesk(stage, async ({ store: { sql }, control }) => {
    const [shown] = await openConflicts(sql, 1);
    if (shown === undefined) return 'finds no conflict';
    const [row = shown] = (await conflictsOfDrive(sql, shown.subject)).filter(({ conflict }) => conflict === shown.conflict);
    const settles = row.class !== 'same_person' && withHolder;
    const decision = { subject: row.subject, conflict: row.conflict, heads: row.heads, actor: officer, reason: 'seen_in_person' as const };
    const { kind } = await resolveConflict({ sql, control }, { ...decision, ...(settles ? { holder: officer } : {}) });
    return `resolves ${row.class}: ${kind}`;
  });
}

/** Decides about the oldest event that came by a revoked key. */
export function decideOldest(stage: Stage): void {
  const verdict = stage.world.random.chance(0.5)
    ? ({ kind: 'admit', ground: 'made_before_loss' } as const)
    : ({ kind: 'dismiss', ground: 'made_after_loss' } as const);
  atDesk(stage, async ({ store, control, clock }) => {
    const [held] = await heldEvents(store.sql, 1);
    if (held === undefined) return 'finds nothing held';
    const { kind } = await decideHeld({ store, control, clock }, { hash: held.hash, verdict, officer });
    return `decides to ${verdict.kind}: ${kind}`;
  });
}
