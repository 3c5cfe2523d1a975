import { expect, test, vi } from 'vitest';
import { takerOf } from '../../../host/registry/outlets.ts';
import { webhookOutlet } from '../../../host/registry/webhook-outlet.ts';
import { startDeliverer } from '../../../registry/outlets/deliverer.ts';
import type { Outlet } from '../../../registry/outlets/outlet.ts';
import { waitsMs } from '../../../registry/outlets/outlet.ts';
import { outletPlace, replayFrom } from '../../../registry/outlets/places.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { firstAdmin, personWith, startConsole } from '../console-kit.ts';
import { followed } from '../feed-kit.ts';
import { enrol, push, startRegistry, taken, tempDir, type TestStation } from '../kit.ts';
import { type Receiver, secret, startReceiver } from './receiver.ts';

function hook(receiver: Receiver, more: Partial<Outlet> & { readonly kinds?: readonly string[] } = {}): Outlet {
  const { kinds, ...others } = more;
  const url = new URL(receiver.url);
  return { ...webhookOutlet({ name: 'siem', begins: 'beginning', takes: takerOf(kinds), url, secrets: () => [secret] }), ...others };
}

async function beats(registry: OpenRegistry, station: TestStation, count: number): Promise<number> {
  const entries = Array.from({ length: count }, () => station.seal());
  taken(await push(registry, station, entries));
  await followed(registry);
  return registry.ledger.store.logSize();
}

const seen = ({ taken: all }: Receiver): readonly number[] => all.flatMap(({ indexes }) => indexes);
const upTo = (size: number, from = 0): readonly number[] => Array.from({ length: size - from }, (_, at) => from + at);

/** A deliverer over the registry's database whose time is moved by hand: what waits is run when its time has come. */
function handDriven(registry: OpenRegistry, outlets: readonly Outlet[]) {
  let nowMs = Date.now();
  const waiting = new Map<() => void, number>();
  const reports: string[] = [];
  const { store, log, integrator, projector } = registry.ledger;
  const deliverer = startDeliverer({
    sql: store.sql,
    outlets,
    logId: log.logId,
    covered: () => integrator.published()?.size ?? 0,
    projector,
    clock: { nowMs: () => nowMs },
    after: (ms, run) => {
      waiting.set(run, nowMs + ms);
      return () => waiting.delete(run);
    },
    report: (what) => reports.push(what),
  });
  return {
    deliverer,
    reports,
    nowMs: () => nowMs,
    pass(ms: number) {
      nowMs += ms;
      for (const [run, dueMs] of waiting)
        if (dueMs <= nowMs) {
          waiting.delete(run);
          run();
        }
    },
  };
}

export function outletsSuite(): void {
  test('a webhook is told every entry once, in order, and what comes later', async () => {
    const receiver = await startReceiver();
    const registry = await startRegistry(tempDir(), { outlets: [hook(receiver)] });
    const { station } = await enrol(registry);
    const size = await beats(registry, station, 230);
    await receiver.until(() => seen(receiver).length >= size);
    expect(seen(receiver)).toEqual(upTo(size));
    expect(receiver.taken.length).toBeGreaterThan(2);
    expect(receiver.taken.every(({ indexes }) => indexes.length <= 100)).toBe(true);
    expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(receiver.taken.length);
    const grown = await beats(registry, station, 3);
    await receiver.until(() => seen(receiver).length >= grown);
    expect(seen(receiver)).toEqual(upTo(grown));
  });

  test('only the kinds that were asked for are told, and the place passes the others', async () => {
    const receiver = await startReceiver();
    const registry = await startRegistry(tempDir(), { outlets: [hook(receiver, { kinds: ['log.*', 'station.enrolled'] })] });
    const { station } = await enrol(registry);
    const size = await beats(registry, station, 5);
    const { sql } = registry.ledger.store;
    await vi.waitFor(async () => expect((await outletPlace(sql, 'siem'))?.position.next).toBe(size), { timeout: 15_000 });
    const types = receiver.taken.flatMap((each) => each.types);
    expect(types[0]).toBe('log.opened');
    expect(types.filter((type) => type !== 'log.opened' && type !== 'station.enrolled')).toEqual([]);
    expect(types.length).toBeGreaterThan(1);
  });

  test('what fails is tried with longer waits, given up loudly, and goes on from its place when somebody says so', async () => {
    const registry = await startRegistry(tempDir());
    const { station } = await enrol(registry);
    const size = await beats(registry, station, 2);
    const { sql } = registry.ledger.store;
    let nowS = (): number => 0;
    const receiver = await startReceiver(() => nowS());
    receiver.status = 503;
    const hand = handDriven(registry, [hook(receiver)]);
    nowS = () => Math.floor(hand.nowMs() / 1000);
    for (const [at, waitMs] of waitsMs.entries()) {
      await vi.waitFor(async () => expect((await outletPlace(sql, 'siem'))?.failures).toBe(at + 1));
      expect(await outletPlace(sql, 'siem')).toMatchObject({ state: 'waiting', position: { next: 0 }, why: 'it answered 503' });
      hand.pass(waitMs - 1);
      expect(receiver.attempts).toBe(at + 1);
      // A long wait is looked at once a minute; the last of them comes when it is over.
      await vi.waitFor(() => {
        hand.pass(waitMs > 60_000 ? 60_000 : 1);
        expect(receiver.attempts).toBe(at + 2);
      });
    }
    await vi.waitFor(async () => expect((await outletPlace(sql, 'siem'))?.state).toBe('given_up'));
    await vi.waitFor(() => expect(hand.reports).toHaveLength(1));
    expect(hand.reports[0]).toContain('siem was given up after 13 attempts: it answered 503');
    hand.pass(1_000_000_000);
    expect(receiver.attempts).toBe(waitsMs.length + 1);
    receiver.status = 200;
    await replayFrom(sql, 'siem', 0, hand.nowMs());
    hand.deliverer.look('siem');
    await receiver.until(() => seen(receiver).length >= size);
    expect(seen(receiver)).toEqual(upTo(size));
    await vi.waitFor(async () => expect(await outletPlace(sql, 'siem')).toMatchObject({ state: 'told', failures: 0, taken: size, run: 1 }));
    await hand.deliverer.stop();
  });

  test('one that is gone is given up at once, a redirect is not followed, and one that is not there is waited for', async () => {
    const registry = await startRegistry(tempDir());
    const { sql } = registry.ledger.store;
    const [gone, moved] = [await startReceiver(), await startReceiver()];
    gone.status = 410;
    moved.status = 302;
    const nowhere = hook({ ...gone, url: 'http://127.0.0.1:1/' }, { name: 'nowhere' });
    const hand = handDriven(registry, [hook(gone, { name: 'gone' }), hook(moved, { name: 'moved' }), nowhere]);
    await vi.waitFor(async () => {
      expect(await outletPlace(sql, 'gone')).toMatchObject({ state: 'given_up', why: 'it answered 410' });
      expect(await outletPlace(sql, 'moved')).toMatchObject({ state: 'waiting', why: 'it answered 302' });
      expect(await outletPlace(sql, 'nowhere')).toMatchObject({ state: 'waiting', failures: 1 });
    });
    expect(moved.attempts).toBe(1);
    await hand.deliverer.stop();
  });

  test('a registry that starts again goes on where it was, and a new outlet begins now', async () => {
    const [old, fresh] = [await startReceiver(), await startReceiver()];
    const dir = tempDir();
    const first = await startRegistry(dir, { outlets: [hook(old)] });
    const { station } = await enrol(first);
    const size = await beats(first, station, 4);
    await vi.waitFor(async () => expect((await outletPlace(first.ledger.store.sql, 'siem'))?.position.next).toBe(size));
    await first.close();
    const second = await startRegistry(dir, { outlets: [hook(old), hook(fresh, { name: 'fresh', begins: 'now' })] });
    await vi.waitFor(async () => expect((await outletPlace(second.ledger.store.sql, 'fresh'))?.position.next).toBe(size));
    const grown = await beats(second, station, 2);
    await Promise.all([old.until(() => seen(old).length >= grown), fresh.until(() => seen(fresh).length >= grown - size)]);
    expect(seen(old)).toEqual(upTo(grown));
    expect(seen(fresh)).toEqual(upTo(grown, size));
  });

  test('the console shows how far each was told, and lets an administrator tell it again from a place', async () => {
    const receiver = await startReceiver();
    const registry = await startConsole({}, tempDir(), { outlets: [hook(receiver)] });
    const admin = await firstAdmin(registry);
    const { browser: auditor } = await personWith(admin, [{ role: 'auditor' }]);
    const { browser: local } = await personWith(admin, [{ role: 'auditor', sites: ['Hall A'] }]);
    await followed(registry);
    const size = await registry.ledger.store.logSize();
    await receiver.until(() => seen(receiver).length >= size);
    const row = async () => (await auditor.ask('outlets.list')).rows[0];
    await vi.waitFor(async () =>
      expect(await row()).toMatchObject({ name: 'siem', to: new URL(receiver.url).origin, state: 'told', next: size, behind: 0 }),
    );
    expect((await local.refused('outlets.list')).code).toBe('role');
    const again = { params: { outlet: 'siem' }, body: { from: 2 } };
    expect((await auditor.refused('outlets.replay', again)).code).toBe('role');
    expect((await admin.refused('outlets.replay', { ...again, params: { outlet: 'other' } })).code).toBe('not_found');
    expect((await admin.refused('outlets.replay', { ...again, body: { from: size + 1000 } })).code).toBe('refused');
    await admin.ask('outlets.replay', again);
    await receiver.until(() => seen(receiver).length >= size + size - 2);
    expect(seen(receiver).slice(size)).toEqual(upTo(size, 2));
    expect(receiver.taken.at(-1)?.run).toBe(1);
    expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(receiver.taken.length);
    await vi.waitFor(async () => expect((await row())?.set_by?.name).toBe('First Admin'));
    // That it was told again is a fact of its own, and is told as well.
    const told = [{ name: 'siem', behind: 0, failures: 0, isGivenUp: false }];
    await vi.waitFor(async () => expect((await registry.measures()).outlets).toEqual(told));
  });
}
