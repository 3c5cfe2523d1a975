import { expect, test } from 'vitest';
import { blockedFirmware, blockOf, blockWords } from '../../../domain/policy/firmware-list.ts';
import { type Step, step, subject } from '../custody/story.ts';

const recorded = (steps: readonly Step[]) => steps.map(({ type, body }, n) => ({ type, body, subject, hash: `h${n}` }));
const failed = (...reasons: string[]): Step => {
  const good = step.verify(1);
  return { ...good, body: { ...good.body, verdict: { kind: 'failed', reasons } } };
};

test('one erase that left data behind blocks the firmware for good', () => {
  const blocked = blockedFirmware(recorded([step.seen(), failed('markers_survive'), step.verify(2), failed('structures_found')]));
  expect(blocked).toEqual([{ model: 'ST8000NM0055', firmware: 'SN05', subject, by: 'h1' }]);
  const [first] = blocked;
  expect(first === undefined ? '' : blockWords(first)).toContain('SN05 of ST8000NM0055');
  expect(blockOf(blocked, 'ST8000NM0055', 'SN05')).toBe(first);
  expect(blockOf(blocked, 'ST8000NM0055', 'SN06')).toBeUndefined();
});

test.each([
  ['a success', [step.seen(), step.verify(1)]],
  ['a write error, which says nothing about a firmware', [step.seen(), failed('write_errors')]],
  ['a drive that never told its firmware', [failed('markers_survive')]],
] as const)('%s blocks nothing', (_, steps) => {
  expect(blockedFirmware(recorded([...steps]))).toEqual([]);
});
