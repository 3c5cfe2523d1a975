import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Changes, follow } from '../../../station/feed/changes.ts';

/** A wait that ends when the test says so. */
function handWait(): { readonly wait: (ms: number) => Promise<void>; pass(): void; readonly asked: number[] } {
  let wake: (() => void) | undefined;
  const asked: number[] = [];
  return {
    asked,
    wait: (ms) => {
      asked.push(ms);
      return new Promise((resolve) => (wake = resolve));
    },
    pass: () => wake?.(),
  };
}

const now = (): Promise<void> => Promise.resolve();

test('a feed gives the present view at once and a new one after each change', async () => {
  const changes = new Changes();
  let value = 1;
  const feed = follow(() => ({ value }), changes, now, undefined);
  expect((await feed.next()).value).toEqual({ value: 1 });
  const next = feed.next();
  value = 2;
  changes.notify();
  expect((await next).value).toEqual({ value: 2 });
  await feed.return();
});

test('many changes in one pace make one view, the newest, and no change is lost', async () => {
  const changes = new Changes();
  const hand = handWait();
  let value = 0;
  const seen: number[] = [];
  const feed = follow(() => value, changes, hand.wait, undefined);
  expect((await feed.next()).value).toBe(0);
  const second = feed.next().then(({ value: view }) => seen.push(view ?? -1));
  for (value = 1; value < 50; value++) changes.notify();
  await pause(5);
  expect(seen).toEqual([]);
  hand.pass();
  await second;
  expect(seen).toEqual([50]);
  expect(hand.asked).toHaveLength(1);
  await feed.return();
});

test('a change that alters nothing in the view is not told', async () => {
  const changes = new Changes();
  let value = 'same';
  const feed = follow(() => value, changes, now, undefined);
  await feed.next();
  let told = false;
  const next = feed.next().then((result) => {
    told = true;
    return result.value;
  });
  changes.notify();
  await pause(5);
  expect(told).toBe(false);
  value = 'other';
  changes.notify();
  expect(await next).toBe('other');
  await feed.return();
});

test('a feed ends with its signal, and leaves no listener behind', async () => {
  const changes = new Changes();
  let views = 0;
  const abort = new AbortController();
  const feed = follow(() => ++views, changes, now, abort.signal);
  await feed.next();
  const next = feed.next();
  await pause(2);
  abort.abort();
  expect((await next).done).toBe(true);
  const before = views;
  changes.notify();
  await pause(2);
  expect(views).toBe(before);
});
