import { expect, it } from 'vitest';
import { heardText } from '../../renderer/scan/heard.ts';
import { createTurns } from '../../renderer/scan/turns.ts';

interface Judged {
  readonly text: string;
  answer(number: number | undefined): Promise<void>;
}

/** A station that answers when the test says so. What begins with CARD is taken in the window. */
function bench() {
  const order: string[] = [];
  const judged: Judged[] = [];
  const timers: (() => void)[] = [];
  const turns = createTurns(
    ({ text }) => {
      order.push(text);
      if (text.startsWith('CARD')) return undefined;
      const { promise, resolve } = Promise.withResolvers<number | undefined>();
      const answer = async (number: number | undefined): Promise<void> => {
        resolve(number);
        await promise;
        await Promise.resolve();
      };
      judged.push({ text, answer });
      return promise;
    },
    (_ms, run) => timers.push(run),
  );
  return { order, judged, timers, turns, scan: (text: string) => turns.heard(heardText(text, 'wedge')) };
}

it('a card scanned right after a label waits until the window shows the verdict on that label', async () => {
  const { order, judged, turns, scan } = bench();
  scan('CARD START');
  expect(order).toEqual(['CARD START']);
  scan('LABEL 1');
  scan('CARD START');
  scan('LABEL 2');
  expect(order.slice(1)).toEqual(['LABEL 1']);
  await judged[0]?.answer(7);
  expect(order.slice(1)).toEqual(['LABEL 1']);
  turns.shown(6);
  expect(order.slice(1)).toEqual(['LABEL 1']);
  turns.shown(7);
  expect(order.slice(1)).toEqual(['LABEL 1', 'CARD START', 'LABEL 2']);
  // The view was quicker than the answer.
  scan('CARD STOP');
  turns.shown(8);
  await judged[1]?.answer(8);
  expect(order.at(-1)).toBe('CARD STOP');
});

it('a scan that gets no answer, and a verdict that is never shown, hold nothing up for good', async () => {
  const { order, judged, timers, scan } = bench();
  scan('LABEL 1');
  scan('CARD START');
  await judged[0]?.answer(undefined);
  expect(order).toEqual(['LABEL 1', 'CARD START']);
  scan('LABEL 2');
  scan('CARD START');
  await judged[1]?.answer(9);
  expect(order).toHaveLength(3);
  for (const run of timers) run();
  expect(order).toEqual(['LABEL 1', 'CARD START', 'LABEL 2', 'CARD START']);
});
