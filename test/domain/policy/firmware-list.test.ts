import { expect, test } from 'vitest';
import { readFact } from '../../../domain/facts/facts.ts';
import { applyFirmware, blockOf, type BlockedFirmware, type DriveSaid, firmwareStep } from '../../../domain/policy/firmware-list.ts';
import { record, type Step, step } from '../custody/story.ts';

function found(steps: readonly Step[]) {
  let said: DriveSaid | undefined;
  return steps.flatMap(({ type, body }) => {
    const read = readFact(type, body);
    if (read.kind !== 'fact') throw new Error(`${type} does not read`);
    const next = firmwareStep(said, read.fact);
    said = next.said;
    return next.found ?? [];
  });
}

const failed = (job: number, ...reasons: string[]): Step => {
  const good = step.verify(job);
  return { ...good, body: { ...good.body, verdict: { kind: 'failed', reasons } } };
};
const image = (): Step => {
  const seen = step.seen();
  return { ...seen, body: { ...seen.body, identity: { ...(seen.body['identity'] as object), interface: 'image', media: 'image' } } };
};
const row = { model: 'ST8000NM0055', firmware: 'SN05', technique: record.technique } as const;

test('an erase that left data behind speaks against the firmware and that technique, each time', () => {
  expect(
    found([step.seen(), step.finish(1), failed(1, 'markers_survive'), step.finish(2), step.verify(2), failed(2, 'structures_found')]),
  ).toEqual([row, row]);
});

test.each([
  ['a success', [step.seen(), step.finish(1), step.verify(1)]],
  ['a write error, which says nothing about a firmware', [step.seen(), step.finish(1), failed(1, 'write_errors')]],
  ['a drive that never told its firmware', [step.finish(1), failed(1, 'markers_survive')]],
  ['a verdict on another job than the last one that finished', [step.seen(), step.finish(1), failed(2, 'markers_survive')]],
  ['an image, which has no firmware', [image(), step.finish(1), failed(1, 'markers_survive')]],
] as const)('%s says nothing', (_, steps) => {
  expect(found([...steps])).toEqual([]);
});

test('the first word counts until it is lifted, and a new one blocks again', () => {
  const list = new Map<string, BlockedFirmware>();
  const block = (by: string, at: number): void => applyFirmware(list, { type: 'firmware.blocked', body: { ...row, by } }, at);
  block('a', 1);
  block('b', 2);
  expect(blockOf(list, row, row.technique)).toEqual({ ...row, by: 'a', at: 1 });
  expect(blockOf(list, row, 'ata_sanitize_block_erase')).toBeUndefined();
  expect(blockOf(list, { ...row, firmware: 'SN06' }, row.technique)).toBeUndefined();
  applyFirmware(list, { type: 'firmware.lifted', body: { ...row, ground: 'cause_was_elsewhere' } }, 3);
  expect(blockOf(list, row, row.technique)).toBeUndefined();
  block('c', 4);
  expect(blockOf(list, row, row.technique)?.by).toBe('c');
});
