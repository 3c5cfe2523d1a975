import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../../domain/bytes.ts';
import { openBodyBudget } from '../../../registry/gates/body-budget.ts';
import { peekHeader } from '../../../registry/gates/peek.ts';
import type { Asked, PushGate } from '../../../registry/gates/push-gate.ts';
import { openPushGate } from '../../../registry/gates/push-gate.ts';

type In = Extract<Asked, { kind: 'in' }>;

function enter(gate: PushGate, carrier: string, events: number): In {
  const asked = gate.ask(carrier, events);
  if (asked.kind === 'refused') throw new Error(asked.code);
  return asked;
}

describe('the push gate', () => {
  test('lets everyone in under half, and refuses all when full', () => {
    const gate = openPushGate({ events: 100, abreast: 1 }, () => 0);
    const first = enter(gate, 'a', 25);
    enter(gate, 'a', 25);
    enter(gate, 'b', 50);
    expect(gate.ask('c', 1)).toMatchObject({ kind: 'refused', code: 'busy' });
    first.leave();
    first.leave();
    expect(gate.load()).toEqual({ events: 75, abreast: 1, carriers: 3 });
    expect(gate.ask('d', 25).kind).toBe('in');
  });

  test('over half gives each carrier an equal share, and never less than 50 events a second', () => {
    let now = 0;
    const gate = openPushGate({ events: 10_000, abreast: 1 }, () => now);
    for (let i = 0; i < 50; i++) enter(gate, `other ${i}`, 110);
    // 51 are active: an equal share of the first rate would be under 20 a second.
    enter(gate, 'a', 100);
    expect(gate.ask('a', 100)).toEqual({ kind: 'refused', code: 'slow_down', retryMs: 2000 });
    // One that asks for the first time does not pay for the others.
    enter(gate, 'b', 100);
    now = 2000;
    expect(gate.ask('a', 100).kind).toBe('in');
    expect(gate.ask('b', 100).kind).toBe('in');
  });

  test('takes carriers in turn, however much one of them sends', async () => {
    const gate = openPushGate({ events: 1000, abreast: 1 }, () => 0);
    const order: string[] = [];
    const pushes = ['a', 'a', 'a', 'b', 'c', 'b'].map(async (carrier, i) => {
      const { turn, leave } = enter(gate, carrier, 10);
      await turn;
      order.push(`${carrier}${i}`);
      leave();
    });
    await Promise.all(pushes);
    expect(order).toEqual(['a0', 'b3', 'c4', 'a1', 'b5', 'a2']);
    expect(gate.load()).toMatchObject({ events: 0, abreast: 0 });
  });

  test('one that goes away while it waits leaves its place', async () => {
    const gate = openPushGate({ events: 100, abreast: 1 }, () => 0);
    const [first, gone, last] = [enter(gate, 'a', 1), enter(gate, 'b', 1), enter(gate, 'c', 1)];
    gone.leave();
    first.leave();
    await last.turn;
    expect(gate.load()).toMatchObject({ events: 1, abreast: 1 });
  });

  test('a storm: never more waits than the limit, everyone is served all of it, and nobody far ahead of the others', async () => {
    let now = 0;
    const gate = openPushGate({ events: 600, abreast: 2 }, () => now);
    const stations = Array.from({ length: 40 }, (_, i) => ({ name: `st_${i}`, left: 5, nextMs: 0, servedAt: 0 }));
    let most = 0;
    let served = 0;
    const running: In[] = [];
    for (; stations.some(({ left }) => left > 0); now += 10) {
      if (now > 600_000) throw new Error('the storm does not end');
      for (const station of stations) {
        if (station.left === 0 || station.nextMs > now) continue;
        const asked = gate.ask(station.name, 40);
        if (asked.kind === 'refused') {
          station.nextMs = now + asked.retryMs;
          continue;
        }
        station.nextMs = Number.POSITIVE_INFINITY;
        void asked.turn.then(() => {
          running.push(asked);
          station.left -= 1;
          station.nextMs = now;
          if (station.left === 0) station.servedAt = served;
        });
      }
      most = Math.max(most, gate.load().events);
      await Promise.resolve();
      for (const push of running.splice(0)) {
        served += 40;
        push.leave();
      }
      await Promise.resolve();
    }
    expect(most).toBeLessThanOrEqual(600);
    expect(served).toBe(40 * 5 * 40);
    // Whoever was first to find room is not done before a quarter of everything is.
    expect(Math.min(...stations.map(({ servedAt }) => servedAt))).toBeGreaterThan(served / 4);
    for (const push of running) push.leave();
    expect(gate.load().events).toBe(0);
  });
});

test('room for bodies is given before they are read, bounded, and given back once', () => {
  const budget = openBodyBudget(100);
  const back = budget.take(60);
  expect(budget.take(41)).toBeUndefined();
  expect(budget.take(40)).toBeDefined();
  back?.();
  back?.();
  expect(budget.heldBytes()).toBe(40);
});

test('the header of a push is read from its beginning, compressed or not, and from nothing else', () => {
  const header = { station: 'st_01', epoch: 1, from: 7, count: 3 };
  const body = utf8(`${JSON.stringify(header)}\n${'x'.repeat(100_000)}\n`);
  expect(peekHeader(body, false)).toEqual(header);
  expect(peekHeader(gzipSync(body), true)).toEqual(header);
  expect(peekHeader(gzipSync(body), false)).toBeUndefined();
  expect(peekHeader(utf8(`{"station":"st_01"}\n`), false)).toBeUndefined();
  expect(peekHeader(new Uint8Array(), true)).toBeUndefined();
});
