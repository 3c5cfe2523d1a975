import { expect, test } from 'vitest';
import type { Entry } from '../../domain/ledger/entry.ts';
import type { Event } from '../../domain/ledger/event.ts';
import { isCustodyType } from '../../domain/custody/life.ts';
import { conflictQueries, conflictsOfDrive, custodyOfDrive, openConflicts, resolveConflict } from '../../registry/ledger/conflicts.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { bodies } from '../domain/conflicts/telling.ts';
import { drive, followed, person, pushAll } from './feed-kit.ts';
import { enrol, startRegistry, tempDir, type TestStation } from './kit.ts';

const [ana, bob, cem, officer] = [person(1), person(2), person(3), person(4)] as [string, string, string, string];

/** Two benches at two sites, and what they write about drives. */
async function benches(dir = tempDir()): Promise<{ registry: OpenRegistry; benches: readonly [TestStation, TestStation] }> {
  const registry = await startRegistry(dir);
  const one = await enrol(registry, 'Lyon');
  const two = await enrol(registry, 'Oslo');
  return { registry, benches: [one.station, two.station] };
}

/** Seals an event about a drive; custody events rest on `on`. */
function tell(station: TestStation, type: string, body: object, subject: string, on?: Entry, more: Partial<Event> = {}): Entry {
  const deps = on !== undefined && isCustodyType(type) ? [on.hash] : [];
  return station.seal({ type, body: body as Event['body'], subject, deps, ...more });
}

const claim = (station: TestStation, who: string, subject: string): Entry =>
  tell(station, 'custody.claimed', bodies.claimed(who), subject, undefined, { actor: who });

async function told(registry: OpenRegistry, type: string): Promise<readonly Event[]> {
  const entries = await registry.ledger.store.entries(0, 1000);
  return entries
    .map((bytes) => (JSON.parse(new TextDecoder().decode(bytes)) as { event: Event }).event)
    .filter((event) => event.type === type);
}

/** What the log shows of conflicts and custody, on any store. */
export function conflictsSuite(): void {
  test('two claims open a conflict once, the log tells of it, and an officer closes it', async () => {
    const {
      registry,
      benches: [one, two],
    } = await benches();
    const { sql } = registry.ledger.store;
    const subject = drive(1);
    claim(one, ana, subject);
    await pushAll(registry, one, 0);
    expect(await custodyOfDrive(sql, subject)).toMatchObject({ state: 'held', holder: ana, place: 'bench', station: one.id, site: 'Lyon' });
    claim(two, bob, subject);
    await pushAll(registry, two, 0);
    const [open, ...more] = await openConflicts(sql, 10);
    expect(more).toEqual([]);
    expect(open).toMatchObject({ subject, class: 'double_claim', open: true, heads: [one.chain[0]!.hash, two.chain[0]!.hash].sort() });
    expect(await custodyOfDrive(sql, subject)).toEqual({ subject, state: 'contested' });

    await expect.poll(async () => (await told(registry, 'conflict.opened')).length).toBe(1);
    expect(await told(registry, 'conflict.opened')).toMatchObject([
      { subject, body: { conflict: open!.conflict, class: 'double_claim', events: [...open!.events] } },
    ]);
    const asked = {
      subject,
      conflict: open!.conflict,
      heads: open!.heads,
      actor: officer,
      holder: bob,
      reason: 'seen_in_person',
      note: 'I held it',
    } as const;
    const parts = { sql, control: registry.ledger.control };
    expect(await resolveConflict(parts, { ...asked, conflict: 'A'.repeat(22) })).toEqual({ kind: 'refused', why: 'no_such_conflict' });
    expect(await resolveConflict(parts, { ...asked, heads: asked.heads.slice(1) })).toEqual({ kind: 'refused', why: 'heads_changed' });
    const resolved = await resolveConflict(parts, asked);
    await followed(registry);
    expect(await openConflicts(sql, 10)).toEqual([]);
    expect(await conflictsOfDrive(sql, subject)).toMatchObject([
      { open: false, closedBy: resolved.kind === 'resolved' ? resolved.hash : '' },
    ]);
    expect(await custodyOfDrive(sql, subject)).toMatchObject({ state: 'held', holder: bob, station: 'registry' });
    expect(await resolveConflict(parts, asked)).toEqual({ kind: 'refused', why: 'already_closed' });
    expect(await registry.ledger.projector.check('conflicts')).toMatchObject({ kind: 'equal' });
    expect(await told(registry, 'conflict.opened')).toHaveLength(1);
  });

  test('a receiver may come into the log before the giver: what is waited for is told, and goes away when it comes', async () => {
    const {
      registry,
      benches: [one, two],
    } = await benches();
    const { sql } = registry.ledger.store;
    const offers: Entry[] = [];
    for (let n = 0; n < 6; n++) {
      const subject = drive(n);
      const mine = claim(one, ana, subject);
      offers.push(tell(one, 'custody.offered', { from: ana, to: bob }, subject, mine, { actor: ana }));
    }
    for (const [n, offer] of offers.entries()) {
      const received = tell(two, 'custody.received', { from: ana, holder: bob }, drive(n), n % 2 === 0 ? offer : undefined, { actor: bob });
      if (n > 2) tell(two, 'drive.destroyed', { technique: 'shred' }, drive(n), received, { actor: bob, witness: cem });
    }
    // The receiver's chain first: offers are named that are not there yet.
    await pushAll(registry, two, 0);
    expect((await openConflicts(sql, 50)).filter(({ waitingFor }) => waitingFor !== undefined)).not.toEqual([]);
    expect((await conflictsOfDrive(sql, drive(0))).every(({ waitingFor }) => waitingFor === offers[0]!.hash)).toBe(true);
    await pushAll(registry, one, 0);
    const shown = offers.map(async (_, n) => {
      const rows = await conflictsOfDrive(sql, drive(n));
      return [
        rows.map(({ class: kind, open }) => `${kind} ${open ? 'open' : 'closed'}`).sort(),
        (await custodyOfDrive(sql, drive(n)))?.state,
      ];
    });
    expect(await Promise.all(shown)).toEqual([
      [[], 'held'],
      [['double_claim open', 'no_handoff open'], 'contested'],
      [[], 'held'],
      [['after_end open', 'no_handoff open'], 'contested'],
      [[], 'ended'],
      [['after_end open', 'no_handoff open'], 'contested'],
    ]);
    expect(await registry.ledger.projector.check('conflicts')).toMatchObject({ kind: 'equal' });
  });

  test('one drive under two ids is one drive, until an officer parts them', async () => {
    const {
      registry,
      benches: [one, two],
    } = await benches();
    const { sql } = registry.ledger.store;
    const [x, y] = [drive(1), drive(2)];
    claim(one, ana, x);
    claim(two, bob, y);
    await pushAll(registry, one, 0);
    await pushAll(registry, two, 0);
    expect(await openConflicts(sql, 10)).toEqual([]);
    const link = tell(one, 'drive.linked', { other: y, reason: 'person' }, x, undefined, { actor: officer });
    await pushAll(registry, one, 1);
    expect(await openConflicts(sql, 10)).toMatchObject([{ subject: x, class: 'double_claim' }]);
    expect(await custodyOfDrive(sql, y)).toEqual({ subject: x, state: 'contested' });
    tell(one, 'drive.unlinked', { other: y, reason: 'person' }, x, undefined, { actor: officer, deps: [link.hash] });
    await pushAll(registry, one, 2);
    expect(await openConflicts(sql, 10)).toEqual([]);
    expect(await custodyOfDrive(sql, y)).toMatchObject({ subject: y, state: 'held', holder: bob });
    expect(await registry.ledger.projector.check('conflicts')).toMatchObject({ kind: 'equal' });
  });

  test('at a station only a person whom the registry made supervisor closes a conflict', async () => {
    const {
      registry,
      benches: [one, two],
    } = await benches();
    const { sql } = registry.ledger.store;
    const subject = drive(1);
    claim(one, ana, subject);
    claim(two, bob, subject);
    await pushAll(registry, one, 0);
    await pushAll(registry, two, 0);
    const [open] = await openConflicts(sql, 1);
    const body = { conflict: open!.conflict, class: open!.class, holder: bob, reason: 'seen_in_person' };
    two.seal({ type: 'conflict.resolved', body, subject, deps: [...open!.heads], actor: officer });
    await pushAll(registry, two, 1);
    expect(await openConflicts(sql, 10)).toHaveLength(1);
    await registry.ledger.control.write({
      type: 'role.granted',
      body: { person: officer, role: 'supervisor', sites: ['*'], tenants: ['*'], until_ms: 4_000_000_000_000 },
    });
    two.seal({ type: 'conflict.resolved', body, subject, deps: [...open!.heads], actor: officer });
    await pushAll(registry, two, 2);
    expect(await openConflicts(sql, 10)).toEqual([]);
    expect(await custodyOfDrive(sql, subject)).toMatchObject({ state: 'held', holder: bob, site: 'Oslo' });
  });

  test('a conflict that was found and not told before a stop is told after the next start, once', async () => {
    const dir = tempDir();
    const {
      registry,
      benches: [one, two],
    } = await benches(dir);
    claim(one, ana, drive(1));
    claim(two, bob, drive(1));
    await pushAll(registry, one, 0);
    await pushAll(registry, two, 0);
    await registry.close();
    const again = await startRegistry(dir);
    await expect.poll(async () => (await told(again, 'conflict.opened')).length).toBe(1);
    await followed(again);
    expect(await again.ledger.store.sql.query(conflictQueries.untold)).toEqual([]);
    expect(await told(again, 'conflict.opened')).toHaveLength(1);
  });
}
